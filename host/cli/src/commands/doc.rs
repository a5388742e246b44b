//! `wasmidem doc`: what states and exec functions do and take, from the modules' schemas.

use std::sync::Arc;

use serde_json::json;
use wasmidem_contract::{Diagnostic, Events, FunctionKind, Modules as _, Object, Schema, Value, nearest};

use super::conclude;
use crate::args::{Doc, Exec, Format};
use crate::builtin::{Path, Unknown, about};
use crate::compose::{Modules, Offer, Stop, no_profiles, start_runtime};
use crate::exit_code::Exit;
use crate::module_files;
use crate::offered::Offered;
use crate::output::render;
use crate::policy::{Intent, Rules};
use crate::report::{Console, TerminalLog};

/// Prints documentation.
pub fn run(args: &Doc, console: &Arc<Console>) -> Exit {
    conclude(doc(args, console), args.output == Format::Json, console)
}

/// Prints what one exec function takes.
///
/// # Errors
/// When there is no such function.
pub fn function(args: &Exec, path: &str, console: &Arc<Console>) -> Result<Exit, Stop> {
    let doc_args = Doc {
        reference: Some(format!("exec.{path}")),
        module: args.module.clone(),
        output: if args.output == Format::Human { Format::Nested } else { args.output },
        limits: args.limits.clone(),
    };
    doc(&doc_args, console)
}

fn doc(args: &Doc, console: &Arc<Console>) -> Result<Exit, Stop> {
    let wanted = args.reference.as_deref().unwrap_or_default().trim_end_matches('.');
    let path = wanted.strip_prefix("exec.").unwrap_or(wanted);
    if let Some(named) = path.starts_with("boto3.").then(|| Path::read(path)).flatten() {
        let about = named.map_err(|unknown| unknown_function(&unknown)).map(|named| about(path, named))?;
        console.out(&match args.output {
            Format::Human | Format::Nested => about.text(),
            format => render(&about.value(), format, console.colour_out()),
        });
        return Ok(Exit::Done);
    }
    let named = module_files::sort(&args.module);
    let modules = Modules::find(named.modules, named.problems, Offer::All, &args.limits.provenance)?;
    let events: Arc<dyn Events> = Arc::new(TerminalLog::new(Arc::clone(console)));
    let intent = Intent::default();
    let audit = args.limits.audit.open(&uuid::Uuid::now_v7().to_string(), &intent.places)?;
    let rules = Rules::load(&args.limits.policy, intent)?;
    let runtime = start_runtime()?;
    // Documentation calls nothing, so nobody's identity is needed.
    let profiles = Arc::new(runtime.block_on(no_profiles())?);
    let tell = |problem: &Diagnostic| console.diagnostic(problem);
    let loading = modules.load(&args.limits, &rules, &profiles, &events, &tell, audit.as_ref());
    let (offered, rejected) = runtime.block_on(loading)?;
    rejected.iter().for_each(|problem| console.diagnostic(problem));
    let all = everything(&offered);
    let found: Object = all
        .iter()
        .filter(|(path, _)| means(wanted, path))
        .map(|(path, doc)| (path.clone(), doc.clone()))
        .collect();
    if found.is_empty() {
        let problem = Diagnostic::error("doc-unknown", format!("nothing is called `{wanted}`"));
        let help = match nearest(wanted, all.keys().map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`wasmidem doc` lists everything".to_owned(),
        };
        return Err(Stop::new(Exit::StateFailed, problem.with_help(help)));
    }
    console.out(&render(&Value::Object(found), args.output, console.colour_out()));
    Ok(if rejected.is_empty() { Exit::Done } else { Exit::ModuleRejected })
}

/// Whether a reference means a path: the path itself, or what it begins with; `states.` and `exec.`
/// may be left out.
fn means(wanted: &str, path: &str) -> bool {
    let begins = |path: &str| {
        path.strip_prefix(wanted)
            .is_some_and(|rest| wanted.is_empty() || rest.is_empty() || rest.starts_with('.'))
    };
    begins(path) || path.split_once('.').is_some_and(|(_, short)| begins(short))
}

fn unknown_function(unknown: &Unknown) -> Stop {
    let problem = Diagnostic::error("doc-unknown", unknown.failure.message.clone());
    Stop::new(
        Exit::StateFailed,
        match unknown.failure.help() {
            Some(help) => problem.with_help(help),
            None => problem,
        },
    )
}

fn everything(offered: &Offered) -> Object {
    let library = offered.loaded();
    let mut all = Object::new();
    for path in offered.exec_paths() {
        if let Some(function) = offered.function(FunctionKind::Exec, path) {
            let reference = format!("exec.{path}");
            all.insert(reference.clone(), entry(&reference, &function.schema, &function.module.name, true));
        }
    }
    for (path, schema) in wasmidem_run::builtin_schemas() {
        all.insert(format!("states.{path}"), entry(&format!("states.{path}"), &schema, "wasmidem", true));
    }
    for path in library.paths() {
        if let Some(resource) = library.resource(path) {
            let module = &resource.module.name;
            let reference = |function: &str| format!("states.{path}.{function}");
            all.insert(reference("present"), entry(&reference("present"), &resource.schema, module, true));
            all.insert(reference("absent"), entry(&reference("absent"), &resource.schema, module, false));
        }
    }
    for function in library.functions().filter(|function| function.kind == FunctionKind::State) {
        let reference = format!("states.{}", function.path);
        all.insert(reference.clone(), entry(&reference, &function.schema, &function.module.name, true));
    }
    all.sort_keys();
    all
}

/// One function, with the members idem's `doc` has as far as they mean something here. `absent` takes
/// what names a resource, and nothing is required.
fn entry(reference: &str, schema: &Schema, module: &str, whole: bool) -> Value {
    let mut parameters = Object::new();
    if whole {
        let required: Vec<&str> = schema.required().collect();
        for (name, member) in
            schema.members().filter(|(name, _)| *name == "resource_id" || !schema.computed(name))
        {
            parameters.insert(name.to_owned(), parameter(member, required.contains(&name)));
        }
    } else {
        for (name, description) in
            [("name", "The name."), ("resource_id", "The id; that of the stored state by default.")]
        {
            parameters.insert(
                name.to_owned(),
                json!({"annotation": "string", "default": null, "description": description}),
            );
        }
    }
    json!({
        "ref": reference,
        "doc": schema.description(),
        "module": module,
        "parameters": parameters,
    })
}

fn parameter(member: &Value, required: bool) -> Value {
    let text = |name: &str| member.get(name).cloned();
    let annotation = match text("type") {
        Some(Value::Array(types)) => {
            types.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or ").into()
        }
        other => other.unwrap_or_else(|| "any".into()),
    };
    let mut shown = Object::from_iter([("annotation".to_owned(), annotation)]);
    if required {
        shown.insert("required".to_owned(), Value::Bool(true));
    } else {
        shown.insert("default".to_owned(), text("default").unwrap_or_default());
    }
    if let Some(choices) = text("enum") {
        shown.insert("choices".to_owned(), choices);
    }
    shown.insert("description".to_owned(), text("description").unwrap_or_default());
    Value::Object(shown)
}
