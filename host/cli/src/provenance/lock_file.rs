//! The file of the lock.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use wasmidem_contract::{Diagnostic, Location};
use wasmidem_provenance::Lock;

use crate::args::Provenance;
use crate::compose::Stop;
use crate::exit_code::Exit;

/// Where the lock is unless something else is said.
const USUAL: &str = "wasmidem.lock";

/// A lock is far smaller. In bytes.
const LARGEST: u64 = 16 << 20;

/// A lock, and where it is.
pub struct LockFile {
    /// As the user named it.
    pub path: PathBuf,
    /// What is agreed on; `None` if there is no such file.
    pub lock: Option<Lock>,
    text: String,
}

impl LockFile {
    /// Reads the lock, if there is one.
    ///
    /// # Errors
    /// When it cannot be read, or is none.
    pub fn read(args: &Provenance) -> Result<Self, Stop> {
        let named = args.lock_file.clone().filter(|path| !path.as_os_str().is_empty());
        let path = named.unwrap_or_else(|| PathBuf::from(USUAL));
        let mut text = String::new();
        let read = File::open(&path).and_then(|file| file.take(LARGEST + 1).read_to_string(&mut text));
        match read {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Self { path, lock: None, text: String::new() });
            }
            Err(error) => return Err(invalid(&path, &error.to_string(), None)),
            Ok(length) if u64::try_from(length).is_ok_and(|length| length > LARGEST) => {
                return Err(invalid(&path, "it is larger than 16 MiB", None));
            }
            Ok(_) => {}
        }
        match Lock::parse(&text) {
            Ok(lock) => Ok(Self { path, lock: Some(lock), text }),
            Err(problem) => Err(invalid(&path, &problem.reason, problem.place)),
        }
    }

    /// The lock, where there has to be one.
    ///
    /// # Errors
    /// When there is none; `why` says why there has to be.
    pub fn required(&self, why: &str) -> Result<&Lock, Stop> {
        self.lock.as_ref().ok_or_else(|| {
            let message = format!("there is no lock `{}`, and {why}", self.path.display());
            let help = "`wasmidem module lock` makes one; review it, and keep it with the state files";
            let problem = Diagnostic::error("module-lock-missing", message).with_help(help);
            Stop::new(Exit::ModuleRejected, problem)
        })
    }

    /// Where the table of a module begins.
    pub fn place(&self, module: &str) -> Location {
        let bare = format!("[module.{module}]");
        let line = self.text.lines().position(|line| line == bare).unwrap_or_default() + 1;
        place(&self.path, line, 1)
    }

    /// Writes a lock. The file is whole, or as it was.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, lock: &Lock) -> Result<(), Stop> {
        let mut beside = self.path.clone().into_os_string();
        beside.push(format!(".{}.part", std::process::id()));
        let written = fs::write(&beside, lock.text()).and_then(|()| fs::rename(&beside, &self.path));
        written.map_err(|error| {
            let _ = fs::remove_file(&beside);
            let message = format!("cannot write `{}`: {error}", self.path.display());
            Stop::new(Exit::Internal, Diagnostic::error("usage-file", message))
        })
    }
}

fn place(path: &Path, line: usize, column: usize) -> Location {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Location { file: path.display().to_string().into(), line: number(line), column: number(column) }
}

fn invalid(path: &Path, reason: &str, at: Option<(usize, usize)>) -> Stop {
    let message = format!("`{}` is no lock: {reason}", path.display());
    let problem = Diagnostic::error("module-lock-invalid", message).with_help(
        "after a merge, take one side and let `wasmidem module lock` write it anew; then review what changed",
    );
    Stop::new(
        Exit::ModuleRejected,
        match at {
            Some((line, column)) => problem.at(place(path, line, column), None, 1),
            None => problem,
        },
    )
}
