//! The sandbox as the run uses it, over guests written as WebAssembly text.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod aws_calls;
mod cache;
mod guests;
mod hostile;
mod limits;
mod loading;
mod resources;
mod world;
