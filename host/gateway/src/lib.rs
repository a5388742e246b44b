//! The one gate: every AWS call passes it, in this order: authorise, record, pace, send, retry,
//! record. It never sees a secret and knows no SDK: what sends is a [`Transport`], and a transport
//! sends only with a [`Permit`], which only the gate's authorisation can make.

mod accounts;
mod authorise;
mod consistency;
mod gate;
mod iam;
mod input;
mod operations;
mod pacing;
mod paging;
mod record;
mod retry;
mod services;
mod transport;

pub use authorise::Permit;
pub use gate::{Answered, GATE, Gate, OPERATOR};
pub use iam::iam_action;
pub use input::check_input;
pub use operations::AwsOperations;
pub use transport::{Response, Transport};
