//! What came of a write whose outcome is unknown: the run was killed, or the answer was lost. The
//! host looks before it writes again, so that nothing is made twice.

use wasmidem_contract::{Blame, Cause, Failure, Object, ResourceType, Schema, Step, Value};

use crate::StoreError;
use crate::desired::{differences, may_become};
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
/// module was stopped, perhaps after its call had been answered.
pub(crate) fn may_have_written(failure: &Failure) -> bool {
    failure.ambiguous || failure.blame == Blame::Module || failure.cause == Cause::Timeout
}

/// Whether AWS answered, if only with an error of its own.
pub(crate) fn was_answered(failure: &Failure) -> bool {
    let status = failure.detail.as_ref().and_then(|detail| detail.get("status")).and_then(Value::as_u64);
    failure.ambiguous && failure.retryable && status.is_some_and(|status| status >= 500)
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
