//! `--sync-sls-name-and-name-tag` of idem-aws: a resource is called what its tag `Name` says, and one
//! without that tag gets it.

use wasmidem_contract::{Object, ResourceType, State, Value};

/// The paths for which idem-aws does it.
const PATHS: [&str; 7] = [
    "aws.ec2.instance",
    "aws.ec2.network_interface",
    "aws.ec2.security_group",
    "aws.ec2.subnet",
    "aws.ec2.volume",
    "aws.ec2.vpc",
    "aws.ec2.vpc_endpoint_service_configuration",
];

/// The name that a state file gives, else the one that was enforced, else the id.
pub(super) fn name_of(state: &State, arguments: &Object, enforced: Option<&Object>) -> String {
    let given = arguments.get("name").or_else(|| enforced?.get("name")).and_then(Value::as_str);
    given.unwrap_or(&state.name).to_owned()
}

/// Whether names and tags of this kind of resource are held together.
pub(super) fn is_held(kind: &ResourceType) -> bool {
    PATHS.contains(&kind.path.as_str()) && kind.schema.member("tags").is_some()
}

/// Gives the arguments the tag, and says which name counts; `None` if the tags are no mapping, which
/// is told when arguments are checked.
pub(super) fn sync(own: &str, arguments: &mut Object, enforced: Option<&Object>) -> Option<String> {
    let given = arguments.get("tags").filter(|tags| !tags.is_null());
    let mut tags = match given.or_else(|| enforced?.get("tags")) {
        Some(Value::Object(tags)) => tags.clone(),
        None | Some(Value::Null) => Object::new(),
        Some(_) => return None,
    };
    let name = tags.get("Name").and_then(Value::as_str).unwrap_or(own).to_owned();
    tags.entry("Name").or_insert_with(|| Value::String(name.clone()));
    arguments.insert("tags".to_owned(), Value::Object(tags));
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_tag_counts_before_the_name() {
        let of = |arguments: Value, enforced: Value| {
            let mut arguments = arguments.as_object().cloned().unwrap();
            let name = sync("own", &mut arguments, enforced.as_object())?;
            Some((name, arguments.remove("tags")?))
        };
        let told = |name: &str, tags: Value| Some((name.to_owned(), tags));
        let nothing = || json!(null);
        assert_eq!(of(json!({}), nothing()), told("own", json!({"Name": "own"})));
        let tagged = of(json!({"tags": {"Name": "t", "a": "b"}}), nothing());
        assert_eq!(tagged, told("t", json!({"Name": "t", "a": "b"})));
        let enforced = json!({"tags": {"Name": "old"}});
        assert_eq!(of(json!({}), enforced.clone()), told("old", json!({"Name": "old"})));
        assert_eq!(of(json!({"tags": {"a": "b"}}), enforced), told("own", json!({"a": "b", "Name": "own"})));
        assert_eq!(of(json!({"tags": "x"}), nothing()), None);
    }
}
