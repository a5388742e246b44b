//! The audit log: each decision, and each call of AWS, as one line of a file in which nothing can be
//! changed, removed, put in or moved without breaking a chain of hashes. The form is published:
//! `docs/schemas/audit.schema.json`; what the chain proves stands in `docs/audit.md`.

mod chain;
mod line;
#[cfg(test)]
mod tests;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use clap::Args;
use wasmidem_contract::{
    Audit, Blame, Cause, Decision, Diagnostic, Ending, Failure, Location, ModuleId, Ruling, Stage,
};

use crate::args::LogLevel;
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::report::{Console, Places};

pub use chain::{Break, Checked, Hash, Walk, check, hash, hex, unhex};
use line::Line;
use writer::Writer;

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
        let log = Arc::new(AuditLog::open(path, run_id, Arc::clone(places))?);
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

/// A chain that is broken, as a problem with its place.
pub fn broken(path: &Path, found: &Break) -> Diagnostic {
    let name = path.display().to_string();
    let problem = Diagnostic::error("audit-broken", format!("the chain of the audit log is broken: {found}"));
    let line = u32::try_from(found.line).unwrap_or(u32::MAX);
    problem.at(Location { file: name.into(), line, column: 1 }, None, 1)
}

/// An audit log that is open.
#[derive(Debug)]
pub struct AuditLog {
    name: String,
    run_id: String,
    places: Arc<Places>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    writer: Writer,
    /// Why a line could not be written, the first time.
    lost: Option<String>,
}

impl AuditLog {
    fn open(path: &Path, run_id: &str, places: Arc<Places>) -> Result<Self, Stop> {
        let state = Mutex::new(State { writer: Writer::open(path)?, lost: None });
        Ok(Self { name: path.display().to_string(), run_id: run_id.to_owned(), places, state })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, line: &Line<'_>) -> Result<u64, String> {
        let mut state = self.state();
        let kept = state.writer.append(|link| line.text(link, &self.run_id));
        if let Err(reason) = &kept {
            state.lost.get_or_insert_with(|| reason.clone());
        }
        kept
    }

    /// What could not be kept.
    fn lost(&self) -> Option<Diagnostic> {
        let reason = self.state().lost.clone()?;
        let text = format!("the audit log `{}` is not complete: {reason}", self.name);
        let help = "what could not be kept before it was sent, was not sent; `wasmidem explain audit-lost` says more";
        Some(Diagnostic::error("audit-lost", text).with_help(help))
    }

    /// Where the log has got to.
    fn told(&self) -> String {
        let (lines, head) = self.state().writer.position();
        format!("audit: `{}` has {lines} lines, its head is {head}", self.name)
    }
}

impl AuditLog {
    /// Keeps that a module is not accepted, whatever the policies say; `ids` are those of all modules.
    pub fn refused_module(&self, ids: &[ModuleId], name: &str, code: &str) {
        let unknown = ModuleId { name: name.to_owned(), digest: String::new(), signer: None };
        let module = ids.iter().find(|id| id.name == name).unwrap_or(&unknown);
        let ruling = Ruling::Denied { code, policies: &[] };
        self.denied(Decision { ruling, ..before(Stage::Load, module) }, None);
    }

    /// Keeps a denial before anything is asked for; `place` is where its state stands. If that cannot
    /// be kept, closing the log tells it.
    pub fn denied(&self, decision: Decision<'_>, place: Option<&Location>) {
        let _ = self.keep(&Line::decision(&decision, place));
    }
}

/// A decision on a module as a whole, to be completed.
pub fn before(stage: Stage, module: &ModuleId) -> Decision<'_> {
    Decision {
        stage,
        module,
        state: None,
        service: None,
        action: None,
        effect: None,
        profile: "",
        region: "",
        account: None,
        phase: None,
        ruling: Ruling::Allowed(&[]),
    }
}

impl Audit for AuditLog {
    fn decided(&self, decision: &Decision<'_>) -> Result<u64, Failure> {
        let place = decision.state.and_then(|state| self.places.of(state));
        self.keep(&Line::decision(decision, place.as_ref())).map_err(|reason| {
            let text =
                format!("the audit log `{}` cannot be written, so nothing is sent: {reason}", self.name);
            Failure::new(Cause::Other, Blame::Host, "audit.write", text)
                .with_help("make room for it, or give it another file with `--audit`")
        })
    }

    fn ended(&self, ending: &Ending<'_>) {
        // Told when the log is closed.
        let _ = self.keep(&Line::ending(ending));
    }
}
