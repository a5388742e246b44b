//! Everything that listens to a run, opened before it and closed after it.

use std::sync::Arc;

use wasmidem_contract::{Diagnostic, Event, Events};

use super::document::Document;
use super::event_lines::EventLines;
use super::html::html;
use super::junit::junit;
use super::options;
use super::sink::Sink;
use super::{Console, Fanout};
use crate::exit_code::Exit;

/// A report in a file.
pub trait FileReport: Events {
    /// Writes what is left to write; the error, if something could not be written.
    fn close(&self, exit: Exit) -> Option<Diagnostic>;
}

/// The listeners of a run.
pub struct Reports {
    all: Fanout,
    files: Vec<Arc<dyn FileReport>>,
    console: Arc<Console>,
}

impl Reports {
    /// Opens the files that the options name. `shown` are the listeners that write nothing to files.
    ///
    /// # Errors
    /// When a file cannot be written: better before the run than after it.
    pub fn open(
        options: &options::Reports,
        run_id: &str,
        shown: Vec<Arc<dyn Events>>,
        console: &Arc<Console>,
    ) -> Result<Self, Diagnostic> {
        let mut files: Vec<Arc<dyn FileReport>> = Vec::new();
        if let Some(path) = &options.events {
            let sink = Sink::file_or_stderr("--events", path, console)?;
            files.push(Arc::new(EventLines::new(sink, run_id)));
        }
        if let Some(path) = &options.junit {
            let sink = Sink::file("--junit", path)?;
            files.push(Arc::new(Document::new(sink, run_id, junit)));
        }
        if let Some(path) = &options.html {
            let sink = Sink::file("--html", path)?;
            files.push(Arc::new(Document::new(sink, run_id, html)));
        }
        let listening = files.iter().map(|file| -> Arc<dyn Events> { Arc::clone(file) as Arc<dyn Events> });
        let all = Fanout(shown.into_iter().chain(listening).collect());
        Ok(Self { all, files, console: Arc::clone(console) })
    }

    /// Tells a problem with what the user gave.
    pub fn problem(&self, problem: &Diagnostic) {
        self.emit(Event::Problem { problem: problem.clone() });
    }

    /// Completes the files. Returns the exit code: another one, if a report is lost.
    pub fn close(&self, exit: Exit) -> Exit {
        let lost: Vec<Diagnostic> = self.files.iter().filter_map(|file| file.close(exit)).collect();
        lost.iter().for_each(|problem| self.console.diagnostic(problem));
        if lost.is_empty() { exit } else { Exit::Internal }
    }
}

impl Events for Reports {
    fn emit(&self, event: Event) {
        self.all.emit(event);
    }
}
