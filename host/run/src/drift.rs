//! What was enforced compared with what is there: `drift`, and taking over what is there: `refresh`.
//! Nothing of AWS is written.

use std::collections::HashSet;
use std::time::Instant;

use futures_util::StreamExt;
use wasmidem_contract::{
    Accounts, Action, Blame, Cause, Event, Events, Failure, Modules, Object, Outcome, Phase, ResourceType,
    StateAddress, Step, Summary, Value,
};

use crate::desired::differences;
use crate::esm::Binding;
use crate::resource::{named, resource_id};
use crate::state::{self, Verdict};
use crate::{Store, StoreError};

/// What to look at, and how.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The loaded modules.
    pub modules: &'a dyn Modules,
    /// The profiles.
    pub accounts: &'a dyn Accounts,
    /// Hears what is found.
    pub events: &'a dyn Events,
    /// Names this run.
    pub run_id: &'a str,
    /// The profile of resources of which none is remembered.
    pub profile: &'a str,
    /// How many resources are looked at at once; at least 1.
    pub concurrency: usize,
    /// Whether resources of a state path are looked at.
    pub wanted: &'a (dyn Fn(&str) -> bool + Sync),
}

/// A remembered resource.
struct Remembered {
    address: StateAddress,
    state: Object,
    bound: Option<Binding>,
}

/// Compares what the store remembers with what is there. The outcomes are in the order of the tags:
/// unchanged, an update of what differs, a deletion of what is gone, a failure of what cannot be read;
/// `new_state` is what is there, `old_state` the same with what was enforced where that differs.
///
/// What no loaded module manages is skipped, with the code `run.no-module`.
pub async fn drift(look: Look<'_>, store: &Store) -> Vec<Outcome> {
    let outcomes = compare_all(look, store).await;
    end_drift(look.events, &outcomes);
    outcomes
}

/// The same without its end, which [`end_drift`] tells: for those who find more than what is remembered.
pub async fn compare_all(look: Look<'_>, store: &Store) -> Vec<Outcome> {
    let remembered: Vec<Remembered> = remembered(store, look.wanted);
    look.events.emit(Event::RunStarted { states: remembered.len(), phase: Phase::Drift });
    let addresses = remembered.iter().map(|one| (one.address.clone(), None)).collect();
    look.events.emit(Event::StatesAdded { states: addresses });
    let looked = futures_util::stream::iter(remembered.into_iter().enumerate())
        .map(|(number, one)| compare(look, number, one))
        .buffered(look.concurrency.max(1));
    looked
        .inspect(|outcome| {
            look.events.emit(Event::StateFinished { outcome: Box::new(outcome.clone()) });
        })
        .collect()
        .await
}

/// Tells that everything is looked at.
pub fn end_drift(events: &dyn Events, outcomes: &[Outcome]) {
    let failed = outcomes.iter().filter(|outcome| outcome.action == Action::Fail).count();
    events.emit(Event::RunFinished { summary: Summary { total: outcomes.len(), failed } });
}

/// Takes over what [`drift`] found: what is there is remembered as it is, what is gone is forgotten.
///
/// # Errors
/// When the store cannot be written; doing it again takes the rest.
pub fn refresh(store: &mut Store, found: &[Outcome]) -> Result<(), StoreError> {
    for outcome in found {
        match (outcome.action, &outcome.new_state) {
            (Action::Update | Action::Unchanged, Value::Object(state)) => {
                store.put(&outcome.address, state, None)?
            }
            (Action::Delete, _) => store.remove(&outcome.address)?,
            _ => {}
        }
    }
    Ok(())
}

/// Remembers the resources of a kind that nothing is remembered of yet, each under its id. Their
/// outcomes, which change nothing.
///
/// # Errors
/// Why they cannot be listed, or why the store cannot be written.
pub async fn adopt(
    step: &Step,
    modules: &dyn Modules,
    kind: &ResourceType,
    store: &mut Store,
    events: &dyn Events,
) -> Result<Vec<Outcome>, Failure> {
    let found = modules.list(step, &kind.path).await?;
    let mut known = remembered_ids(store, &kind.path);
    let mut adopted = Vec::new();
    for state in found {
        let Some(id) = resource_id(&state) else { continue };
        if !known.insert(id.clone()) {
            continue;
        }
        let function = "present".to_owned();
        let address = StateAddress { path: kind.path.clone(), id: id.clone(), resource_name: None, function };
        let state = named(state, &id);
        store.put(&address, &state, Some(Binding::of(step))).map_err(crate::recover::store_failure)?;
        let state = Value::Object(state);
        let verdict = Verdict::new(Action::Unchanged, state.clone(), state)
            .comment(format!("{} '{id}' is remembered from now on", kind.path));
        adopted.push(state::outcome_of(&address, &id, &[], verdict));
    }
    let addresses = adopted.iter().map(|outcome| (outcome.address.clone(), None)).collect();
    events.emit(Event::StatesAdded { states: addresses });
    for outcome in &adopted {
        events.emit(Event::StateFinished { outcome: Box::new(outcome.clone()) });
    }
    Ok(adopted)
}

/// The ids of the resources of a path that something is remembered of.
fn remembered_ids(store: &Store, path: &str) -> HashSet<String> {
    let prefix = format!("{path}_|-");
    let states = store.states().filter(|(tag, _)| tag.starts_with(&prefix));
    states.filter_map(|(_, state)| resource_id(state)).collect()
}

fn remembered(store: &Store, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Vec<Remembered> {
    store
        .states()
        .filter_map(|(tag, state)| Some((StateAddress::of_esm_tag(tag)?, tag, state)))
        .filter(|(address, _, state)| wanted(&address.path) && resource_id(state).is_some())
        .map(|(address, tag, state)| Remembered {
            address,
            state: state.clone(),
            bound: store.binding(tag).cloned(),
        })
        .collect()
}

async fn compare(look: Look<'_>, number: usize, one: Remembered) -> Outcome {
    look.events.emit(Event::StateStarted { address: one.address.clone() });
    let (start_time, started) = (state::start_time(), Instant::now());
    let name = one.state.get("name").and_then(Value::as_str).unwrap_or(&one.address.id).to_owned();
    let (hidden, verdict) = match look.modules.resource(&one.address.path) {
        None => (Vec::new(), without_module(&one)),
        Some(kind) => {
            let members = kind.schema.members();
            let hidden = members.filter(|(member, _)| kind.schema.sensitive(member));
            let hidden = hidden.map(|(member, _)| member.to_owned()).collect();
            let verdict = read(look, kind, &one, &name).await;
            (hidden, verdict.unwrap_or_else(Verdict::failed))
        }
    };
    let mut outcome = state::outcome_of(&one.address, &name, &hidden, verdict);
    outcome.run_number = u64::try_from(number).unwrap_or(u64::MAX).saturating_add(1);
    outcome.start_time = start_time;
    outcome.total_seconds = started.elapsed().as_secs_f64();
    outcome
}

fn without_module(one: &Remembered) -> Verdict {
    let path = &one.address.path;
    let text = format!("no loaded module manages {path}");
    let failure = Failure::new(Cause::NotFound, Blame::Author, "run.no-module", text);
    let mut verdict = Verdict::failed(failure.with_help("name the module on the command line"));
    verdict.action = Action::Skip;
    verdict.old_state = Value::Object(one.state.clone());
    verdict
}

async fn read(look: Look<'_>, kind: &ResourceType, one: &Remembered, name: &str) -> Result<Verdict, Failure> {
    let id = resource_id(&one.state).unwrap_or_default();
    let step = step(look, one)?;
    let Some(actual) = look.modules.read(&step, &kind.path, &id).await? else {
        let verdict = Verdict::new(Action::Delete, Value::Object(one.state.clone()), Value::Null);
        return Ok(verdict.comment(format!("{} '{id}' is gone", kind.path)));
    };
    let actual = named(actual, name);
    let as_left = as_left(kind, &one.state, &actual);
    let (action, words) = match as_left == actual {
        true => (Action::Unchanged, "is as it was left"),
        false => (Action::Update, "is not as it was left"),
    };
    let verdict = Verdict::new(action, Value::Object(as_left), Value::Object(actual));
    Ok(verdict.comment(format!("{} '{id}' {words}", kind.path)))
}

/// On whose behalf a resource is read: whoever enforced it, where that was.
fn step(look: Look<'_>, one: &Remembered) -> Result<Step, Failure> {
    let profile = one.bound.as_ref().map_or(look.profile, |bound| bound.profile.as_str());
    let region = match look.accounts.region(profile) {
        Err(_) if one.bound.as_ref().is_some_and(|bound| bound.region.is_none()) => String::new(),
        region => region?,
    };
    if let Some(there) = one.bound.as_ref().and_then(|bound| bound.region.as_ref())
        && *there != region
    {
        let text = format!("it was enforced in {there}, but the profile `{profile}` means {region} now");
        return Err(Failure::new(Cause::Conflict, Blame::Credentials, "run.other-region", text)
            .with_help("look with the region it is in: AWS_REGION, or the profile's `region_name`"));
    }
    Ok(Step {
        state: Some(one.address.clone()),
        phase: Phase::Drift,
        profile: profile.to_owned(),
        region,
        run_id: look.run_id.to_owned(),
    })
}

/// What is there, with what is remembered of members that can be set and differ: what AWS alone
/// decides says nothing of anybody's doing.
fn as_left(kind: &ResourceType, remembered: &Object, actual: &Object) -> Object {
    let schema = &kind.schema;
    let settable = |state: &Object| -> Object {
        let members = schema.members().filter(|(member, _)| !schema.computed(member));
        members.filter_map(|(member, _)| Some((member.to_owned(), state.get(member)?.clone()))).collect()
    };
    let (before, after) = (settable(remembered), settable(actual));
    let mut as_left = actual.clone();
    for difference in differences(schema, &before, &after) {
        as_left.insert(difference.member, difference.desired);
    }
    // What is not there now, or was not then, is compared the other way round.
    for difference in differences(schema, &after, &before) {
        if before.get(&difference.member).is_none_or(Value::is_null) {
            as_left.remove(&difference.member);
        }
    }
    as_left
}
