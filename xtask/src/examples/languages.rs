//! How each language makes a component of a project, after the project's own tests.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::project::Project;
use super::{Language, Tools};
use crate::cargo;
use crate::component;
use crate::guests;
use crate::process::{self, Stdout};
use crate::toolchain::{self, Toolchain};
use crate::workspace::Workspace;

/// Longer than any of them needs on a slow machine.
const LIMIT: Duration = Duration::from_secs(600);

/// The component of a project.
///
/// # Errors
/// When its tests fail or it does not build; messages of its tools have been shown.
pub fn build(
    workspace: &Workspace,
    toolchain: Option<toolchain::Kind>,
    tools: &Tools,
    project: &Project,
) -> Result<Vec<u8>> {
    match project.language {
        Language::Rust => rust(workspace, &toolchain::find(workspace, toolchain)?, project),
        Language::Python => {
            project.lay_out()?;
            finish(Command::new("sh").arg("build.sh"), tools, project)?;
            read(&project.directory.join("build/module.wasm"))
        }
        Language::Js => {
            project.lay_out()?;
            finish(Command::new("npm").args(["run", "--silent", "test"]), tools, project)?;
            finish(Command::new("npm").args(["run", "--silent", "build"]), tools, project)?;
            read(&project.directory.join("build/module.wasm"))
        }
        Language::C => {
            project.lay_out()?;
            let mut make = Command::new("make");
            make.args(["--silent", "test", "build/core.wasm"]);
            make.env("ZIG_GLOBAL_CACHE_DIR", workspace.target("zig-cache"));
            finish(&mut make, tools, project)?;
            component::encode(&read(&project.directory.join("build/core.wasm"))?)
        }
    }
}

/// In its place: it shares what is compiled of the SDK with the other modules.
fn rust(workspace: &Workspace, toolchain: &Toolchain, project: &Project) -> Result<Vec<u8>> {
    let test = || {
        let mut command = cargo::command(&cargo::program(), &project.source);
        command.env("CARGO_TARGET_DIR", workspace.target("guests-native")).args(["test", "--quiet"]);
        command
    };
    cargo::run(workspace, Stdout::Keep, test)?;
    let target = workspace.target("guests");
    let mut components = guests::components(workspace, toolchain, &project.source, &target)?;
    components.remove(&project.module).context("cargo built another module than the example")
}

fn finish(command: &mut Command, tools: &Tools, project: &Project) -> Result<()> {
    command.current_dir(&project.directory).env("PATH", tools.path()?);
    let output = process::capture(command, LIMIT)?;
    if output.status.success() {
        return Ok(());
    }
    eprint!("{}", String::from_utf8_lossy(&output.stdout));
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    bail!("`{}` failed ({}); its messages are above", process::line(command), output.status);
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("the build made no `{}`", path.display()))
}
