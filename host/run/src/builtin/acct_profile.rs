//! `acct.profile`: a profile for the rest of the run, such as a role in another account.

use serde_json::json;
use wasmidem_contract::{Action, Changes, Object, State, Value};

use crate::state::{Shared, Verdict};

pub(super) fn schema() -> Value {
    json!({
        "description": "Adds a profile to this run. All other arguments become members of the profile.",
        "properties": {
            "provider_name": {"type": "string", "description": "The provider, e.g. `aws`."},
            "profile_name": {"type": "string", "description": "The profile's name; the name by default."},
            "source_profile": {"type": "string", "description": "A profile of the provider to begin with."},
        },
        "required": ["provider_name"],
    })
}

/// Does the same in a preview: a profile changes nothing outside of the run. The members never
/// become part of a state, a report or the store, since they may be secrets.
pub(super) fn call(shared: &Shared<'_>, state: &State, mut arguments: Object) -> Verdict {
    let mut take = |name: &str| arguments.remove(name).and_then(|value| value.as_str().map(str::to_owned));
    let provider = take("provider_name").unwrap_or_default();
    let name = take("profile_name").unwrap_or_else(|| state.name.clone());
    let source = take("source_profile");
    arguments.remove("name");
    let accounts = shared.ports.accounts;
    let before = accounts.names(&provider);
    if let Err(failure) = accounts.add(&provider, &name, source.as_deref(), &arguments) {
        return Verdict::failed(failure);
    }
    let after = accounts.names(&provider);
    let mut verdict = Verdict::new(Action::Run, Value::Null, Value::Null);
    if before.contains(&name) {
        verdict.comments.push(format!("Overwriting '{name}' under provider '{provider}'"));
        verdict.action = Action::Unchanged;
    }
    if shared.preview {
        verdict.comments.push("This state does not run in test mode".to_owned());
        verdict.comments.push(
            "If a profile can be successfully created then it is used for test runs same as real runs"
                .to_owned(),
        );
    }
    let added: Vec<&String> = after.iter().filter(|name| !before.contains(name)).collect();
    let mut changes = Object::new();
    if !added.is_empty() {
        changes.insert("old".to_owned(), json!({"profiles": []}));
        changes.insert("new".to_owned(), json!({"profiles": added}));
    }
    Verdict { changes: Some(Changes(changes)), ..verdict }
}
