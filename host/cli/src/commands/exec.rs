//! `wasmidem exec`: calls one exec function.

use std::sync::Arc;

use serde_json::json;
use wasmidem_contract::{
    Answer, ArgumentProblem, Diagnostic, Events, Failure, FunctionInfo, FunctionKind, Modules as _, Object,
    Phase, Step, Value, nearest,
};

use crate::args::{Exec, Format};
use crate::builtin::{self, Builtins, Files, Path, Unknown};
use crate::compose::{Modules, Offer, Stop, gate, load_profiles, start_runtime};
use crate::exit_code::Exit;
use crate::module_files;
use crate::offered::Offered;
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
    if args.about {
        return super::doc::function(args, path, console);
    }
    let printer = Printer { args, console, path };
    match Path::read(path) {
        Some(Err(unknown)) => Ok(printer.unknown(&unknown)),
        // What comes with the program needs no module, and starts at once without.
        Some(Ok(named)) if args.module.is_empty() => of_program(&printer, named),
        _ => of_modules(&printer),
    }
}

/// On whose behalf, and by which rules.
struct Setting {
    runtime: tokio::runtime::Runtime,
    rules: Rules,
    audit: Option<Arc<wasmidem_audit::AuditLog>>,
    profiles: Arc<wasmidem_aws::Profiles>,
    events: Arc<dyn Events>,
    step: Step,
}

impl Setting {
    fn of(args: &Exec, console: &Arc<Console>) -> Result<Self, Stop> {
        let runtime = start_runtime()?;
        let intent = Intent { writes: !args.test, ..Intent::default() };
        let run_id = uuid::Uuid::now_v7().to_string();
        let audit = args.limits.audit.open(&run_id, &intent.places)?;
        let rules = Rules::load(&args.limits.policy, intent)?;
        rules.warnings().iter().for_each(|warning| console.diagnostic(warning));
        let (profiles, profile) = runtime.block_on(load_profiles(&args.credentials))?;
        let events: Arc<dyn Events> = Arc::new(TerminalLog::new(Arc::clone(console)));
        let step = Step {
            state: None,
            phase: if args.test { Phase::Plan } else { Phase::Apply },
            region: profiles.region(&profile).unwrap_or_default(),
            profile,
            run_id,
        };
        Ok(Self { runtime, rules, audit, profiles: Arc::new(profiles), events, step })
    }
}

fn of_program(printer: &Printer<'_>, named: Path<'_>) -> Result<Exit, Stop> {
    let Printer { args, console, path } = *printer;
    let builtins = Builtins::default();
    let arguments = match builtins.function(path) {
        Some(function) => bind(function, &args.arguments)?,
        None => Object::new(),
    };
    let Setting { runtime, rules, audit, profiles, events, step } = Setting::of(args, console)?;
    let gate = gate(&rules, &profiles, &events, audit.as_ref(), (&args.limits.timeouts).into());
    let result = runtime.block_on(builtin::call(&gate, &step, named, arguments, Files::Read));
    let result = result.map(|builtin::Reply { result, ret, comments }| Answer {
        result,
        ret,
        comments,
        rerun_data: Value::Null,
    });
    Ok(printer.outcome(&builtin::reference(path), &step.region, &result))
}

fn of_modules(printer: &Printer<'_>) -> Result<Exit, Stop> {
    let Printer { args, console, path } = *printer;
    let named =
        module_files::only_modules(&args.module).map_err(|problem| Stop::new(Exit::Usage, problem))?;
    let Setting { runtime, rules, audit, profiles, events, step } = Setting::of(args, console)?;
    let modules = Modules::find(named.modules, named.problems, Offer::All, &args.limits.provenance)?;
    let tell = |problem: &Diagnostic| console.diagnostic(problem);
    let loading = modules.load(&args.limits, &rules, &profiles, &events, &tell, audit.as_ref());
    let (offered, rejected) = runtime.block_on(loading)?;
    rejected.iter().for_each(|problem| console.diagnostic(problem));
    let function = offered.function(FunctionKind::Exec, path).ok_or_else(|| unknown(path, &offered))?;
    let arguments = bind(function, &args.arguments)?;
    let returned = runtime.block_on(offered.exec(&step, path, &arguments, (args.test, Files::Read)));
    let result = returned.map(|returned| function.answer(returned));
    let exit = printer.outcome(&offered.reference(path), &step.region, &result);
    Ok(if exit == Exit::Done && !rejected.is_empty() { Exit::ModuleRejected } else { exit })
}

fn unknown(path: &str, offered: &Offered) -> Stop {
    let problem = Diagnostic::error("exec-unknown", format!("there is no exec function `{path}`"));
    let help = match nearest(path, offered.exec_paths()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => match module_of(path) {
            Some(module) => format!("the module `{module}` has it: `--module {module}.wasm`"),
            None => {
                let all = [
                    offered.paths_of_modules().join(", "),
                    "every operation of AWS as `boto3.client.SERVICE.OPERATION`".to_owned(),
                ];
                let all: Vec<&str> = all.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
                format!("there are {}", all.join(", and "))
            }
        },
    };
    Stop::new(Exit::Usage, problem.with_help(help))
}

/// The module that comes with the program and manages the resource whose function a path is:
/// `aws.ec2.vpc.get` is of `ec2_vpc`.
fn module_of(path: &str) -> Option<String> {
    let (kind, _) = path.strip_prefix("aws.")?.rsplit_once('.')?;
    let name = kind.replace('.', "_");
    module_files::first_party().contains_key(&name).then_some(name)
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
                let fewer = || usage(too_many(function));
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

fn too_many(function: &FunctionInfo) -> String {
    let path = &function.path;
    match path.starts_with("boto3.client.") && function.schema.members().next().is_none() {
        true => format!("`{path}` takes its arguments by name, as `NAME=VALUE`"),
        false => format!("`{path}` takes fewer arguments than are given"),
    }
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

/// Prints what a function came to.
struct Printer<'a> {
    args: &'a Exec,
    console: &'a Arc<Console>,
    path: &'a str,
}

impl Printer<'_> {
    /// A path of boto3 that names nothing. Programs get what idem says.
    fn unknown(&self, unknown: &Unknown) -> Exit {
        let problem = Diagnostic::error("exec-unknown", unknown.failure.message.clone());
        self.console.diagnostic(&match unknown.failure.help() {
            Some(help) => problem.with_help(help),
            None => problem,
        });
        self.value(&builtin::reference(self.path), false, &Value::Null, std::slice::from_ref(&unknown.words));
        Exit::Usage
    }

    fn outcome(&self, reference: &str, region: &str, result: &Result<Answer, Failure>) -> Exit {
        match result {
            Ok(Answer { result, ret, comments, .. }) => {
                self.value(reference, *result, ret, comments);
                if *result {
                    return Exit::Done;
                }
                if self.args.output == Format::Human {
                    let text =
                        if comments.is_empty() { "it is not done".to_owned() } else { comments.join("; ") };
                    self.console.diagnostic(&Diagnostic::error("exec-failed", text));
                }
                Exit::StateFailed
            }
            Err(failure) => {
                problems(failure).iter().for_each(|problem| self.console.diagnostic(problem));
                self.value(reference, false, &Value::Null, &[builtin::words(failure, region)]);
                if is_usage(failure) { Exit::Usage } else { crate::exit_code::of_failure(failure) }
            }
        }
    }

    fn value(&self, reference: &str, result: bool, ret: &Value, comments: &[String]) {
        if self.args.output != Format::Human {
            let outcome = json!({"result": result, "ret": ret, "comment": comments, "ref": reference});
            self.console.out(&output::render(&outcome, self.args.output, self.console.colour_out()));
        } else if result {
            self.console.out(&value_text(ret));
        }
    }
}

/// Whether the command line is wrong, and nothing was called.
fn is_usage(failure: &Failure) -> bool {
    failure.code == "exec-argument" || is_input(failure)
}

fn is_input(failure: &Failure) -> bool {
    failure.blame == wasmidem_contract::Blame::Author && failure.code.ends_with(".input")
}

/// A failure for people: each thing that is wrong with an input on its own.
fn problems(failure: &Failure) -> Vec<Diagnostic> {
    let listed = failure.detail.as_ref().and_then(|detail| detail.get("problems")?.as_array());
    if let Some(listed) = listed.filter(|_| is_input(failure)) {
        let texts = listed.iter().filter_map(Value::as_str);
        return texts.map(|text| Diagnostic::error("exec-argument", text.to_owned())).collect();
    }
    let code = if is_usage(failure) { "exec-argument" } else { "exec-failed" };
    let message = match is_usage(failure) {
        true => failure.message.clone(),
        // What `wasmidem explain` tells more of.
        false => format!("{} [{}]", failure.message, failure.code),
    };
    let problem = Diagnostic::error(code, message);
    vec![match failure.help() {
        Some(help) => problem.with_help(help),
        None => problem,
    }]
}
