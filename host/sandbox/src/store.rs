//! What belongs to one call of a module, and the store it runs in.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use wasmidem_contract::{AwsCalls, Caller, Events, Failure, Limits};
use wasmtime::{Engine, Store, StoreContextMut, UpdateDeadline};

use crate::account::Account;
use crate::call::Runner;
use crate::limits::{Meter, Stop};
use crate::turns::{self, Turn};
use crate::wasi::Wasi;

/// How many failures of AWS calls are remembered to tell them from the guest's own.
const REMEMBERED_FAILURES: usize = 32;

/// What an instance is run for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To ask the module what it offers: no AWS call is possible.
    Offer,
    /// For a step of a run.
    Run,
}

/// The host's side of one call: who runs, what it has used so far.
pub(crate) struct Guest {
    pub(crate) caller: Arc<Caller>,
    /// What of the module runs: the path of a function or a kind of resource.
    pub(crate) path: String,
    pub(crate) purpose: Purpose,
    /// The caller asked that nothing be changed, whatever the phase.
    pub(crate) test: bool,
    /// Its writes are linked.
    pub(crate) may_write: bool,
    pub(crate) runner: Arc<Runner>,
    pub(crate) aws: Arc<dyn AwsCalls>,
    pub(crate) events: Arc<dyn Events>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) account: Arc<Account>,
    /// The last message logged as an error: a guest's panic hook writes one before it traps.
    pub(crate) last_error: Option<String>,
    /// Failures given to the guest, latest last.
    pub(crate) failures: Vec<Failure>,
    /// What stands behind its WASI imports, from its first call of one on.
    pub(crate) wasi: Option<Box<Wasi>>,
    /// What it is to be stopped by at the next tick.
    stop: Option<Stop>,
    clock: Clock,
    meter: Meter,
}

/// What a guest is made of.
pub(crate) struct Setting {
    pub(crate) caller: Caller,
    pub(crate) path: String,
    pub(crate) purpose: Purpose,
    pub(crate) test: bool,
    pub(crate) may_write: bool,
    pub(crate) account: Arc<Account>,
    pub(crate) limits: Arc<Limits>,
}

impl Guest {
    pub(crate) fn new(runner: Arc<Runner>, setting: Setting) -> Self {
        let Setting { caller, path, purpose, test, may_write, account, limits } = setting;
        Self {
            caller: Arc::new(caller),
            path,
            purpose,
            test,
            may_write,
            aws: Arc::clone(&runner.aws),
            events: Arc::clone(&runner.events),
            meter: Meter::new(&limits),
            limits,
            account,
            last_error: None,
            failures: Vec::new(),
            wasi: None,
            stop: None,
            clock: Clock::default(),
            runner,
        }
    }

    /// To be called first by every host function: the guest's clock stands still from here on.
    pub(crate) fn enter_host(&mut self) -> Result<(), Stop> {
        self.clock.pause();
        self.check_time()?;
        self.account.count_host_call(&self.limits)
    }

    /// To be called first by every host function that cannot stop the guest by itself: the guest is
    /// stopped at the next tick. Its clock runs on.
    pub(crate) fn pass_host(&mut self) {
        self.stop = self.stop.or(self.account.count_host_call(&self.limits).err());
    }

    /// To be called last by every host function.
    pub(crate) fn leave_host(&mut self) {
        self.clock.resume();
    }

    /// What measures the time spent in guest code.
    pub(crate) fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// Remembers a failure that is given to the guest.
    pub(crate) fn remember(&mut self, failure: &Failure) {
        if self.failures.len() == REMEMBERED_FAILURES {
            self.failures.remove(0);
        }
        self.failures.push(failure.clone());
    }

    fn check_time(&self) -> Result<(), Stop> {
        if let Some(stop) = self.stop {
            return Err(stop);
        }
        if self.clock.spent() > self.limits.compute_time { Err(Stop::ComputeTime) } else { Ok(()) }
    }
}

/// A store for one call, its limits set and its clock running.
pub(crate) fn open(engine: &Engine, guest: Guest) -> Store<Guest> {
    let (transfer, handles) = (guest.limits.transfer, guest.limits.handles);
    let mut store = Store::new(engine, guest);
    store.limiter(|guest| &mut guest.meter);
    store.set_hostcall_fuel(transfer);
    store.set_max_component_handles(handles);
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(|context| on_tick(&context));
    store.data().clock.resume();
    store
}

/// Runs when a tick finds guest code running: counts the time and lets others run.
fn on_tick(context: &StoreContextMut<'_, Guest>) -> wasmtime::Result<UpdateDeadline> {
    let guest = context.data();
    guest.clock.pause();
    guest.check_time()?;
    let clock = guest.clock.clone();
    let others = Box::pin(async move {
        let turn = turns::next(clock.spent()).await;
        clock.resume_in(turn);
    });
    Ok(UpdateDeadline::YieldCustom(1, others))
}

/// Measures the time spent in guest code: paused in host functions and while others run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clock(Arc<Mutex<Times>>);

#[derive(Debug, Default)]
struct Times {
    spent: Duration,
    running_since: Option<Instant>,
    /// Held by a guest that computes for long, while it computes.
    turn: Option<Turn>,
}

impl Clock {
    /// Stops it, if it runs.
    pub(crate) fn pause(&self) {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(since) = times.running_since.take() {
            times.spent += since.elapsed();
        }
        times.turn = None;
    }

    /// Starts it, if it stands.
    pub(crate) fn resume(&self) {
        self.resume_in(None);
    }

    fn resume_in(&self, turn: Option<Turn>) {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if times.running_since.is_some() {
            return;
        }
        times.turn = turn;
        times.running_since = Some(Instant::now());
    }

    fn spent(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).spent
    }
}
