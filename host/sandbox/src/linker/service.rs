//! What all services of the host have in common: the gate is asked, and what was given is recorded.

use serde_json::json;
use sha2::{Digest, Sha256};
use wasmidem_contract::{Blame, Cause, Event, Failure, Service, Value};

use crate::store::{Guest, Purpose};
use crate::wire;

/// Asks the gate. While modules are loaded the answer is no.
pub(crate) fn permit(guest: &Guest, service: Service, subject: Option<&str>) -> Result<(), Failure> {
    match guest.purpose {
        Purpose::Run => guest.aws.may(&guest.caller, service, subject),
        Purpose::Offer => {
            let message = format!("`{service}` is refused while modules are loaded");
            Err(Failure::new(Cause::Denied, Blame::Policy, "policy.phase", message))
        }
    }
}

/// Records what a guest was given.
pub(crate) fn record(guest: &Guest, service: Service, subject: Option<&str>, given: Value) {
    guest.events.emit(Event::ServiceUsed {
        module: guest.caller.module.clone(),
        state: guest.caller.step.state.clone(),
        service,
        subject: subject.map(str::to_owned),
        given,
    });
}

/// Bytes from the operating system. Of them, only their number and digest are recorded.
///
/// # Errors
/// When the system has none.
pub(crate) fn random(guest: &Guest, count: usize) -> wasmtime::Result<Vec<u8>> {
    let mut bytes = vec![0; count];
    getrandom::fill(&mut bytes)
        .map_err(|error| wasmtime::Error::msg(format!("the system has no randomness: {error}")))?;
    record(guest, Service::RandomBytes, None, digest(&bytes));
    Ok(bytes)
}

/// How many bytes, and which.
pub(super) fn digest(bytes: &[u8]) -> Value {
    let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    json!({"bytes": bytes.len(), "sha256": digest})
}

/// Gives a guest its answer and lets its clock run on.
pub(super) fn finish<T>(guest: &mut Guest, answer: Result<T, Failure>) -> (Result<T, wire::Failure>,) {
    let answer = answer.map_err(|failure| {
        guest.remember(&failure);
        wire::Failure::from(&failure)
    });
    guest.leave_host();
    (answer,)
}
