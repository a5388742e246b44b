//! What the black-box tests share: a clean environment for the program, an AWS emulator, a proxy
//! that records and breaks requests, and a comparison of outcomes that does not depend on ids.
//!
//! The tests know the program by its file, its arguments, its environment, what it prints, what it
//! writes and what it sends. `cargo xtask test` builds all they need and runs them.

pub mod canary;
mod emulator;
mod environment;
mod healthy;
mod http;
mod network;
mod normalise;
mod process;
mod proxy;

pub use emulator::{Emulator, REGION};
pub use environment::{TestEnvironment, example_module, module, required, test_module};
pub use healthy::{HEALTHY, HEALTHY_IDS};
pub use network::{NETWORK, absent_networks, present_networks};
pub use normalise::{Normaliser, by_appearance, differences};
pub use process::{Finished, Running};
pub use proxy::{Fault, Proxy, Request, Rule};
