//! What the states of files need, before they are run.

use std::collections::BTreeSet;

use wasmidem_contract::{Diagnostic, FunctionKind, ModuleId, Modules as _, Program, State};
use wasmidem_gateway::OPERATOR;
use wasmidem_policy::Need;
use wasmidem_sandbox::Library;

use super::needs_of;
use crate::args::PolicyDerive;
use crate::builtin::Path;
use crate::compose::{Modules, Stop, start_runtime};
use crate::exit_code::Exit;
use crate::report::Console;
use crate::{offline, sources};

/// What brings states that are only known once it runs.
const BRINGERS: [&str; 2] = ["sls", "render"];

/// All that the modules import which the states need, with the profiles that the states name.
pub fn needs(
    modules: Modules,
    states: &[String],
    args: &PolicyDerive,
    console: &Console,
) -> Result<BTreeSet<Need>, Stop> {
    let runtime = start_runtime()?;
    let (library, rejected) = offline::load(modules, None, &runtime)?;
    if !rejected.is_empty() {
        return Err(Stop { exit: Exit::ModuleRejected, problems: rejected });
    }
    let invalid = |problems| Stop { exit: Exit::InvalidSls, problems };
    let request = sources::request(&args.state_files, states).map_err(invalid)?;
    let compiled = wasmidem_sls::compile(&request).map_err(invalid)?;
    compiled.warnings.iter().for_each(|warning| console.diagnostic(warning));
    unforeseen(&compiled.program).iter().for_each(|warning| console.diagnostic(warning));
    let mut needs = BTreeSet::new();
    for state in &compiled.program.states {
        let module = module(state, &library);
        let manifest = module.and_then(|id| library.manifests().find(|manifest| manifest.id == *id));
        let profile = state.acct_profile.as_deref().or(args.acct_profile.as_deref());
        // What is made of another state's value is not known yet: any profile.
        let profile = profile.filter(|profile| !profile.contains("${"));
        needs.extend(manifest.into_iter().flat_map(|manifest| needs_of(manifest, profile)));
        needs.extend(of_operator(state, profile).filter(|_| module.is_none()));
    }
    Ok(needs)
}

/// The operation that a state calls without a module.
fn of_operator(state: &State, profile: Option<&str>) -> Option<Need> {
    if state.address.full_path() != "exec.run" {
        return None;
    }
    let (operation, _) = Path::read(called(state)?)?.ok()?.operation()?;
    let profile = profile.map(str::to_owned);
    Some(Need { module: OPERATOR.to_owned(), operation, profile, subject: None })
}

/// The function that `exec.run` calls.
fn called(state: &State) -> Option<&str> {
    let path = state.arguments.get("path")?.as_str()?;
    Some(path.strip_prefix("exec.").unwrap_or(path))
}

/// The module that carries a state out, if one does.
fn module<'a>(state: &State, library: &'a Library) -> Option<&'a ModuleId> {
    let path = &state.address.path;
    if let Some(kind) = library.resource(path) {
        return Some(&kind.module);
    }
    let function = match state.address.full_path().as_str() {
        "exec.run" => {
            let path = called(state)?;
            let derived = path.strip_suffix(".get").or_else(|| path.strip_suffix(".list"));
            if let Some(kind) = derived.and_then(|kind| library.resource(kind)) {
                return Some(&kind.module);
            }
            library.function(FunctionKind::Exec, path)
        }
        whole => library.function(FunctionKind::State, whole),
    };
    function.map(|function| &function.module)
}

/// Says of what cannot be known before a run.
fn unforeseen(program: &Program) -> Vec<Diagnostic> {
    let brings = |state: &&State| BRINGERS.contains(&state.address.path.as_str());
    let states = program.states.iter().filter(brings).map(|state| state.location.clone());
    let places = states.chain(program.deferred.iter().map(|block| block.location.clone()));
    let warn = |place| {
        let text = "what this brings is known only once it runs, and is not in the policy";
        let help = "derive the policy of a whole run: `wasmidem policy derive --events FILE`";
        Diagnostic::warning("policy-unforeseen", text).at(place, None, 1).with_help(help)
    };
    places.map(warn).collect()
}
