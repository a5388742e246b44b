//! Runs one exported function of a module in a fresh instance.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use tokio::sync::{Semaphore, SemaphorePermit};
use wasmidem_contract::{
    AwsCalls, Blame, CalledBy, Caller, Cause, Events, Failure, FunctionInfo, Limits, Step,
};
use wasmtime::component::{ComponentNamedList, Instance, Lift, Lower};
use wasmtime::{Engine, Store};

use crate::account::Account;
use crate::error::{ModuleError, ModuleErrorKind};
use crate::exports::{Answer, Export, Exports};
use crate::library::Offer;
use crate::linker::Linked;
use crate::manifest::Manifest;
use crate::store::{self, Guest, Purpose, Setting};
use crate::{Folder, guest_failure, stopped};

/// How many modules may wait for each other's answers at once.
pub(crate) const HUB_DEPTH: usize = 8;
/// For so many live instances of the run's own calls, one of a call that a module makes.
const NESTED_SHARE: usize = 16;

/// A module that is ready to be called.
pub(crate) struct Module {
    pub(crate) manifest: Manifest,
    pub(crate) linked: Linked,
    pub(crate) exports: Exports,
    pub(crate) limits: Arc<Limits>,
    /// One permit for each instance of this module that its limit allows at once.
    pub(crate) turns: Semaphore,
}

/// Which module is called, and for what.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) module: &'a Module,
    pub(crate) step: &'a Step,
    /// What of the module is called: a function or a kind of resource.
    pub(crate) path: &'a str,
    /// The modules that wait for the answer.
    pub(crate) via: &'a [CalledBy],
    /// What they have used so far; `None` for calls of the run itself.
    pub(crate) account: Option<&'a Arc<Account>>,
    pub(crate) purpose: Purpose,
    /// Nothing may be changed, whatever the phase.
    pub(crate) test: bool,
}

/// What all calls share.
pub(crate) struct Runner {
    engine: Engine,
    pub(crate) aws: Arc<dyn AwsCalls>,
    pub(crate) events: Arc<dyn Events>,
    #[cfg(feature = "memory-dumps")]
    pub(crate) observer: Option<crate::Observer>,
    /// What the operator offers to modules that a policy lets in.
    pub(crate) folders: Vec<Folder>,
    /// The exec functions that modules can call, set when all modules are loaded.
    pub(crate) hub: OnceLock<BTreeMap<String, Arc<Offer<FunctionInfo>>>>,
    /// One permit for each live instance: the system's limit of memory mappings ends a process at
    /// about 9,000 of them.
    ///
    /// INVARIANT: a call takes its permit from the place of its depth. Who holds one waits only for
    /// deeper places, and who holds one of the deepest waits for none, so nobody waits for ever.
    live: Vec<Semaphore>,
}

impl Runner {
    pub(crate) fn new(
        engine: Engine,
        aws: Arc<dyn AwsCalls>,
        events: Arc<dyn Events>,
        folders: Vec<Folder>,
        live_instances: usize,
    ) -> Self {
        let nested = (0..HUB_DEPTH).map(|_| permits(live_instances / NESTED_SHARE));
        let live = std::iter::once(permits(live_instances)).chain(nested).collect();
        Self {
            engine,
            aws,
            events,
            #[cfg(feature = "memory-dumps")]
            observer: None,
            folders,
            hub: OnceLock::new(),
            live,
        }
    }

    /// Calls a function that may answer with a failure of its own.
    ///
    /// # Errors
    /// The guest's failure, or what stopped it.
    pub(crate) async fn call<P, T>(
        self: &Arc<Self>,
        call: Call<'_>,
        export: Export,
        parameters: P,
    ) -> Result<T, Failure>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        T: 'static,
        Answer<T>: ComponentNamedList + Lift + Send + Sync,
    {
        let ((answer,), guest) = self.enter::<P, Answer<T>>(call, export, parameters).await?;
        answer.map_err(|failure| guest_failure::read(&failure, &guest))
    }

    /// Calls a function that just answers.
    ///
    /// # Errors
    /// What stopped the guest.
    pub(crate) async fn ask<T>(self: &Arc<Self>, call: Call<'_>, export: Export) -> Result<T, Failure>
    where
        T: 'static,
        (T,): ComponentNamedList + Lift + Send + Sync,
    {
        let ((answer,), _) = self.enter::<(), (T,)>(call, export, ()).await?;
        Ok(answer)
    }

    /// Checks the types of a module's exports in an instance.
    ///
    /// # Errors
    /// When one is wrong, or no instance can be made.
    pub(crate) async fn check_exports(self: &Arc<Self>, call: Call<'_>) -> Result<(), ModuleError> {
        let name = &call.module.manifest.id.name;
        let mut store = store::open(&self.engine, self.guest(call, false));
        let pre = &call.module.linked.read_only;
        let instantiated =
            tokio::time::timeout(call.module.limits.wall_time, pre.instantiate_async(&mut store)).await;
        let stopped = match instantiated {
            Ok(Ok(instance)) => {
                let checked = call.module.exports.check(&mut store, &instance);
                return checked.map_err(|problem| ModuleError::new(ModuleErrorKind::Type, name, problem));
            }
            Ok(Err(error)) => stopped::by(&error, store.data(), "its start"),
            Err(_) => stopped::by_wall_time(store.data()),
        };
        Err(offer_error(name, &stopped))
    }

    fn guest(self: &Arc<Self>, call: Call<'_>, may_write: bool) -> Guest {
        let caller = Caller {
            module: call.module.manifest.id.clone(),
            step: call.step.clone(),
            // only what the binary imports is linked
            declared: true,
            via: call.via.to_vec(),
        };
        let setting = Setting {
            caller,
            path: call.path.to_owned(),
            purpose: call.purpose,
            test: call.test,
            may_write,
            account: call.account.map_or_else(|| Arc::new(Account::of(&call.module.limits)), Arc::clone),
            limits: Arc::clone(&call.module.limits),
        };
        Guest::new(Arc::clone(self), setting)
    }

    /// Makes an instance, calls a function of it, and drops the instance.
    async fn enter<P, R>(
        self: &Arc<Self>,
        call: Call<'_>,
        export: Export,
        parameters: P,
    ) -> Result<(R, Guest), Failure>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        // Dropped after the store: a permit is free when its instance is gone. The module's own comes
        // first, so that calls of a module that has to wait keep no other from running. A call that a
        // module makes takes none: two modules that call each other could wait for each other.
        let _turn = match call.via.is_empty() {
            true => Some(permit(&call.module.turns).await?),
            false => None,
        };
        let _live = permit(self.live.get(call.via.len()).ok_or_else(stopping)?).await?;
        let may_write =
            call.purpose == Purpose::Run && call.step.phase.may_write() && !call.test && export.may_write();
        let linked = &call.module.linked;
        let pre = if may_write { &linked.apply } else { &linked.read_only };
        let mut store = store::open(&self.engine, self.guest(call, may_write));
        let work = async {
            let instance = pre.instantiate_async(&mut store).await?;
            run(&mut store, &instance, export, parameters).await
        };
        let ended = tokio::time::timeout(call.module.limits.wall_time, work).await;
        #[cfg(feature = "memory-dumps")]
        if let Some(observer) = &self.observer {
            observer.show(&mut store);
        }
        match ended {
            Ok(Ok(answer)) => Ok((answer, store.into_data())),
            Ok(Err(error)) => Err(stopped::by(&error, store.data(), export.name)),
            Err(_) => Err(stopped::by_wall_time(store.data())),
        }
    }
}

/// As many permits as a limit says.
pub(crate) fn permits(limit: usize) -> Semaphore {
    Semaphore::new(limit.clamp(1, Semaphore::MAX_PERMITS))
}

async fn permit(of: &Semaphore) -> Result<SemaphorePermit<'_>, Failure> {
    of.acquire().await.map_err(|_| stopping())
}

fn stopping() -> Failure {
    Failure::new(Cause::Cancelled, Blame::Host, "host.stopped", "the sandbox is being stopped")
}

async fn run<P, R>(
    store: &mut Store<Guest>,
    instance: &Instance,
    export: Export,
    parameters: P,
) -> wasmtime::Result<R>
where
    P: ComponentNamedList + Lower + Send + Sync,
    R: ComponentNamedList + Lift + Send + Sync + 'static,
{
    export.function::<P, R>(store, instance)?.call_async(store, parameters).await
}

/// A module that failed while it was asked what it offers.
pub(crate) fn offer_error(module: &str, failure: &Failure) -> ModuleError {
    let problem = format!("does not say what it offers: {failure}");
    let error = ModuleError::new(ModuleErrorKind::Offer, module, problem);
    match failure.help() {
        Some(help) => error.with_help(help),
        None => error,
    }
}
