//! Compiles every directory of `tests/cases` and compares with what is expected there.
//!
//! A case has an `input.sls`, any other files, and either `expected.json` (the program, with its
//! warnings) or `expected.txt` (the problems). `references.txt` names other references than
//! `input.sls`, one per line; `params.sls` is given as parameters if it is there. `results.json`
//! holds what `${path:id:…}` finds, by `path:id`. With `run.json` (members of an `SlsRun`) or
//! `block.json` (members of a `DeferredBlock`, its text that of `block.txt`) that is compiled in place
//! of the references, as during a run. With `UPDATE_EXPECTED=1` in the environment the expected
//! files are written anew: look at the difference before you keep it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use wasmidem_contract::{
    BindError, Blame, Cause, DeferredBlock, Diagnostic, Failure, Location, Object, Reference, Results,
    Severity, SlsRun, Source, Sources, State, Target, TemplateCalls,
};
use wasmidem_sls::{CompileRequest, Compiled, compile, compile_block, compile_run};

struct Directory(PathBuf);

impl Sources for Directory {
    fn read(&self, path: &str) -> Result<Option<Source>, String> {
        let full = self.0.join(path);
        if full.is_dir() {
            return Err(format!("`{path}` is a directory"));
        }
        match fs::read(full) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Some(Source { display_name: path.to_owned(), text })),
                Err(_) => Err(format!("`{path}` is not UTF-8")),
            },
            Err(_) => Ok(None),
        }
    }
}

/// `test.echo`, `test.fail` and `test.count`, remembering each call.
#[derive(Default)]
struct Functions(Mutex<Vec<String>>);

impl TemplateCalls for Functions {
    fn exec(&self, path: &str, positional: &[Value], named: &Object) -> Result<Value, Failure> {
        let mut calls = self.0.lock().unwrap();
        calls.push(format!("{path} {} {}", json!(positional), json!(named)));
        let (result, ret, comment) = match path {
            "test.echo" => {
                let given = positional.first().or(named.get("value")).cloned();
                let missing =
                    || Failure::new(Cause::Invalid, Blame::Author, "args", "the argument `value` is missing");
                (true, given.ok_or_else(missing)?, json!([]))
            }
            "test.count" => (true, json!(calls.len()), json!([])),
            "test.fail" => (false, Value::Null, json!(["Expected failure"])),
            _ => {
                let message = format!("there is no exec function `{path}`");
                let failure = Failure::new(Cause::NotFound, Blame::Author, "no-function", message);
                return Err(failure.with_help("`test.echo` may be meant"));
            }
        };
        Ok(json!({"result": result, "ret": ret, "comment": comment, "ref": format!("exec.{path}")}))
    }
}

/// New states by `path:id`.
struct Ended(Object);

impl Results for Ended {
    fn resolve(&self, reference: &Reference) -> Result<Value, BindError> {
        match self.0.get(&format!("{}:{}", reference.path, reference.id)) {
            Some(new_state) => reference.resolve(new_state),
            None => Err(BindError {
                reference: reference.text.clone(),
                message: format!("\"{}:{}\" has not run", reference.path, reference.id),
            }),
        }
    }
}

fn json_file(case: &Path, name: &str) -> Option<Value> {
    let text = fs::read_to_string(case.join(name)).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn location(value: &Value) -> Location {
    let line = u32::try_from(value["line"].as_u64().unwrap_or(1)).unwrap();
    Location { file: value["file"].as_str().unwrap_or("input.sls").into(), line, column: 1 }
}

fn run(case: &Path, functions: &Arc<Functions>) -> Result<Compiled, Vec<Diagnostic>> {
    let references =
        fs::read_to_string(case.join("references.txt")).unwrap_or_else(|_| "input.sls".to_owned());
    let references = references.split_whitespace().map(str::to_owned).collect();
    let mut request = CompileRequest::new(references, Arc::new(Directory(case.to_owned())));
    request.calls = Some(Arc::clone(functions) as Arc<dyn TemplateCalls>);
    if let Some(results) = json_file(case, "results.json") {
        request.results = Some(Arc::new(Ended(results.as_object().unwrap().clone())));
    }
    if case.join("params.sls").exists() {
        request.params.push("params.sls".to_owned());
    }
    if let Some(run) = json_file(case, "run.json") {
        let run = SlsRun {
            id: run["id"].as_str().unwrap().to_owned(),
            references: texts(&run["references"]),
            params: texts(&run["params"]),
            values: run["values"].as_object().cloned().unwrap_or_default(),
            location: location(&run),
        };
        return compile_run(&request, &run);
    }
    if let Some(block) = json_file(case, "block.json") {
        let block = DeferredBlock {
            requires: texts(&block["requires"]),
            sls: block["sls"].as_str().unwrap_or("input.sls").to_owned(),
            pipe: block["pipe"].as_str().map(str::to_owned),
            text: fs::read_to_string(case.join("block.txt")).unwrap().into(),
            location: location(&block),
        };
        return compile_block(&request, &block);
    }
    compile(&request)
}

fn plain(diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let mut text = format!("{severity}[{}]: {}\n", diagnostic.code, diagnostic.message);
    if let Some(location) = &diagnostic.location {
        text.push_str(&format!("  at {location}\n"));
        if let Some(line) = &diagnostic.excerpt {
            let before = " ".repeat(location.column as usize - 1);
            text.push_str(&format!(
                "    | {line}\n    | {before}{}\n",
                "^".repeat(diagnostic.length as usize)
            ));
        }
    }
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("  help: {help}\n"));
    }
    text
}

/// A state as the expected files show it: what is empty is left out.
fn shown(state: &State) -> Value {
    let mut out = Object::new();
    out.insert("tag".into(), state.address.tag().into());
    out.insert("at".into(), state.location.to_string().into());
    out.insert("sls".into(), state.sls.clone().into());
    if state.name != state.address.id {
        out.insert("name".into(), state.name.clone().into());
    }
    let mut add = |key: &str, value: Value| {
        let empty = matches!(&value, Value::Null | Value::Bool(false))
            || value.as_array().is_some_and(Vec::is_empty)
            || value.as_object().is_some_and(Object::is_empty);
        if !empty {
            out.insert(key.to_owned(), value);
        }
    };
    add("arguments", Value::Object(state.arguments.clone()));
    let lines = state.argument_locations.iter().map(|(name, at)| (name.clone(), json!(at.line))).collect();
    add("argument_lines", Value::Object(lines));
    let requisites = state.requisites.iter().map(|requisite| {
        let target = match &requisite.target {
            Target::State { path, pattern } => format!("{path}: {pattern}"),
            Target::Sls { pattern } => format!("sls: {pattern}"),
        };
        format!("{} {target} at {}", requisite.kind.keyword(), requisite.location)
    });
    add("requisites", requisites.collect());
    add("references", state.references.iter().map(|reference| reference.text.clone()).collect());
    add("acct_profile", json!(state.acct_profile));
    add("sensitive", json!(state.sensitive));
    add("ignore_changes", json!(state.ignore_changes));
    add("unique", json!(state.unique));
    add("recreate_on_update", json!(state.recreate_on_update.map(|order| format!("{order:?}"))));
    Value::Object(out)
}

fn shown_block(block: &DeferredBlock) -> Value {
    json!({
        "requires": block.requires, "sls": block.sls, "pipe": block.pipe,
        "at": block.location.to_string(), "text": *block.text,
    })
}

#[test]
fn cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let mut names: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert!(names.len() >= 25);
    let mut wrong = Vec::new();
    for case in names {
        let functions = Arc::new(Functions::default());
        let (file, other, found) = match run(&case, &functions) {
            Ok(compiled) => {
                let warnings: Vec<String> = compiled.warnings.iter().map(plain).collect();
                let states: Vec<Value> = compiled.program.states.iter().map(shown).collect();
                for state in &compiled.program.states {
                    assert!(compiled.line(&state.location).is_some(), "{} has no line", state.location);
                }
                let mut program = json!({"states": states});
                if compiled
                    .program
                    .meta
                    .values()
                    .any(|meta| meta.as_object().is_some_and(|meta| !meta.is_empty()))
                {
                    program["meta"] = Value::Object(compiled.program.meta.clone());
                }
                let deferred: Vec<Value> = compiled.program.deferred.iter().map(shown_block).collect();
                if !deferred.is_empty() {
                    program["deferred"] = json!(deferred);
                }
                let calls = functions.0.lock().unwrap();
                if !calls.is_empty() {
                    program["calls"] = json!(*calls);
                }
                if !warnings.is_empty() {
                    program["warnings"] = json!(warnings);
                }
                ("expected.json", "expected.txt", format!("{program:#}\n"))
            }
            Err(problems) => {
                let text = problems.iter().map(plain).collect::<Vec<_>>().join("\n");
                ("expected.txt", "expected.json", text)
            }
        };
        if update {
            fs::write(case.join(file), &found).unwrap();
            let _ = fs::remove_file(case.join(other));
            continue;
        }
        let expected = fs::read_to_string(case.join(file)).unwrap_or_default();
        if expected != found {
            wrong.push(format!("{}\n--- expected\n{expected}\n--- found\n{found}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
