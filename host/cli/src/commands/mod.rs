//! One file per command.

pub mod completions;
pub mod decrypt;
pub mod describe;
pub mod doc;
pub mod encrypt;
pub mod exec;
pub mod explain;
pub mod man;
pub mod module_inspect;
pub mod preview;
pub mod run;

use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::report::{Console, json_errors};

/// Tells why a command stopped, as JSON too if that is the output, and how the program ends.
fn conclude(result: Result<Exit, Stop>, json: bool, console: &Console) -> Exit {
    result.unwrap_or_else(|stop| {
        stop.problems.iter().for_each(|problem| console.diagnostic(problem));
        if json {
            console.out(&json_errors(&stop.problems));
        }
        stop.exit
    })
}
