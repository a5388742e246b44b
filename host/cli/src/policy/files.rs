//! Policy files.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use wasmidem_contract::Diagnostic;
use wasmidem_policy::PolicyFile;

use crate::compose::Stop;
use crate::exit_code::Exit;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 16 << 20;

/// The policies of files and folders; `None` when no path is given.
///
/// # Errors
/// For each path, why it cannot be read.
pub fn read_all(paths: &[PathBuf]) -> Result<Option<Vec<PolicyFile>>, Stop> {
    let paths: Vec<&PathBuf> = paths.iter().filter(|path| !path.as_os_str().is_empty()).collect();
    if paths.is_empty() {
        return Ok(None);
    }
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        match read(path) {
            Ok(found) => files.extend(found),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(Some(files)) } else { Err(Stop { exit: Exit::Usage, problems }) }
}

/// A file, or the `.cedar` files of a folder, sorted by name.
///
/// # Errors
/// Why it cannot be read; a folder without policies is a mistake.
fn read(path: &Path) -> Result<Vec<PolicyFile>, Diagnostic> {
    if !path.is_dir() {
        return Ok(vec![read_one(path)?]);
    }
    let mut found: Vec<PathBuf> = fs::read_dir(path)
        .map_err(|error| unreadable(path, &error.to_string()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| file.extension().is_some_and(|extension| extension == "cedar"))
        .collect();
    found.sort();
    if found.is_empty() {
        return Err(unreadable(path, "the folder has no files that end in `.cedar`"));
    }
    found.iter().map(|file| read_one(file)).collect()
}

fn read_one(path: &Path) -> Result<PolicyFile, Diagnostic> {
    let mut text = String::new();
    let length = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_string(&mut text));
    match length {
        Err(error) => Err(unreadable(path, &error.to_string())),
        Ok(length) if u64::try_from(length).is_ok_and(|length| length > LARGEST) => {
            Err(unreadable(path, "it is larger than 16 MiB"))
        }
        Ok(_) => Ok(PolicyFile { name: path.display().to_string(), text }),
    }
}

fn unreadable(path: &Path, reason: &str) -> Diagnostic {
    let message = format!("cannot read the policies of `{}`: {reason}", path.display());
    Diagnostic::error("policy-file", message)
        .with_help("name a file with policies, or a folder of `.cedar` files")
}
