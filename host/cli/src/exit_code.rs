//! The exit codes, documented in `docs/exit-codes.md`.

use std::process::ExitCode;

use wasmidem_contract::{Blame, Failure};

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything is as asked.
    Done = 0,
    /// A state failed.
    StateFailed = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The state files or parameters are invalid; nothing was run.
    InvalidSls = 3,
    /// A module asked for something that policy or the phase refuses.
    Refused = 4,
    /// Something changed, or would, although `--expect-no-changes` was given.
    Changes = 5,
    /// Another run holds the lock.
    Locked = 6,
    /// A module was not accepted.
    ModuleRejected = 7,
    /// The credentials are missing, unreadable or refused.
    Credentials = 8,
    /// wasmidem or the machine failed.
    Internal = 70,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The exit code of one failure.
pub fn of_failure(failure: &Failure) -> Exit {
    match failure.blame {
        Blame::Policy => Exit::Refused,
        Blame::Credentials => Exit::Credentials,
        _ => Exit::StateFailed,
    }
}
