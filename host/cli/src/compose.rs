//! Putting the rooms together, for every command that needs them.

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::runtime::Runtime;
use wasmidem_audit::{AuditLog, hash, hex};
use wasmidem_aws::{AcctInput, AwsTransport, CredentialsError, Environment, Input, Profiles, Timeouts};
use wasmidem_contract::{Audit, AwsCalls, Diagnostic, Events, ModuleId};
use wasmidem_gateway::{GATE, Gate, OPERATOR};
use wasmidem_sandbox::{Library, ModuleFile, Settings};

use crate::args::{Credentials, ModuleLimits, Provenance};
use crate::exit_code::Exit;
use crate::limits::LimitOptions;
use crate::module_files;
use crate::offered::Offered;
use crate::policy::Rules;
use crate::provenance::Trust;

/// Which of the modules that come with the program are used when none is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// All.
    All,
    /// Those that stand for what idem and idem-aws ship.
    LikeIdem,
}

/// Why nothing was run.
#[derive(Clone)]
pub struct Stop {
    /// The exit code.
    pub exit: Exit,
    /// The reasons.
    pub problems: Vec<Diagnostic>,
}

impl Stop {
    /// For one reason.
    pub fn new(exit: Exit, problem: Diagnostic) -> Self {
        Self { exit, problems: vec![problem] }
    }
}

fn first_party(offer: Offer) -> BTreeMap<String, PathBuf> {
    let mut files = module_files::first_party();
    if offer == Offer::LikeIdem {
        files.remove("test");
    }
    files
}

/// Starts the runtime everything asynchronous runs on.
///
/// # Errors
/// When the system gives no threads.
pub fn start_runtime() -> Result<Runtime, Stop> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(|error| {
        Stop::new(
            Exit::Internal,
            Diagnostic::error("host-runtime", format!("cannot start the runtime: {error}")),
        )
    })
}

/// The profiles there are, and the name of the one to use.
///
/// # Errors
/// When they cannot be read, or the one that is asked for does not exist.
pub async fn load_profiles(args: &Credentials) -> Result<(Profiles, String), Stop> {
    let key = args.acct_key.clone().filter(|key| !key.is_empty());
    let acct = args.acct_file.as_ref().filter(|file| !file.as_os_str().is_empty());
    let acct = acct.map(|file| AcctInput { file: file.clone(), key });
    let profile = args.acct_profile.clone().filter(|name| !name.is_empty());
    let overrides = args.overrides.clone().filter(|overrides| !overrides.is_empty());
    let environment = Environment::new(env::vars_os());
    let extras = args.extras.clone().filter(|extras| !extras.is_empty());
    let input = Input { acct, overrides, extras, profile: profile.clone(), environment };
    let profiles = Profiles::load(&input)
        .await
        .map_err(|error| Stop::new(Exit::Credentials, credentials_problem(&error)))?;
    Ok((profiles, profile.unwrap_or_else(|| "default".to_owned())))
}

/// No profiles, for commands that call nothing.
///
/// # Errors
/// Never in practice: nothing is read.
pub async fn no_profiles() -> Result<Profiles, Stop> {
    let nothing = Input { environment: Environment::new([("HOME", "/nonexistent")]), ..Input::default() };
    Profiles::load(&nothing).await.map_err(|error| Stop::new(Exit::Credentials, credentials_problem(&error)))
}

/// A credentials error as a diagnostic.
pub fn credentials_problem(error: &CredentialsError) -> Diagnostic {
    let problem = Diagnostic::error(error.code(), error.to_string());
    match error.help() {
        Some(help) => problem.with_help(help),
        None => problem,
    }
}

/// Modules on their way to be loaded: read, and held to the lock and their signatures.
pub struct Modules {
    /// Those that could be read.
    pub files: Vec<ModuleFile>,
    /// What is wrong with the others.
    pub rejected: Vec<Diagnostic>,
    /// What is odd with them.
    pub warnings: Vec<Diagnostic>,
    /// Modules that come with the program and were left out: nobody named them, and `--locked` takes
    /// only what is locked.
    pub left_out: Vec<String>,
    /// Whether the user named them.
    named: bool,
}

impl Modules {
    /// The modules that were named or, if none was, those that come with the program.
    ///
    /// # Errors
    /// When a signature is wrong, or with `--locked` a module is not as it is locked: nothing is run
    /// then.
    pub fn find(
        named: BTreeMap<String, PathBuf>,
        rejected: Vec<Diagnostic>,
        offer: Offer,
        provenance: &Provenance,
    ) -> Result<Self, Stop> {
        let trust = Trust::load(provenance)?;
        let none_named = named.is_empty() && rejected.is_empty();
        let mut found = Self {
            files: Vec::new(),
            rejected,
            warnings: Vec::new(),
            left_out: Vec::new(),
            named: !none_named,
        };
        let mut problems = Vec::new();
        for (name, path) in if none_named { first_party(offer) } else { named } {
            if none_named && trust.leaves_out(&name) {
                found.left_out.push(name);
                continue;
            }
            if [GATE, OPERATOR].contains(&name.as_str()) {
                problems.push(reserved(&name));
                continue;
            }
            match trust.read(&name, &path) {
                Ok(read) => {
                    found.warnings.extend(read.warning);
                    match trust.check(&read.file, &path) {
                        Ok(warning) => found.warnings.extend(warning),
                        Err(problem) => problems.push(problem),
                    }
                    found.files.push(read.file);
                }
                Err(problem) if problem.code == "module-signature" => problems.push(problem),
                Err(problem) => found.rejected.push(problem),
            }
        }
        if problems.is_empty() { Ok(found) } else { Err(Stop { exit: Exit::ModuleRejected, problems }) }
    }

    /// Loads them behind the gate, where these rules hold; what is refused joins those that were
    /// rejected.
    ///
    /// # Errors
    /// When this machine cannot run WebAssembly, an option is wrong, or the rules refuse a module that
    /// was named.
    pub async fn load(
        mut self,
        limits: &ModuleLimits,
        rules: &Rules,
        profiles: &Arc<Profiles>,
        events: &Arc<dyn Events>,
        tell: &(dyn Fn(&Diagnostic) + Send + Sync),
        audit: Option<&Arc<AuditLog>>,
    ) -> Result<(Offered, Vec<Diagnostic>), Stop> {
        self.warnings.iter().for_each(tell);
        let options = LimitOptions::read(limits)?;
        let chosen = options.choose(self.files.iter().map(|file| file.name.as_str()), rules.cedar());
        chosen.warnings.iter().for_each(tell);
        if self.named {
            rules.admit(&self.files, audit.map(Arc::as_ref))?;
        }
        let gate = Arc::new(gate(rules, profiles, events, audit, (&limits.timeouts).into()));
        let ids = audit.map(|_| self.files.iter().map(module_id).collect::<Vec<_>>());
        #[allow(clippy::needless_update, reason = "builds for tests have one member more")]
        let settings = Settings {
            limits: chosen.all,
            limits_of: chosen.of,
            cache: code_cache(),
            folders: limits.grant_folder.clone(),
            ..Settings::default()
        };
        let (library, refused) =
            Library::load(self.files, Arc::clone(&gate) as Arc<dyn AwsCalls>, Arc::clone(events), settings)
                .await
                .map_err(|error| {
                    Stop::new(Exit::Internal, Diagnostic::error("host-wasm", error.to_string()))
                })?;
        if let (Some(audit), Some(ids)) = (audit, ids) {
            refused.iter().for_each(|error| audit.refused_module(&ids, &error.module, error.kind.code()));
        }
        self.rejected.extend(refused.iter().map(Into::into));
        // Which of two modules a state means is not for the order of loading to decide.
        if self.rejected.iter().any(|problem| problem.code == "module-duplicate") {
            return Err(Stop { exit: Exit::ModuleRejected, problems: self.rejected });
        }
        Ok((Offered::new(library, Some(gate)), self.rejected))
    }
}

/// INVARIANT: policies and logs tell modules from who else makes calls by their names.
fn reserved(name: &str) -> Diagnostic {
    let problem = Diagnostic::error("module-name", format!("no module can be called `{name}`"));
    problem.with_help("policies and logs call somebody else so: rename the file")
}

/// The gate where these rules hold.
pub fn gate(
    rules: &Rules,
    profiles: &Arc<Profiles>,
    events: &Arc<dyn Events>,
    audit: Option<&Arc<AuditLog>>,
    timeouts: Timeouts,
) -> Gate {
    let transport = Arc::new(AwsTransport::new(Arc::clone(profiles)).with_timeouts(timeouts));
    let gate = Gate::new(rules.policy(), transport, Arc::clone(events));
    match audit {
        Some(audit) => gate.with_audit(Arc::clone(audit) as Arc<dyn Audit>),
        None => gate,
    }
}

/// The name and digest of a module that is not loaded yet.
fn module_id(file: &ModuleFile) -> ModuleId {
    ModuleId { name: file.name.clone(), digest: hex(&hash(&file.bytes)), signer: file.signer.clone() }
}

/// Where compiled modules are kept: `WASMIDEM_CODE_CACHE`, or the user's cache folder; `None` when
/// there is neither.
pub fn code_cache() -> Option<PathBuf> {
    let named = env::var_os("WASMIDEM_CODE_CACHE").map(PathBuf::from);
    named.or_else(|| Some(user_folder("XDG_CACHE_HOME", ".cache")?.join("wasmidem/code")))
}

/// A folder of the XDG base directory specification.
pub fn user_folder(variable: &str, below_home: &str) -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute(variable).or_else(|| Some(absolute("HOME")?.join(below_home)))
}
