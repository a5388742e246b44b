//! `cargo xtask demo`: wasmidem in two minutes, on an AWS emulator.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::build;
use crate::emulator::{self, Emulator};
use crate::moto;
use crate::workspace::Workspace;

/// See wasmidem at work on an emulated AWS: preview, run, run again, remove
///
/// Builds what is needed first. Uses no AWS account. The files it leaves are in target/demo.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    build: build::Args,
}

/// The module of the demo, as a person names it: first-party modules are found by file name.
const MODULE: &str = "ec2_vpc.wasm";

/// Where the demo takes place.
struct Stage<'a> {
    workspace: &'a Workspace,
    emulator: Emulator,
    directory: PathBuf,
}

/// Shows wasmidem.
///
/// # Errors
/// When something cannot be built, or a shown command fails.
pub fn run(workspace: &Workspace, args: &Args) -> Result<()> {
    build::run(workspace, &args.build)?;
    let stage = Stage {
        workspace,
        emulator: Emulator::start(workspace)?,
        directory: emulator::scratch(workspace, "demo")?,
    };
    for file in ["states.sls", "absent.sls"] {
        let source = workspace.root().join("examples/vpc").join(file);
        fs::copy(&source, stage.directory.join(file))
            .with_context(|| format!("cannot copy `examples/vpc/{file}`"))?;
    }
    stage.introduce()?;
    stage.apply()?;
    stage.look_inside()?;
    stage.remove()?;
    stage.close();
    Ok(())
}

impl Stage<'_> {
    fn introduce(&self) -> Result<()> {
        say("wasmidem makes AWS look the way a states file describes. The AWS of this demo is an \
             emulator on this machine, so nothing here costs money. The program finds it, and \
             keys that are good for nothing else, in its environment:");
        for (name, value) in self.emulator.variables() {
            println!("{name}={value}");
        }
        say("Only the host program has these keys. The module that knows what a VPC is, \
             ec2_vpc.wasm, runs in a sandbox without environment, files or network and never sees \
             them. The states file asks for one VPC with tags:");
        println!("$ cat states.sls");
        print!("{}", fs::read_to_string(self.directory.join("states.sls"))?);
        Ok(())
    }

    fn apply(&self) -> Result<()> {
        say("First a preview. It reads from AWS, but in this phase no module is able to write.");
        self.wasmidem(&["run", MODULE, "states.sls", "--test", "--root-dir", "state"])?;
        say("The same without --test creates the VPC.");
        self.wasmidem(&["run", MODULE, "states.sls", "--root-dir", "state"])?;
        say("Once more: the VPC is as described, so there is nothing to change.");
        self.wasmidem(&["run", MODULE, "states.sls", "--root-dir", "state"])
    }

    fn look_inside(&self) -> Result<()> {
        say("What may such a module do? Its imports say it: each AWS operation is an import of its \
             own, and what is not listed here it cannot call.");
        self.wasmidem(&["module", "inspect", MODULE])?;
        say("The emulator, asked directly and not through wasmidem, holds:");
        let vpcs = moto::vpcs(self.emulator.endpoint(), emulator::REGION)?;
        for vpc in &vpcs {
            println!("{vpc}");
        }
        if vpcs.len() != 1 {
            bail!("the emulator holds {} VPCs, one was expected", vpcs.len());
        }
        Ok(())
    }

    fn remove(&self) -> Result<()> {
        say("A states file can also say that something must not exist.");
        println!("$ cat absent.sls");
        print!("{}", fs::read_to_string(self.directory.join("absent.sls"))?);
        self.wasmidem(&["run", MODULE, "absent.sls", "--root-dir", "state"])?;
        let left = moto::vpcs(self.emulator.endpoint(), emulator::REGION)?.len();
        if left != 0 {
            bail!("the emulator still holds {left} VPCs, none was expected");
        }
        say("Asked again, the emulator holds no VPC.");
        Ok(())
    }

    fn close(&self) {
        let binary = self.workspace.host_binary();
        say("That was the demo. Next, try a whole network of seven states on an emulator:");
        println!("cargo xtask emulator      # in another terminal; it prints what to export here");
        println!(
            "{} run {} examples/network/states.sls",
            self.workspace.display(&binary),
            self.workspace.display(&self.workspace.modules())
        );
    }

    /// Echoes a command as a person would type it, and runs it.
    fn wasmidem(&self, arguments: &[&str]) -> Result<()> {
        let line = format!("wasmidem {}", arguments.join(" "));
        println!("$ {line}");
        let mut command = Command::new(self.workspace.host_binary());
        command.args(arguments).current_dir(&self.directory).stdin(Stdio::null());
        self.emulator.prepare(&mut command);
        let status = command.status().with_context(|| format!("cannot start `{line}`"))?;
        if !status.success() {
            let place = self.workspace.display(&self.directory);
            bail!("`{line}` ended with {status}; its files are in {place}");
        }
        Ok(())
    }
}

/// A paragraph of the story, wrapped and set apart from what commands print.
fn say(text: &str) {
    println!();
    for line in wrap(text, 78) {
        println!("# {line}");
    }
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_fit_the_terminal() {
        let lines = wrap("one two three four", 9);
        assert_eq!(lines, ["one two", "three", "four"]);
        assert_eq!(wrap("", 9), Vec::<String>::new());
        assert_eq!(wrap("unbreakable", 5), ["unbreakable"]);
    }
}
