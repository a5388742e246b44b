//! `example.…`: exec functions.

use wasmidem_guest::{json, prelude::*};

/// Greets, and says where it runs.
#[exec("example.hello")]
pub fn hello(
    /// Whom to greet.
    name: String,
    /// How many times, from 1 to 10; once if not given.
    times: Option<i64>,
) -> Result<Value> {
    let times = match times.unwrap_or(1) {
        times @ 1..=10 => usize::try_from(times).unwrap_or(1),
        _ => return Err(Failure::invalid("times must be from 1 to 10")),
    };
    let greetings = vec![format!("hello {name}"); times];
    Ok(json!({"greeting": greetings.join(", "), "region": context::region()}))
}

/// The number of the AWS account.
#[exec("example.account")]
pub fn account() -> Result<String> {
    Ok(sts::get_caller_identity()?.account)
}

wasmidem_guest::export!(functions: [hello, account]);
