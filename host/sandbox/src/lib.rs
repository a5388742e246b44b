//! Loads, inspects, links, limits and calls modules: WebAssembly components that manage resources
//! and offer functions.
//!
//! A module gets what its binary imports and nothing else: AWS operations (through
//! [`wasmidem_contract::AwsCalls`]) and the services of `wasmidem:host`. Behind WASI there is
//! nothing but what a policy grants. What it may import is checked before anything is compiled ([`inspect`]). Each call runs in a fresh
//! instance within [`Limits`], and every way it can fail is a [`wasmidem_contract::Failure`] that
//! names the module. In every phase but apply the operations that change something are linked to
//! denials.
//!
//! This crate never sees credentials, the AWS SDK or the environment.

mod account;
mod answer;
mod cache;
mod call;
mod compile_cost;
mod component;
mod engine;
mod error;
mod exports;
mod guest_failure;
mod interfaces;
mod library;
mod limits;
mod linker;
mod manifest;
mod modules;
mod names;
#[cfg(feature = "memory-dumps")]
mod observe;
mod offers;
mod sanitise;
mod stopped;
mod store;
mod turns;
mod wasi;
mod wire;

pub use component::component_of;
pub use error::{ModuleError, ModuleErrorKind};
pub use interfaces::Door;
pub use library::{Folder, Library, ModuleFile, SandboxError, Settings};
pub use manifest::{Import, ImportedFunction, MODULE_BYTES, Manifest, inspect};
pub use names::Version;
#[cfg(feature = "memory-dumps")]
pub use observe::Observer;
pub use wasmidem_contract::Limits;
