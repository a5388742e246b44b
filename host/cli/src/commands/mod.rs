//! One file per command.

pub mod exec;
pub mod module_inspect;
pub mod preview;
pub mod run;
