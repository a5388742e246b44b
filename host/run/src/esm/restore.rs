//! Merging a file of states, as idem's `restore` does: what the file has replaces what is remembered
//! under the same tag, the rest stays.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use wasmidem_contract::{Object, StateAddress, Value};

use super::snapshot::{FORMAT, Snapshot};
use super::{Binding, Store, StoreError};

/// The entry that idem's files have besides the states.
const METADATA: &str = "__esm_metadata__";
/// The version of idem's format that is understood.
const IDEM_VERSION: [u64; 2] = [2, 0];

impl Store {
    /// Takes over the states of a JSON file: a mapping from tags to states, as idem writes it, or a
    /// snapshot of ours. The number of states in it.
    ///
    /// # Errors
    /// When the file cannot be read or has another form; nothing was taken over then. When the store
    /// cannot be written; a part may have been taken over then, and doing it again takes the rest.
    pub fn restore(&mut self, path: &Path) -> Result<usize, StoreError> {
        let refused = |reason: String| StoreError::NotRestorable { path: path.to_owned(), reason };
        let bytes = fs::read(path).map_err(|error| refused(format!("it cannot be read: {error}")))?;
        let entries = entries(&bytes).map_err(refused)?;
        let count = entries.len();
        for Entry { address, state, bound } in entries {
            self.put(&address, &state, bound)?;
        }
        Ok(count)
    }
}

#[derive(Debug, PartialEq)]
struct Entry {
    address: StateAddress,
    state: Object,
    bound: Option<Binding>,
}

fn entries(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| format!("it is no JSON: {error}"))?;
    let Value::Object(mut members) = value else {
        return Err("it is no mapping from tags to states".to_owned());
    };
    if let Some(metadata) = members.remove(METADATA) {
        check_version(&metadata)?;
    }
    let mut bindings = BTreeMap::new();
    if members.get("format").is_some_and(|format| format == FORMAT) {
        let snapshot: Snapshot = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        members = snapshot.states.into_iter().map(|(tag, state)| (tag, Value::Object(state))).collect();
        bindings = snapshot.bindings;
    }
    let states: BTreeMap<String, Value> = members.into_iter().collect();
    let entry = |(tag, state): (String, Value)| match (StateAddress::of_esm_tag(&tag), state) {
        (Some(address), Value::Object(state)) => Ok(Entry { address, state, bound: bindings.remove(&tag) }),
        (Some(_), _) => Err(format!("the state of `{tag}` is no mapping")),
        (None, _) => Err(format!("`{tag}` is no tag: `PATH_|-ID_|-NAME_|-`")),
    };
    states.into_iter().map(entry).collect()
}

fn check_version(metadata: &Value) -> Result<(), String> {
    let version = metadata.get("version").and_then(Value::as_array).cloned().unwrap_or_default();
    let numbers: Vec<u64> = version.iter().filter_map(Value::as_u64).collect();
    if numbers.starts_with(&IDEM_VERSION) {
        return Ok(());
    }
    let version: Vec<String> = version.iter().map(Value::to_string).collect();
    let (found, known) = (version.join("."), "2.0");
    Err(format!("its format is idem's {}, known is {known}", if found.is_empty() { "1" } else { &found }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_idems_files_and_ours() {
        let states = |text: &str| entries(text.as_bytes());
        let idem = r#"{"__esm_metadata__": {"version": [2, 0, 0]}, "p_|-a_|-a_|-": {"resource_id": "1"}}"#;
        assert_eq!(states(idem).unwrap().len(), 1);
        let ours = r#"{"format": "wasmidem-esm", "version": [1, 1], "serial": 3, "states": {"p_|-a_|-b_|-": {}},
            "bindings": {"p_|-a_|-b_|-": {"profile": "x"}}}"#;
        assert_eq!(states(ours).unwrap()[0].bound.as_ref().unwrap().profile, "x");
        assert_eq!(states(ours).unwrap()[0].address.resource_name.as_deref(), Some("b"));
        assert_eq!(states("{}").unwrap(), []);
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, expected) in [
            ("[]", "no mapping"),
            ("{", "no JSON"),
            (r#"{"x": {}}"#, "`x` is no tag"),
            (r#"{"p_|-a_|-a_|-": 1}"#, "is no mapping"),
            (r#"{"__esm_metadata__": {"version": [1, 0, 0]}}"#, "idem's 1.0.0"),
            (r#"{"__esm_metadata__": {}}"#, "idem's 1, known"),
        ] {
            let error = entries(text.as_bytes()).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
