//! What a command needs that looks at AWS outside of a run.

use std::sync::Arc;

use tokio::runtime::Runtime;
use wasmidem_contract::{Events, Phase, Step, TemplateCalls};

use crate::args::{Credentials, ModuleLimits};
use crate::compose::{Modules, Offer, Stop, credentials_problem, start_runtime};
use crate::exit_code::Exit;
use crate::module_files::Named;
use crate::policy::Intent;
use crate::ports::LibraryCalls;
use crate::report::{Console, TerminalLog};
use crate::world::{LazyWorld, Plan, Tell, World};

/// A runtime, and the modules and profiles that a command line names.
pub struct Session {
    /// Runs what is asynchronous.
    pub runtime: Runtime,
    world: Arc<LazyWorld>,
    run_id: String,
}

impl Session {
    /// Takes the modules that are named or, if none is, those that come with the program. Nothing is
    /// loaded yet.
    ///
    /// # Errors
    /// When the system gives no threads, or modules are not those that were agreed on.
    pub fn start(
        named: Named,
        credentials: &Credentials,
        limits: &ModuleLimits,
        console: &Arc<Console>,
    ) -> Result<Self, Stop> {
        let events: Arc<dyn Events> = Arc::new(TerminalLog::new(Arc::clone(console)));
        let told = Arc::clone(console);
        let run_id = uuid::Uuid::now_v7().to_string();
        let tell: Tell = Arc::new(move |problem| told.diagnostic(problem));
        Self::heard_by(named, (credentials, limits), run_id, events, tell)
    }

    /// The same, heard by others than the terminal.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn heard_by(
        named: Named,
        (credentials, limits): (&Credentials, &ModuleLimits),
        run_id: String,
        events: Arc<dyn Events>,
        tell: Tell,
    ) -> Result<Self, Stop> {
        let world = Arc::new(LazyWorld::new(Plan {
            modules: Modules::find(named.modules, named.problems, Offer::All, &limits.provenance)?,
            credentials: credentials.clone(),
            limits: limits.clone(),
            intent: Intent::default(),
            run_id: run_id.clone(),
            events,
            tell,
        }));
        Ok(Self { runtime: start_runtime()?, world, run_id })
    }

    /// Names this run.
    pub fn run_id(&self) -> &str {
        &self.run_id
    }

    /// What templates can call. The modules are loaded at the first call.
    pub fn template_calls(&self) -> Arc<dyn TemplateCalls> {
        Arc::new(LibraryCalls {
            runtime: self.runtime.handle().clone(),
            world: Arc::clone(&self.world),
            run_id: self.run_id.clone(),
        })
    }

    /// The modules and profiles.
    ///
    /// # Errors
    /// Why they cannot be loaded.
    pub fn world(&self) -> Result<&World, Stop> {
        self.world.get(self.runtime.handle())
    }

    /// On whose behalf modules are called; a profile that cannot be used has no region.
    ///
    /// # Errors
    /// As [`Self::world`].
    pub fn step(&self, phase: Phase) -> Result<Step, Stop> {
        let world = self.world()?;
        Ok(Step {
            state: None,
            phase,
            region: world.profiles.region(&world.profile).unwrap_or_default(),
            profile: world.profile.clone(),
            run_id: self.run_id.clone(),
        })
    }

    /// The same for calls of AWS, which need a profile that can be used.
    ///
    /// # Errors
    /// As [`Self::world`], or when there are no usable credentials.
    pub fn aws_step(&self, phase: Phase) -> Result<Step, Stop> {
        let world = self.world()?;
        match world.profiles.region(&world.profile) {
            Ok(_) => self.step(phase),
            Err(error) => Err(Stop::new(Exit::Credentials, credentials_problem(&error))),
        }
    }

    /// The exit code of a command that itself succeeded.
    pub fn exit(&self) -> Exit {
        let rejected = self.world().is_ok_and(|world| !world.rejected.is_empty());
        if rejected { Exit::ModuleRejected } else { Exit::Done }
    }
}
