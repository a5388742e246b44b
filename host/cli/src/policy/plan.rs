//! The states of a run against the policies, before anything runs.

use wasmidem_audit::before;
use wasmidem_contract::{
    Decision, Diagnostic, Effect, Modules as _, Operation, Phase, Program, Ruling, Stage, State, Value,
};
use wasmidem_policy::{Cedar, Denial, Request};

use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::world::World;

/// Finds the states that policies are certain to deny everything they need, all at once. A run ends
/// here then; a preview, which needs less, is told what the run would come to.
///
/// What a state needs depends on what is there, so only this is certain: a resource that is to be
/// present is at least looked at or made, and a module that may do nothing can do neither.
///
/// # Errors
/// One problem for each such state.
pub fn foresee(
    program: &Program,
    world: &World,
    preview: bool,
    tell: &dyn Fn(&Diagnostic),
) -> Result<(), Stop> {
    let Some(cedar) = world.rules.cedar() else { return Ok(()) };
    let denied = program.states.iter().filter_map(|state| {
        let denials = all_denied(state, world, cedar)?;
        Some(problem(state, &denials, preview))
    });
    let problems: Vec<Diagnostic> = denied.collect();
    if preview {
        problems.iter().for_each(tell);
        return Ok(());
    }
    if problems.is_empty() { Ok(()) } else { Err(Stop { exit: Exit::Refused, problems }) }
}

/// The denials of all that a state's module imports, if all is denied. The first is kept.
fn all_denied(state: &State, world: &World, cedar: &Cedar) -> Option<Vec<Denial>> {
    if state.address.function != "present" {
        return None;
    }
    let kind = world.modules.resource(&state.address.path)?;
    let manifest = world.modules.loaded().manifests().find(|manifest| manifest.id == kind.module)?;
    let profile = state.acct_profile.as_deref().unwrap_or(&world.profile);
    // A profile may be added by a state that runs before.
    let region = world.profiles.as_ref().region(profile).ok()?;
    let operations = manifest.operations();
    let foreseen = operations.iter().map(|operation| {
        cedar.foresee(&Request {
            module: &kind.module,
            declared: true,
            operation: &operation.name,
            effect: operation.effect,
            phase: Phase::Apply,
            profile,
            region: &region,
            account: None,
            state: Some(&state.address),
            input: &Value::Null,
        })
    });
    let denials: Vec<Denial> = foreseen.collect::<Option<_>>()?;
    // Reads come first: they are what a state does first.
    let mut sorted: Vec<_> = operations.into_iter().zip(denials).collect();
    sorted.sort_by_key(|(operation, _)| operation.effect == Effect::Write);
    if let Some((operation, denial)) = sorted.first() {
        keep(state, world, (profile, &region), operation, denial);
    }
    (!sorted.is_empty()).then(|| sorted.into_iter().map(|(_, denial)| denial).collect())
}

fn keep(
    state: &State,
    world: &World,
    (profile, region): (&str, &str),
    operation: &Operation,
    denial: &Denial,
) {
    let module = world.modules.resource(&state.address.path).map(|kind| &kind.module);
    let (Some(audit), Some(module)) = (&world.audit, module) else { return };
    let decision = Decision {
        state: Some(&state.address),
        service: Some(&operation.name.service),
        action: Some(&operation.name.name),
        effect: Some(operation.effect),
        profile,
        region,
        phase: Some(Phase::Apply),
        ruling: Ruling::Denied { code: denial.code, policies: &denial.policies },
        ..before(Stage::Plan, module)
    };
    audit.denied(decision, Some(&state.location));
}

fn problem(state: &State, denials: &[Denial], preview: bool) -> Diagnostic {
    let text = match denials.split_first() {
        Some((first, [])) => first.message.clone(),
        Some((first, more)) => {
            format!("{}, nor anything else it imports ({} more)", first.message, more.len())
        }
        None => String::new(),
    };
    let text = if preview { format!("a run would be refused: {text}") } else { text };
    let problem = if preview {
        Diagnostic::warning("policy-plan", text)
    } else {
        Diagnostic::error("policy-plan", text)
    };
    let length = state.address.full_path().chars().count();
    let problem = problem.at(state.location.clone(), None, u32::try_from(length).unwrap_or(1));
    match denials.first() {
        Some(denial) => problem.with_help(denial.help.clone()),
        None => problem,
    }
}
