//! `wasmidem:host/random`.

use wasmidem_contract::{Blame, Cause, Failure, Service};
use wasmtime::component::LinkerInstance;

use super::service;
use crate::store::Guest;

/// The most that is given at once, in bytes.
const AT_ONCE: u32 = 64 << 10;

pub(super) fn define(instance: &mut LinkerInstance<'_, Guest>) -> wasmtime::Result<()> {
    instance.func_wrap("bytes", |mut store, (count,): (u32,)| {
        let guest = store.data_mut();
        guest.enter_host()?;
        let answer = match permit(guest, count) {
            Ok(count) => Ok(service::random(guest, count)?),
            Err(failure) => Err(failure),
        };
        Ok(service::finish(guest, answer))
    })
}

fn permit(guest: &Guest, count: u32) -> Result<usize, Failure> {
    service::permit(guest, Service::RandomBytes, None)?;
    usize::try_from(count).ok().filter(|_| count <= AT_ONCE).ok_or_else(|| {
        let message = format!("{count} random bytes are more than the {AT_ONCE} that are given at once");
        Failure::new(Cause::Invalid, Blame::Module, "random.count", message)
    })
}
