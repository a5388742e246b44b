//! What is wrong with the states of a program, as far as it shows without running any: states and
//! functions that nobody offers, and arguments that do not fit their schemas.

use wasmidem_contract::{
    ArgumentProblem, FunctionKind, Modules, Object, Program, Schema, State, Value, nearest, references,
};

use crate::builtin;

/// Something that will fail, or have no effect, when the state is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateProblem {
    /// The position of the state in the program.
    pub state: usize,
    /// The argument it is about; its first part is the argument's name.
    pub argument: Option<String>,
    /// Stable code.
    pub code: &'static str,
    /// One sentence: lower case, no final period.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// All problems of a program, in the order of its states.
pub fn check(program: &Program, modules: &dyn Modules) -> Vec<StateProblem> {
    let mut problems = Vec::new();
    for (number, state) in program.states.iter().enumerate() {
        let found = of_state(state, modules).into_iter();
        problems.extend(found.map(|problem| StateProblem { state: number, ..problem }));
    }
    problems
}

fn of_state(state: &State, modules: &dyn Modules) -> Vec<StateProblem> {
    let address = &state.address;
    let full_path = address.full_path();
    if let Some(function) = builtin::find(&full_path) {
        let mut problems = arguments(state, &function.schema(), function.is_open());
        problems.extend(called_function(state, modules));
        return problems;
    }
    if let Some(kind) = modules.resource(&address.path) {
        match address.function.as_str() {
            "present" => return arguments(state, &kind.schema, false),
            "absent" => {
                let mut problems = arguments(state, &kind.schema, false);
                problems.retain(|problem| problem.code == "check-unknown-argument");
                return problems;
            }
            _ => {}
        }
    }
    if let Some(function) = modules.function(FunctionKind::State, &full_path) {
        return arguments(state, &function.schema, false);
    }
    vec![unknown_state(&address.path, &address.function, modules)]
}

fn problem(code: &'static str, message: String) -> StateProblem {
    StateProblem { state: 0, argument: None, code, message, help: None }
}

fn unknown_state(path: &str, function: &str, modules: &dyn Modules) -> StateProblem {
    let full_path = format!("{path}.{function}");
    let unknown = problem("check-unknown-state", format!("nothing offers the state `{full_path}`"));
    let help = if modules.resource(path).is_some() {
        match nearest(function, ["present", "absent"]) {
            Some(meant) => format!("did you mean `{path}.{meant}`?"),
            None => format!("`{path}` has the functions `present` and `absent`"),
        }
    } else if builtin::is_idem_aws_path(path) {
        format!("idem-aws has `{path}`, but none of the loaded modules offers it")
    } else {
        let offered = modules.paths();
        // Resources are offered by path alone, functions and built-ins by path and function.
        let meant = nearest(path, offered.iter().copied())
            .map(|meant| format!("{meant}.{function}"))
            .or_else(|| nearest(&full_path, offered.iter().copied()).map(str::to_owned))
            .or_else(|| nearest(&full_path, builtin::paths()).map(str::to_owned));
        match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`wasmidem doc states` lists what is offered".to_owned(),
        }
    };
    StateProblem { help: Some(help), ..unknown }
}

/// The exec function that `exec.run` names.
fn called_function(state: &State, modules: &dyn Modules) -> Option<StateProblem> {
    let calls = matches!(state.address.full_path().as_str(), "exec.run" | "exec.stateful");
    let path = state.arguments.get("path").and_then(Value::as_str).filter(|_| calls)?;
    let known = modules.function(FunctionKind::Exec, path).is_some() || is_open(path);
    if known {
        return None;
    }
    let unknown = problem("check-unknown-function", format!("nothing offers the exec function `{path}`"));
    let help = nearest(path, modules.paths()).map(|meant| format!("did you mean `{meant}`?"));
    Some(StateProblem { argument: Some("path".to_owned()), help, ..unknown })
}

/// Whether a text is only known once other states have run.
fn is_open(text: &str) -> bool {
    !references(&Value::String(text.to_owned())).is_empty()
}

fn arguments(state: &State, schema: &Schema, any_name: bool) -> Vec<StateProblem> {
    let full_path = state.address.full_path();
    let mut given = state.arguments.clone();
    given.insert("name".to_owned(), Value::String(state.name.clone()));
    schema.normalise(&mut given);
    let mut found: Vec<ArgumentProblem> = schema.check(&given);
    found.retain(|problem| !matches!(problem, ArgumentProblem::WrongType { .. }));
    // What a reference stands for may be of any type.
    let known: Object = given.into_iter().map(|(name, value)| (name, without_references(value))).collect();
    let types = schema.check(&known).into_iter();
    found.extend(types.filter(|problem| matches!(problem, ArgumentProblem::WrongType { .. })));
    found
        .into_iter()
        .filter_map(|found| match found {
            ArgumentProblem::Missing { name } => {
                let message = format!("`{full_path}` needs `{name}`, unless it was enforced before");
                Some(problem("check-missing-argument", message))
            }
            ArgumentProblem::Unknown { .. } if any_name => None,
            ArgumentProblem::Unknown { name, suggestion } => {
                let message = format!("`{full_path}` has no argument `{name}`");
                let help = suggestion.map(|meant| format!("did you mean `{meant}`?"));
                Some(StateProblem {
                    argument: Some(name),
                    help,
                    ..problem("check-unknown-argument", message)
                })
            }
            ArgumentProblem::WrongType { name, expected, found } => {
                let message = format!("`{name}` of `{full_path}` must be {expected}, not {found}");
                Some(StateProblem { argument: Some(name), ..problem("check-wrong-type", message) })
            }
        })
        .collect()
}

fn without_references(value: Value) -> Value {
    match value {
        Value::String(text) if is_open(&text) => Value::Null,
        Value::Array(items) => items.into_iter().map(without_references).collect(),
        Value::Object(members) => Value::Object(
            members.into_iter().map(|(name, value)| (name, without_references(value))).collect(),
        ),
        other => other,
    }
}
