//! The only unsafe code of this project.

use wasmtime::Engine;
use wasmtime::component::Component;

use super::Verified;

/// The component of compiled code.
///
/// # Errors
/// When the code was made by another version of the engine or with other settings.
#[expect(unsafe_code, reason = "reading compiled code back is unsafe by nature; the argument is below")]
pub(super) fn component(engine: &Engine, code: &Verified<'_>) -> wasmtime::Result<Component> {
    // SAFETY: `deserialize` asks that the bytes are what `Component::serialize` of the same engine
    // made, unchanged. They come from a file that is owned by this user and writable by nobody else,
    // in a directory of which the same holds, so no one wrote it but this program running as this
    // user (who could change the program as well). Damage is ruled out by the SHA-256 over the key
    // and the code. The bytes are in memory and checked there: the file cannot change in between.
    // Code of another version or other settings is told by the engine from its header and refused.
    unsafe { Component::deserialize(engine, code.0) }
}
