//! One file per command.

pub mod module_inspect;
pub mod run;

use std::env;
use std::path::PathBuf;

/// Where compiled modules are kept: `WASMIDEM_CODE_CACHE`, or the user's cache folder; `None` when
/// there is neither.
fn code_cache() -> Option<PathBuf> {
    let named = env::var_os("WASMIDEM_CODE_CACHE").map(PathBuf::from);
    named.or_else(|| Some(user_folder("XDG_CACHE_HOME", ".cache")?.join("wasmidem/code")))
}

/// A folder of the XDG base directory specification.
fn user_folder(variable: &str, below_home: &str) -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute(variable).or_else(|| Some(absolute("HOME")?.join(below_home)))
}
