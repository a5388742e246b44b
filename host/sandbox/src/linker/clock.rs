//! `wasmidem:host/clock`.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use wasmidem_contract::{Blame, Cause, Failure, Service};
use wasmtime::component::LinkerInstance;

use super::service;
use crate::store::Guest;
use crate::wire::Time;

pub(super) fn define(instance: &mut LinkerInstance<'_, Guest>) -> wasmtime::Result<()> {
    instance.func_wrap("now", |mut store, (): ()| {
        let guest = store.data_mut();
        guest.enter_host()?;
        let answer = now(guest);
        Ok(service::finish(guest, answer))
    })
}

fn now(guest: &Guest) -> Result<Time, Failure> {
    service::permit(guest, Service::ClockNow, None)?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = u32::try_from(since.as_secs()).map_err(|_| {
        let message = "the clock of this machine shows a time after 2106";
        Failure::new(Cause::Other, Blame::Host, "clock.range", message)
    })?;
    let time = Time { seconds, nanoseconds: since.subsec_nanos() };
    let given = json!({"seconds": time.seconds, "nanoseconds": time.nanoseconds});
    service::record(guest, Service::ClockNow, None, given);
    Ok(time)
}
