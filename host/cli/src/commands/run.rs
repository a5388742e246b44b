//! `wasmidem run`, and `wasmidem state` as idem's users know it.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::runtime::Runtime;
use wasmidem_aws::Profiles;
use wasmidem_contract::{Blame, Diagnostic, Events, Modules as _, Outcome, Program, StateResult};
use wasmidem_run::{Cancel, Ports, Reconcile, Report, Request, Store, StoreError};
use wasmidem_sandbox::Library;
use wasmidem_sls::CompileRequest;

use crate::args::{EsmPlugin, Output, Reconciler, Run, Runtime as RuntimeName};
use crate::compose::{Modules, Offer, Stop, credentials_problem, start_runtime, user_folder};
use crate::exit_code::Exit;
use crate::module_files;
use crate::ports::{Compiler, LibraryCalls, LocalFiles};
use crate::report::{Console, Fanout, Human, Progress, TerminalLog, json_errors, json_outcomes};
use crate::sources;
use crate::world::{LazyWorld, Plan};

/// Runs state files.
pub fn run(args: &Run, offer: Offer, console: &Arc<Console>) -> Exit {
    let result = prepare(args, offer, console).and_then(|prepared| prepared.execute(args, console));
    match result {
        Ok(exit) => exit,
        Err(stop) => {
            stop.problems.iter().for_each(|problem| console.diagnostic(problem));
            if args.output == Output::Json {
                console.out(&json_errors(&stop.problems));
            }
            stop.exit
        }
    }
}

/// A run whose state files are compiled.
struct Prepared {
    runtime: Runtime,
    world: Arc<LazyWorld>,
    request: Arc<CompileRequest>,
    program: Program,
    events: Arc<dyn Events>,
    run_id: String,
}

fn prepare(args: &Run, offer: Offer, console: &Arc<Console>) -> Result<Prepared, Stop> {
    let named = module_files::sort(&args.files);
    let (rejected, misused): (Vec<Diagnostic>, Vec<Diagnostic>) =
        named.problems.into_iter().partition(|problem| problem.code.starts_with("module-"));
    if !misused.is_empty() {
        return Err(Stop { exit: Exit::InvalidSls, problems: misused });
    }
    if named.states.is_empty() {
        let problem =
            Diagnostic::error("usage-no-states", "no state file is named, so there is nothing to run")
                .with_help("wasmidem run [MODULE.wasm …] STATES.sls …");
        return Err(Stop::new(Exit::Usage, problem));
    }
    let runtime = start_runtime()?;
    let events: Arc<dyn Events> = Arc::new(consumers(args, console));
    let world = Arc::new(LazyWorld::new(Plan {
        modules: Modules::find(named.modules, rejected, offer),
        credentials: args.credentials.clone(),
        limits: args.limits.clone(),
        events: Arc::clone(&events),
        console: Arc::clone(console),
    }));
    let run_id = uuid::Uuid::now_v7().to_string();
    let invalid = |problems| Stop { exit: Exit::InvalidSls, problems };
    let mut request = sources::request(args, &named.states).map_err(invalid)?;
    request.calls = Some(Arc::new(LibraryCalls {
        runtime: runtime.handle().clone(),
        world: Arc::clone(&world),
        run_id: run_id.clone(),
    }));
    let compiled = wasmidem_sls::compile(&request).map_err(invalid)?;
    compiled.warnings.iter().for_each(|warning| console.diagnostic(warning));
    let program = compiled.program;
    Ok(Prepared { runtime, world, request: Arc::new(request), program, events, run_id })
}

impl Prepared {
    fn execute(self, args: &Run, console: &Arc<Console>) -> Result<Exit, Stop> {
        let world = self.world.get(self.runtime.handle())?;
        require_credentials(&self.program, &world.library, &world.profiles, &world.profile)?;
        let store = open_store(args)?;
        let cancel = Arc::new(Cancel::default());
        self.runtime.spawn(watch_interrupts(Arc::clone(&cancel), Arc::clone(console)));
        let request = Request {
            program: &self.program,
            preview: args.test,
            run_id: &self.run_id,
            profile: &world.profile,
            concurrency: if args.runtime == RuntimeName::Serial { 1 } else { usize::from(args.concurrency) },
            reconcile: reconcile(args),
            cancel: &cancel,
        };
        let compiler = Compiler(Arc::clone(&self.request));
        let ports = Ports {
            modules: &world.library,
            compiler: &compiler,
            accounts: world.profiles.as_ref(),
            files: &LocalFiles,
            events: self.events.as_ref(),
        };
        let report = self.runtime.block_on(wasmidem_run::run(&request, ports, store));
        Ok(conclude(args, console, &self.program, &report, &world.rejected))
    }
}

fn reconcile(args: &Run) -> Reconcile {
    match args.reconciler {
        Reconciler::Basic => Reconcile::default(),
        Reconciler::None => Reconcile { most: 0, ..Reconcile::default() },
    }
}

/// Who listens to the run. Progress is first, so that nothing is written over its bar.
fn consumers(args: &Run, console: &Arc<Console>) -> Fanout {
    let mut consumers: Vec<Arc<dyn Events>> = Vec::new();
    if !args.no_progress_bar {
        consumers.push(Arc::new(Progress::new(Arc::clone(console))));
    }
    consumers.push(Arc::new(TerminalLog::new(Arc::clone(console))));
    if args.output == Output::Human {
        consumers.push(Arc::new(Human::new(Arc::clone(console))));
    }
    Fanout(consumers)
}

/// Refuses to begin when states need AWS and the profile cannot be used.
fn require_credentials(
    program: &Program,
    library: &Library,
    profiles: &Profiles,
    profile: &str,
) -> Result<(), Stop> {
    let needed = program
        .states
        .iter()
        .any(|state| state.acct_profile.is_none() && library.resource(&state.address.path).is_some());
    if !needed {
        return Ok(());
    }
    profiles
        .get(profile)
        .and_then(|profile| profile.region().map(|_| ()))
        .map_err(|error| Stop::new(Exit::Credentials, credentials_problem(&error)))
}

fn open_store(args: &Run) -> Result<Store, Stop> {
    if args.esm_plugin == EsmPlugin::Null {
        return Ok(Store::in_memory());
    }
    let folder = store_folder(args)?;
    let store = if args.test {
        Store::open_read_only(&folder, &args.run_name)
    } else {
        Store::open(&folder, &args.run_name)
    };
    store.map_err(|error| {
        let problem = Diagnostic::error("esm", error.to_string());
        match error {
            StoreError::Locked { .. } => Stop::new(
                Exit::Locked,
                problem
                    .with_help("wait until it has ended, or use another --run-name for independent states"),
            ),
            StoreError::Io { .. } => {
                Stop::new(Exit::Internal, problem.with_help("choose another place with --root-dir"))
            }
            StoreError::Damaged { .. } => Stop::new(
                Exit::Internal,
                problem.with_help(
                    "nothing was changed; repair the file, or restore it from a copy, and run again",
                ),
            ),
            StoreError::Newer { .. } => {
                Stop::new(Exit::Internal, problem.with_help("use the newer wasmidem"))
            }
        }
    })
}

/// The folder of the local stores. Run names become folders in it.
fn store_folder(args: &Run) -> Result<PathBuf, Stop> {
    let plain =
        |name: &str| !name.is_empty() && name != "." && name != ".." && !name.contains(['/', '\\', '\0']);
    if !plain(&args.run_name) {
        let message = format!("`{}` cannot be a run name", args.run_name);
        let problem = Diagnostic::error("usage-run-name", message).with_help("use a name without slashes");
        return Err(Stop::new(Exit::Usage, problem));
    }
    let base = match (&args.cache_dir, &args.root_dir) {
        (Some(folder), _) => Some(folder.clone()),
        (None, Some(root)) => Some(root.join("var/cache/wasmidem")),
        (None, None) => user_folder("XDG_STATE_HOME", ".local/state").map(|folder| folder.join("wasmidem")),
    };
    base.map(|base| base.join("esm/local")).ok_or_else(|| {
        let problem =
            Diagnostic::error("usage-no-home", "it is not known where to keep state: HOME is not set")
                .with_help("name a folder with --root-dir");
        Stop::new(Exit::Usage, problem)
    })
}

/// Returns at Ctrl-C, or when the process is asked to end, as pipelines do.
async fn interrupted() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// The first interrupt lets what runs come to its end; the second ends the program.
async fn watch_interrupts(cancel: Arc<Cancel>, console: Arc<Console>) {
    interrupted().await;
    cancel.cancel();
    console.err("stopping: what runs is finished first (interrupt again to stop at once)");
    interrupted().await;
    console.err("stopped; what was sent is remembered, the next run looks what came of it");
    std::process::exit(130);
}

/// Prints what is left to print, and says how it went.
fn conclude(
    args: &Run,
    console: &Console,
    program: &Program,
    report: &Report,
    rejected: &[Diagnostic],
) -> Exit {
    if args.output == Output::Json {
        console.out(&json_outcomes(&report.outcomes, &program.meta));
    }
    if let Some(error) = &report.store_error {
        let problem = Diagnostic::error("esm", error.to_string());
        console.diagnostic(
            &problem.with_help("nothing is lost: the journal has everything, and the next run reads it"),
        );
        return Exit::Internal;
    }
    exit_of(&report.outcomes, rejected)
}

/// The gravest thing that happened.
fn exit_of(outcomes: &[Outcome], rejected: &[Diagnostic]) -> Exit {
    let failures = || outcomes.iter().filter_map(|outcome| outcome.failure.as_ref());
    let failed = outcomes.iter().any(|outcome| outcome.result != StateResult::Succeeded);
    if !rejected.is_empty() {
        Exit::ModuleRejected
    } else if failures().any(|failure| failure.blame == Blame::Policy) {
        Exit::Refused
    } else if failures().any(|failure| failure.blame == Blame::Credentials) {
        Exit::Credentials
    } else if failed {
        Exit::StateFailed
    } else {
        Exit::Done
    }
}
