//! Measures the sandbox, the gate and the policies without AWS: modules run as in the program, and
//! their calls are answered at once, or after a while, by nobody.
//!
//! `cargo xtask bench` runs this and says what was wanted. Prints one JSON object.

mod calls;
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
}

fn main() -> ExitCode {
    let measured = match Measurement::parse() {
        Measurement::Calls(args) => calls::run(&args),
        Measurement::Steps(args) => steps::run(&args),
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
