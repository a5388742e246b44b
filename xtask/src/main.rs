//! Everything a developer runs, from one place: `cargo xtask --help`.

mod apt;
mod bench;
mod build;
mod cargo;
mod command;
mod component;
mod conformance;
mod demo;
mod emulator;
mod examples;
mod fuzz;
mod guests;
mod lint;
mod measure;
mod models;
mod moto;
mod oracle;
mod process;
mod progress;
mod python;
mod test;
mod toolchain;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match command::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
