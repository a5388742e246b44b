//! EC2 is eventually consistent: a resource just created may not be found for some seconds. A read
//! that does not find what this process has just created is therefore tried again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use wasmidem_contract::{Cause, Failure, Value};

/// How long a new resource may be invisible. AWS names no bound; minutes are rare.
const WINDOW: Duration = Duration::from_secs(30);

/// The ids that writes have returned lately.
#[derive(Default)]
pub(crate) struct Fresh {
    ids: Mutex<HashMap<String, Instant>>,
}

impl Fresh {
    /// Remembers the ids in the answer of a create operation, forgets those in the input of a
    /// delete operation.
    pub(crate) fn note(&self, operation: &str, input: &Value, answer: &Value) {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if operation.starts_with("Create") || operation.starts_with("Authorize") {
            visit_ids(answer, &mut |id| {
                ids.insert(id.to_owned(), now);
            });
            ids.retain(|_, since| now.duration_since(*since) < WINDOW);
        } else if operation.starts_with("Delete") || operation.starts_with("Revoke") {
            visit_ids(input, &mut |id| {
                ids.remove(id);
            });
        }
    }

    /// Whether a failed read asked for something that was created a moment ago.
    pub(crate) fn explains(&self, failure: &Failure, input: &Value) -> bool {
        if failure.cause != Cause::NotFound {
            return false;
        }
        let ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let mut fresh = false;
        visit_ids(input, &mut |id| fresh |= ids.get(id).is_some_and(|since| since.elapsed() < WINDOW));
        fresh
    }
}

/// Calls `visit` with the text of every member whose name ends in `Id` or `Ids`.
fn visit_ids(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(id) if name.ends_with("Id") => visit(id),
                    Value::Array(list) if name.ends_with("Ids") => {
                        list.iter().filter_map(Value::as_str).for_each(&mut *visit);
                    }
                    other => visit_ids(other, visit),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| visit_ids(item, visit)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use wasmidem_contract::Blame;

    #[tokio::test]
    async fn explains_only_what_was_just_created() {
        let fresh = Fresh::default();
        fresh.note("CreateVpc", &json!({}), &json!({"Vpc": {"VpcId": "vpc-1"}}));
        let not_found = Failure::new(Cause::NotFound, Blame::Aws, "x", "x");
        let ask = |id: &str| json!({"VpcIds": [id]});
        assert!(fresh.explains(&not_found, &ask("vpc-1")));
        assert!(!fresh.explains(&not_found, &ask("vpc-2")));
        assert!(!fresh.explains(&Failure { cause: Cause::Denied, ..not_found.clone() }, &ask("vpc-1")));
        fresh.note("DeleteVpc", &json!({"VpcId": "vpc-1"}), &json!({}));
        assert!(!fresh.explains(&not_found, &ask("vpc-1")));
    }
}
