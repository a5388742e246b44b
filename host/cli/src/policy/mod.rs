//! What modules may ask for: the policies an operator names, or else what modules import.

mod files;
mod plan;

use std::collections::BTreeMap;
use std::sync::Arc;

use wasmidem_audit::{AuditLog, before};
use wasmidem_contract::{Decision, Diagnostic, Effect, Operation, Ruling, Stage};
use wasmidem_gateway::AwsOperations;
use wasmidem_policy::{Cedar, Imported, Never, Policy, PolicyFile, Vocabulary};
use wasmidem_sandbox::{Manifest, ModuleFile};

use crate::args::PolicySource;
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::report::Places;

pub use files::read_all;
pub use plan::foresee;

/// What the program is about to do with modules.
#[derive(Clone, Default)]
pub struct Intent {
    /// Whether anything may be written.
    pub writes: bool,
    /// Where states stand, for denials.
    pub places: Arc<Places>,
}

/// What modules may ask for.
pub struct Rules {
    cedar: Option<Arc<Cedar>>,
    warnings: Vec<Diagnostic>,
    writes: bool,
}

impl Rules {
    /// Reads and checks the policies that are named; without any, what modules import they may ask
    /// for.
    ///
    /// # Errors
    /// When policies cannot be read or are wrong, or there are none although there must be.
    pub fn load(source: &PolicySource, intent: Intent) -> Result<Self, Stop> {
        let run = run_metadata(&source.policy_context)?;
        let files = read_all(&source.policy)?;
        let Some(files) = files else {
            if source.require_policy {
                let problem =
                    Diagnostic::error("policy-required", "there is no policy, and none may be missing");
                let help = "name one with `--policy` or WASMIDEM_POLICY, or in the configuration file";
                return Err(Stop::new(Exit::Refused, problem.with_help(help)));
            }
            return Ok(Self { cedar: None, warnings: Vec::new(), writes: intent.writes });
        };
        let (cedar, warnings) = check(&files, run)?;
        let places = intent.places;
        let cedar = cedar.with_places(move |state| places.of(state));
        Ok(Self { cedar: Some(Arc::new(cedar)), warnings, writes: intent.writes })
    }

    /// What is odd with the policies.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// What decides at the gate.
    pub fn policy(&self) -> Arc<dyn Policy> {
        match &self.cedar {
            Some(cedar) => Arc::clone(cedar) as Arc<dyn Policy>,
            None => Arc::new(Imported),
        }
    }

    /// The policies an operator has written, if there are any.
    pub fn cedar(&self) -> Option<&Cedar> {
        self.cedar.as_deref()
    }

    /// Refuses modules before anything of them is compiled: those that import what a policy
    /// forbids them in every case, and those that import nothing a policy could permit. Where
    /// nothing is written, what they could write is not looked at: it is not linked.
    ///
    /// # Errors
    /// All refusals.
    pub fn admit(&self, files: &[ModuleFile], audit: Option<&AuditLog>) -> Result<(), Stop> {
        let Some(cedar) = &self.cedar else { return Ok(()) };
        let problems: Vec<Diagnostic> = files
            .iter()
            // What is no module is told when it is loaded.
            .filter_map(|file| inspect(file).ok())
            .flat_map(|manifest| self.refusals(cedar, &manifest, audit))
            .collect();
        if problems.is_empty() { Ok(()) } else { Err(Stop { exit: Exit::Refused, problems }) }
    }

    fn refusals(&self, cedar: &Cedar, manifest: &Manifest, audit: Option<&AuditLog>) -> Vec<Diagnostic> {
        let operations = manifest.operations();
        let asked: Vec<&Operation> = operations
            .into_iter()
            .filter(|operation| self.writes || operation.effect == Effect::Read)
            .collect();
        let never = cedar.never(&manifest.id, asked.iter().copied());
        let module = &manifest.id;
        let keep = |operation: Option<&Operation>, policies: &[String]| {
            if let Some(audit) = audit {
                let decision = Decision {
                    service: operation.map(|operation| operation.name.service.as_str()),
                    action: operation.map(|operation| operation.name.name.as_str()),
                    effect: operation.map(|operation| operation.effect),
                    ruling: Ruling::Denied { code: "policy-module", policies },
                    ..before(Stage::Load, module)
                };
                audit.denied(decision, None);
            }
        };
        let forbidden: Vec<Diagnostic> = never
            .iter()
            .filter_map(|never| {
                let by = never.forbidden_by.as_ref()?;
                keep(Some(&never.operation), &[by.to_string()]);
                let operation = &never.operation.name;
                let text =
                    format!("module `{module}` is refused: it imports `{operation}`, which {by} forbids it");
                let problem = Diagnostic::error("policy-module", text).at(by.place.clone(), None, 1);
                Some(problem.with_help(
                    "a policy with a condition is asked at each call; one without refuses the module",
                ))
            })
            .collect();
        if !forbidden.is_empty() || asked.is_empty() || never.len() < asked.len() {
            return forbidden;
        }
        keep(None, &[]);
        let text = format!("module `{module}` is refused: no policy permits anything that it imports");
        let problem = Diagnostic::error("policy-module", text);
        vec![problem.with_help(format!("it imports {}", imported(&never)))]
    }
}

fn imported(never: &[Never]) -> String {
    let names: Vec<String> = never.iter().map(|never| format!("`{}`", never.operation.name)).collect();
    names.join(", ")
}

/// The operations there are.
pub fn vocabulary() -> Vocabulary {
    Vocabulary::of(Arc::new(AwsOperations))
}

/// Reads what a module imports; nothing of it is compiled.
///
/// # Errors
/// When it is no module.
pub fn inspect(file: &ModuleFile) -> Result<Manifest, Diagnostic> {
    let mut manifest = wasmidem_sandbox::inspect(&file.name, &file.bytes, &AwsOperations)
        .map_err(|error| Diagnostic::from(&error))?;
    manifest.id.signer.clone_from(&file.signer);
    Ok(manifest)
}

/// Checks policies; what is odd comes with them.
///
/// # Errors
/// All that is wrong.
pub fn check(files: &[PolicyFile], run: BTreeMap<String, String>) -> Result<(Cedar, Vec<Diagnostic>), Stop> {
    match Cedar::load(files, vocabulary(), run) {
        Ok(loaded) => Ok((loaded.policy, loaded.warnings)),
        Err(problems) => Err(Stop { exit: Exit::InvalidSls, problems }),
    }
}

/// Reads `KEY=VALUE`.
///
/// # Errors
/// When one is none, or a key is given twice.
pub fn run_metadata(given: &[String]) -> Result<BTreeMap<String, String>, Stop> {
    let wrong = |message: String| {
        let problem = Diagnostic::error("policy-context", message);
        Stop::new(Exit::Usage, problem.with_help("write `--policy-context branch=main`"))
    };
    let mut run = BTreeMap::new();
    for text in given {
        let pair = text.split_once('=').filter(|(key, _)| !key.is_empty());
        let (key, value) =
            pair.ok_or_else(|| wrong(format!("--policy-context: `{text}` is no KEY=VALUE")))?;
        if run.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(wrong(format!("--policy-context: `{key}` is given twice")));
        }
    }
    Ok(run)
}
