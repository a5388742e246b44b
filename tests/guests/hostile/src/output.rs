//! States whose output is the weapon.

use wasmidem_guest::{
    Value,
    json::{Json, Mismatch},
    prelude::*,
};

/// Terminal escapes, a link, a bell, a reversed text, and a line that looks like the program's own.
const ESCAPES: &str = "\u{1b}[2J\u{1b}[31mred\u{1b}]0;owned\u{7}\u{1b}]8;;https://example.org\u{1b}\\link\u{202e}desrever\u{202c}\u{9b}1A\rerror: all is well\n1 state: 1 created";

/// Text that is written as it is, JSON or not.
pub struct Raw(String);

impl Json for Raw {
    fn schema() -> String {
        String::new()
    }

    fn from_json(_: Value) -> core::result::Result<Self, Mismatch> {
        Ok(Self(String::new()))
    }

    fn to_json(&self, out: &mut String) {
        out.push_str(&self.0);
    }
}

/// Answers with something that only begins as JSON.
#[state("hostile.bad_json")]
pub fn bad_json() -> Result<Raw> {
    Ok(Raw("{\"result\": true, \"comment\": [".to_owned()))
}

/// Answers with JSON that is nested too deeply for a careless reader's stack.
#[state("hostile.nested_json")]
pub fn nested_json() -> Result<Raw> {
    let depth = 1_000_000;
    Ok(Raw(format!("{{\"result\": true, \"new_state\": {}{}}}", "[".repeat(depth), "]".repeat(depth))))
}

/// Answers with 100 MB.
#[state("hostile.big_string")]
pub fn big_string() -> Result<Outcome> {
    Ok(Outcome::succeeded().comment("x".repeat(100_000_000)))
}

/// Puts terminal escapes and direction controls wherever text goes.
#[state("hostile.escape")]
pub fn escape(
    /// Fail with them, too.
    fail: Option<bool>,
) -> Result<Outcome> {
    log::error(ESCAPES);
    if fail == Some(true) {
        return Err(Failure::new(Cause::Other, format!("hostile.{ESCAPES}"), ESCAPES));
    }
    let state = wasmidem_guest::json!({ESCAPES: ESCAPES, "resource_id": ESCAPES});
    Ok(Outcome::succeeded().comment(ESCAPES).states(Value::Null, state))
}

/// Writes long messages to the log for ever.
#[state("hostile.log_flood")]
pub fn log_flood() -> Result<Outcome> {
    let message = "flood ".repeat(10_000);
    loop {
        log::error(&message);
    }
}
