//! `wasmidem run`, and `wasmidem state` as idem's users know it.

use std::collections::{BTreeMap, HashMap};
use std::env;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;
use wasmidem_aws::{AcctInput, AwsTransport, CredentialsError, Environment, Input, Profiles, Secret};
use wasmidem_contract::{
    Blame, Cause, Diagnostic, Events, Failure, Location, Modules, Outcome, Program, StateAddress, StateResult,
};
use wasmidem_gateway::Gate;
use wasmidem_policy::Imported;
use wasmidem_run::{Cancel, Report, Request, Store, StoreError};
use wasmidem_sandbox::{Library, Limits, ModuleFile, Settings};

use super::{code_cache, user_folder};
use crate::args::{EsmPlugin, Output, Run, Runtime as RuntimeName};
use crate::exit_code::Exit;
use crate::module_files;
use crate::report::{Console, Fanout, Human, Progress, TerminalLog, json_errors, json_outcomes};
use crate::sources;

/// Which of the modules that come with the program are used when none is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// All.
    All,
    /// Those that stand for what idem and idem-aws ship.
    LikeIdem,
}

/// Why nothing was run.
struct Stop {
    exit: Exit,
    problems: Vec<Diagnostic>,
}

impl Stop {
    fn new(exit: Exit, problem: Diagnostic) -> Self {
        Self { exit, problems: vec![problem] }
    }
}

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

/// Everything that is known before a module is loaded.
struct Prepared {
    runtime: Runtime,
    modules: Vec<ModuleFile>,
    /// What is wrong with modules that are not used.
    rejected: Vec<Diagnostic>,
    program: Program,
    profiles: Arc<Profiles>,
    profile: String,
}

fn prepare(args: &Run, offer: Offer, console: &Arc<Console>) -> Result<Prepared, Stop> {
    let named = module_files::sort(&args.files);
    let (mut rejected, misused): (Vec<Diagnostic>, Vec<Diagnostic>) =
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
    let program = compile(args, &named.states, console)?;
    let none_named = named.modules.is_empty() && rejected.is_empty();
    let files = if none_named { first_party(offer) } else { named.modules };
    let modules = read_modules(files, &mut rejected);
    let runtime = start_runtime()?;
    let (profiles, profile) = runtime.block_on(load_profiles(args))?;
    profiles.warnings().iter().for_each(|warning| {
        console.diagnostic(&Diagnostic::warning("credentials-warning", warning.clone()));
    });
    Ok(Prepared { runtime, modules, rejected, program, profiles: Arc::new(profiles), profile })
}

fn compile(args: &Run, states: &[String], console: &Arc<Console>) -> Result<Program, Stop> {
    let (program, warnings) =
        sources::compile(args, states).map_err(|problems| Stop { exit: Exit::InvalidSls, problems })?;
    warnings.iter().for_each(|warning| console.diagnostic(warning));
    Ok(program)
}

fn first_party(offer: Offer) -> BTreeMap<String, PathBuf> {
    let mut files = module_files::first_party();
    if offer == Offer::LikeIdem {
        files.remove("test");
    }
    files
}

/// The modules that can be read; the others are rejected.
fn read_modules(files: BTreeMap<String, PathBuf>, rejected: &mut Vec<Diagnostic>) -> Vec<ModuleFile> {
    let mut modules = Vec::new();
    for (name, path) in files {
        match module_files::read(&path) {
            Ok(bytes) => modules.push(ModuleFile { name, bytes }),
            Err(problem) => rejected.push(problem),
        }
    }
    modules
}

fn start_runtime() -> Result<Runtime, Stop> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(|error| {
        Stop::new(
            Exit::Internal,
            Diagnostic::error("host-runtime", format!("cannot start the runtime: {error}")),
        )
    })
}

async fn load_profiles(args: &Run) -> Result<(Profiles, String), Stop> {
    let key = args.acct_key.as_ref().filter(|key| !key.is_empty()).map(Secret::new);
    let acct = args.acct_file.as_ref().filter(|file| !file.as_os_str().is_empty());
    let acct = acct.map(|file| AcctInput { file: file.clone(), key });
    let profile = args.acct_profile.clone().filter(|name| !name.is_empty());
    let input = Input { acct, profile: profile.clone(), environment: Environment::new(env::vars_os()) };
    let profiles = Profiles::load(&input)
        .await
        .map_err(|error| Stop::new(Exit::Credentials, credentials_problem(&error)))?;
    Ok((profiles, profile.unwrap_or_else(|| "default".to_owned())))
}

fn credentials_problem(error: &CredentialsError) -> Diagnostic {
    let problem = Diagnostic::error(error.code(), error.to_string());
    match error.help() {
        Some(help) => problem.with_help(help),
        None => problem,
    }
}

impl Prepared {
    fn execute(self, args: &Run, console: &Arc<Console>) -> Result<Exit, Stop> {
        let places: HashMap<StateAddress, Location> =
            self.program.states.iter().map(|state| (state.address.clone(), state.location.clone())).collect();
        let events: Arc<dyn Events> = Arc::new(consumers(args, console, &places));
        let transport = Arc::new(AwsTransport::new(Arc::clone(&self.profiles)));
        let gate = Arc::new(Gate::new(Arc::new(Imported), transport, Arc::clone(&events)));
        let settings = Settings { limits: limits(args), cache: code_cache(), ..Settings::default() };
        let loading = Library::load(self.modules, gate, Arc::clone(&events), settings);
        let (library, refused) = self
            .runtime
            .block_on(loading)
            .map_err(|error| Stop::new(Exit::Internal, Diagnostic::error("host-wasm", error.to_string())))?;
        let rejected: Vec<Diagnostic> =
            self.rejected.into_iter().chain(refused.iter().map(Into::into)).collect();
        rejected.iter().for_each(|problem| console.diagnostic(problem));
        require_credentials(&self.program, &library, &self.profiles, &self.profile)?;
        let store = open_store(args)?;
        let cancel = Arc::new(Cancel::default());
        self.runtime.spawn(watch_interrupts(Arc::clone(&cancel), Arc::clone(console)));
        let profiles = Arc::clone(&self.profiles);
        let request = Request {
            program: &self.program,
            preview: args.test,
            run_id: &uuid::Uuid::now_v7().to_string(),
            profile: &self.profile,
            region_of: &|name| region_of(&profiles, name, &self.profile),
            concurrency: if args.runtime == RuntimeName::Serial { 1 } else { usize::from(args.concurrency) },
            cancel: &cancel,
        };
        let report = self.runtime.block_on(wasmidem_run::run(&request, &library, store, events.as_ref()));
        Ok(conclude(args, console, &self.program, &report, &rejected))
    }
}

/// Who listens to the run. Progress is first, so that nothing is written over its bar.
fn consumers(args: &Run, console: &Arc<Console>, places: &HashMap<StateAddress, Location>) -> Fanout {
    let mut consumers: Vec<Arc<dyn Events>> = Vec::new();
    if !args.no_progress_bar {
        consumers.push(Arc::new(Progress::new(Arc::clone(console))));
    }
    consumers.push(Arc::new(TerminalLog::new(Arc::clone(console), places.clone())));
    if args.output == Output::Human {
        consumers.push(Arc::new(Human::new(Arc::clone(console), places.clone())));
    }
    Fanout(consumers)
}

fn limits(args: &Run) -> Limits {
    let mebibytes = usize::try_from(args.module_memory).unwrap_or(usize::MAX >> 20);
    Limits {
        compute_time: Duration::from_secs(args.module_timeout.into()),
        memory: mebibytes << 20,
        ..Limits::default()
    }
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
        .and_then(|profile| profile.region())
        .map(|_| ())
        .map_err(|error| Stop::new(Exit::Credentials, credentials_problem(&error)))
}

/// The region of a profile. A run without any profile has none: that only matters to states that
/// call AWS, and they were checked before.
fn region_of(profiles: &Profiles, name: &str, of_run: &str) -> Result<String, Failure> {
    match profiles.region(name) {
        Ok(region) => Ok(region.to_owned()),
        Err(_) if name == of_run => Ok(String::new()),
        Err(error) => {
            let failure = Failure::new(Cause::Denied, Blame::Credentials, error.code(), error.to_string());
            Err(match error.help() {
                Some(help) => failure.with_help(help),
                None => failure,
            })
        }
    }
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

/// The first interrupt lets what runs come to its end; the second ends the program.
async fn watch_interrupts(cancel: Arc<Cancel>, console: Arc<Console>) {
    if tokio::signal::ctrl_c().await.is_err() {
        return;
    }
    cancel.cancel();
    console.err("stopping: what runs is finished first (interrupt again to stop at once)");
    if tokio::signal::ctrl_c().await.is_ok() {
        console.err("stopped; what was sent is remembered, the next run looks what came of it");
        std::process::exit(130);
    }
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
