//! `data.write`: a file of values that states came to.

use serde_json::json;
use wasmidem_contract::{Action, Blame, Cause, Changes, Failure, Object, Value};

use super::template_render::template;
use crate::state::{Shared, Verdict};

pub(super) fn schema() -> Value {
    json!({
        "description": "Writes values to a file: as JSON, or as a template puts them.",
        "properties": {
            "file_name": {"type": "string", "description": "The file; it is overwritten."},
            "parameters": {"type": "object", "description": "The values.", "additionalProperties": {}},
            "template": {"type": "string", "description": "A Jinja template over `parameters`."},
            "template_file_name": {"type": "string", "description": "A file with such a template."},
        },
        "required": ["parameters"],
    })
}

pub(super) async fn call(shared: &Shared<'_>, arguments: &Object) -> Verdict {
    match write(shared, arguments).await {
        Ok(verdict) => verdict,
        Err(failure) => {
            let empty = || Value::Object(Object::new());
            Verdict { old_state: empty(), new_state: empty(), ..Verdict::failed(failure) }
        }
    }
}

async fn write(shared: &Shared<'_>, arguments: &Object) -> Result<Verdict, Failure> {
    let Some(file) = arguments.get("file_name").and_then(Value::as_str).filter(|file| !file.is_empty())
    else {
        let text = "File name is required (`file_name`).";
        return Err(Failure::new(Cause::Invalid, Blame::Author, "run.missing-argument", text));
    };
    let state = |text: Option<&str>| text.map_or_else(|| json!({}), |text| json!({ file: text }));
    // What was written is told by the states; a file is no resource whose changes are followed.
    let no_changes = Some(Changes::default());
    if shared.preview {
        let verdict = Verdict::new(Action::Run, state(None), state(None));
        let comment = format!("Would write to file '{file}'.");
        return Ok(Verdict { changes: no_changes, ..verdict.comment(comment) });
    }
    let old = shared.ports.files.read(file).map_err(file_failure)?.filter(|text| !text.is_empty());
    let parameters = arguments.get("parameters").cloned().unwrap_or_default();
    let text = match template(arguments) {
        Some(source) => {
            let variables = Object::from_iter([("parameters".to_owned(), parameters)]);
            let rendered = shared.ports.compiler.template(&source, &variables).await;
            rendered.map_err(|problems| crate::join::compile_failure(&problems))?
        }
        None => with_indent(&parameters),
    };
    shared.ports.files.write(file, &text).map_err(file_failure)?;
    let verdict = Verdict::new(Action::Run, state(old.as_deref()), state(Some(&text)));
    Ok(Verdict { changes: no_changes, ..verdict.comment(format!("Wrote to file '{file}'.")) })
}

fn file_failure(message: String) -> Failure {
    Failure::new(Cause::Other, Blame::Host, "run.file", message)
}

/// JSON with an indent of four, as idem writes it.
fn with_indent(value: &Value) -> String {
    use serde::Serialize;
    let mut out = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let written = value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, formatter));
    match (written, String::from_utf8(out)) {
        (Ok(()), Ok(text)) => text,
        _ => value.to_string(),
    }
}
