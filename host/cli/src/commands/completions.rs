//! `wasmidem completions`: what a shell needs to complete command lines.

use clap::CommandFactory;

use crate::args::{Cli, Completions};
use crate::exit_code::Exit;
use crate::report::Console;

/// Prints the script of a shell.
pub fn run(completions: &Completions, console: &Console) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut Cli::command(), "wasmidem", &mut script);
    console.out(&String::from_utf8_lossy(&script));
    Exit::Done
}
