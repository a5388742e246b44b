//! `wasmidem policy schema`.

use crate::exit_code::Exit;
use crate::policy::vocabulary;
use crate::report::Console;

/// Prints what policies can look at, and all actions.
pub fn run(console: &Console) -> Exit {
    console.out(&vocabulary().schema());
    Exit::Done
}
