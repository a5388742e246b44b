//! The command line.

use anyhow::Result;
use clap::builder::FalseyValueParser;
use clap::{Parser, Subcommand};

use crate::workspace::Workspace;
use crate::{
    bench, build, conformance, demo, emulator, examples, fuzz, guests, lint, measure, models, oracle, test,
};

/// Build, try, test and measure wasmidem.
///
/// Everything that is made goes to the target directory: modules to `target/modules`, the program
/// to `target/release/wasmidem`, the emulator to `target/emulator`.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Do not use the network; what is missing is then an error
    #[arg(long, global = true, env = "WASMIDEM_OFFLINE", value_parser = FalseyValueParser::new())]
    offline: bool,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Args),
    Build(build::Args),
    Guests(guests::Args),
    Examples(examples::Args),
    Test(test::Args),
    Lint(lint::Args),
    Fuzz(fuzz::Args),
    Bench(bench::Args),
    Conformance(conformance::Args),
    Models(models::Args),
    Oracle(oracle::Args),
    Emulator(emulator::Args),
    Measure(measure::Args),
}

impl Cli {
    /// Runs what was asked for. The error is for the person at the terminal.
    pub fn run(self) -> Result<()> {
        let workspace = Workspace::locate(self.offline)?;
        match self.command {
            Command::Demo(args) => demo::run(&workspace, &args),
            Command::Build(args) => build::run(&workspace, &args),
            Command::Guests(args) => guests::run(&workspace, &args),
            Command::Examples(args) => examples::run(&workspace, &args),
            Command::Test(args) => test::run(&workspace, &args),
            Command::Lint(args) => lint::run(&workspace, &args),
            Command::Fuzz(args) => fuzz::run(&workspace, &args),
            Command::Bench(args) => bench::run(&workspace, &args),
            Command::Conformance(args) => conformance::run(&workspace, &args),
            Command::Models(args) => models::run(&workspace, &args),
            Command::Oracle(args) => oracle::run(&workspace, &args),
            Command::Emulator(args) => emulator::run(&workspace, &args),
            Command::Measure(args) => measure::run(&args),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
