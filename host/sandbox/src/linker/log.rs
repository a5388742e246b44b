//! `wasmidem:host/log`.

use wasmidem_contract::{Event, LogLevel};
use wasmtime::component::LinkerInstance;

use crate::sanitise;
use crate::store::Guest;
use crate::wire::Level;

/// The longest message that is passed on, in bytes; the rest is cut off.
pub(crate) const MESSAGE_BYTES: usize = 8 << 10;

pub(super) fn define(instance: &mut LinkerInstance<'_, Guest>) -> wasmtime::Result<()> {
    instance.func_wrap("log", |mut store, (level, message): (Level, String)| {
        let guest = store.data_mut();
        guest.enter_host()?;
        guest.account.count_log(message.len(), &guest.limits)?;
        let message = sanitise::line(&message, MESSAGE_BYTES);
        if level == Level::Error {
            guest.last_error = Some(message.clone());
        }
        guest.events.emit(Event::Log {
            module: guest.caller.module.clone(),
            state: guest.caller.step.state.clone(),
            level: match level {
                Level::Trace => LogLevel::Trace,
                Level::Debug => LogLevel::Debug,
                Level::Info => LogLevel::Info,
                Level::Warn => LogLevel::Warn,
                Level::Error => LogLevel::Error,
            },
            message,
        });
        guest.leave_host();
        Ok(())
    })
}
