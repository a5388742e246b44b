//! `ignore_changes`: members that are left as they are, by paths such as `tags:Owner`,
//! `routes[0]:Target` and `routes[*]:Target`.

use wasmidem_contract::{Object, Segment, Value, path_segments};

/// Makes the desired value at a path what is there, so that it does not differ.
pub(super) fn ignore(desired: &mut Object, actual: &Object, path: &str) {
    let Some(segments) = path_segments(path) else { return };
    member(desired, actual, &segments);
}

fn member(desired: &mut Object, actual: &Object, segments: &[Segment]) {
    let [Segment::Key(key), rest @ ..] = segments else { return };
    match (rest, actual.get(key)) {
        ([], Some(there)) if desired.contains_key(key) => {
            desired.insert(key.clone(), there.clone());
        }
        ([], _) => {
            desired.remove(key);
        }
        (rest, there) => {
            if let Some(wanted) = desired.get_mut(key) {
                inside(wanted, there.unwrap_or(&Value::Null), rest);
            }
        }
    }
}

fn inside(desired: &mut Value, actual: &Value, segments: &[Segment]) {
    let element = |number: usize| actual.get(number).unwrap_or(&Value::Null);
    match (segments, desired) {
        ([], desired) => desired.clone_from(actual),
        ([Segment::Key(_), ..], Value::Object(members)) => {
            member(members, actual.as_object().unwrap_or(&Object::new()), segments);
        }
        ([Segment::Index(number), rest @ ..], Value::Array(items)) => {
            if let Some(item) = items.get_mut(*number) {
                inside(item, element(*number), rest);
            }
        }
        ([Segment::All, rest @ ..], Value::Array(items)) => {
            items.iter_mut().enumerate().for_each(|(number, item)| inside(item, element(number), rest));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn takes_what_is_there() {
        let actual = json!({"tags": {"a": "1", "b": "2"}, "routes": [{"to": "x", "by": "g"}], "size": 3});
        let ignoring = |path: &str| {
            let mut desired =
                json!({"tags": {"a": "9", "c": "3"}, "routes": [{"to": "y", "by": "h"}], "size": 4});
            ignore(desired.as_object_mut().unwrap(), actual.as_object().unwrap(), path);
            desired
        };
        assert_eq!(ignoring("size")["size"], 3);
        assert_eq!(ignoring("tags:a")["tags"], json!({"a": "1", "c": "3"}));
        assert_eq!(ignoring("tags:c")["tags"], json!({"a": "9"}));
        assert_eq!(ignoring("routes[0]:to")["routes"], json!([{"to": "x", "by": "h"}]));
        assert_eq!(ignoring("routes[*]:by")["routes"], json!([{"to": "y", "by": "g"}]));
        assert_eq!(ignoring("routes[7]:by")["routes"], json!([{"to": "y", "by": "h"}]));
        assert_eq!(ignoring("nothing:here")["size"], 4);
    }
}
