use std::time::Duration;

use wasmidem_contract::{Action, Blame, Cause, Failure, Object, Progress, ResourceType, State, Step, Value};

use super::{renamed, resource_id, unseen};
use crate::recover::store_failure;
use crate::state::{Shared, Verdict};

/// How often a deletion under way is looked at, and how long between: ten minutes in all.
const LOOKS: u32 = 300;
const PAUSE: Duration = Duration::from_secs(2);

/// Removes a resource that is known by its id.
pub(crate) async fn absent(
    shared: &Shared<'_>,
    state: &State,
    step: &Step,
    kind: &ResourceType,
    arguments: Object,
) -> Verdict {
    match remove(shared, state, step, kind, &arguments).await {
        Ok(verdict) => verdict,
        Err(failure) => Verdict::failed(failure),
    }
}

async fn remove(
    shared: &Shared<'_>,
    state: &State,
    step: &Step,
    kind: &ResourceType,
    arguments: &Object,
) -> Result<Verdict, Failure> {
    let path = &kind.path;
    let known_name =
        shared.store().get(&state.address).and_then(|known| known.get("name")?.as_str().map(str::to_owned));
    let name = &match known_name {
        Some(known) if !arguments.contains_key("name") => known,
        _ => state.name.clone(),
    };
    let already = || {
        Verdict::new(Action::Unchanged, Value::Null, Value::Null)
            .comment(format!("{path} '{name}' already absent"))
    };
    let enforced_id = shared.store().get(&state.address).and_then(resource_id);
    let Some(id) = resource_id(arguments).or(enforced_id) else {
        if shared.store().open_intent(&state.address).is_some() {
            shared.warn(
                state,
                "an interrupted run may have created this resource; a run with `present` would find it"
                    .to_owned(),
            );
        }
        return Ok(already());
    };
    let actual = match shared.ports.modules.read(step, path, &id).await? {
        Some(actual) => actual,
        None if unseen::is_awaited(shared, &state.address) => {
            unseen::wait_for(shared, step, kind, &id).await?
        }
        None => {
            forget(shared, state)?;
            return Ok(already());
        }
    };
    let old_state = Value::Object(renamed(actual.clone(), name));
    let verdict = Verdict::new(Action::Delete, old_state, Value::Null);
    if shared.preview {
        return Ok(verdict.comment(format!("Would delete {path} '{name}'")));
    }
    delete(shared, step, path, &id, &actual).await?;
    forget(shared, state)?;
    Ok(verdict.comment(format!("Deleted {path} '{name}'")))
}

/// Deletes a resource, and waits until it is gone.
pub(super) async fn delete(
    shared: &Shared<'_>,
    step: &Step,
    path: &str,
    id: &str,
    actual: &Object,
) -> Result<(), Failure> {
    let mut progress = shared.ports.modules.delete(step, path, id, actual).await?;
    for _ in 0..LOOKS {
        if progress == Progress::Done {
            return Ok(());
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = shared.cancel.cancelled() => break,
        }
        let gone = shared.ports.modules.read(step, path, id).await?.is_none();
        progress = if gone { Progress::Done } else { Progress::Pending };
    }
    Err(Failure::new(
        Cause::Timeout,
        Blame::Aws,
        "run.still-there",
        format!("{path} '{id}' is still being deleted"),
    )
    .with_help("run again later"))
}

pub(super) fn forget(shared: &Shared<'_>, state: &State) -> Result<(), Failure> {
    if shared.preview {
        return Ok(());
    }
    let mut store = shared.store();
    store.remove(&state.address).and_then(|()| store.settle(&state.address)).map_err(store_failure)
}
