//! `test.…`, the exec functions to try things with.

use wasmidem_guest::{json, prelude::*};

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
    Err(Failure::new(Cause::Other, "test.fail", "Exception: Expected failure"))
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

/// Takes an event and returns it: events go to the reports of the host.
#[exec("test.event")]
pub fn event(
    /// What happened.
    body: Value,
    /// Who should hear of it.
    ingress_profile: Option<String>,
    /// What it is about.
    tags: Option<Value>,
) -> Result<Value> {
    let profile = ingress_profile.unwrap_or_else(|| "default".to_owned());
    Ok(json!({ "body": body, "profile": profile, "tags": tags }))
}

/// Is not done at its first two calls, and counts them in what it leaves for the next.
#[exec("test.reconcile_with_rerun_data")]
pub fn reconcile_with_rerun_data(
    /// What the last call left.
    rerun_data: Option<Value>,
) -> Result<Answer> {
    let count = rerun_data.as_ref().and_then(|data| data.get("execution_count")?.as_u64()).unwrap_or(1);
    let ret = json!({"hello": "world"});
    let answer = match count {
        ..=2 => Answer::pending(ret, json!({ "execution_count": count + 1 })),
        _ => Answer::succeeded(ret).rerun(json!({ "execution_count": count })),
    };
    Ok(answer.comment("test"))
}

wasmidem_guest::export!(functions: [ping, aping, fail, afail, echo, aecho, event, reconcile_with_rerun_data]);
