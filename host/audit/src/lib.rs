//! The audit log: each decision, and each call of AWS, as one line of a file in which nothing can be
//! changed, removed, put in or moved without breaking a chain of hashes. The form is published:
//! `docs/schemas/audit.schema.json`; what the chain proves stands in `docs/audit.md`.

mod chain;
mod line;
#[cfg(test)]
mod tests;
mod writer;

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use wasmidem_contract::{
    Audit, Blame, Cause, Decision, Diagnostic, Ending, Failure, Location, ModuleId, Ruling, Stage,
    StateAddress,
};

pub use chain::{Break, Checked, Hash, Walk, check, hash, hex, unhex};
use line::Line;
use writer::Writer;

/// Why a log cannot be opened.
#[derive(Debug)]
pub enum OpenError {
    /// It cannot be read or written: a sentence on why.
    Unusable(String),
    /// Its chain is broken. It is not appended to: what is there may be evidence.
    Broken(Break),
}

/// Says where a state stands.
pub type Places = Box<dyn Fn(&StateAddress) -> Option<Location> + Send + Sync>;

/// What a log has to be told.
pub struct Surroundings {
    /// Names the run.
    pub run_id: String,
    /// Where states stand.
    pub places: Places,
    /// Makes JSON text of the same value without hidden characters.
    pub plain: fn(&str) -> String,
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings").field("run_id", &self.run_id).finish_non_exhaustive()
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
    surroundings: Surroundings,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    writer: Writer,
    /// Why a line could not be written, the first time.
    lost: Option<String>,
}

impl AuditLog {
    /// Opens a log and follows all of its chain; makes a new one that only the user can read.
    ///
    /// # Errors
    /// When it cannot be written, or its chain is broken: nothing may be done then.
    pub fn open(path: &Path, surroundings: Surroundings) -> Result<Self, OpenError> {
        let state = Mutex::new(State { writer: Writer::open(path)?, lost: None });
        Ok(Self { name: path.display().to_string(), surroundings, state })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, line: &Line<'_>) -> Result<u64, String> {
        let mut state = self.state();
        let kept = state.writer.append(|link| line.text(link, &self.surroundings));
        if let Err(reason) = &kept {
            state.lost.get_or_insert_with(|| reason.clone());
        }
        kept
    }

    /// What could not be kept.
    pub fn lost(&self) -> Option<Diagnostic> {
        let reason = self.state().lost.clone()?;
        let text = format!("the audit log `{}` is not complete: {reason}", self.name);
        let help = "what could not be kept before it was sent, was not sent; `wasmidem explain audit-lost` says more";
        Some(Diagnostic::error("audit-lost", text).with_help(help))
    }

    /// Where the log has got to.
    pub fn told(&self) -> String {
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
        let place = decision.state.and_then(|state| (self.surroundings.places)(state));
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
