//! `test.…`, the states to try state files with. They touch nothing.

use wasmidem_guest::{json, prelude::*};

/// The changes of those states that pretend to change something.
fn pretended() -> Value {
    json!({"testing": {"old": "Unchanged", "new": "Something pretended to change"}})
}

/// Does nothing and succeeds.
#[state("test.nop")]
pub fn nop() -> Result<Outcome> {
    Ok(Outcome::succeeded().comment("Success!"))
}

/// Succeeds and changes nothing.
#[state("test.succeed_without_changes")]
pub fn succeed_without_changes() -> Result<Outcome> {
    nop()
}

/// Succeeds and pretends to have changed something.
#[state("test.succeed_with_changes")]
pub fn succeed_with_changes() -> Result<Outcome> {
    Ok(Outcome::succeeded().comment("Success!").changes(pretended()))
}

/// Succeeds with a comment of your choice.
#[state("test.succeed_with_comment")]
pub fn succeed_with_comment(
    /// The comment.
    comment: Option<String>,
) -> Result<Outcome> {
    Ok(Outcome::succeeded().comment(comment.unwrap_or_default()))
}

/// Fails.
#[state("test.fail")]
pub fn fail() -> Result<Outcome> {
    Ok(Outcome::failed().comment("Failure!"))
}

/// Fails and changes nothing.
#[state("test.fail_without_changes")]
pub fn fail_without_changes() -> Result<Outcome> {
    fail()
}

/// Fails after it pretends to have changed something.
#[state("test.fail_with_changes")]
pub fn fail_with_changes() -> Result<Outcome> {
    Ok(Outcome::failed().comment("Failure!").changes(pretended()))
}

/// Neither succeeds nor fails, and changes nothing.
#[state("test.none")]
pub fn none() -> Result<Outcome> {
    Ok(Outcome::skipped().comment("Success!"))
}

/// Neither succeeds nor fails, and changes nothing; the same as `test.none`.
#[state("test.none_without_changes")]
pub fn none_without_changes() -> Result<Outcome> {
    none()
}

/// Ends as you say.
#[state("test.configurable_test_state")]
pub fn configurable_test_state(
    /// Whether it pretends to change something; it does if this is not given.
    changes: Option<bool>,
    /// Whether it succeeds; it does if this is not given.
    result: Option<bool>,
    /// The comment.
    comment: Option<String>,
) -> Result<Outcome> {
    let outcome = if result.unwrap_or(true) { Outcome::succeeded() } else { Outcome::failed() };
    let outcome = outcome.comment(comment.unwrap_or_default());
    Ok(if changes.unwrap_or(true) { outcome.changes(pretended()) } else { outcome })
}

wasmidem_guest::export!(functions: [
    nop,
    succeed_without_changes,
    succeed_with_changes,
    succeed_with_comment,
    fail,
    fail_without_changes,
    fail_with_changes,
    none,
    none_without_changes,
    configurable_test_state,
]);
