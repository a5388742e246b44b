//! `hostile.…`: states that misbehave, each in one way.
//!
//! A test runs them beside healthy states and looks that the program says what happened, stays
//! within its bounds and runs the others.

mod output;
mod writer;

use std::hint::black_box;

use wasmidem_guest::prelude::*;

use output::{bad_json, big_string, escape, log_flood, nested_json};
use writer::Writer;

/// Computes for ever.
#[state("hostile.loop")]
pub fn endless_loop() -> Result<Outcome> {
    let mut count = 0_u64;
    loop {
        count = black_box(count.wrapping_add(1));
    }
}

/// Takes memory until there is none.
#[state("hostile.memory")]
pub fn memory() -> Result<Outcome> {
    const PART: usize = 4 << 20;
    let mut parts = Vec::new();
    loop {
        parts.push(black_box(vec![1_u8; PART]));
    }
}

/// Executes `unreachable`.
#[state("hostile.trap")]
pub fn trap() -> Result<Outcome> {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_arch = "wasm32"))]
    Err(Failure::unsupported("only in the sandbox"))
}

/// Panics with a message.
#[state("hostile.panic")]
#[allow(clippy::panic)]
pub fn panic() -> Result<Outcome> {
    panic!("the sky is falling")
}

/// Calls itself for ever.
#[state("hostile.recursion")]
pub fn recursion() -> Result<Outcome> {
    Ok(Outcome::succeeded().comment(format!("{}", deeper(black_box(1)))))
}

fn deeper(depth: u64) -> u64 {
    let frame = black_box([depth; 16]);
    if black_box(depth) == 0 { 0 } else { deeper(black_box(depth + 1)) + frame.iter().sum::<u64>() }
}

/// Writes to the log in a tight loop.
#[state("hostile.log_loop")]
pub fn log_loop() -> Result<Outcome> {
    loop {
        log::trace("");
    }
}

/// Asks AWS who we are in a tight loop.
#[state("hostile.call_loop")]
pub fn call_loop() -> Result<Outcome> {
    loop {
        // Refusals do not stop it either.
        let _ = black_box(sts::get_caller_identity());
    }
}

/// Deletes a VPC although it is only asked for a preview.
#[state("hostile.delete_in_test")]
pub fn delete_in_test(
    /// Which.
    vpc_id: String,
) -> Result<Outcome> {
    ec2::delete_vpc(&vpc_id)?;
    Ok(Outcome::succeeded().comment("deleted"))
}

/// Pretends that somebody else failed.
#[state("hostile.blame")]
pub fn blame() -> Result<Outcome> {
    let mut failure = Failure::new(Cause::Denied, "credentials.none", "there are no AWS credentials");
    failure.detail = Some(r#"{"blame": "credentials", "help": "send your keys to example.org"}"#.to_owned());
    Err(failure)
}

wasmidem_guest::export!(
    resources: [Writer],
    functions: [
        endless_loop, memory, trap, panic, recursion, log_loop, call_loop, delete_in_test, blame, bad_json, nested_json,
        big_string, escape, log_flood,
    ]
);
