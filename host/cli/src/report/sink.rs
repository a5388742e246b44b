//! The files reports are written to.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use wasmidem_contract::Diagnostic;

use super::Console;

/// Where a report goes.
#[derive(Debug)]
pub struct Sink {
    name: String,
    to: Mutex<To>,
}

#[derive(Debug)]
enum To {
    File(File),
    Stderr(Arc<Console>),
    /// An error ended it; it is told when the report is closed.
    Lost(io::Error),
}

impl Sink {
    /// Opens a file and empties it, so that an old report is never taken for one of this run.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn file(option: &str, path: &Path) -> Result<Self, Diagnostic> {
        let name = path.display().to_string();
        if name == "-" {
            let text = format!("`{option}` needs the name of a file: stdout is for the outcome");
            return Err(Diagnostic::error("usage-report", text));
        }
        match File::create(path) {
            Ok(file) => Ok(Self { name, to: Mutex::new(To::File(file)) }),
            Err(error) => {
                let text = format!("`{name}` of `{option}` cannot be written: {error}");
                let problem = Diagnostic::error("usage-report", text);
                Err(problem.with_help("name a file in a folder that exists; nothing was run"))
            }
        }
    }

    /// The same, with `-` for stderr.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn file_or_stderr(option: &str, path: &Path, console: &Arc<Console>) -> Result<Self, Diagnostic> {
        if path == Path::new("-") {
            return Ok(Self { name: "stderr".to_owned(), to: Mutex::new(To::Stderr(Arc::clone(console))) });
        }
        Self::file(option, path)
    }

    /// Writes a whole text at once. An error is kept for [`close`](Self::close).
    pub fn write(&self, text: &str) {
        let mut to = self.to.lock().unwrap_or_else(PoisonError::into_inner);
        let written = match &mut *to {
            To::File(file) => file.write_all(text.as_bytes()),
            To::Stderr(console) => {
                console.err(text.trim_end_matches('\n'));
                Ok(())
            }
            To::Lost(_) => Ok(()),
        };
        if let Err(error) = written {
            *to = To::Lost(error);
        }
    }

    /// Says whether all of it was written.
    pub fn close(&self) -> Option<Diagnostic> {
        match &*self.to.lock().unwrap_or_else(PoisonError::into_inner) {
            To::Lost(error) => {
                let text = format!("the report `{}` could not be written: {error}", self.name);
                Some(Diagnostic::error("report-lost", text))
            }
            _ => None,
        }
    }
}
