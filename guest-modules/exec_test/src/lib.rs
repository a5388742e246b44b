//! `test.…`, the exec functions to try things with.

use wasmidem_guest::prelude::*;

/// Succeeds with true.
#[exec("test.ping")]
pub fn ping() -> Result<bool> {
    Ok(true)
}

/// Succeeds with true; the same as `test.ping`.
#[exec("test.aping")]
pub fn aping() -> Result<bool> {
    Ok(true)
}

/// Fails.
#[exec("test.fail")]
pub fn fail() -> Result<bool> {
    Err(Failure::new(Cause::Other, "test.fail", "Expected failure"))
}

/// Fails; the same as `test.fail`.
#[exec("test.afail")]
pub fn afail() -> Result<bool> {
    fail()
}

/// Returns what it is given.
#[exec("test.echo")]
pub fn echo(
    /// What to return.
    value: Value,
) -> Result<Value> {
    Ok(value)
}

/// Returns what it is given; the same as `test.echo`.
#[exec("test.aecho")]
pub fn aecho(
    /// What to return.
    value: Value,
) -> Result<Value> {
    Ok(value)
}

wasmidem_guest::export!(functions: [ping, aping, fail, afail, echo, aecho]);
