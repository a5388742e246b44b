//! `wasmidem audit schema`.

use crate::exit_code::Exit;
use crate::report::Console;

/// The published schema of a line.
pub const SCHEMA: &str = include_str!("../../../../docs/schemas/audit.schema.json");

/// Prints the schema of a line.
pub fn run(console: &Console) -> Exit {
    console.out(SCHEMA);
    Exit::Done
}
