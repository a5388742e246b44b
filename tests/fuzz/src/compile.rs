use std::sync::Arc;

use serde_json::json;
use wasmidem_contract::{
    BindError, Blame, Cause, Diagnostic, Failure, Location, Object, Reference, Results, SlsRun,
    TemplateCalls, Value,
};
use wasmidem_sls::{
    CompileRequest, Compiled, compile as compile_files, compile_block, compile_run, validate,
};

use crate::checks;
use crate::files::{Files, MAIN, PARAMS};

/// The compiler of state files: a run, `validate`, waiting blocks, and `sls.run` of the same files.
/// The input is one file, or several: see the corpus.
///
/// # Panics
/// With a finding.
pub fn compile(input: &[u8]) {
    let Some(files) = Files::read(input) else { return };
    let files = Arc::new(files);
    let request = request(&files);
    let compiled = compile_files(&request);
    if stopped(&compiled) {
        checked(compiled, &files);
        return;
    }
    if let Err(problems) = validate(&request) {
        checks::problems(&problems, &files);
    }
    let Some(compiled) = checked(compiled, &files) else { return };
    let mut later = request;
    later.results = Some(Arc::new(Echo));
    for block in &compiled.program.deferred {
        checked(compile_block(&later, block), &files);
    }
    if compiled.program.states.iter().any(|state| state.address.path == "sls") {
        let run = SlsRun {
            id: "run".to_owned(),
            references: vec![MAIN.to_owned()],
            params: Vec::new(),
            values: Object::new(),
            location: Location { file: MAIN.into(), line: 1, column: 1 },
        };
        checked(compile_run(&later, &run), &files);
    }
}

/// Whether a template was stopped for what it took: doing that again takes as long again.
fn stopped(compiled: &Result<Compiled, Vec<Diagnostic>>) -> bool {
    let stop = |problem: &Diagnostic| matches!(problem.code, "sls-jinja-endless" | "sls-too-large");
    compiled.as_ref().err().is_some_and(|problems| problems.iter().any(stop))
}

/// A request for the main file, with parameters if there are any.
pub(crate) fn request(files: &Arc<Files>) -> CompileRequest {
    let mut request = CompileRequest::new(vec![MAIN.to_owned()], Arc::<Files>::clone(files));
    if files.get(PARAMS).is_some() {
        request.params.push(PARAMS.to_owned());
    }
    request.calls = Some(Arc::new(Echo));
    request
}

/// Checks what came of a compilation.
pub(crate) fn checked(result: Result<Compiled, Vec<Diagnostic>>, files: &Files) -> Option<Compiled> {
    match result {
        Ok(compiled) => {
            checks::states(&compiled.program.states, files);
            compiled.warnings.iter().for_each(|warning| checks::diagnostic(warning, files));
            Some(compiled)
        }
        Err(problems) => {
            checks::problems(&problems, files);
            None
        }
    }
}

/// Functions that return what they are given, and states with one member.
struct Echo;

impl TemplateCalls for Echo {
    fn exec(&self, path: &str, positional: &[Value], named: &Object) -> Result<Value, Failure> {
        if !path.starts_with("test.") {
            let message = format!("there is no exec function `{path}`");
            return Err(Failure::new(Cause::NotFound, Blame::Author, "no-function", message));
        }
        let ret = positional.first().cloned().unwrap_or_else(|| Value::Object(named.clone()));
        Ok(json!({"result": path != "test.fail", "ret": ret, "comment": [], "ref": path}))
    }
}

impl Results for Echo {
    fn resolve(&self, reference: &Reference) -> Result<Value, BindError> {
        reference.resolve(&json!({"name": "x", "list": [{"a": 1}, {"a": 2}], "a": {"b": ["c"]}}))
    }
}
