//! `wasmidem policy derive`: the least that has to be permitted.

mod states;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use wasmidem_contract::{Diagnostic, OperationName};
use wasmidem_policy::{Need, cedar_text, iam_json};
use wasmidem_sandbox::Manifest;

use super::conclude;
use crate::args::{PolicyDerive, PolicyFormat};
use crate::compose::{Modules, Offer, Stop};
use crate::exit_code::Exit;
use crate::module_files;
use crate::policy::{inspect, vocabulary};
use crate::report::{Console, pretty};

/// Prints a policy.
pub fn run(args: &PolicyDerive, console: &Console) -> Exit {
    conclude(derive(args, console), args.format == PolicyFormat::Iam, console)
}

fn derive(args: &PolicyDerive, console: &Console) -> Result<Exit, Stop> {
    let needs = match &args.events {
        Some(file) => of_events(file)?,
        None => of_files(args, console)?,
    };
    if needs.is_empty() {
        let problem = Diagnostic::warning("policy-nothing", "nothing of AWS is needed");
        console
            .diagnostic(&problem.with_help("a policy that permits nothing is right; an empty file is one"));
    }
    console.out(&match args.format {
        PolicyFormat::Cedar => cedar_text(&needs),
        PolicyFormat::Iam => pretty(&iam_json(&needs, wasmidem_gateway::iam_action)),
    });
    Ok(Exit::Done)
}

/// What modules import or, where state files are named, what their states need.
fn of_files(args: &PolicyDerive, console: &Console) -> Result<BTreeSet<Need>, Stop> {
    let named = module_files::sort(&args.files);
    if !named.problems.is_empty() {
        return Err(Stop { exit: Exit::ModuleRejected, problems: named.problems });
    }
    let modules = Modules::find(named.modules, named.problems, Offer::All, &args.provenance)?;
    modules.warnings.iter().for_each(|warning| console.diagnostic(warning));
    if !named.states.is_empty() {
        return states::needs(modules, &named.states, args, console);
    }
    if !modules.rejected.is_empty() {
        return Err(Stop { exit: Exit::ModuleRejected, problems: modules.rejected });
    }
    let mut needs = BTreeSet::new();
    for file in &modules.files {
        let manifest = inspect(file).map_err(|problem| Stop::new(Exit::ModuleRejected, problem))?;
        needs.extend(needs_of(&manifest, None));
    }
    Ok(needs)
}

/// All that a module imports.
fn needs_of(manifest: &Manifest, profile: Option<&str>) -> impl Iterator<Item = Need> {
    let operations = manifest.operations().into_iter().map(move |operation| Need {
        module: manifest.id.name.clone(),
        operation: operation.name.clone(),
        profile: profile.map(str::to_owned),
        subject: None,
    });
    let services = manifest.granted_services().into_iter().map(move |service| Need {
        module: manifest.id.name.clone(),
        operation: service.operation(),
        profile: None,
        subject: None,
    });
    operations.chain(services)
}

/// What a run called, whatever came of it.
fn of_events(file: &Path) -> Result<BTreeSet<Need>, Stop> {
    let shown = file.display();
    let wrong = |reason: String| {
        let problem = Diagnostic::error("policy-events", format!("cannot derive from `{shown}`: {reason}"));
        Stop::new(Exit::Usage, problem.with_help("name a file that `wasmidem run … --events FILE` wrote"))
    };
    let text = fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    let words = vocabulary();
    let mut needs = BTreeSet::new();
    for (number, line) in text.lines().enumerate() {
        let event: Value = serde_json::from_str(line)
            .map_err(|error| wrong(format!("line {} is no event: {error}", number + 1)))?;
        let member = |name: &str| event.get(name).and_then(Value::as_str);
        let asked = match member("event") {
            Some("call-started") => "operation",
            Some("service-decided") if event.get("allowed") == Some(&Value::Bool(true)) => "service",
            _ => continue,
        };
        let operation = member(asked).filter(|operation| words.effect(operation).is_some());
        let call = member("module").zip(operation.and_then(|operation| operation.split_once(':')));
        let (module, (service, name)) =
            call.ok_or_else(|| wrong(format!("line {} is no call that is known here", number + 1)))?;
        // What the gate asks for itself needs no permission.
        if module != wasmidem_gateway::GATE {
            needs.insert(Need {
                module: module.to_owned(),
                operation: OperationName::new(service, name),
                profile: None,
                subject: member("subject").map(str::to_owned),
            });
        }
    }
    Ok(needs)
}
