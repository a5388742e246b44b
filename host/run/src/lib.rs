//! Runs a program: decides from primitives what each state has to do, schedules, remembers.
//!
//! Knows the words of `contract` and its ports; neither wasm, nor the AWS SDK, nor the terminal.

mod bind;
mod board;
mod builtin;
mod cancel;
mod deletion_order;
mod desired;
mod diff;
mod esm;
mod join;
mod reconcile;
mod recover;
mod requisite;
mod resource;
mod run;
mod running;
mod schedule;
mod state;

pub use builtin::schemas as builtin_schemas;
pub use cancel::Cancel;
pub use diff::changes;
pub use esm::{Store, StoreError};
pub use run::{Ports, Reconcile, Report, Request, run};
