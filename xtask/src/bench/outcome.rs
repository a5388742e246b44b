//! What the report of a run says; idem's and ours have the same form.

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Fails unless the report holds as many states as wanted, all of which succeeded.
///
/// # Errors
/// See above.
pub fn succeeded(report: &Value, wanted: usize) -> Result<()> {
    let states = results(report)?;
    if states.len() != wanted {
        bail!("the report holds {} states, {wanted} were expected", states.len());
    }
    match states.iter().find(|state| state.get("result") != Some(&Value::Bool(true))) {
        Some(state) => bail!("a state failed: {}", state.get("comment").unwrap_or(state)),
        None => Ok(()),
    }
}

/// Fails unless the report says that all states succeeded and none changed anything.
///
/// # Errors
/// See above.
pub fn unchanged(report: &Value, wanted: usize) -> Result<()> {
    succeeded(report, wanted)?;
    for state in results(report)? {
        let changes = state.get("changes").and_then(Value::as_object);
        if changes.is_some_and(|changes| !changes.is_empty()) {
            bail!("a state changed something that was as desired");
        }
    }
    Ok(())
}

fn results(report: &Value) -> Result<Vec<&Value>> {
    let states = report.as_object().context("the report is no object")?;
    Ok(states.values().filter(|state| state.get("result").is_some()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(result: &str, changes: &str) -> Value {
        serde_json::from_str(&format!(r#"{{"tag": {{"result": {result}, "changes": {changes}}}}}"#)).unwrap()
    }

    #[test]
    fn only_runs_without_changes_count_as_unchanged() {
        assert!(unchanged(&report("true", "{}"), 1).is_ok());
        assert!(unchanged(&report("false", "{}"), 1).is_err());
        assert!(unchanged(&report("true", r#"{"new": {"a": 1}}"#), 1).is_err());
    }

    #[test]
    fn all_states_have_to_succeed() {
        assert!(succeeded(&report("true", r#"{"new": {"a": 1}}"#), 1).is_ok());
        assert!(succeeded(&report("true", "{}"), 2).is_err());
        assert!(succeeded(&report("null", "{}"), 1).is_err());
        assert!(succeeded(&serde_json::json!({}), 1).is_err());
        assert!(succeeded(&serde_json::json!([]), 0).is_err());
    }
}
