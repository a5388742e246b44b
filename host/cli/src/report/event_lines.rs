//! Each event as one line of JSON, written as it happens. The form is published:
//! `docs/schemas/event.schema.json`.

use jiff::Timestamp;
use serde_json::Value;
use wasmidem_contract::{Diagnostic, Event, Events, Object};

use super::event_json::event_json;
use super::plain::plain_json;
use super::reports::FileReport;
use super::sink::Sink;
use crate::exit_code::Exit;

/// Writes the lines.
pub struct EventLines {
    sink: Sink,
    run_id: String,
}

impl EventLines {
    /// Names the run in each line.
    pub fn new(sink: Sink, run_id: &str) -> Self {
        Self { sink, run_id: run_id.to_owned() }
    }
}

impl Events for EventLines {
    fn emit(&self, event: Event) {
        let line = line(Timestamp::now(), &self.run_id, &event);
        self.sink.write(&line);
    }
}

impl FileReport for EventLines {
    fn close(&self, _: Exit) -> Option<Diagnostic> {
        self.sink.close()
    }
}

/// One line, with its end.
fn line(time: Timestamp, run_id: &str, event: &Event) -> String {
    let (name, members) = event_json(event);
    let mut all = Object::new();
    all.insert("time".to_owned(), rfc3339(time).into());
    all.insert("run".to_owned(), run_id.into());
    all.insert("event".to_owned(), name.into());
    all.extend(members);
    format!("{}\n", plain_json(&Value::Object(all).to_string()))
}

/// UTC, to the microsecond.
pub fn rfc3339(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmidem_contract::Summary;

    #[test]
    fn a_line_is_one_object() {
        let event = Event::RunFinished { summary: Summary { total: 2, failed: 1 } };
        let time = Timestamp::from_microsecond(1_790_000_000_000_001).unwrap();
        let expected = "{\"time\":\"2026-09-21T14:13:20.000001Z\",\"run\":\"r\",\"event\":\"run-finished\",\"total\":2,\"failed\":1}\n";
        assert_eq!(line(time, "r", &event), expected);
        let event = Event::Warning { state: None, message: "a\n\u{1b}\u{202e}".to_owned() };
        let line = line(time, "r", &event);
        assert!(line.ends_with("\"message\":\"a\\n\\u001b\\u202e\"}\n"), "{line}");
        assert_eq!(line.lines().count(), 1);
    }
}
