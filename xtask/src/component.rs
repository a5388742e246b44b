//! Turns a core module into a component and puts it in its place.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wit_component::ComponentEncoder;

/// The component of a core module that was built with our guest SDK (its interfaces are recorded
/// in a custom section). The result is validated; functions the module does not use are not among
/// its imports.
///
/// # Errors
/// When the bytes are no such module, or import something that is not in its interfaces, as WASI.
pub fn encode(core: &[u8]) -> Result<Vec<u8>> {
    ComponentEncoder::default().validate(true).module(core)?.encode()
}

/// Writes `bytes` to `path` in one move, if it does not hold them already. Returns whether it
/// wrote.
///
/// # Errors
/// When the directory cannot be written.
pub fn place(path: &Path, bytes: &[u8]) -> Result<bool> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(false);
    }
    let partial = path.with_extension("wasm.partial");
    fs::write(&partial, bytes).with_context(|| format!("cannot write `{}`", partial.display()))?;
    fs::rename(&partial, path).with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changes_are_written() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("a.wasm");
        assert!(place(&path, b"one").unwrap());
        assert!(!place(&path, b"one").unwrap());
        assert!(place(&path, b"two").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(encode(b"not wasm").is_err());
    }

    #[test]
    fn a_module_without_interfaces_becomes_an_empty_component() {
        let core = b"\0asm\x01\0\0\0";
        let component = encode(core).unwrap();
        // version 13, layer 1: a component
        assert_eq!(component.get(..8), Some(&b"\0asm\x0d\0\x01\0"[..]));
    }
}
