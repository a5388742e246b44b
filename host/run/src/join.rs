//! States that join a run: those of blocks that wait for states, of `render.block` and `sls.run`,
//! the removal of what was replaced, and what `listen` brings.

use std::sync::Arc;

use wasmidem_contract::{
    Action, Blame, Cause, DeferredBlock, Diagnostic, Event, Failure, FunctionKind, Object, Program,
    Requisite, RequisiteKind, Results, State, StateAddress, StateResult, Target, Value, exact_pattern,
};

use crate::resource::resource_id;
use crate::running::Running;
use crate::state::Shared;

/// How often states may join: a block that brings itself under ever new names must come to an end.
const JOINS: usize = 10_000;
/// States of one run.
const STATES: usize = 1_000_000;

/// A state that joins.
#[derive(Debug)]
pub(crate) struct Join {
    pub(crate) state: State,
    /// It also waits for the success of everything that depends on the state which brought it.
    pub(crate) after_dependents: bool,
}

impl From<State> for Join {
    fn from(state: State) -> Self {
        Self { state, after_dependents: false }
    }
}

/// Where the resource is remembered that `create_before_destroy` replaced, until it is deleted; the
/// id is idem's.
pub(crate) fn delete_old(address: &StateAddress) -> StateAddress {
    StateAddress {
        id: format!("{}_delete_old", address.id),
        function: "absent".to_owned(),
        ..address.clone()
    }
}

/// The state that deletes what a state replaced.
pub(crate) fn deletion_of_old(state: &State, id: &str) -> Join {
    let address = delete_old(&state.address);
    let mut arguments = Object::new();
    arguments.insert("resource_id".to_owned(), Value::String(id.to_owned()));
    let state = State {
        // Not the name of the other: references would mean both.
        name: address.id.clone(),
        arguments,
        argument_locations: Vec::new(),
        requisites: vec![require(&state.address, state)],
        references: Vec::new(),
        recreate_on_update: None,
        ignore_changes: Vec::new(),
        unique: false,
        address,
        ..state.clone()
    };
    Join { state, after_dependents: true }
}

/// A `require` of exactly one id.
pub(crate) fn require(address: &StateAddress, by: &State) -> Requisite {
    let target = Target::State { path: address.path.clone(), pattern: exact_pattern(&address.id) };
    Requisite { kind: RequisiteKind::Require, target, location: by.location.clone() }
}

/// Problems of a text that was compiled during the run, as the failure of what brought it.
pub(crate) fn compile_failure(problems: &[Diagnostic]) -> Failure {
    let one = |problem: &Diagnostic| match &problem.location {
        Some(location) => format!("{location}: {}", problem.message),
        None => problem.message.clone(),
    };
    let text = problems.iter().map(one).collect::<Vec<_>>().join("\n");
    let failure = Failure::new(Cause::Invalid, Blame::Author, "run.compile", text);
    match problems.iter().find_map(|problem| problem.help.clone()) {
        Some(help) => failure.with_help(help),
        None => failure,
    }
}

impl Running<'_> {
    /// Lets states join.
    ///
    /// # Errors
    /// When a state is there already, or too many joined; then none joins.
    pub(crate) fn add(&mut self, joins: Vec<Join>, by: Option<usize>) -> Result<(), Failure> {
        self.joins += 1;
        if self.joins > JOINS || self.board.len() + joins.len() > STATES {
            let text =
                format!("states joined the run more than {JOINS} times, or there are more than {STATES}");
            return Err(Failure::new(Cause::Invalid, Blame::Author, "run.too-many-states", text)
                .with_help("look for a `render.block` or `sls.run` that brings itself"));
        }
        if let Some(there) =
            joins.iter().find(|join| self.board.with_tag(&join.state.address.tag()).is_some())
        {
            let address = &there.state.address;
            let text =
                format!("the state `{}` ({}) is already part of the run", address.id, address.full_path());
            return Err(Failure::new(Cause::Invalid, Blame::Author, "run.duplicate-state", text)
                .with_help("give it another id"));
        }
        let mut known = Vec::new();
        for Join { mut state, after_dependents } in joins {
            if after_dependents && let Some(by) = by {
                state.requisites.extend(self.dependents(by, &state));
            }
            known.push((state.address.clone(), Some(state.location.clone())));
            self.shared.enforce(&state);
            self.board.add(Arc::new(state));
            self.schedule.add();
        }
        self.shared.ports.events.emit(Event::StatesAdded { states: known });
        self.connect();
        Ok(())
    }

    /// A `require` of each state that waits for one.
    fn dependents(&self, target: usize, by: &State) -> Vec<Requisite> {
        let states = self.board.states();
        let waiting = states.filter(|state| self.board.waits_for(state).contains(&target));
        waiting.map(|state| require(&state.address, by)).collect()
    }

    /// The removal of what an earlier run replaced, and was then kept from deleting.
    pub(crate) fn left_to_delete(&self, program: &Program) -> Vec<Join> {
        let store = self.shared.store();
        let states = program.states.iter().filter(|state| state.address.function == "present");
        let left = states.filter_map(|state| {
            let id = resource_id(store.get(&delete_old(&state.address))?)?;
            let replaced = store.get(&state.address).and_then(resource_id).is_some_and(|new| new != id);
            replaced.then(|| deletion_of_old(state, &id))
        });
        left.collect()
    }

    /// Renders the blocks whose states have ended well.
    pub(crate) async fn render_blocks(&mut self) {
        while let Some(position) = self.blocks.iter().position(|block| self.is_ready(block)) {
            let block = self.blocks.remove(position);
            let results: Arc<dyn Results> = Arc::new(self.board.clone());
            let compiled = self.shared.ports.compiler.block(&block, results).await;
            let joined = compiled
                .map_err(|problems| compile_failure(&problems))
                .and_then(|states| self.add(states.into_iter().map(Join::from).collect(), None));
            if let Err(failure) = joined {
                self.fail_block(&block, failure);
            }
        }
    }

    fn is_ready(&self, block: &DeferredBlock) -> bool {
        let ended_well = |number: &usize| {
            self.board.outcome(*number).is_some_and(|outcome| outcome.result != StateResult::Failed)
        };
        let known = |id: &String| {
            let states = self.board.with_id(id);
            !states.is_empty() && states.iter().all(ended_well)
        };
        block.requires.iter().all(known)
    }

    /// Blocks whose states failed, or never were part of the run.
    pub(crate) fn unrendered_blocks(&mut self) {
        for block in std::mem::take(&mut self.blocks) {
            let missing = block.requires.iter().find(|id| self.board.with_id(id).is_empty());
            let text = match missing {
                Some(id) => format!("the block was not rendered: no state `{id}` was part of the run"),
                None => format!(
                    "the block was not rendered, since not all of {} succeeded",
                    block.requires.join(", ")
                ),
            };
            let failure = Failure::new(Cause::Conflict, Blame::Author, "run.requisite", text);
            self.fail_block(&block, failure);
        }
    }

    /// Reports a block that has no states as if it were one.
    fn fail_block(&mut self, block: &DeferredBlock, failure: Failure) {
        let location = &block.location;
        let address = StateAddress {
            path: "render".to_owned(),
            id: location.to_string(),
            resource_name: None,
            function: "block".to_owned(),
        };
        let state = State {
            name: address.id.clone(),
            address,
            arguments: Object::new(),
            argument_locations: Vec::new(),
            requisites: Vec::new(),
            references: Vec::new(),
            acct_profile: None,
            sensitive: Vec::new(),
            ignore_changes: Vec::new(),
            unique: false,
            recreate_on_update: None,
            sls: block.sls.clone(),
            location: location.clone(),
        };
        let states = vec![(state.address.clone(), Some(location.clone()))];
        self.shared.ports.events.emit(Event::StatesAdded { states });
        if let Some(number) = self.board.add(Arc::new(state)) {
            self.schedule.add();
            self.schedule.ended(number);
            self.not_run(number, Action::Fail, failure);
        }
    }

    /// After everything: `listen` calls `mod_watch` where something changed and the module has one.
    pub(crate) fn listeners(&mut self) {
        let mut joins = Vec::new();
        for state in self.board.states() {
            let listens = state.requisites.iter().any(|requisite| requisite.kind == RequisiteKind::Listen);
            if !listens || !self.board.listened_changed(state) {
                continue;
            }
            if self.shared.mod_watch(&state.address.path).is_none() {
                let text =
                    format!("`listen` has no effect: `{}` has no function `mod_watch`", state.address.path);
                self.shared.warn(state, text);
                continue;
            }
            let address = StateAddress {
                id: format!("{}_listen", state.address.id),
                function: "mod_watch".to_owned(),
                ..state.address.clone()
            };
            joins.push(Join::from(State { address, requisites: Vec::new(), ..state.as_ref().clone() }));
        }
        if !joins.is_empty() && !self.shared.preview {
            // Ids that end in `_listen` are free, or the state is there already.
            let _ = self.add(joins, None);
        }
    }
}

impl Shared<'_> {
    /// The full path of a path's `mod_watch`, if a module has it.
    pub(crate) fn mod_watch(&self, path: &str) -> Option<String> {
        let full_path = format!("{path}.mod_watch");
        self.ports.modules.function(FunctionKind::State, &full_path).is_some().then_some(full_path)
    }
}
