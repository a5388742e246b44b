//! Measures the sandbox, the gate, the policies and the calls by models without AWS: modules run as in the
//! program, and calls are answered at once, or after a while, by nobody.
//!
//! `cargo xtask bench` runs this and says what was wanted. Prints one JSON object.

mod calls;
mod models;
mod policies;
mod stage;
mod steps;

use std::process::ExitCode;

use clap::Parser;

/// What to measure.
#[derive(Parser)]
enum Measurement {
    /// What one host call costs: the time from one call of AWS to the next, with nothing between but
    /// the module and the host.
    Calls(calls::Args),
    /// How long many steps take, each of which calls AWS once and waits for the answer.
    Steps(steps::Args),
    /// What it costs to call AWS by its models.
    Models(models::Args),
}

fn main() -> ExitCode {
    let measured = match Measurement::parse() {
        Measurement::Calls(args) => calls::run(&args),
        Measurement::Steps(args) => steps::run(&args),
        Measurement::Models(args) => models::run(&args),
    };
    match measured {
        Ok(numbers) => {
            println!("{numbers}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
