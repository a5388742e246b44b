//! Debian's own Rust. It has no prebuilt libraries for the target but the sources of the standard
//! library, which cargo then builds itself (about a minute, once).

use std::path::Path;
use std::process::Command;

use crate::cargo;

/// The packages; the linker is LLVM's, as Debian's Rust does not bring its own.
pub const PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "lld-19"];

/// The linker must be named, since rustc looks for its bundled one.
pub const RUSTFLAGS: &[&str] = &["-Clinker=wasm-ld-19"];

/// Modules abort on panic, so nothing of unwinding is needed.
pub const BUILD_ARGUMENTS: &[&str] = &["-Zbuild-std=std,panic_abort"];

const CARGO: &str = "/usr/bin/cargo";
const RUSTC: &str = "/usr/bin/rustc";
const NEEDED: &[&str] =
    &[CARGO, RUSTC, "/usr/lib/rustlib/src/rust/library/Cargo.toml", "/usr/bin/wasm-ld-19"];

/// Whether all packages are installed.
pub fn is_complete() -> bool {
    NEEDED.iter().all(|path| Path::new(path).exists())
}

/// A call of Debian's cargo with Debian's rustc, whatever rustup put before them.
pub fn cargo(directory: &Path) -> Command {
    let mut command = cargo::command(Path::new(CARGO), directory);
    command.env("CARGO", CARGO).env("RUSTC", RUSTC);
    // `-Zbuild-std` is not stable; the release of Debian we build with is
    command.env("RUSTC_BOOTSTRAP", "1");
    // the libraries of the toolchain that runs us must not be mistaken for Debian's
    command.env_remove("LD_LIBRARY_PATH").env_remove("RUSTUP_TOOLCHAIN");
    command.env_remove("RUSTC_WRAPPER").env_remove("RUSTC_WORKSPACE_WRAPPER");
    command
}
