use std::path::PathBuf;

use clap::Args;
use wasmidem_sandbox::Folder;

use super::{AwsTimeouts, PolicySource, Provenance};
use crate::audit::AuditSource;

/// What modules may use and ask for, and which are accepted.
#[derive(Debug, Clone, Args)]
pub struct ModuleLimits {
    /// What a call of a module may use, such as `memory=512MiB`, or `ec2_vpc:memory=512MiB` for one
    /// module; may be given several times. `wasmidem explain limits` lists all.
    #[arg(long, value_name = "[MODULE:]NAME=VALUE", help_heading = "Running")]
    pub limit: Vec<String>,
    /// Those of the configuration file, which count less.
    #[arg(id = "limits", long = "limits", value_name = "[MODULE:]NAME=VALUE", hide = true)]
    pub configured: Vec<String>,
    /// Seconds a module may compute in one call: `--limit compute-time=10s` [default: 10].
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=86_400), help_heading = "Running")]
    pub module_timeout: Option<u32>,
    /// MiB of memory an instance of a module may have: `--limit memory=256MiB` [default: 256].
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(1..=4096), help_heading = "Running")]
    pub module_memory: Option<u32>,
    /// A folder that modules can read where a policy permits `files:Read` of its name; may be given
    /// several times.
    #[arg(long, value_name = "NAME=PATH", value_parser = folder, help_heading = "Policy")]
    pub grant_folder: Vec<Folder>,
    /// How long to wait for AWS.
    #[command(flatten)]
    pub timeouts: AwsTimeouts,
    /// Which policies hold.
    #[command(flatten)]
    pub policy: PolicySource,
    /// Which modules are accepted.
    #[command(flatten)]
    pub provenance: Provenance,
    /// Where decisions and calls are kept.
    #[command(flatten)]
    pub audit: AuditSource,
}

/// Reads `NAME=PATH`. The name is also that of a folder for modules with WASI.
fn folder(text: &str) -> Result<Folder, String> {
    let (name, path) = text.split_once('=').ok_or("it is no NAME=PATH")?;
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    if name.is_empty() || !name.chars().all(plain) {
        return Err(format!("`{name}` is no name: it must be letters, digits, `-` and `_`"));
    }
    let path = PathBuf::from(path);
    if !path.is_dir() {
        return Err(format!("`{}` is no folder", path.display()));
    }
    Ok(Folder { name: name.to_owned(), path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_have_plain_names() {
        let here = env!("CARGO_MANIFEST_DIR");
        let read = folder(&format!("data={here}")).unwrap();
        assert_eq!((read.name.as_str(), read.path), ("data", PathBuf::from(here)));
        for wrong in ["data", "=/", "a/b=/", "..=/", "data=/nowhere/at/all"] {
            assert!(folder(wrong).is_err(), "{wrong}");
        }
    }
}
