//! `wasmidem:host/context`.

use wasmidem_contract::{Phase, Step};
use wasmtime::component::LinkerInstance;

use crate::store::Guest;
use crate::wire;

/// Links one function; names the interface does not have are left unlinked.
pub(super) fn define(instance: &mut LinkerInstance<'_, Guest>, name: &str) -> wasmtime::Result<()> {
    match name {
        "phase" => instance.func_wrap("phase", |mut store, (): ()| {
            let guest = store.data_mut();
            guest.enter_host()?;
            let phase = match guest.caller.step.phase {
                Phase::Plan => wire::Phase::Plan,
                Phase::Apply => wire::Phase::Apply,
                Phase::Drift => wire::Phase::Drift,
                Phase::Describe => wire::Phase::Describe,
            };
            guest.leave_host();
            Ok((phase,))
        }),
        "region" => define_text(instance, "region", |step| &step.region),
        "profile" => define_text(instance, "profile", |step| &step.profile),
        "run-id" => define_text(instance, "run-id", |step| &step.run_id),
        _ => Ok(()),
    }
}

fn define_text(
    instance: &mut LinkerInstance<'_, Guest>,
    name: &str,
    text: fn(&Step) -> &str,
) -> wasmtime::Result<()> {
    instance.func_wrap(name, move |mut store, (): ()| {
        let guest = store.data_mut();
        guest.enter_host()?;
        let text = text(&guest.caller.step).to_owned();
        guest.leave_host();
        Ok((text,))
    })
}
