//! The `wasmidem` program: arguments, composition of the rooms, reports, exit codes. No business
//! rules live here.

mod args;
mod codes;
mod commands;
mod compose;
mod exit_code;
mod filter;
mod graph;
mod module_files;
mod offline;
mod output;
mod ports;
mod private_file;
mod report;
mod session;
mod sources;
mod stored_state;
mod world;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;

use args::{Cli, Command, Module};
use exit_code::Exit;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let console = Arc::new(report::Console::new(&cli.global));
    let exit = match cli.command {
        Command::Run(run) => commands::run::run(&run, compose::Offer::All, &console),
        Command::State(run) => commands::run::run(&run, compose::Offer::LikeIdem, &console),
        Command::Preview(preview) => commands::preview::run(preview, &console),
        Command::Describe(describe) => commands::describe::run(&describe, &console),
        Command::Drift(drift) => commands::drift::run(&drift, &console),
        Command::Refresh(refresh) => commands::refresh::run(&refresh, &console),
        Command::Restore(restore) => commands::restore::run(&restore, &console),
        Command::Validate(validate) => commands::validate::run(&validate, &console),
        Command::Graph(graph) => commands::graph::run(&graph, &console),
        Command::Exec(exec) => commands::exec::run(&exec, &console),
        Command::Doc(doc) => commands::doc::run(&doc, &console),
        Command::Encrypt(encrypt) => commands::encrypt::run(&encrypt, &console),
        Command::Decrypt(decrypt) => commands::decrypt::run(&decrypt, &console),
        Command::Module(Module::Inspect(inspect)) => commands::module_inspect::run(&inspect, &console),
        Command::Explain(explain) => commands::explain::run(&explain, &console),
        Command::Completions(completions) => commands::completions::run(&completions, &console),
        Command::Man(man) => commands::man::run(&man, &console),
    };
    if console.lost_output() {
        console.err("error: the outcome could not be written to stdout");
        return Exit::Internal.into();
    }
    exit.into()
}
