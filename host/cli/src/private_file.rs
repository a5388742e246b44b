//! Files that hold secrets, or become such.

use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use wasmidem_contract::Diagnostic;

use crate::compose::Stop;
use crate::exit_code::Exit;

/// Credentials are small; more is a mistake. In bytes.
const LARGEST: u64 = 4 << 20;

/// Reads a text.
///
/// # Errors
/// When there is no such file, or it is too large or no text.
pub fn read(path: &Path) -> Result<String, Stop> {
    String::from_utf8(read_bytes(path)?).map_err(|_| refused(path, "it is no text in UTF-8"))
}

/// Reads a file of any bytes.
///
/// # Errors
/// When there is no such file, or it is too large.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    let read = read.map_err(|error| refused(path, &error.to_string()))?;
    if u64::try_from(read).is_ok_and(|read| read <= LARGEST) {
        Ok(bytes)
    } else {
        Err(refused(path, "it is larger than 4 MiB, too large for credentials"))
    }
}

fn refused(path: &Path, reason: &str) -> Stop {
    let message = format!("cannot read `{}`: {reason}", path.display());
    Stop::new(Exit::Credentials, Diagnostic::error("usage-file", message))
}

/// Writes a file that only the user can read. The file is whole, or as it was.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, contents: &[u8]) -> Result<(), Stop> {
    let mut beside = path.to_owned().into_os_string();
    beside.push(format!(".{}.part", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&beside).and_then(|mut file| {
        file.write_all(contents)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    });
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        let message = format!("cannot write `{}`: {error}", path.display());
        Stop::new(Exit::Internal, Diagnostic::error("usage-file", message))
    })
}

/// Makes a file that is not there yet, with these permissions where the system has such.
///
/// # Errors
/// When it is there, or cannot be written.
pub fn create(path: &Path, contents: &[u8], mode: u32) -> Result<(), Stop> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let written = options.open(path).and_then(|mut file| {
        file.write_all(contents)?;
        file.sync_all()
    });
    written.map_err(|error| {
        let message = format!("cannot write `{}`: {error}", path.display());
        Stop::new(Exit::Internal, Diagnostic::error("usage-file", message))
    })
}
