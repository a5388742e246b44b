//! Problems, warnings, what modules log, and calls, on stderr.

use std::sync::Arc;

use wasmidem_contract::{Event, Events, LogLevel, ModuleId, StateAddress};

use super::Console;
use super::console::Style;
use super::places::Places;
use super::plain::plain;
use crate::args;

/// Prints messages of the chosen level and worse, and every problem.
pub struct TerminalLog {
    console: Arc<Console>,
    places: Places,
}

impl TerminalLog {
    /// Knows the places of states, to be shown with warnings, from the events.
    pub fn new(console: Arc<Console>) -> Self {
        Self { console, places: Places::default() }
    }

    fn shows(&self, level: LogLevel) -> bool {
        let least = match self.console.log_level {
            args::LogLevel::Trace => LogLevel::Trace,
            args::LogLevel::Debug => LogLevel::Debug,
            args::LogLevel::Info => LogLevel::Info,
            args::LogLevel::Warn => LogLevel::Warn,
            args::LogLevel::Error => LogLevel::Error,
            args::LogLevel::Quiet => return false,
        };
        level >= least
    }

    fn line(&self, level: LogLevel, about: &str, message: &str) {
        if !self.shows(level) {
            return;
        }
        let (word, style) = match level {
            LogLevel::Trace => ("trace", Style::Dim),
            LogLevel::Debug => ("debug", Style::Dim),
            LogLevel::Info => ("info", Style::Cyan),
            LogLevel::Warn => ("warning", Style::Yellow),
            LogLevel::Error => ("error", Style::Red),
        };
        let about = if about.is_empty() { String::new() } else { format!(" {about}:") };
        let lines: Vec<String> = message.lines().map(plain).collect();
        let word = style.paint(word, self.console.colour_err());
        self.console.err(&format!("{word}:{} {}", plain(&about), lines.join("\n    ")));
    }

    fn place(&self, state: Option<&StateAddress>) -> String {
        let Some(state) = state else {
            return String::new();
        };
        match self.places.of(state) {
            Some(place) => format!("{place}: `{}`", state.id),
            None => format!("`{}`", state.id),
        }
    }

    fn about(module: &ModuleId, state: Option<&StateAddress>) -> String {
        match state {
            Some(state) => format!("{module} for `{}`", state.id),
            None => module.to_string(),
        }
    }
}

impl Events for TerminalLog {
    fn emit(&self, event: Event) {
        match event {
            Event::StatesAdded { states } => self.places.add(states),
            Event::Reconciling { pass, pending, wait_seconds } => {
                let text = format!(
                    "{} pending state(s) are tried again in {wait_seconds:.0} s, for the {pass}. time",
                    pending.len()
                );
                self.line(LogLevel::Info, "", &text);
            }
            Event::Problem { problem } => self.console.diagnostic(&problem),
            Event::Warning { state, message } => {
                self.line(LogLevel::Warn, &self.place(state.as_ref()), &message)
            }
            Event::Log { module, state, level, message } => {
                self.line(level, &Self::about(&module, state.as_ref()), &message);
            }
            Event::CallStarted { module, state, operation, effect, .. } => {
                self.line(
                    LogLevel::Debug,
                    &Self::about(&module, state.as_ref()),
                    &format!("calls {operation} ({effect})"),
                );
            }
            Event::CallRetried { operation, attempt, failure, .. } => {
                self.line(
                    LogLevel::Info,
                    &operation.to_string(),
                    &format!("attempt {attempt}, since {}", failure.message),
                );
            }
            Event::CallFinished { operation, attempts, milliseconds, failure, .. } => {
                let end = failure.map_or_else(|| "ok".to_owned(), |failure| failure.code);
                let text = format!("{end} after {milliseconds} ms, {attempts} attempt(s)");
                self.line(LogLevel::Debug, &operation.to_string(), &text);
            }
            Event::CallDenied { module, state, operation, failure } => {
                let text = format!("{operation} was refused: {}", failure.message);
                self.line(LogLevel::Info, &Self::about(&module, state.as_ref()), &text);
            }
            Event::ServiceDecided { module, state, service, subject, failure } => {
                let about = subject.map_or_else(String::new, |subject| format!(" of {subject}"));
                let (level, text) = match failure {
                    None => (LogLevel::Debug, format!("may use {service}{about}")),
                    Some(failure) => {
                        (LogLevel::Info, format!("{service}{about} was refused: {}", failure.message))
                    }
                };
                self.line(level, &Self::about(&module, state.as_ref()), &text);
            }
            _ => {}
        }
    }
}
