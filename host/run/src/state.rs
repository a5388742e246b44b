//! One state: from its declaration to its outcome.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use wasmidem_contract::{
    Action, ArgumentProblem, Blame, Cause, Changes, Event, Events, Failure, FunctionKind, Modules, Object,
    Outcome, Phase, Program, Schema, State, StateAddress, StateResult, Step, Value, nearest,
};

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

/// What all states of a run share.
pub(crate) struct Shared<'a> {
    pub(crate) program: &'a Program,
    pub(crate) modules: &'a dyn Modules,
    pub(crate) events: &'a dyn Events,
    pub(crate) store: Mutex<Store>,
    pub(crate) preview: bool,
    pub(crate) run_id: &'a str,
    pub(crate) profile: &'a str,
    pub(crate) region_of: &'a (dyn Fn(&str) -> Result<String, Failure> + Send + Sync),
    pub(crate) cancel: &'a Cancel,
}

impl Shared<'_> {
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn step(&self, state: &State) -> Result<Step, Failure> {
        let profile = state.acct_profile.as_deref().unwrap_or(self.profile);
        Ok(Step {
            state: Some(state.address.clone()),
            phase: if self.preview { Phase::Plan } else { Phase::Apply },
            profile: profile.to_owned(),
            region: (self.region_of)(profile)?,
            run_id: self.run_id.to_owned(),
        })
    }

    pub(crate) fn warn(&self, state: &State, message: String) {
        self.events.emit(Event::Warning { state: Some(state.address.clone()), message });
    }

    /// Runs a state whose requisites are met and whose references are bound.
    pub(crate) async fn execute(&self, state: &State, arguments: Object, run_number: u64) -> Outcome {
        self.events.emit(Event::StateStarted { address: state.address.clone() });
        let start_time = start_time();
        let started = Instant::now();
        let verdict = self.dispatch(state, arguments).await;
        let mut outcome = outcome(state, verdict);
        outcome.run_number = run_number;
        outcome.start_time = start_time;
        outcome.total_seconds = started.elapsed().as_secs_f64();
        outcome
    }

    async fn dispatch(&self, state: &State, mut arguments: Object) -> Verdict {
        arguments.retain(|_, value| !value.is_null());
        let address = &state.address;
        if let Some(function) = builtin::find(&address.full_path()) {
            if let Err(failure) = self.check(state, &function.schema(), &arguments) {
                return Verdict::failed(failure);
            }
            return match self.step(state) {
                Ok(step) => function.call(self, state, &step, arguments).await,
                Err(failure) => Verdict::failed(failure),
            };
        }
        if let Some(kind) = self.modules.resource(&address.path)
            && matches!(address.function.as_str(), "present" | "absent")
        {
            return match self.step(state) {
                Ok(step) if address.function == "present" => {
                    resource::present(self, state, &step, kind, arguments).await
                }
                Ok(step) => resource::absent(self, state, &step, kind, arguments).await,
                Err(failure) => Verdict::failed(failure),
            };
        }
        if let Some(function) = self.modules.function(FunctionKind::State, &address.full_path()) {
            if let Err(failure) = self.check(state, &function.schema, &arguments) {
                return Verdict::failed(failure);
            }
            return match self.step(state) {
                Ok(step) => builtin::module_function(self, state, &step, arguments).await,
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
        if self.modules.resource(path).is_some() {
            return match nearest(function, ["present", "absent"]) {
                Some(meant) => format!("`{path}` has no function `{function}`; did you mean `{meant}`?"),
                None => format!("`{path}` has the functions `present` and `absent`, not `{function}`"),
            };
        }
        if known_to_idem {
            return format!("idem-aws has `{path}`, but none of the loaded modules offers it");
        }
        // Resources are offered by path alone, functions and built-ins by path and function.
        let offered = self.modules.paths();
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
    let mut changes = verdict.changes.unwrap_or_else(|| changes(&verdict.old_state, &verdict.new_state));
    for side in changes.0.values_mut().filter_map(Value::as_object_mut) {
        side.retain(|member, _| !state.sensitive.contains(member));
    }
    Outcome {
        address: state.address.clone(),
        name: state.name.clone(),
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
