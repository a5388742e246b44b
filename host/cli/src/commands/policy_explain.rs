//! `wasmidem policy explain`: whether a call would be allowed, and by which policies.

use std::path::Path;

use serde_json::{Value, json};
use wasmidem_contract::{Diagnostic, ModuleId, OperationName, Phase};
use wasmidem_policy::{Explanation, Request};
use wasmidem_sandbox::Manifest;

use super::conclude;
use super::policy_check::{described, effect};
use crate::args::{PhaseName, PolicyExplain};
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::module_files;
use crate::policy::{Intent, Rules, inspect, vocabulary};
use crate::provenance::Trust;
use crate::report::{Console, plain_line, pretty};

/// Explains a decision.
pub fn run(args: &PolicyExplain, console: &Console) -> Exit {
    conclude(explain(args, console), args.json, console)
}

fn explain(args: &PolicyExplain, console: &Console) -> Result<Exit, Stop> {
    let rules = Rules::load(&args.policy, Intent::default())?;
    rules.warnings().iter().for_each(|warning| console.diagnostic(warning));
    let (name, effect) = operation(&args.action)?;
    let trust = Trust::load(&args.provenance)?;
    let mut asks = Asks::of(&args.module, &name, &trust)?;
    asks.warnings.iter().for_each(|warning| console.diagnostic(warning));
    asks.module.signer = args.signer.clone().or(asks.module.signer);
    let input = match &args.input {
        Some(text) => serde_json::from_str(text).map_err(|error| {
            let problem = Diagnostic::error("usage-json", format!("`--input` is no JSON: {error}"));
            Stop::new(Exit::Usage, problem.with_help("write `--input '{\"CidrBlock\": \"10.0.0.0/16\"}'`"))
        })?,
        None => Value::Null,
    };
    let request = Request {
        module: &asks.module,
        declared: asks.declared,
        operation: &name,
        effect,
        phase: phase(args.phase),
        profile: &args.profile,
        region: &args.region,
        account: args.account.as_deref(),
        state: None,
        input: &input,
    };
    let explanation = match rules.cedar() {
        Some(cedar) => cedar
            .explain(&request)
            .map_err(|reason| Stop::new(Exit::Internal, Diagnostic::error("policy-schema", reason)))?,
        None => {
            Explanation { decision: rules.policy().decide(&request), holding: Vec::new(), near: Vec::new() }
        }
    };
    console.out(&if args.json {
        pretty(&as_json(&explanation))
    } else {
        as_text(&explanation, &request, rules.cedar().is_some())
    });
    Ok(if explanation.decision.is_ok() { Exit::Done } else { Exit::Refused })
}

/// An operation there is, and its effect.
///
/// # Errors
/// When there is none of that name.
pub fn operation(text: &str) -> Result<(OperationName, wasmidem_contract::Effect), Stop> {
    let words = vocabulary();
    let found = text.split_once(':').zip(words.effect(text));
    let ((service, name), effect) = found.ok_or_else(|| {
        let problem = Diagnostic::error("policy-action", format!("there is no operation `{text}`"));
        let help = match words.suggest(text).filter(|meant| meant.contains(':')) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`wasmidem policy schema` lists all".to_owned(),
        };
        Stop::new(Exit::Usage, problem.with_help(help))
    })?;
    Ok((OperationName::new(service, name), effect))
}

/// The phase of a name.
pub fn phase(name: PhaseName) -> Phase {
    match name {
        PhaseName::Plan => Phase::Plan,
        PhaseName::Apply => Phase::Apply,
        PhaseName::Drift => Phase::Drift,
        PhaseName::Describe => Phase::Describe,
    }
}

/// Who asks.
pub struct Asks {
    /// The module. One that there is no file of has no digest.
    pub module: ModuleId,
    /// Whether it imports the operation; taken for granted when there is no file.
    pub declared: bool,
    /// What is odd with its file.
    pub warnings: Vec<Diagnostic>,
}

impl Asks {
    /// Looks into the module's file, if one is named or comes with the program.
    ///
    /// # Errors
    /// When a file is named that is no module, or not the one that was agreed on.
    pub fn of(module: &str, operation: &OperationName, trust: &Trust) -> Result<Self, Stop> {
        let is_file = Path::new(module).extension().is_some_and(|extension| extension == "wasm");
        let file = if is_file { module.to_owned() } else { format!("{module}.wasm") };
        match manifest(&file, trust) {
            Ok((manifest, warnings)) => {
                let declared = manifest.operations().iter().any(|known| known.name == *operation);
                Ok(Self { module: manifest.id, declared, warnings })
            }
            Err(problem) if is_file || problem.code != "module-missing" => {
                Err(Stop::new(Exit::ModuleRejected, problem))
            }
            Err(_) => Ok(Self {
                module: ModuleId { name: module.to_owned(), digest: String::new(), signer: None },
                declared: true,
                warnings: Vec::new(),
            }),
        }
    }
}

fn manifest(file: &str, trust: &Trust) -> Result<(Manifest, Vec<Diagnostic>), Diagnostic> {
    let path = module_files::find_module(Path::new(file))?;
    let found = trust.read(&module_files::name_of(&path), &path)?;
    let odd = trust.check(&found.file, &path)?;
    Ok((inspect(&found.file)?, found.warning.into_iter().chain(odd).collect()))
}

fn as_json(explanation: &Explanation) -> Value {
    let near = explanation.near.iter().map(|near| {
        let mut policy = described(&near.name);
        if let Some(members) = policy.as_object_mut() {
            members.insert("because".into(), near.because.into());
        }
        policy
    });
    let denial = explanation.decision.as_ref().err();
    json!({
        "allowed": denial.is_none(),
        "code": denial.map(|denial| denial.code),
        "message": denial.map(|denial| &denial.message),
        "help": denial.map(|denial| &denial.help),
        "holding": explanation.holding.iter().map(described).collect::<Vec<Value>>(),
        "near": near.collect::<Vec<Value>>(),
    })
}

fn as_text(explanation: &Explanation, request: &Request<'_>, policies: bool) -> String {
    let mut out = match &explanation.decision {
        Ok(_) => format!("allowed: `{}` to module `{}`\n", request.operation, request.module),
        Err(denial) => format!("denied: {}\n", denial.message),
    };
    if !policies {
        out.push_str("  there is no policy: what a module imports it may do, and write only in a run\n");
    }
    for name in &explanation.holding {
        out.push_str(&format!("  {name} {}s it\n", effect(name.effect)));
    }
    for near in &explanation.near {
        let (name, because) = (&near.name, near.because);
        out.push_str(&format!("  {name} would {} it, but {because}\n", effect(name.effect)));
    }
    if let Err(denial) = &explanation.decision {
        out.push_str(&format!("  help: {}\n", denial.help));
    }
    out.lines().map(|line| format!("{}\n", plain_line(line))).collect()
}
