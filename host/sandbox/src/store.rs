//! What belongs to one call of a module, and the store it runs in.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use wasmidem_contract::{AwsCalls, Caller, Events, Failure, Limits, OperationName};
use wasmtime::{Engine, Store, StoreContextMut, UpdateDeadline};

use crate::limits::{Meter, Stop};
use crate::turns::{self, Turn};

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
    pub(crate) purpose: Purpose,
    /// The caller asked that nothing be changed, whatever the phase.
    pub(crate) test: bool,
    pub(crate) aws: Arc<dyn AwsCalls>,
    pub(crate) events: Arc<dyn Events>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) log_bytes: usize,
    /// The last message logged as an error: a guest's panic hook writes one before it traps.
    pub(crate) last_error: Option<String>,
    /// The write that was sent and has not been answered.
    pub(crate) write_under_way: Option<OperationName>,
    /// Something was changed, or may have been.
    pub(crate) wrote: bool,
    /// Failures given to the guest, latest last.
    pub(crate) failures: Vec<Failure>,
    clock: Clock,
    meter: Meter,
    host_calls: u32,
    aws_calls: u32,
}

impl Guest {
    pub(crate) fn new(
        caller: Caller,
        purpose: Purpose,
        test: bool,
        aws: Arc<dyn AwsCalls>,
        events: Arc<dyn Events>,
        limits: Arc<Limits>,
    ) -> Self {
        Self {
            caller: Arc::new(caller),
            purpose,
            test,
            aws,
            events,
            meter: Meter::new(&limits),
            limits,
            log_bytes: 0,
            last_error: None,
            write_under_way: None,
            wrote: false,
            failures: Vec::new(),
            clock: Clock::default(),
            host_calls: 0,
            aws_calls: 0,
        }
    }

    /// To be called first by every host function: the guest's clock stands still from here on.
    pub(crate) fn enter_host(&mut self) -> Result<(), Stop> {
        self.clock.pause();
        self.check_time()?;
        self.host_calls += 1;
        if self.host_calls > self.limits.host_calls { Err(Stop::HostCalls) } else { Ok(()) }
    }

    /// To be called last by every host function.
    pub(crate) fn leave_host(&mut self) {
        self.clock.resume();
    }

    /// Counts a call of an AWS operation.
    pub(crate) fn count_aws_call(&mut self) -> Result<(), Stop> {
        self.aws_calls += 1;
        if self.aws_calls > self.limits.aws_calls { Err(Stop::AwsCalls) } else { Ok(()) }
    }

    /// Remembers a failure that is given to the guest.
    pub(crate) fn remember(&mut self, failure: &Failure) {
        if self.failures.len() == REMEMBERED_FAILURES {
            self.failures.remove(0);
        }
        self.failures.push(failure.clone());
    }

    fn check_time(&self) -> Result<(), Stop> {
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
struct Clock(Arc<Mutex<Times>>);

#[derive(Debug, Default)]
struct Times {
    spent: Duration,
    running_since: Option<Instant>,
    /// Held by a guest that computes for long, while it computes.
    turn: Option<Turn>,
}

impl Clock {
    fn pause(&self) {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(since) = times.running_since.take() {
            times.spent += since.elapsed();
        }
        times.turn = None;
    }

    fn resume(&self) {
        self.resume_in(None);
    }

    fn resume_in(&self, turn: Option<Turn>) {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        times.turn = turn;
        times.running_since = Some(Instant::now());
    }

    fn spent(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).spent
    }
}
