//! Makes the data of service models from the packages of botocore, and holds what we send and
//! understand against what botocore sends and understands. `cargo xtask models` and `cargo xtask
//! conformance` run this with everything it needs.

mod models;
mod packages;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What is compared or made.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes the data of service models.
    Models {
        /// The packages of Python it is made from.
        #[command(flatten)]
        packages: models::Sources,
        /// The file to write.
        #[arg(long)]
        output: PathBuf,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Models { packages, output } => models::make(&packages, &output),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
