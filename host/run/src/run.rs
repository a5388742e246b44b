//! A run: what it is asked, and what came of it.

use std::sync::{Mutex, PoisonError};

use wasmidem_contract::{
    Accounts, Event, Events, FileWriter, Modules, Outcome, Phase, Program, StateCompiler, StateResult,
    Summary,
};

use crate::running::{Running, Settings};
use crate::state::Shared;
use crate::{Cancel, Store, StoreError};

/// The other rooms, as a run sees them.
#[derive(Clone, Copy)]
pub struct Ports<'a> {
    /// The loaded modules.
    pub modules: &'a dyn Modules,
    /// Compiles what states bring into the run.
    pub compiler: &'a dyn StateCompiler,
    /// The profiles.
    pub accounts: &'a dyn Accounts,
    /// Writes the files of `data.write`.
    pub files: &'a dyn FileWriter,
    /// Hears everything.
    pub events: &'a dyn Events,
}

/// What to run, and how.
pub struct Request<'a> {
    /// The states.
    pub program: &'a Program,
    /// Only find out what would change.
    pub preview: bool,
    /// Hold names and tags `Name` together, see `resource::name_tag`.
    pub sync_name_tag: bool,
    /// Look for resources by nothing but the id that is remembered or given.
    pub only_by_id: bool,
    /// Names this run.
    pub run_id: &'a str,
    /// The profile of states that name none.
    pub profile: &'a str,
    /// How many states may run at once; at least 1.
    pub concurrency: usize,
    /// Whether and how often pending states are tried again.
    pub reconcile: Reconcile,
    /// Stops the run early.
    pub cancel: &'a Cancel,
}

/// Whether and how often pending states are tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reconcile {
    /// How often one state is tried again at most; 0 for never.
    pub most: u32,
    /// Stop at the first failure: what runs is finished, nothing new is started.
    pub hard_fail: bool,
}

impl Default for Reconcile {
    fn default() -> Self {
        Self { most: 600, hard_fail: false }
    }
}

/// How the run ended.
#[derive(Debug)]
pub struct Report {
    /// The outcomes in the order of the program, then those of states that joined.
    pub outcomes: Vec<Outcome>,
    /// The store could not be closed: its journal still has everything.
    pub store_error: Option<StoreError>,
}

/// Runs a program.
pub async fn run(request: &Request<'_>, ports: Ports<'_>, store: Store) -> Report {
    let events = ports.events;
    let program = request.program;
    let phase = if request.preview { Phase::Plan } else { Phase::Apply };
    events.emit(Event::RunStarted { states: program.states.len(), phase });
    if store.open_intents() > 0 && !request.preview {
        let message = format!(
            "an earlier run was interrupted while it created {} resource(s); they are looked for before anything is \
             created again, which may take some seconds",
            store.open_intents()
        );
        events.emit(Event::Warning { state: None, message });
    }
    let store = Mutex::new(store);
    let shared = Shared {
        ports,
        store: &store,
        preview: request.preview,
        sync_name_tag: request.sync_name_tag,
        only_by_id: request.only_by_id,
        run_id: request.run_id,
        profile: request.profile,
        cancel: request.cancel,
        enforced: &Mutex::default(),
    };
    let settings = Settings { concurrency: request.concurrency.max(1), reconcile: request.reconcile };
    let outcomes = Running::new(shared, settings, program).run_all().await;
    let failed = outcomes.iter().filter(|outcome| outcome.result == StateResult::Failed).count();
    events.emit(Event::RunFinished { summary: Summary { total: outcomes.len(), failed } });
    let store = store.into_inner().unwrap_or_else(PoisonError::into_inner);
    Report { outcomes, store_error: store.close().err() }
}
