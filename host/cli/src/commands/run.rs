//! `wasmidem run`, and `wasmidem state` as idem's users know it.

use std::sync::Arc;

use tokio::runtime::Runtime;
use wasmidem_aws::Profiles;
use wasmidem_contract::{Action, Blame, Diagnostic, Events, Modules as _, Outcome, Program, StateResult};
use wasmidem_run::{Cancel, Ports, Reconcile, Report, Request, Store, UnknownTarget};
use wasmidem_sandbox::Library;
use wasmidem_sls::CompileRequest;

use super::remembered::refresh_first;
use crate::args::{Format, Reconciler, Run};
use crate::compose::{Modules, Offer, Stop, credentials_problem, start_runtime};
use crate::exit_code::Exit;
use crate::output;
use crate::policy::{self, Intent};
use crate::ports::{Compiler, LibraryCalls, LocalFiles};
use crate::report::{Console, Human, Places, Progress, Reports, TerminalLog, errors_value, outcomes_value};
use crate::sources;
use crate::stored_state::{self, Access, refused as refused_store};
use crate::world::{LazyWorld, Plan, World};

/// Runs state files.
pub fn run(args: &Run, offer: Offer, console: &Arc<Console>) -> Exit {
    let run_id = uuid::Uuid::now_v7().to_string();
    let places = Arc::new(Places::default());
    let reports = match consumers(args, &run_id, &places, console) {
        Ok(reports) => Arc::new(reports),
        Err(problem) => {
            console.diagnostic(&problem);
            return refused(args, &Stop::new(Exit::Usage, problem), console);
        }
    };
    let prepared = prepare(args, offer, run_id, &reports, places);
    let exit = prepared.and_then(|prepared| prepared.execute(args, console)).unwrap_or_else(|stop| {
        stop.problems.iter().for_each(|problem| reports.problem(problem));
        refused(args, &stop, console)
    });
    reports.close(exit)
}

/// Ends without having run anything.
fn refused(args: &Run, stop: &Stop, console: &Console) -> Exit {
    if !matches!(args.output, Format::Human | Format::Jmespath) {
        console.out(&output::render(&errors_value(&stop.problems), args.output, console.colour_out()));
    }
    stop.exit
}

/// A run whose state files are compiled.
struct Prepared {
    runtime: Runtime,
    world: Arc<LazyWorld>,
    request: Arc<CompileRequest>,
    program: Program,
    reports: Arc<Reports>,
    run_id: String,
}

fn prepare(
    args: &Run,
    offer: Offer,
    run_id: String,
    reports: &Arc<Reports>,
    places: Arc<Places>,
) -> Result<Prepared, Stop> {
    refuse_unsupported(args.output)?;
    args.accepted.warnings().iter().for_each(|warning| reports.problem(warning));
    let named = super::state_files(&args.files, "run")?;
    let runtime = start_runtime()?;
    let told = Arc::clone(reports);
    let world = Arc::new(LazyWorld::new(Plan {
        modules: Modules::find(named.modules, named.problems, offer, &args.limits.provenance)?,
        credentials: args.credentials.clone(),
        limits: args.limits.clone(),
        intent: Intent { writes: !args.test, places },
        run_id: run_id.clone(),
        events: Arc::clone(reports) as Arc<dyn Events>,
        tell: Arc::new(move |problem| told.problem(problem)),
    }));
    let invalid = |problems| Stop { exit: Exit::InvalidSls, problems };
    let mut request = sources::request(&args.state_files, &named.states).map_err(invalid)?;
    request.calls = Some(Arc::new(LibraryCalls {
        runtime: runtime.handle().clone(),
        world: Arc::clone(&world),
        run_id: run_id.clone(),
    }));
    let compiled = wasmidem_sls::compile(&request).map_err(invalid)?;
    compiled.warnings.iter().for_each(|warning| reports.problem(warning));
    let program = selected(args, compiled.program)?;
    Ok(Prepared { runtime, world, request: Arc::new(request), program, reports: Arc::clone(reports), run_id })
}

/// A form of output that is none for states is told before anything is run.
///
/// # Errors
/// The problem, if it is one of those.
pub fn refuse_unsupported(output: Format) -> Result<(), Stop> {
    let Some((option, help)) = output.not_for_states() else { return Ok(()) };
    let problem = Diagnostic::error("usage-unsupported", format!("`{option}` is not supported for states"));
    Err(Stop::new(Exit::Usage, problem.with_help(help)))
}

impl Prepared {
    fn execute(self, args: &Run, console: &Arc<Console>) -> Result<Exit, Stop> {
        let world = self.world.get(self.runtime.handle())?;
        refuse_left_out(&self.program, world)?;
        require_credentials(&self.program, world.modules.loaded(), &world.profiles, &world.profile)?;
        policy::foresee(&self.program, world, args.test, &|problem| self.reports.problem(problem))?;
        let store = self.open_store(args, world)?;
        let cancel = Arc::new(Cancel::default());
        self.runtime.spawn(watch_interrupts(Arc::clone(&cancel), Arc::clone(console)));
        let request = Request {
            program: &self.program,
            preview: args.test,
            sync_name_tag: args.sync_sls_name_and_name_tag,
            only_by_id: args.get_resource_only_with_resource_id,
            run_id: &self.run_id,
            profile: &world.profile,
            concurrency: args.at_once(),
            reconcile: reconcile(args),
            cancel: &cancel,
        };
        let compiler = Compiler(Arc::clone(&self.request));
        let ports = Ports {
            modules: &world.modules,
            compiler: &compiler,
            accounts: world.profiles.as_ref(),
            files: &LocalFiles,
            events: self.reports.as_ref(),
        };
        let report = self.runtime.block_on(wasmidem_run::run(&request, ports, store));
        Ok(conclude(args, console, &self.reports, &self.program, &report, &world.rejected))
    }

    /// The store, brought to where the run is to begin. In a preview nothing of that is kept.
    fn open_store(&self, args: &Run, world: &World) -> Result<Store, Stop> {
        if args.skip_esm {
            return Ok(Store::in_memory());
        }
        let access = if args.test { Access::Read } else { Access::Write };
        let mut store = stored_state::open(&args.store, access)?;
        if let Some(file) = &args.restore {
            store.restore(file).map_err(refused_store)?;
        }
        if args.refresh {
            let refresh = refresh_first(world, &self.run_id, &mut store, self.reports.as_ref());
            self.runtime.block_on(refresh).map_err(refused_store)?;
        }
        Ok(store)
    }
}

fn reconcile(args: &Run) -> Reconcile {
    let most = match args.reconciler {
        Reconciler::Basic => args.max_pending_reruns,
        Reconciler::None => 0,
    };
    Reconcile { most, hard_fail: args.hard_fail }
}

/// The part of the program that the options ask for.
fn selected(args: &Run, program: Program) -> Result<Program, Stop> {
    let target = args.target.as_deref();
    let program = match target {
        Some(id) => wasmidem_run::target(program, id).map_err(|unknown| unknown_target(&unknown))?,
        None => program,
    };
    Ok(if args.invert { wasmidem_run::invert(program, target) } else { program })
}

fn unknown_target(unknown: &UnknownTarget) -> Stop {
    let problem = Diagnostic::error("usage-target", format!("--target: {unknown}"));
    Stop::new(
        Exit::Usage,
        match &unknown.suggestion {
            Some(meant) => problem.with_help(format!("did you mean `{meant}`?")),
            None => problem.with_help("name the id of a state, as it stands in the state files"),
        },
    )
}

/// Who listens to the run. Progress is first, so that nothing is written over its bar.
fn consumers(
    args: &Run,
    run_id: &str,
    places: &Arc<Places>,
    console: &Arc<Console>,
) -> Result<Reports, Diagnostic> {
    let mut consumers: Vec<Arc<dyn Events>> = vec![Arc::clone(places) as Arc<dyn Events>];
    if !args.no_progress_bar {
        consumers.push(Arc::new(Progress::new(Arc::clone(console))));
    }
    consumers.push(Arc::new(TerminalLog::new(Arc::clone(console))));
    if args.output == Format::Human {
        consumers.push(Arc::new(Human::new(Arc::clone(console), args.group.clone())));
    }
    Reports::open(&args.reports, run_id, consumers, console)
}

/// Refuses to begin when a state may need a module that was left out.
fn refuse_left_out(program: &Program, world: &World) -> Result<(), Stop> {
    if world.left_out.is_empty() {
        return Ok(());
    }
    let unknown = wasmidem_run::check(program, &world.modules).into_iter();
    let unknown = unknown.filter(|problem| problem.code == "check-unknown-state");
    let problems: Vec<Diagnostic> = unknown
        .filter_map(|problem| {
            let state = program.states.get(problem.state)?;
            let length = u32::try_from(state.address.full_path().chars().count()).unwrap_or(1);
            let left_out = world.left_out.join(", ");
            let text = format!("{}; modules that are not locked were left out: {left_out}", problem.message);
            let told = Diagnostic::error("module-not-locked", text).at(state.location.clone(), None, length);
            Some(told.with_help("`wasmidem module lock NAME.wasm` enters one, and says what it imports"))
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(Stop { exit: Exit::ModuleRejected, problems }) }
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
    reports: &Reports,
    program: &Program,
    report: &Report,
    rejected: &[Diagnostic],
) -> Exit {
    if args.output != Format::Human {
        let outcomes = outcomes_value(&args.group.apply(&report.outcomes), &program.meta);
        console.out(&output::render(&outcomes, args.output, console.colour_out()));
    }
    if let Some(error) = &report.store_error {
        let problem = Diagnostic::error("esm", error.to_string());
        reports.problem(
            &problem.with_help("nothing is lost: the journal has everything, and the next run reads it"),
        );
        return Exit::Internal;
    }
    match exit_of(&report.outcomes, rejected) {
        Exit::Done if args.expect_no_changes && report.outcomes.iter().any(has_changes) => Exit::Changes,
        exit => exit,
    }
}

/// Whether a state changed something, or would in a preview. Functions that only ran are none.
pub fn has_changes(outcome: &Outcome) -> bool {
    matches!(outcome.action, Action::Create | Action::Update | Action::Replace | Action::Delete)
}

/// The gravest thing that happened.
pub fn exit_of(outcomes: &[Outcome], rejected: &[Diagnostic]) -> Exit {
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
