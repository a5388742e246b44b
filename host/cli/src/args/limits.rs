use std::path::PathBuf;

use clap::Args;
use wasmidem_sandbox::Folder;

use super::PolicySource;
use crate::audit::AuditSource;

/// What one call of a module may use, and what modules may ask for.
#[derive(Debug, Clone, Args)]
pub struct ModuleLimits {
    /// Seconds a module may compute in one call, time in AWS calls not counted.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Running")]
    pub module_timeout: u32,
    /// Memory of one instance of a module, in MiB.
    #[arg(long, value_name = "MIB", default_value = "256", value_parser = clap::value_parser!(u32).range(1..=4096), help_heading = "Running")]
    pub module_memory: u32,
    /// A folder that modules can read where a policy permits `files:Read` of its name; may be given
    /// several times.
    #[arg(long, value_name = "NAME=PATH", value_parser = folder, help_heading = "Policy")]
    pub grant_folder: Vec<Folder>,
    /// Which policies hold.
    #[command(flatten)]
    pub policy: PolicySource,
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
