//! Runs a program: decides from primitives what each state has to do, schedules, remembers.
//!
//! Knows the words of `contract` and its ports; neither wasm, nor the AWS SDK, nor the terminal.

mod bind;
mod board;
mod builtin;
mod cancel;
mod check;
mod deletion_order;
mod dependencies;
mod describe;
mod desired;
mod diff;
mod drift;
mod esm;
mod invert;
mod join;
mod policy_document;
mod reconcile;
mod recover;
mod requisite;
mod resource;
mod run;
mod running;
mod schedule;
mod state;
mod target;

pub use builtin::schemas as builtin_schemas;
pub use cancel::Cancel;
pub use check::{StateProblem, check};
pub use dependencies::{Dependency, Needed, Reason, dependencies};
pub use describe::{Described, describe, describe_one};
pub use diff::changes;
pub use drift::{Look, adopt, compare_all, drift, end_drift, refresh};
pub use esm::{Store, StoreError};
pub use invert::invert;
pub use run::{Ports, Reconcile, Report, Request, run};
pub use target::{UnknownTarget, target};
