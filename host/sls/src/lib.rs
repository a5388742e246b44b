//! State files: text to program.
//!
//! [`compile()`] reads state files through the [`Sources`](wasmidem_contract::Sources) port, renders
//! them (Jinja, then YAML, JSON or TOML), follows `include`, applies `extend` and `exclude`, and
//! makes a [`Program`](wasmidem_contract::Program) in which everything knows its place in the
//! files. It tells all problems it finds at once. There are no files, no clock and no network here.

mod compile;
mod extend;
mod graph;
mod include;
mod literal;
mod order;
mod params;
mod parse;
mod problems;
mod render;
mod source;
mod yaml;

pub use compile::{
    CompileRequest, Compiled, DEFAULT_PIPE, compile, compile_block, compile_run, render_template, validate,
};
pub use yaml::parse_value;
