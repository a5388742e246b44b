//! What the user sees. stdout has the outcome, stderr everything else.

mod blocked;
mod change;
mod console;
mod diagnostic;
mod difference;
mod document;
mod event_json;
mod event_lines;
pub mod group;
mod history;
mod html;
mod human;
mod inspect;
mod json;
mod junit;
pub mod options;
mod places;
mod plain;
mod progress;
mod reports;
mod sink;
mod status;
mod terminal_log;
#[cfg(test)]
mod testing;
mod value;

pub use console::{Console, Style};
pub use human::Human;
pub use inspect::{inspect_human, inspect_json};
pub use json::{errors as json_errors, errors_value, outcomes_value, pretty};
pub use places::Places;
pub use plain::{is_hidden, plain as plain_line, plain_json};
pub use progress::Progress;
pub use reports::Reports;
pub use terminal_log::TerminalLog;
pub use value::whole as value_text;

use std::sync::Arc;

use wasmidem_contract::{Event, Events};

/// Hands each event to several consumers, in order.
pub struct Fanout(pub Vec<Arc<dyn Events>>);

impl Events for Fanout {
    fn emit(&self, event: Event) {
        for consumer in &self.0 {
            consumer.emit(event.clone());
        }
    }
}
