//! What a run asks of the program that it runs in: compiling, calling and writing while it is under
//! way.

mod compiler;
mod files;
mod template_calls;

pub use compiler::Compiler;
pub use files::LocalFiles;
pub use template_calls::LibraryCalls;
