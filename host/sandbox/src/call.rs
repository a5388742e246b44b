//! Runs one exported function of a module in a fresh instance.

use std::sync::Arc;

use tokio::sync::{Semaphore, SemaphorePermit};
use wasmidem_contract::{AwsCalls, Blame, Caller, Cause, Events, Failure, Limits, Step};
use wasmtime::component::{ComponentNamedList, Instance, Lift, Lower};
use wasmtime::{Engine, Store};

use crate::error::{ModuleError, ModuleErrorKind};
use crate::exports::{Answer, Export, Exports};
use crate::linker::Linked;
use crate::manifest::Manifest;
use crate::store::{self, Guest, Purpose};
use crate::{guest_failure, stopped};

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
    pub(crate) purpose: Purpose,
    /// Nothing may be changed, whatever the phase.
    pub(crate) test: bool,
}

/// What all calls share.
pub(crate) struct Runner {
    engine: Engine,
    aws: Arc<dyn AwsCalls>,
    events: Arc<dyn Events>,
    /// One permit for each live instance: the system's limit of memory mappings ends a process at
    /// about 9,000 of them.
    live: Semaphore,
}

impl Runner {
    pub(crate) fn new(
        engine: Engine,
        aws: Arc<dyn AwsCalls>,
        events: Arc<dyn Events>,
        live_instances: usize,
    ) -> Self {
        Self { engine, aws, events, live: permits(live_instances) }
    }

    /// Calls a function that may answer with a failure of its own.
    ///
    /// # Errors
    /// The guest's failure, or what stopped it.
    pub(crate) async fn call<P, T>(&self, call: Call<'_>, export: Export, parameters: P) -> Result<T, Failure>
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
    pub(crate) async fn ask<T>(&self, call: Call<'_>, export: Export) -> Result<T, Failure>
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
    pub(crate) async fn check_exports(&self, call: Call<'_>) -> Result<(), ModuleError> {
        let name = &call.module.manifest.id.name;
        let mut store = store::open(&self.engine, self.guest(call));
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

    fn guest(&self, call: Call<'_>) -> Guest {
        let caller = Caller {
            module: call.module.manifest.id.clone(),
            step: call.step.clone(),
            // only what the binary imports is linked
            declared: true,
        };
        Guest::new(
            caller,
            call.purpose,
            call.test,
            Arc::clone(&self.aws),
            Arc::clone(&self.events),
            Arc::clone(&call.module.limits),
        )
    }

    /// Makes an instance, calls a function of it, and drops the instance.
    async fn enter<P, R>(&self, call: Call<'_>, export: Export, parameters: P) -> Result<(R, Guest), Failure>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        // Dropped after the store: a permit is free when its instance is gone. The module's own comes
        // first, so that calls of a module that has to wait keep no other from running.
        let _turn = permit(&call.module.turns).await?;
        let _live = permit(&self.live).await?;
        let may_write =
            call.purpose == Purpose::Run && call.step.phase.may_write() && !call.test && export.may_write();
        let linked = &call.module.linked;
        let pre = if may_write { &linked.apply } else { &linked.read_only };
        let mut store = store::open(&self.engine, self.guest(call));
        let work = async {
            let instance = pre.instantiate_async(&mut store).await?;
            run(&mut store, &instance, export, parameters).await
        };
        match tokio::time::timeout(call.module.limits.wall_time, work).await {
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
    of.acquire().await.map_err(|_| {
        Failure::new(Cause::Cancelled, Blame::Host, "host.stopped", "the sandbox is being stopped")
    })
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
