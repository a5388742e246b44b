//! Debian packages, for the parts that come from neither crates.io nor PyPI.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::unistd::Uid;

use crate::process;
use crate::progress;

const LIMIT: Duration = Duration::from_secs(900);

/// Whether we may install packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// We are root.
    Root,
    /// `sudo` asks for no password.
    Sudo,
    /// A person has to do it.
    Ask,
    /// There is no `apt-get` here.
    NotDebian,
}

/// Finds out what we may do.
pub fn permission() -> Permission {
    let answers = |program: &str, args: &[&str]| {
        process::capture(Command::new(program).args(args), Duration::from_secs(10))
            .is_ok_and(|output| output.status.success())
    };
    if !answers("apt-get", &["--version"]) {
        Permission::NotDebian
    } else if Uid::effective().is_root() {
        Permission::Root
    } else if answers("sudo", &["-n", "true"]) {
        Permission::Sudo
    } else {
        Permission::Ask
    }
}

/// The line a person types to install `packages`.
pub fn install_line(packages: &[&str]) -> String {
    format!("sudo apt-get install -y {}", packages.join(" "))
}

/// Installs `packages`; refreshes the package lists if they are missing or old.
///
/// # Errors
/// When we may not, or when apt-get fails.
pub fn install(permission: Permission, packages: &[&str]) -> Result<()> {
    let mut install = vec!["install", "-y", "--no-install-recommends"];
    install.extend(packages);
    progress::note(&format!("installing Debian packages: {}", packages.join(" ")));
    if apt_get(permission, &install).is_ok() {
        return Ok(());
    }
    progress::note("refreshing the package lists first");
    apt_get(permission, &["update"])?;
    apt_get(permission, &install)
}

fn apt_get(permission: Permission, args: &[&str]) -> Result<()> {
    let mut command = match permission {
        Permission::Root => Command::new("env"),
        Permission::Sudo => {
            let mut sudo = Command::new("sudo");
            sudo.args(["-n", "env"]);
            sudo
        }
        Permission::Ask | Permission::NotDebian => bail!("packages cannot be installed from here"),
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]).args(args);
    let output = process::capture(&mut command, LIMIT)?;
    if output.status.success() {
        return Ok(());
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let reason = stderr.lines().rfind(|line| !line.trim().is_empty());
    Err(anyhow::anyhow!("{}", reason.unwrap_or("no reason given").trim().to_owned()))
        .with_context(|| format!("`apt-get {}`", args.join(" ")))
}
