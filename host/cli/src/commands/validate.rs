//! `wasmidem validate`: how state files are understood, and what is wrong with them.

use std::sync::Arc;

use serde_json::json;
use wasmidem_contract::{Diagnostic, Object, State, Value};
use wasmidem_run::StateProblem;
use wasmidem_sls::Compiled;

use super::{conclude, state_files};
use crate::args::{Format, Validate};
use crate::compose::{Modules, Offer, Stop};
use crate::exit_code::Exit;
use crate::module_files::Named;
use crate::offered::Offered;
use crate::output;
use crate::report::Console;
use crate::session::Session;
use crate::{offline, sources};

/// Prints high and low data, parameters and warnings.
pub fn run(args: &Validate, console: &Arc<Console>) -> Exit {
    conclude(validate(args, console), args.output == Format::Json, console)
}

fn validate(args: &Validate, console: &Arc<Console>) -> Result<Exit, Stop> {
    args.accepted.warnings().iter().for_each(|warning| console.diagnostic(warning));
    let named = state_files(&args.files, "validate")?;
    let (found, problems) = (named.modules.clone(), named.problems.clone());
    let modules = Modules::find(found, problems, Offer::All, &args.limits.provenance)?;
    modules.warnings.iter().for_each(|warning| console.diagnostic(warning));
    let states = named.states;
    let named = Named { states: Vec::new(), ..named };
    let session = Session::start(named, &args.credentials, &args.limits, console)?;
    let invalid = |problems| Stop { exit: Exit::InvalidSls, problems };
    let mut request = sources::request(&args.state_files, &states).map_err(invalid)?;
    request.calls = Some(session.template_calls());
    let mut result = wasmidem_sls::validate(&request).map_err(invalid)?;
    let (library, rejected) = offline::load(modules, Some(&args.limits), &session.runtime)?;
    rejected.iter().for_each(|problem| console.diagnostic(problem));
    let offered = Offered::new(library, None);
    let mut warnings = 0;
    match wasmidem_sls::compile(&request) {
        Ok(compiled) => {
            let problems = wasmidem_run::check(&compiled.program, &offered);
            warnings = compiled.warnings.len() + problems.len();
            compiled.warnings.iter().for_each(|warning| console.diagnostic(warning));
            for problem in &problems {
                if let Some(state) = compiled.program.states.get(problem.state) {
                    let warning = located(problem, state, &compiled);
                    console.diagnostic(&warning);
                    enter(&mut result, state, &warning);
                }
            }
        }
        // Templates need the parameters that are missing.
        Err(problems) => {
            let reason = problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
            let text = format!("states and arguments are not checked: {reason}");
            let note = Diagnostic::warning("validate-unchecked", text);
            console.diagnostic(&note.with_help("give the parameters with `--params`"));
        }
    }
    let format = if args.output == Format::Human { Format::Nested } else { args.output };
    console.out(&output::render(&result, format, console.colour_out()));
    Ok(match (rejected.is_empty(), warnings) {
        (false, _) => Exit::ModuleRejected,
        (true, count) if count > 0 && args.strict => Exit::InvalidSls,
        _ => Exit::Done,
    })
}

/// The problem as a warning where the argument stands, or else the state.
fn located(problem: &StateProblem, state: &State, compiled: &Compiled) -> Diagnostic {
    let argument = problem.argument.as_deref().map(|name| {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        name.get(..end).unwrap_or(name)
    });
    let place = argument.and_then(|name| {
        let found = state.argument_locations.iter().find(|(known, _)| known == name);
        found.map(|(_, location)| (location, name.chars().count()))
    });
    let (location, length) = place.unwrap_or((&state.location, state.address.full_path().chars().count()));
    let excerpt = compiled.line(location).map(str::to_owned);
    let warning = Diagnostic::warning(problem.code, problem.message.clone()).at(
        location.clone(),
        excerpt,
        u32::try_from(length).unwrap_or(1),
    );
    match &problem.help {
        Some(help) => warning.with_help(help.clone()),
        None => warning,
    }
}

/// Adds a warning to those of the state, as `problems`.
fn enter(result: &mut Value, state: &State, warning: &Diagnostic) {
    let key = format!("{}.{}", state.sls, state.address.id);
    let Some(all) = result.pointer_mut("/warnings/ID_DECS").and_then(Value::as_object_mut) else {
        return;
    };
    let of_state = all.entry(key).or_insert_with(|| Value::Object(Object::new()));
    let Some(of_state) = of_state.as_object_mut() else { return };
    let problems = of_state.entry("problems").or_insert_with(|| Value::Array(Vec::new()));
    if let Some(problems) = problems.as_array_mut() {
        problems.push(json!({
            "code": warning.code,
            "message": warning.message,
            "place": warning.location.as_ref().map(ToString::to_string),
            "help": warning.help,
        }));
    }
}
