//! Runs a program: decides from primitives what each state has to do, schedules, remembers.
//!
//! Knows the words of `contract` and its ports; neither wasm, nor the AWS SDK, nor the terminal.

mod bind;
mod builtin;
mod deletion_order;
mod desired;
mod diff;
mod esm;
mod recover;
mod requisite;
mod resource;
mod run;
mod schedule;
mod state;

pub use diff::changes;
pub use esm::{Store, StoreError};
pub use run::{Cancel, Report, Request, run};
