//! The loaded modules and the profiles: everything outside of the state files that a command needs.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::runtime::Handle;
use wasmidem_audit::AuditLog;
use wasmidem_aws::Profiles;
use wasmidem_contract::{Diagnostic, Events};

use crate::args::{Credentials, ModuleLimits};
use crate::compose::{Modules, Stop, load_profiles};
use crate::exit_code::Exit;
use crate::offered::Offered;
use crate::policy::{Intent, Rules};

/// What was loaded.
pub struct World {
    /// The modules, and what comes with the program.
    pub modules: Offered,
    /// What is wrong with those that were not accepted.
    pub rejected: Vec<Diagnostic>,
    /// Modules that come with the program, and are not locked although they have to be.
    pub left_out: Vec<String>,
    /// The profiles.
    pub profiles: Arc<Profiles>,
    /// The profile of those that name none.
    pub profile: String,
    /// What modules may ask for.
    pub rules: Rules,
    /// Where decisions and calls are kept, if they are.
    pub audit: Option<Arc<AuditLog>>,
}

/// Takes a problem.
pub type Tell = Arc<dyn Fn(&Diagnostic) + Send + Sync>;

/// What it takes to load everything.
pub struct Plan {
    /// The modules.
    pub modules: Modules,
    /// Whose identity calls are made with.
    pub credentials: Credentials,
    /// What one call of a module may use.
    pub limits: ModuleLimits,
    /// What the program is about to do.
    pub intent: Intent,
    /// Names the run.
    pub run_id: String,
    /// Hears of calls.
    pub events: Arc<dyn Events>,
    /// Hears of what is odd.
    pub tell: Tell,
}

impl Plan {
    async fn carry_out(self) -> Result<World, Stop> {
        let audit = self.limits.audit.open(&self.run_id, &self.intent.places)?;
        let rules = Rules::load(&self.limits.policy, self.intent)?;
        rules.warnings().iter().for_each(|warning| (self.tell)(warning));
        let (profiles, profile) = load_profiles(&self.credentials).await?;
        profiles.warnings().iter().for_each(|warning| {
            (self.tell)(&Diagnostic::warning("credentials-warning", warning.clone()));
        });
        let profiles = Arc::new(profiles);
        let left_out = self.modules.left_out.clone();
        let (limits, events) = (&self.limits, &self.events);
        let loading = self.modules.load(limits, &rules, &profiles, events, &*self.tell, audit.as_ref());
        let (modules, rejected) = loading.await?;
        rejected.iter().for_each(|problem| (self.tell)(problem));
        Ok(World { modules, rejected, left_out, profiles, profile, rules, audit })
    }
}

/// A world that is loaded when it is first needed: mistakes in state files are told without it, but
/// templates may call functions of modules.
pub struct LazyWorld {
    plan: Mutex<Option<Plan>>,
    world: OnceLock<Result<World, Stop>>,
}

impl LazyWorld {
    /// Loads nothing yet.
    pub fn new(plan: Plan) -> Self {
        Self { plan: Mutex::new(Some(plan)), world: OnceLock::new() }
    }

    /// The world. Must not be called from asynchronous code.
    ///
    /// # Errors
    /// Why it cannot be loaded, the same at each call.
    pub fn get(&self, runtime: &Handle) -> Result<&World, Stop> {
        let load = || match self.plan.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(plan) => runtime.block_on(plan.carry_out()),
            // `get_or_init` calls this once.
            None => Err(Stop { exit: Exit::Internal, problems: Vec::new() }),
        };
        self.world.get_or_init(load).as_ref().map_err(Clone::clone)
    }
}
