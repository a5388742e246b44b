//! `PATH.get` and `PATH.list` of every kind of resource that a module manages, as idem-aws has them.

use std::collections::BTreeMap;

use serde_json::json;
use wasmidem_contract::{Cause, Failure, FunctionInfo, Modules, Object, Phase, Schema, Step, Value};
use wasmidem_sandbox::Library;

use crate::builtin::{self, Reply};

/// The functions, by path.
pub struct Derived(BTreeMap<String, FunctionInfo>);

impl Derived {
    /// Those of the resources of modules.
    pub fn of(library: &Library) -> Self {
        let mut functions = BTreeMap::new();
        for kind in library.resource_types() {
            let mut properties = Object::new();
            let name = "A name for messages; what the resource is found by, if its name is its id.";
            properties.insert("name".to_owned(), json!({"type": "string", "description": name}));
            properties.insert("resource_id".to_owned(), json!({"type": "string", "description": "The id."}));
            for (member, schema) in kind.schema.members().filter(|(member, _)| !kind.schema.computed(member))
            {
                properties.entry(member).or_insert_with(|| schema.clone());
            }
            let get = json!({
                "description": format!("What `{}` of an id there is, or the one that the other arguments mean.", kind.path),
                "properties": properties,
                "x-answer": true,
            });
            let list = json!({
                "description": format!("Every `{}` there is.", kind.path),
                "properties": {"name": {"type": "string", "description": "A name for messages."}},
                "x-answer": true,
            });
            for (function, schema) in [("get", get), ("list", list)] {
                let path = format!("{}.{function}", kind.path);
                let mut info = builtin::info(&path, &schema);
                info.module = kind.module.clone();
                functions.insert(path, info);
            }
        }
        Self(functions)
    }

    /// The function at a path.
    pub fn function(&self, path: &str) -> Option<&FunctionInfo> {
        self.0.get(path)
    }

    /// All paths.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// What idem calls the function.
pub fn reference(path: &str) -> String {
    let python = if path.ends_with(".list") { "_" } else { "" };
    format!("exec.{path}{python}")
}

/// Calls a function.
///
/// # Errors
/// When the resources cannot be looked at. That there is none is no error.
pub async fn call(library: &Library, step: &Step, path: &str, arguments: &Object) -> Result<Reply, Failure> {
    match path.rsplit_once('.') {
        Some((kind, "list")) => list(library, step, kind).await,
        Some((kind, _)) => get(library, step, kind, arguments).await,
        None => Ok(Reply { result: true, ret: Value::Null, comments: Vec::new() }),
    }
}

async fn get(library: &Library, step: &Step, kind: &str, arguments: &Object) -> Result<Reply, Failure> {
    let text = |name: &str| arguments.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let id = match text("resource_id") {
        Some(id) => Some(id.to_owned()),
        None => library.find(step, kind, &complete(library, kind, arguments)).await?,
    };
    let name = text("name").or(id.as_deref()).unwrap_or("None").to_owned();
    // The sentence is idem's.
    let empty = || format!("Get {kind} '{name}' result is empty");
    let nothing = |comments| Reply { result: true, ret: Value::Null, comments };
    let Some(id) = id else { return Ok(nothing(vec![empty()])) };
    match library.read(step, kind, &id).await {
        Ok(Some(state)) => {
            Ok(Reply { result: true, ret: shown(library, kind, (&name, &id), state), comments: Vec::new() })
        }
        Ok(None) => Ok(nothing(vec![empty()])),
        Err(failure) if failure.cause == Cause::NotFound => {
            Ok(nothing(vec![empty(), builtin::words(&failure, &step.region)]))
        }
        Err(failure) => Err(failure),
    }
}

/// The arguments with nothing for those that `present` needs and nobody gives: looking needs few of them.
fn complete(library: &Library, kind: &str, arguments: &Object) -> Object {
    let mut all = arguments.clone();
    let schema = library.resource(kind).map(|kind| &kind.schema);
    for name in schema.into_iter().flat_map(Schema::required) {
        let member = schema.and_then(|schema| schema.member(name));
        let kind = member.and_then(|member| member.get("type")).and_then(Value::as_str);
        let nothing = match kind {
            Some("string") => Value::String(String::new()),
            Some("array") => Value::Array(Vec::new()),
            Some("integer" | "number") => Value::from(0),
            Some("boolean") => Value::Bool(false),
            _ => Value::Object(Object::new()),
        };
        if all.get(name).is_none_or(Value::is_null) {
            all.insert(name.to_owned(), nothing);
        }
    }
    all
}

/// A state with its name and id first, without what must not be shown.
fn shown(library: &Library, kind: &str, (name, id): (&str, &str), state: Object) -> Value {
    let schema = library.resource(kind).map(|kind| &kind.schema);
    let mut all = Object::new();
    all.insert("name".to_owned(), name.into());
    all.insert("resource_id".to_owned(), id.into());
    for (member, value) in state {
        let hidden = schema.is_some_and(|schema| schema.sensitive(&member));
        if !hidden && !value.is_null() {
            all.entry(member).or_insert(value);
        }
    }
    Value::Object(all)
}

async fn list(library: &Library, step: &Step, kind: &str) -> Result<Reply, Failure> {
    let step = Step { phase: Phase::Describe, ..step.clone() };
    let found = wasmidem_run::describe_one(library, &step, kind).await?;
    let found: Vec<Value> = found.into_iter().map(|described| Value::Object(described.arguments)).collect();
    // The sentence is idem's.
    let empty = format!("List {kind} 'None' result is empty");
    let comments = if found.is_empty() { vec![empty] } else { Vec::new() };
    Ok(Reply { result: true, ret: Value::Array(found), comments })
}
