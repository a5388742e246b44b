//! Decides whether a module may make a call. Pure: knows no clock, no file, no AWS SDK.
//!
//! There is one policy so far, [`Imported`], which is what holds when an operator has written
//! none: a module may do what its binary imports, and write only while a run applies.

mod imported;
mod request;

pub use imported::Imported;
pub use request::{Decision, Denial, Policy, Request};
