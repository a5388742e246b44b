//! Where decisions and calls are kept, as options say.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use clap::Args;
use wasmidem_audit::{AuditLog, OpenError, Surroundings, broken};
use wasmidem_contract::Diagnostic;

use crate::args::LogLevel;
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::report::{Console, Places, plain_json};

/// Where decisions and calls are kept.
#[derive(Debug, Clone, Args)]
pub struct AuditSource {
    /// Append each decision and each call of AWS to this file, one line of JSON each, chained by hashes.
    /// What cannot be kept there is not sent.
    #[arg(long, value_name = "FILE", env = "WASMIDEM_AUDIT", help_heading = "Policy")]
    pub audit: Option<PathBuf>,
    /// The log, once it is open.
    #[arg(skip)]
    opened: Arc<OnceLock<Arc<AuditLog>>>,
}

impl AuditSource {
    /// Opens the log that is named, if one is.
    ///
    /// # Errors
    /// When it cannot be written, or is broken: nothing may be done then.
    pub fn open(&self, run_id: &str, places: &Arc<Places>) -> Result<Option<Arc<AuditLog>>, Stop> {
        let Some(path) = self.audit.as_deref().filter(|path| !path.as_os_str().is_empty()) else {
            return Ok(None);
        };
        let places = Arc::clone(places);
        let surroundings = Surroundings {
            run_id: run_id.to_owned(),
            places: Box::new(move |state| places.of(state)),
            plain: plain_json,
        };
        let log = AuditLog::open(path, surroundings).map_err(|error| stop(path, error))?;
        let log = Arc::new(log);
        Ok(Some(Arc::clone(self.opened.get_or_init(|| log))))
    }

    /// Tells where the log has got to, if it was opened. A log that lost something is no success.
    pub fn close(&self, exit: Exit, console: &Console) -> Exit {
        let Some(log) = self.opened.get() else { return exit };
        match log.lost() {
            Some(problem) => {
                console.diagnostic(&problem);
                Exit::Internal
            }
            None => {
                if console.log_level != LogLevel::Quiet {
                    console.err(&log.told());
                }
                exit
            }
        }
    }
}

fn stop(path: &Path, error: OpenError) -> Stop {
    match error {
        OpenError::Unusable(reason) => {
            let text = format!("the audit log `{}` cannot be used: {reason}", path.display());
            let problem = Diagnostic::error("audit-file", text);
            Stop::new(Exit::Usage, problem.with_help("nothing was run; name another file with `--audit`"))
        }
        OpenError::Broken(found) => {
            let help = "nothing was run; keep the file as it is, find out who changed it, and name a new one with \
                        `--audit`";
            Stop::new(Exit::Internal, broken(path, &found).with_help(help))
        }
    }
}
