//! Standard output and error: each line is a message of the log.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use wasmidem_contract::{Event, Events, Limits, LogLevel, ModuleId, StateAddress};
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamError, StreamResult};

use crate::account::Account;
use crate::limits::Stop;
use crate::linker::MESSAGE_BYTES;
use crate::sanitise;
use crate::store::Guest;

/// How much a guest may write at once, in bytes.
const AT_ONCE: usize = 64 << 10;

/// A stream of which each line is a message. All handles of it share the line that is not finished.
#[derive(Clone)]
pub(super) struct Output(Arc<Lines>);

struct Lines {
    module: ModuleId,
    state: Option<StateAddress>,
    level: LogLevel,
    events: Arc<dyn Events>,
    account: Arc<Account>,
    limits: Arc<Limits>,
    unfinished: Mutex<Vec<u8>>,
}

impl Output {
    pub(super) fn new(guest: &Guest, level: LogLevel) -> Self {
        Self(Arc::new(Lines {
            module: guest.caller.module.clone(),
            state: guest.caller.step.state.clone(),
            level,
            events: Arc::clone(&guest.events),
            account: Arc::clone(&guest.account),
            limits: Arc::clone(&guest.limits),
            unfinished: Mutex::default(),
        }))
    }
}

impl Lines {
    /// Takes bytes, and passes on the lines they finish. A line that is too long is passed on in
    /// parts.
    fn take(&self, bytes: &[u8]) -> Result<(), Stop> {
        self.account.count_log(bytes.len(), &self.limits)?;
        let mut unfinished = self.unfinished.lock().unwrap_or_else(PoisonError::into_inner);
        for byte in bytes {
            if *byte != b'\n' {
                unfinished.push(*byte);
            }
            if *byte == b'\n' || unfinished.len() >= MESSAGE_BYTES {
                self.account.count_host_call(&self.limits)?;
                self.tell(&unfinished);
                unfinished.clear();
            }
        }
        Ok(())
    }

    fn tell(&self, line: &[u8]) {
        let message = sanitise::line(&String::from_utf8_lossy(line), MESSAGE_BYTES);
        if !message.trim().is_empty() {
            let (module, state, level) = (self.module.clone(), self.state.clone(), self.level);
            self.events.emit(Event::Log { module, state, level, message });
        }
    }
}

/// The last line has no end.
impl Drop for Lines {
    fn drop(&mut self) {
        let unfinished = std::mem::take(self.unfinished.get_mut().unwrap_or_else(PoisonError::into_inner));
        self.tell(&unfinished);
    }
}

impl IsTerminal for Output {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Output {
    /// Only WASI 0.3 asks for it.
    fn async_stream(&self) -> Box<dyn tokio::io::AsyncWrite + Send + Sync> {
        Box::new(tokio::io::sink())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

#[async_trait::async_trait]
impl Pollable for Output {
    async fn ready(&mut self) {}
}

#[async_trait::async_trait]
impl OutputStream for Output {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.0.take(&bytes).map_err(|stop| StreamError::Trap(stop.into()))
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(AT_ONCE)
    }
}
