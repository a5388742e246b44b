//! Reports about the whole of a run, written at its end.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use wasmidem_contract::{Diagnostic, Event, Events};

use super::history::History;
use super::reports::FileReport;
use super::sink::Sink;
use crate::exit_code::Exit;

/// Collects the events, and writes a text made of them.
pub struct Document {
    sink: Sink,
    history: Mutex<History>,
    render: fn(&History, Exit) -> String,
}

impl Document {
    /// `render` makes the text.
    pub fn new(sink: Sink, run_id: &str, render: fn(&History, Exit) -> String) -> Self {
        Self { sink, history: Mutex::new(History::new(run_id, Timestamp::now())), render }
    }
}

impl Events for Document {
    fn emit(&self, event: Event) {
        self.history.lock().unwrap_or_else(PoisonError::into_inner).take(event, Timestamp::now());
    }
}

impl FileReport for Document {
    fn close(&self, exit: Exit) -> Option<Diagnostic> {
        let history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        self.sink.write(&(self.render)(&history, exit));
        self.sink.close()
    }
}
