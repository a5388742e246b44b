//! `template.render`: fills in a template with values of other states.

use serde_json::json;
use wasmidem_contract::{Action, Blame, Cause, Changes, Failure, Object, TemplateSource, Value};

use crate::join::compile_failure;
use crate::state::{Shared, Verdict};

pub(super) fn schema() -> Value {
    json!({
        "description": "Renders a Jinja template; the text is the member `rendered` of the state.",
        "properties": {
            "template": {"type": "string", "description": "The template."},
            "template_file_name": {"type": "string", "description": "A file with the template."},
            "variables": {"type": "object", "description": "What the template can name.", "additionalProperties": {}},
        },
    })
}

/// The template that arguments name; a file counts more than a text.
pub(super) fn template(arguments: &Object) -> Option<TemplateSource> {
    let text = |name: &str| arguments.get(name).and_then(Value::as_str).map(str::to_owned);
    text("template_file_name")
        .map(TemplateSource::File)
        .or_else(|| text("template").map(TemplateSource::Text))
}

pub(super) async fn call(shared: &Shared<'_>, arguments: &Object) -> Verdict {
    let empty = || Value::Object(Object::new());
    let failed = |failure| Verdict { old_state: empty(), new_state: empty(), ..Verdict::failed(failure) };
    let Some(source) = template(arguments) else {
        let text = "Either template_file_name or template should be provided";
        return failed(Failure::new(Cause::Invalid, Blame::Author, "run.missing-argument", text));
    };
    let variables = arguments.get("variables").and_then(Value::as_object).cloned().unwrap_or_default();
    match shared.ports.compiler.template(&source, &variables).await {
        Ok(text) => {
            let rendered = json!({ "rendered": text });
            let changes = rendered.as_object().cloned().unwrap_or_default();
            let verdict = Verdict::new(Action::Run, empty(), rendered);
            Verdict { changes: Some(Changes(changes)), ..verdict.comment("Template rendering is success") }
        }
        Err(problems) => failed(compile_failure(&problems)),
    }
}
