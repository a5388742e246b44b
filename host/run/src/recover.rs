//! What came of a write whose outcome is unknown: the run was killed, or the answer was lost. The
//! host looks before it writes again, so that nothing is made twice.

use std::time::Duration;

use wasmidem_contract::{Blame, Cause, Failure, Object, ResourceType, Schema, Step, Value};

use crate::StoreError;
use crate::desired::{differences, may_become};
use crate::esm::Intent;
use crate::resource::resource_id;
use crate::state::Shared;

/// What was found.
pub(crate) enum Interrupted {
    /// Nothing that the lost write could have made.
    Nothing,
    /// The resource it made, by its id.
    Made(String),
}

/// Whether a failed `create` may nevertheless have created something: the answer was lost, or the
/// module was stopped, perhaps after its call had been answered. What was asked for wrongly, or is not
/// done at all, was refused before.
pub(crate) fn may_have_written(failure: &Failure) -> bool {
    let refused = matches!(failure.cause, Cause::Invalid | Cause::Unsupported);
    failure.ambiguous || failure.cause == Cause::Timeout || failure.blame == Blame::Module && !refused
}

/// Whether AWS answered, if only with an error of its own.
pub(crate) fn was_answered(failure: &Failure) -> bool {
    let status = failure.detail.as_ref().and_then(|detail| detail.get("status")).and_then(Value::as_u64);
    failure.ambiguous && failure.retryable && status.is_some_and(|status| status >= 500)
}

/// How long after a write was announced AWS may still be carrying it out, or not show it yet.
const SETTLED_AFTER: Duration = Duration::from_secs(10);
/// Between the first two looks; each further pause is twice as long.
const PAUSE: Duration = Duration::from_millis(500);

/// Looks what came of a write that an earlier run announced. What was sent by a process that was
/// killed goes on: only when enough time has passed, what is not there was never made.
///
/// # Errors
/// As [`look`].
pub(crate) async fn settle(
    shared: &Shared<'_>,
    step: &Step,
    kind: &ResourceType,
    desired: &Object,
    intent: &Intent,
) -> Result<Interrupted, Failure> {
    let age = u64::try_from(jiff::Timestamp::now().as_second().saturating_sub(intent.at)).unwrap_or(0);
    let mut left = SETTLED_AFTER.saturating_sub(Duration::from_secs(age));
    let mut pause = PAUSE;
    loop {
        match look(shared, step, kind, desired).await? {
            Interrupted::Nothing if !left.is_zero() && !shared.cancel.is_cancelled() => {
                pause = pause.min(left);
                tokio::time::sleep(pause).await;
                left = left.saturating_sub(pause);
                pause = pause.saturating_mul(2);
            }
            // Told to stop, it does not make what may be there in a moment.
            Interrupted::Nothing if !left.is_zero() => return Err(stopped(kind)),
            found => return Ok(found),
        }
    }
}

fn stopped(kind: &ResourceType) -> Failure {
    let text = format!("stopped while looking for a {} that an interrupted run may have created", kind.path);
    Failure::new(Cause::Cancelled, Blame::Host, "run.cancelled", text)
        .with_help("run again: the next run looks again")
}

/// Looks through the resources of a kind for the one that a lost `create` made: as desired as a
/// creation leaves it, and not yet remembered for any state.
///
/// # Errors
/// When the resources cannot be listed, or several could be meant.
pub(crate) async fn look(
    shared: &Shared<'_>,
    step: &Step,
    kind: &ResourceType,
    desired: &Object,
) -> Result<Interrupted, Failure> {
    let all = shared.ports.modules.list(step, &kind.path).await?;
    let owned: Vec<String> = shared.store().states().filter_map(|(_, state)| resource_id(state)).collect();
    let mut candidates: Vec<String> = all
        .iter()
        .filter(|actual| actual.get("implicit") != Some(&Value::Bool(true)))
        .filter(|actual| could_be_new(&kind.schema, desired, actual))
        .filter_map(resource_id)
        .filter(|id| !owned.contains(id))
        .collect();
    match (candidates.pop(), candidates.is_empty()) {
        (None, _) => Ok(Interrupted::Nothing),
        (Some(id), true) => Ok(Interrupted::Made(id)),
        (Some(id), false) => {
            candidates.push(id);
            let text = format!(
                "an interrupted run may have created this resource, and several {} fit: {}",
                kind.path,
                candidates.join(", ")
            );
            Err(Failure::new(Cause::Conflict, Blame::Author, "run.several-candidates", text)
                .with_help("set `resource_id` to the right one, or delete what is not needed"))
        }
    }
}

/// Whether a resource may be what `create` left, before `update` set the rest: switches may still
/// differ, and lists and maps may have only some of what they are to have.
fn could_be_new(schema: &Schema, desired: &Object, actual: &Object) -> bool {
    differences(schema, desired, actual).iter().all(|difference| {
        let member = schema.member(&difference.member).unwrap_or(&Value::Null);
        may_become(member, &difference.desired, &difference.actual)
    })
}

/// A store failure as the failure of a state.
#[expect(clippy::needless_pass_by_value, reason = "used as `map_err(store_failure)`")]
pub(crate) fn store_failure(error: StoreError) -> Failure {
    Failure::new(Cause::Other, Blame::Host, "run.store", error.to_string())
        .with_help("make the file writable and run again; what was created before is remembered")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_have_been_sent_is_looked_for() {
        let failure = |cause, blame| Failure::new(cause, blame, "module.failed", "no");
        assert!(may_have_written(&failure(Cause::Other, Blame::Module)), "it was stopped");
        assert!(may_have_written(&failure(Cause::Timeout, Blame::Aws)));
        assert!(!may_have_written(&failure(Cause::Invalid, Blame::Module)));
        assert!(!may_have_written(&failure(Cause::Unsupported, Blame::Module)));
        assert!(!may_have_written(&failure(Cause::Denied, Blame::Author)));
        let lost = Failure { ambiguous: true, ..failure(Cause::Invalid, Blame::Module) };
        assert!(may_have_written(&lost));
    }
}
