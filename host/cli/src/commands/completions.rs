//! `wasmidem completions`: what a shell needs to complete command lines.

use crate::args::Completions;
use crate::completion;
use crate::exit_code::Exit;
use crate::report::Console;

/// Prints the script of a shell.
pub fn run(completions: &Completions, console: &Console) -> Exit {
    let script = completion::script(&completions.shell.to_string()).unwrap_or_default();
    console.out(&String::from_utf8_lossy(&script));
    Exit::Done
}
