//! Python virtual environments below the target directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::apt::{self, Permission};
use crate::process;
use crate::progress;
use crate::workspace::Workspace;

/// Debian ships these apart from python3.
const PACKAGES: &[&str] = &["python3", "python3-venv"];
const PIP_LIMIT: Duration = Duration::from_secs(900);
/// Written last, holds the requirements: an environment without it, or with others, is made anew.
const MARKER: &str = "complete.txt";

/// The environment `name` with the packages that `requirements` (a file of the checkout) lists; made at first use. Returns its directory.
///
/// # Errors
/// When Python or its `venv` module is missing and cannot be installed, or when pip fails.
pub fn environment(workspace: &Workspace, name: &str, requirements: &str) -> Result<PathBuf> {
    let directory = workspace.target(name);
    let file = workspace.root().join(requirements);
    let wanted = fs::read_to_string(&file).with_context(|| format!("cannot read `{requirements}`"))?;
    let marker = directory.join(MARKER);
    if fs::read_to_string(&marker).is_ok_and(|made| made == wanted) {
        return Ok(directory);
    }
    if workspace.offline() {
        bail!("`target/{name}` has to be downloaded once; run again without --offline");
    }
    let step = progress::step(&format!("installing {} (once, about half a minute)", names(&wanted)));
    provide_venv()?;
    let create = ["-m", "venv", "--clear"];
    finish(Command::new("python3").args(create).arg(&directory), "making a Python environment")?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    finish(Command::new(program(&directory, "python")).args(pip).arg(&file), "pip")?;
    fs::write(&marker, wanted)?;
    step.done();
    Ok(directory)
}

/// What is downloaded with pip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Packages ready for use.
    Wheels,
    /// Packages as their authors write them.
    Sources,
}

/// Downloads what `requirements` (a file of the checkout, with a digest for each line) lists to a
/// directory, unless it was downloaded before.
///
/// # Errors
/// When pip fails, or something has another digest.
pub fn download(
    workspace: &Workspace,
    environment: &Path,
    requirements: &str,
    form: Form,
    directory: &Path,
) -> Result<()> {
    let file = workspace.root().join(requirements);
    let wanted = fs::read_to_string(&file).with_context(|| format!("cannot read `{requirements}`"))?;
    let marker = directory.join(MARKER);
    if fs::read_to_string(&marker).is_ok_and(|had| had == wanted) {
        return Ok(());
    }
    if workspace.offline() {
        bail!("what `{requirements}` lists has to be downloaded once; run again without --offline");
    }
    let step = progress::step(&format!("downloading {}", names(&wanted)));
    if directory.exists() {
        fs::remove_dir_all(directory).with_context(|| format!("cannot empty `{}`", directory.display()))?;
    }
    let form = if form == Form::Wheels { "--only-binary" } else { "--no-binary" };
    let mut pip = Command::new(program(environment, "python"));
    pip.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]);
    pip.args([form, ":all:", "--require-hashes", "--requirement"]).arg(&file).arg("--dest").arg(directory);
    finish(&mut pip, "pip")?;
    fs::write(&marker, wanted)?;
    step.done();
    Ok(())
}

/// A program of an environment.
pub fn program(environment: &Path, name: &str) -> PathBuf {
    environment.join("bin").join(name)
}

fn provide_venv() -> Result<()> {
    let usable = || {
        let mut check = Command::new("python3");
        check.args(["-c", "import ensurepip, venv"]);
        process::capture(&mut check, Duration::from_secs(30)).is_ok_and(|output| output.status.success())
    };
    if usable() {
        return Ok(());
    }
    let permission = apt::permission();
    let line = apt::install_line(PACKAGES);
    match permission {
        Permission::NotDebian => bail!("python3 with its `venv` module is missing; install it"),
        Permission::Ask => bail!("python3 with its `venv` module is missing; install it: {line}"),
        Permission::Root | Permission::Sudo => apt::install(permission, PACKAGES)
            .with_context(|| format!("cannot install python3's `venv`; try: {line}")),
    }
}

fn finish(command: &mut Command, what: &str) -> Result<()> {
    let output = process::capture(command, PIP_LIMIT)?;
    if output.status.success() {
        return Ok(());
    }
    eprint!("{}", String::from_utf8_lossy(&output.stdout));
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    bail!("{what} failed ({}); its messages are above", output.status);
}

/// The package names of a requirements file.
fn names(requirements: &str) -> String {
    let lines = requirements.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let names: Vec<&str> = lines.filter_map(|line| line.split(['=', '[']).next()).collect();
    match names.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_are_named() {
        assert_eq!(names("# why\nmoto[server]==5.2.5\n"), "moto");
        assert_eq!(names("idem==25.0.1\nidem-aws==6.2.1\n"), "idem and idem-aws");
        assert_eq!(names("a==1 --hash=sha256:0\nb==1\nc==1\n"), "a, b and c");
    }
}
