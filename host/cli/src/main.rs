//! The `wasmidem` program.
fn main() {}
