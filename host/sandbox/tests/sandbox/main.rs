//! The sandbox as the run uses it, over guests written as WebAssembly text.

mod aws_calls;
mod cache;
mod guests;
mod hostile;
mod loading;
mod resources;
mod world;
