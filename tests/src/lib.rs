//! What the black-box tests share: a clean environment for the program, an AWS emulator, a proxy
//! that records and breaks requests, and a comparison of outcomes that does not depend on ids.
//!
//! The tests know the program by its file, its arguments, its environment, what it prints, what it
//! writes and what it sends. `cargo xtask test` builds all they need and runs them.

pub mod canary;
mod canned;
mod emulator;
mod environment;
mod fault;
mod healthy;
mod http;
mod network;
mod normalise;
mod process;
mod protocol;
mod proxy;

pub use canned::Canned;
pub use emulator::{Emulator, REGION};
pub use environment::{TestEnvironment, example_module, module, required, test_module};
pub use fault::{Fault, Rule};
pub use healthy::{HEALTHY, HEALTHY_IDS};
pub use http::Message;
pub use network::{NETWORK, absent_networks, present_networks};
pub use normalise::{Normaliser, by_appearance, differences};
pub use process::{Finished, Running};
pub use protocol::{Protocol, cbor};
pub use proxy::{Proxy, Request};
