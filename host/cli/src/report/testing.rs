//! Outcomes for the tests of the reports.

use wasmidem_contract::{Action, Changes, Outcome, StateAddress, StateResult, Value};

/// An outcome of `aws.ec2.vpc.present` that says nothing but its action.
pub fn outcome(id: &str, action: Action) -> Outcome {
    Outcome {
        address: StateAddress {
            path: "aws.ec2.vpc".to_owned(),
            id: id.to_owned(),
            resource_name: None,
            function: "present".to_owned(),
        },
        name: id.to_owned(),
        result: match action {
            Action::Fail => StateResult::Failed,
            Action::Skip => StateResult::Skipped,
            _ => StateResult::Succeeded,
        },
        action,
        comments: Vec::new(),
        changes: Changes::default(),
        old_state: Value::Null,
        new_state: Value::Null,
        rerun_data: Value::Null,
        failure: None,
        run_number: 1,
        start_time: "2026-11-20 15:33:46.130226".to_owned(),
        total_seconds: 0.25,
    }
}
