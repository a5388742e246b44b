//! A resource that was made, and that AWS does not show yet. Some kinds are shown after seconds, some
//! after minutes; whoever takes one for lost makes it a second time, or leaves it behind.

use std::time::Duration;

use wasmidem_contract::{Blame, Cause, Failure, Object, ResourceType, StateAddress, Step};

use crate::state::Shared;

/// How often a resource is looked for in one go, and how long between.
const LOOKS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(500);
/// How long what was made may stay unseen until it counts as deleted by others. In seconds; no kind of
/// resource is known to take so long.
const SHOWN_WITHIN: i64 = 3600;

/// Whether the resource that is remembered for a state was made and never seen.
///
/// INVARIANT: an announced creation is settled when the new resource was read, not when it was answered.
pub(super) fn is_awaited(shared: &Shared<'_>, address: &StateAddress) -> bool {
    let now = jiff::Timestamp::now().as_second();
    let store = shared.store();
    store
        .open_intent(address)
        .is_some_and(|intent| intent.action == "create" && now.saturating_sub(intent.at) < SHOWN_WITHIN)
}

/// Looks for a resource until it is there. A preview looks no longer than it must.
///
/// # Errors
/// `run.not-visible` when it is still not there, and what reading it fails with.
pub(super) async fn wait_for(
    shared: &Shared<'_>,
    step: &Step,
    kind: &ResourceType,
    id: &str,
) -> Result<Object, Failure> {
    let looks = if shared.preview { 1 } else { LOOKS };
    for look in 1..=looks {
        if let Some(actual) = shared.ports.modules.read(step, &kind.path, id).await? {
            return Ok(actual);
        }
        if look == looks || shared.cancel.is_cancelled() {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    let text = format!("{} '{id}' was created, but is still not found", kind.path);
    Err(Failure::new(Cause::NotFound, Blame::Aws, "run.not-visible", text)
        .with_help("run again: the id is remembered, and it is not made a second time"))
}
