//! What exists, as the arguments that `present` takes.

use futures_util::StreamExt;
use wasmidem_contract::{Failure, Modules, Object, ResourceType, Step, Value};

use crate::resource::resource_id;

/// How many kinds of resources are listed at once.
const AT_ONCE: usize = 16;

/// A resource that exists.
#[derive(Debug, Clone, PartialEq)]
pub struct Described {
    /// Its id.
    pub id: String,
    /// The arguments that describe it: `name` (its id, unless it has a managed name) and `resource_id` first, then those of the
    /// schema that have a value. What is set by AWS alone, and what must not be shown, is left out.
    pub arguments: Object,
}

/// The resources of each path, or why they cannot be listed, in the order of the paths. Paths that
/// no module offers are left out. `step` must be of a phase that cannot write.
pub async fn describe(
    modules: &dyn Modules,
    step: &Step,
    paths: &[&str],
) -> Vec<(String, Result<Vec<Described>, Failure>)> {
    debug_assert!(!step.phase.may_write());
    let kinds: Vec<&ResourceType> = paths.iter().filter_map(|path| modules.resource(path)).collect();
    let list = |kind: &ResourceType| {
        let path = kind.path.clone();
        async move {
            let found = describe_one(modules, step, &path).await;
            (path, found)
        }
    };
    futures_util::stream::iter(kinds.into_iter().map(list)).buffered(AT_ONCE).collect().await
}

/// The resources of one path; none if no module offers it. `step` must be of a phase that cannot write.
///
/// # Errors
/// Why they cannot be listed.
pub async fn describe_one(modules: &dyn Modules, step: &Step, path: &str) -> Result<Vec<Described>, Failure> {
    debug_assert!(!step.phase.may_write());
    let found = modules.list(step, path).await?;
    let Some(kind) = modules.resource(path) else { return Ok(Vec::new()) };
    Ok(found.iter().filter_map(|state| one(kind, state)).collect())
}

/// A resource without an id cannot be managed.
fn one(kind: &ResourceType, state: &Object) -> Option<Described> {
    let id = resource_id(state)?;
    let mut arguments = Object::new();
    // Some resources have a name of their own that is managed.
    let own_name = state.get("name").filter(|_| managed(kind, "name"));
    arguments.insert("name".to_owned(), own_name.cloned().unwrap_or_else(|| Value::String(id.clone())));
    arguments.insert("resource_id".to_owned(), Value::String(id.clone()));
    for (member, _) in kind.schema.members() {
        if let Some(value) = state.get(member).filter(|value| !value.is_null())
            && managed(kind, member)
            && !arguments.contains_key(member)
        {
            arguments.insert(member.to_owned(), value.clone());
        }
    }
    Some(Described { id, arguments })
}

/// Whether a member can be given, and may be shown.
fn managed(kind: &ResourceType, member: &str) -> bool {
    let schema = &kind.schema;
    schema.member(member).is_some() && !schema.computed(member) && !schema.sensitive(member)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use wasmidem_contract::{ModuleId, Schema};

    #[test]
    fn arguments_are_what_present_takes() {
        let schema = json!({"properties": {
            "size": {}, "arn": {"x-computed": true}, "key": {"x-sensitive": true}, "tags": {}, "zone": {}, "name": {"x-create-only": true},
        }});
        let kind = ResourceType {
            path: "box".into(),
            schema: Schema::parse(&schema.to_string()).unwrap(),
            module: ModuleId { name: "m".into(), digest: "d".into(), signer: None },
        };
        let state = json!({
            "tags": {"a": "b"}, "implicit": true, "arn": "x", "key": "s", "zone": null, "size": 0, "resource_id": "b-1",
        });
        let described = one(&kind, state.as_object().unwrap()).unwrap();
        assert_eq!(described.id, "b-1");
        assert_eq!(
            serde_json::to_string(&described.arguments).unwrap(),
            r#"{"name":"b-1","resource_id":"b-1","size":0,"tags":{"a":"b"}}"#
        );
        let named = one(&kind, json!({"resource_id": "b-1", "name": "n"}).as_object().unwrap()).unwrap();
        assert_eq!(named.arguments.get("name"), Some(&json!("n")));
        assert_eq!(one(&kind, json!({"resource_id": ""}).as_object().unwrap()), None);
    }
}
