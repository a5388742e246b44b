//! `wasmidem exec`: calls one exec function.

use std::sync::Arc;

use serde_json::json;
use wasmidem_contract::{
    ArgumentProblem, Diagnostic, Events, Failure, FunctionInfo, FunctionKind, Modules as _, Object, Phase,
    Step, Value, nearest,
};
use wasmidem_sandbox::Library;

use crate::args::{Exec, Format};
use crate::compose::{Modules, Offer, Stop, load_profiles, start_runtime};
use crate::exit_code::Exit;
use crate::module_files;
use crate::output;
use crate::policy::{Intent, Rules};
use crate::report::{Console, TerminalLog, errors_value, value_text};

/// Calls a function and prints what it returns.
pub fn run(args: &Exec, console: &Arc<Console>) -> Exit {
    match call(args, console) {
        Ok(exit) => exit,
        Err(stop) => {
            stop.problems.iter().for_each(|problem| console.diagnostic(problem));
            if args.output != Format::Human {
                let errors = errors_value(&stop.problems);
                console.out(&output::render(&errors, args.output, console.colour_out()));
            }
            stop.exit
        }
    }
}

fn call(args: &Exec, console: &Arc<Console>) -> Result<Exit, Stop> {
    let path = args.function.strip_prefix("exec.").unwrap_or(&args.function);
    let named = module_files::sort(&args.module);
    if let Some(file) = named.states.first() {
        let problem = Diagnostic::error("usage-module", format!("`{file}` is no module"));
        return Err(Stop::new(Exit::Usage, problem));
    }
    let runtime = start_runtime()?;
    let intent = Intent { writes: !args.test, ..Intent::default() };
    let run_id = uuid::Uuid::now_v7().to_string();
    let audit = args.limits.audit.open(&run_id, &intent.places)?;
    let rules = Rules::load(&args.limits.policy, intent)?;
    rules.warnings().iter().for_each(|warning| console.diagnostic(warning));
    let (profiles, profile) = runtime.block_on(load_profiles(&args.credentials))?;
    let profiles = Arc::new(profiles);
    let events: Arc<dyn Events> = Arc::new(TerminalLog::new(Arc::clone(console)));
    let modules = Modules::find(named.modules, named.problems, Offer::All, &args.limits.provenance)?;
    let tell = |problem: &Diagnostic| console.diagnostic(problem);
    let loading = modules.load(&args.limits, &rules, &profiles, &events, &tell, audit.as_ref());
    let (library, rejected) = runtime.block_on(loading)?;
    rejected.iter().for_each(|problem| console.diagnostic(problem));
    let function = library.function(FunctionKind::Exec, path).ok_or_else(|| unknown(path, &library))?;
    let arguments = bind(function, &args.arguments)?;
    let step = Step {
        state: None,
        phase: if args.test { Phase::Plan } else { Phase::Apply },
        region: profiles.region(&profile).unwrap_or_default(),
        profile,
        run_id,
    };
    let result = runtime.block_on(library.call(&step, FunctionKind::Exec, path, &arguments, args.test));
    print(args, console, path, &result);
    Ok(match result {
        Err(failure) => crate::exit_code::of_failure(&failure),
        Ok(_) if !rejected.is_empty() => Exit::ModuleRejected,
        Ok(_) => Exit::Done,
    })
}

fn unknown(path: &str, library: &Library) -> Stop {
    let problem = Diagnostic::error("exec-unknown", format!("there is no exec function `{path}`"));
    let known: Vec<&str> = library
        .functions()
        .filter(|function| function.kind == FunctionKind::Exec)
        .map(|function| function.path.as_str())
        .collect();
    let help = match nearest(path, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("there are {}", known.join(", ")),
    };
    Stop::new(Exit::Usage, problem.with_help(help))
}

/// idem's grammar: what has a `=` is a named argument, all else is taken in order.
fn bind(function: &FunctionInfo, given: &[String]) -> Result<Object, Stop> {
    let usage = |message: String| Stop::new(Exit::Usage, Diagnostic::error("exec-argument", message));
    let mut parameters = function.schema.members().map(|(name, _)| name);
    let mut arguments = Object::new();
    for text in given {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, value),
            None => {
                let fewer = || usage(format!("`{}` takes fewer arguments than are given", function.path));
                (parameters.next().ok_or_else(fewer)?, text.as_str())
            }
        };
        let value = wasmidem_sls::parse_value(value)
            .map_err(|problem| usage(format!("the value of `{name}` is not YAML: {problem}")))?;
        if arguments.insert(name.to_owned(), value).is_some() {
            return Err(usage(format!("`{name}` is given twice")));
        }
    }
    let problems: Vec<Diagnostic> = function.schema.check(&arguments).into_iter().map(described).collect();
    if problems.is_empty() { Ok(arguments) } else { Err(Stop { exit: Exit::Usage, problems }) }
}

fn described(problem: ArgumentProblem) -> Diagnostic {
    let message = match &problem {
        ArgumentProblem::Missing { name } => format!("the argument `{name}` is missing"),
        ArgumentProblem::Unknown { name, .. } => format!("there is no argument `{name}`"),
        ArgumentProblem::WrongType { name, expected, found } => {
            format!("`{name}` must be {expected}, not {found}")
        }
    };
    let diagnostic = Diagnostic::error("exec-argument", message);
    match problem {
        ArgumentProblem::Unknown { suggestion: Some(meant), .. } => {
            diagnostic.with_help(format!("did you mean `{meant}`?"))
        }
        _ => diagnostic,
    }
}

fn print(args: &Exec, console: &Console, path: &str, result: &Result<Value, Failure>) {
    if args.output != Format::Human {
        let (value, comment) = match result {
            Ok(value) => (value.clone(), Vec::new()),
            Err(failure) => (Value::Null, vec![failure.message.clone()]),
        };
        let outcome = json!({
            "result": result.is_ok(),
            "ret": value,
            "comment": comment,
            "ref": format!("exec.{path}"),
        });
        console.out(&output::render(&outcome, args.output, console.colour_out()));
        return;
    }
    match result {
        Ok(value) => console.out(&value_text(value)),
        Err(failure) => {
            let problem = Diagnostic::error("exec-failed", failure.message.clone());
            console.diagnostic(&match failure.help() {
                Some(help) => problem.with_help(help),
                None => problem,
            });
        }
    }
}
