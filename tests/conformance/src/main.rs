//! Makes the data of service models from the packages of botocore, and holds what we send and
//! understand against what botocore sends and understands. `cargo xtask models` and `cargo xtask
//! conformance` run this with everything it needs.

mod cases;
mod cbor;
mod differences;
mod endpoints;
mod errors;
mod models;
mod packages;
mod report;
mod requests;
mod responses;
mod vectors;

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
    /// Compares our requests with those of botocore.
    Requests(cases::Cases),
    /// Compares what we understand of answers with what botocore understands.
    Responses(cases::Cases),
    /// Compares what we understand of errors with what botocore understands.
    Errors(cases::Cases),
    /// Runs the cases that botocore has for its protocols.
    Vectors {
        /// The folder `tests/unit/protocols` of botocore's source distribution.
        #[arg(long)]
        protocols: PathBuf,
    },
    /// Runs the cases that AWS has for the endpoints of each service.
    Endpoints {
        /// The folder `tests/functional/endpoint-rules` of botocore's source distribution.
        #[arg(long)]
        rules: PathBuf,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Models { packages, output } => models::make(&packages, &output),
        Command::Requests(cases) => requests::compare(&cases),
        Command::Responses(cases) => responses::compare(&cases),
        Command::Errors(cases) => errors::compare(&cases),
        Command::Vectors { protocols } => vectors::run(&protocols),
        Command::Endpoints { rules } => endpoints::run(&rules),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
