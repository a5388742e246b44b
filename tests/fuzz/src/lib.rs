//! What is fuzzed: each target takes any bytes and panics if something is wrong with what came of
//! them. `cargo xtask fuzz` looks for such bytes; a test runs those that were found before.

mod binding;
mod checks;
mod compile;
mod files;
mod machine;
mod yaml;

pub use binding::binding;
pub use compile::compile;
pub use yaml::yaml;

/// A fuzz target.
pub type Target = fn(&[u8]);

/// All targets by name.
pub const TARGETS: &[(&str, Target)] = &[("yaml", yaml), ("compile", compile), ("binding", binding)];
