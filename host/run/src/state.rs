//! One state: from its declaration to its outcome.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use wasmidem_contract::{
    Action, ArgumentProblem, Blame, Cause, Changes, Event, Failure, FunctionKind, Location, Object, Outcome,
    Phase, Results, Schema, State, StateAddress, StateResult, Step, Value, nearest,
};

use crate::join::Join;
use crate::run::Ports;
use crate::{Cancel, Store, builtin, changes, resource};

/// What a state function found and did.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) action: Action,
    pub(crate) comments: Vec<String>,
    pub(crate) old_state: Value,
    pub(crate) new_state: Value,
    /// Instead of what `old_state` and `new_state` say.
    pub(crate) changes: Option<Changes>,
    pub(crate) rerun_data: Value,
    pub(crate) failure: Option<Failure>,
    /// States that it brings into the run.
    pub(crate) joins: Vec<Join>,
}

impl Verdict {
    pub(crate) fn new(action: Action, old_state: Value, new_state: Value) -> Self {
        Self {
            action,
            comments: Vec::new(),
            old_state,
            new_state,
            changes: None,
            rerun_data: Value::Null,
            failure: None,
            joins: Vec::new(),
        }
    }

    /// A failure before anything was found out.
    pub(crate) fn failed(failure: Failure) -> Self {
        let mut verdict = Self::new(Action::Fail, Value::Null, Value::Null);
        verdict.comments.push(failure.message.clone());
        verdict.failure = Some(failure);
        verdict
    }

    pub(crate) fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comments.push(comment.into());
        self
    }
}

impl Call {
    /// A call with arguments and nothing else.
    pub(crate) fn with(arguments: Object) -> Self {
        Self { number: 0, arguments, rerun_data: Value::Null, watched: false, prereq: None, results: None }
    }
}

/// What the call of a state function needs besides the state.
pub(crate) struct Call {
    /// Position in the order of execution, from 1.
    pub(crate) number: u64,
    /// The arguments, bound.
    pub(crate) arguments: Object,
    /// What the last try left for this one.
    pub(crate) rerun_data: Value,
    /// Whether a state that this one watches has changed something.
    pub(crate) watched: bool,
    /// With `prereq`: the states before which this one runs if they would change something, as far
    /// as they are ready to run.
    pub(crate) prereq: Option<Vec<(Arc<State>, Object)>>,
    /// What has ended so far, for states that bring others.
    pub(crate) results: Option<Arc<dyn Results>>,
}

/// How a state ended, and what it brings into the run.
pub(crate) struct Ended {
    pub(crate) outcome: Outcome,
    pub(crate) joins: Vec<Join>,
}

impl From<Outcome> for Ended {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, joins: Vec::new() }
    }
}

/// What all states of a run share.
#[derive(Clone, Copy)]
pub(crate) struct Shared<'a> {
    pub(crate) ports: Ports<'a>,
    pub(crate) store: &'a Mutex<Store>,
    pub(crate) preview: bool,
    pub(crate) sync_name_tag: bool,
    pub(crate) only_by_id: bool,
    pub(crate) run_id: &'a str,
    pub(crate) profile: &'a str,
    pub(crate) cancel: &'a Cancel,
    /// The states that own a resource, by the tag it is remembered under.
    pub(crate) enforced: &'a Mutex<HashMap<String, (String, Location)>>,
}

impl Shared<'_> {
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes which state a remembered resource belongs to.
    pub(crate) fn enforce(&self, state: &State) {
        if state.address.function == "present" {
            let owner = (state.address.id.clone(), state.location.clone());
            let mut enforced = self.enforced.lock().unwrap_or_else(PoisonError::into_inner);
            enforced.insert(state.address.esm_tag(), owner);
        }
    }

    /// The id and place of the state a remembered resource belongs to.
    pub(crate) fn owner(&self, tag: &str) -> Option<(String, Location)> {
        self.enforced.lock().unwrap_or_else(PoisonError::into_inner).get(tag).cloned()
    }

    fn step(&self, state: &State) -> Result<Step, Failure> {
        let profile = state.acct_profile.as_deref().unwrap_or(self.profile);
        Ok(Step {
            state: Some(state.address.clone()),
            phase: if self.preview { Phase::Plan } else { Phase::Apply },
            profile: profile.to_owned(),
            region: self.region_of(profile)?,
            run_id: self.run_id.to_owned(),
        })
    }

    pub(crate) fn warn(&self, state: &State, message: String) {
        self.ports.events.emit(Event::Warning { state: Some(state.address.clone()), message });
    }

    /// The region of a profile; of the run's own, if it cannot be used, none: then no state that
    /// needs one gets this far.
    fn region_of(&self, profile: &str) -> Result<String, Failure> {
        match self.ports.accounts.region(profile) {
            Err(_) if profile == self.profile => Ok(String::new()),
            region => region,
        }
    }

    /// Runs a state whose requisites are met and whose references are bound.
    pub(crate) async fn execute(&self, state: &State, call: Call) -> Ended {
        self.ports.events.emit(Event::StateStarted { address: state.address.clone() });
        let start_time = start_time();
        let started = Instant::now();
        let number = call.number;
        let mut verdict = match &call.prereq {
            Some(targets) if !self.would_change(targets).await => {
                Verdict::new(Action::Unchanged, Value::Null, Value::Null)
                    .comment("not needed: no state of `prereq` would change anything")
            }
            _ => self.with_watch(state, call).await,
        };
        let joins = std::mem::take(&mut verdict.joins);
        let mut outcome = outcome(state, verdict);
        outcome.run_number = number;
        outcome.start_time = start_time;
        outcome.total_seconds = started.elapsed().as_secs_f64();
        Ended { outcome, joins }
    }

    /// Whether one of these states would change something, found out without changing anything.
    async fn would_change(&self, states: &[(Arc<State>, Object)]) -> bool {
        let looking = Shared { preview: true, ..*self };
        for (state, arguments) in states {
            let call = Call::with(arguments.clone());
            // Boxed, since looking at a state is what running it consists of.
            let verdict = Box::pin(looking.dispatch(state, call)).await;
            if !visible_changes(&state.sensitive, &verdict).is_empty() {
                return true;
            }
        }
        false
    }

    /// Runs a state and, if what it watches has changed, the `mod_watch` of its module.
    async fn with_watch(&self, state: &State, call: Call) -> Verdict {
        let mod_watch =
            if call.watched && !self.preview { self.mod_watch(&state.address.path) } else { None };
        let Some(full_path) = mod_watch else { return self.dispatch(state, call).await };
        let arguments = call.arguments.clone();
        let mut verdict = self.dispatch(state, call).await;
        if verdict.failure.is_none()
            && let Ok(step) = self.step(state)
        {
            let watched =
                builtin::module_function(self, state, &step, &full_path, Call::with(arguments)).await;
            verdict.comments.extend(watched.comments);
            if watched.action == Action::Fail {
                verdict.action = Action::Fail;
                verdict.failure = watched.failure;
            } else if watched.changes.as_ref().is_some_and(|changes| !changes.is_empty()) {
                verdict.action = Action::Run;
            }
        }
        verdict
    }

    async fn dispatch(&self, state: &State, call: Call) -> Verdict {
        let Call { mut arguments, rerun_data, results, .. } = call;
        arguments.retain(|_, value| !value.is_null());
        let address = &state.address;
        if let Some(function) = builtin::find(&address.full_path()) {
            if let Err(failure) = self.check_builtin(state, function, &arguments) {
                return Verdict::failed(failure);
            }
            return match self.step(state) {
                Ok(step) => {
                    function
                        .call(self, state, &step, Call { rerun_data, results, ..Call::with(arguments) })
                        .await
                }
                Err(failure) => Verdict::failed(failure),
            };
        }
        if let Some(kind) = self.ports.modules.resource(&address.path)
            && matches!(address.function.as_str(), "present" | "absent")
        {
            let verdict = match self.step(state) {
                Ok(step) if address.function == "present" => {
                    resource::present(self, state, &step, kind, arguments).await
                }
                Ok(step) => resource::absent(self, state, &step, kind, arguments).await,
                Err(failure) => Verdict::failed(failure),
            };
            return resource::unnamed(verdict, kind.schema.unnamed());
        }
        if let Some(function) = self.ports.modules.function(FunctionKind::State, &address.full_path()) {
            if let Err(failure) = self.check(state, &function.schema, &arguments) {
                return Verdict::failed(failure);
            }
            return match self.step(state) {
                Ok(step) => {
                    let full_path = state.address.full_path();
                    let call = Call { rerun_data, ..Call::with(arguments) };
                    builtin::module_function(self, state, &step, &full_path, call).await
                }
                Err(failure) => Verdict::failed(failure),
            };
        }
        self.without_module(state, &arguments)
    }

    /// A state whose module is not there.
    fn without_module(&self, state: &State, arguments: &Object) -> Verdict {
        let address = &state.address;
        let known = builtin::is_idem_aws_path(&address.path);
        let nothing_enforced = self.store().get(address).is_none() && !arguments.contains_key("resource_id");
        if known && address.function == "absent" && nothing_enforced {
            return Verdict::new(Action::Unchanged, Value::Null, Value::Null)
                .comment(format!("{} '{}' already absent", address.path, state.name));
        }
        // The wording of the first sentence is idem's, which scripts look for.
        let text = format!(
            "Could not find function to enforce {}. Please make sure that the corresponding plugin is loaded.",
            address.path
        );
        let failure = Failure::new(Cause::NotFound, Blame::Author, "run.unknown-state", text);
        Verdict::failed(failure.with_help(self.what_may_be_meant(address, known)))
    }

    fn what_may_be_meant(&self, address: &StateAddress, known_to_idem: bool) -> String {
        let (path, function) = (&address.path, &address.function);
        if self.ports.modules.resource(path).is_some() {
            return match nearest(function, ["present", "absent"]) {
                Some(meant) => format!("`{path}` has no function `{function}`; did you mean `{meant}`?"),
                None => format!("`{path}` has the functions `present` and `absent`, not `{function}`"),
            };
        }
        if known_to_idem {
            return format!("idem-aws has `{path}`, but none of the loaded modules offers it");
        }
        // Resources are offered by path alone, functions and built-ins by path and function.
        let offered = self.ports.modules.paths();
        let full_path = address.full_path();
        let similar = nearest(path, offered.iter().copied())
            .map(|meant| format!("{meant}.{function}"))
            .or_else(|| nearest(&full_path, offered.iter().copied()).map(str::to_owned))
            .or_else(|| nearest(&full_path, builtin::paths()).map(str::to_owned));
        match similar {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`wasmidem module inspect FILE` lists what a module offers; name the module on the command line"
                .to_owned(),
        }
    }

    fn check_builtin(
        &self,
        state: &State,
        function: builtin::Function,
        arguments: &Object,
    ) -> Result<(), Failure> {
        let schema = function.schema();
        if !function.is_open() {
            return self.check(state, &schema, arguments);
        }
        let named = arguments.iter().filter(|(name, _)| schema.member(name).is_some());
        self.check(state, &schema, &named.map(|(name, value)| (name.clone(), value.clone())).collect())
    }

    /// Checks arguments; what is unknown is a warning, as in idem.
    pub(crate) fn check(&self, state: &State, schema: &Schema, arguments: &Object) -> Result<(), Failure> {
        let full_path = state.address.full_path();
        let mut missing = Vec::new();
        let mut wrong = Vec::new();
        for problem in schema.check(arguments) {
            match problem {
                ArgumentProblem::Missing { name } if name == "name" => {}
                ArgumentProblem::Missing { name } => missing.push(name),
                // Inside of an argument it changes what the argument means.
                ArgumentProblem::Unknown { name, suggestion } if name.contains('.') => {
                    let hint =
                        suggestion.map(|meant| format!(", perhaps `{meant}` is meant")).unwrap_or_default();
                    wrong.push(format!("there is no `{name}`{hint}"));
                }
                ArgumentProblem::Unknown { name, suggestion } => {
                    let hint =
                        suggestion.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
                    self.warn(state, format!("`{full_path}` has no argument `{name}`, it is ignored{hint}"));
                }
                ArgumentProblem::WrongType { name, expected, found } => {
                    wrong.push(format!("`{name}` must be {} {expected}, not {found}", article(&expected)));
                }
            }
        }
        let (code, mut sentences) = match missing.as_slice() {
            [] => ("run.wrong-type", Vec::new()),
            missing => {
                let list = missing.join(", ");
                (
                    "run.missing-argument",
                    vec![format!("states.{full_path} is missing required argument(s): {list}")],
                )
            }
        };
        if !wrong.is_empty() {
            sentences.push(format!("states.{full_path}: {}", wrong.join("; ")));
        }
        if sentences.is_empty() {
            return Ok(());
        }
        Err(Failure::new(Cause::Invalid, Blame::Author, code, sentences.join("\n")))
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'i', 'o']) { "an" } else { "a" }
}

/// Now, as idem writes it: local time without zone.
pub(crate) fn start_time() -> String {
    jiff::Zoned::now().strftime("%Y-%m-%d %H:%M:%S%.6f").to_string()
}

/// The outcome of a verdict; number and times are left to the caller.
pub(crate) fn outcome(state: &State, verdict: Verdict) -> Outcome {
    outcome_of(&state.address, &state.name, &state.sensitive, verdict)
}

/// The outcome of a verdict on what need not stand in a state file; `sensitive` names the members
/// that are kept out of sight.
pub(crate) fn outcome_of(
    address: &StateAddress,
    name: &str,
    sensitive: &[String],
    verdict: Verdict,
) -> Outcome {
    let changes = visible_changes(sensitive, &verdict);
    Outcome {
        address: address.clone(),
        name: name.to_owned(),
        result: match verdict.action {
            Action::Fail => StateResult::Failed,
            Action::Skip => StateResult::Skipped,
            _ => StateResult::Succeeded,
        },
        action: verdict.action,
        comments: verdict.comments,
        changes,
        old_state: verdict.old_state,
        new_state: verdict.new_state,
        rerun_data: verdict.rerun_data,
        failure: verdict.failure,
        run_number: 0,
        start_time: String::new(),
        total_seconds: 0.0,
    }
}

/// What a verdict changes, without what is kept out of sight.
fn visible_changes(sensitive: &[String], verdict: &Verdict) -> Changes {
    let changes = verdict.changes.clone();
    visible(changes.unwrap_or_else(|| changes_of(verdict)), sensitive)
}

fn changes_of(verdict: &Verdict) -> Changes {
    changes(&verdict.old_state, &verdict.new_state)
}

/// Changes without these members.
pub(crate) fn visible(mut changes: Changes, sensitive: &[String]) -> Changes {
    for side in changes.0.values_mut().filter_map(Value::as_object_mut) {
        side.retain(|member, _| !sensitive.contains(member));
    }
    changes
}
