//! What a call has used and done so far, together with the calls it makes of other modules.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use wasmidem_contract::{Limits, OperationName};

use crate::limits::Stop;

/// One for each call that the run makes. What a called module calls counts for its caller: nobody
/// gets more by asking others.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// Those of the module that the run called: they hold for all that it calls, beside their own.
    first: Arc<Limits>,
    host_calls: AtomicU32,
    aws_calls: AtomicU32,
    log_bytes: AtomicUsize,
    wrote: AtomicBool,
    write_under_way: Mutex<Option<OperationName>>,
}

impl Account {
    /// Nothing is used yet of these limits.
    pub(crate) fn of(first: &Arc<Limits>) -> Self {
        Self { first: Arc::clone(first), ..Self::default() }
    }

    /// Counts a call of a function of the host.
    pub(crate) fn count_host_call(&self, limits: &Limits) -> Result<(), Stop> {
        let before = self.host_calls.fetch_add(1, Ordering::Relaxed);
        if before >= limits.host_calls.min(self.first.host_calls) { Err(Stop::HostCalls) } else { Ok(()) }
    }

    /// Counts a call of an AWS operation.
    pub(crate) fn count_aws_call(&self, limits: &Limits) -> Result<(), Stop> {
        let before = self.aws_calls.fetch_add(1, Ordering::Relaxed);
        if before >= limits.aws_calls.min(self.first.aws_calls) { Err(Stop::AwsCalls) } else { Ok(()) }
    }

    /// Counts what is logged.
    pub(crate) fn count_log(&self, bytes: usize, limits: &Limits) -> Result<(), Stop> {
        let before = self.log_bytes.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > limits.log.min(self.first.log) { Err(Stop::Log) } else { Ok(()) }
    }

    /// A write is about to be sent.
    pub(crate) fn begin_write(&self, operation: OperationName) {
        *self.write_under_way.lock().unwrap_or_else(PoisonError::into_inner) = Some(operation);
    }

    /// It was answered.
    pub(crate) fn end_write(&self, may_have_taken_effect: bool) {
        *self.write_under_way.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.wrote.fetch_or(may_have_taken_effect, Ordering::Relaxed);
    }

    /// The write that was sent and has not been answered.
    pub(crate) fn write_under_way(&self) -> Option<OperationName> {
        self.write_under_way.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether something was changed, or may have been.
    pub(crate) fn may_have_written(&self) -> bool {
        self.wrote.load(Ordering::Relaxed) || self.write_under_way().is_some()
    }
}
