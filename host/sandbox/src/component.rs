//! Makes a component of what compilers for WebAssembly make: a core module.

use wit_component::ComponentEncoder;

use crate::error::{ModuleError, ModuleErrorKind};
use crate::manifest::{check_size, is_component};

/// The component of a core module built with bindings that recorded its interfaces in it, as those
/// of Rust and C do. Functions it does not use are not among its imports. Needs no more than the
/// bytes: nothing of the module is run.
///
/// # Errors
/// When the bytes are no such module, are a component already, or import what is not in the
/// interfaces, as WASI.
pub fn component_of(name: &str, core: &[u8]) -> Result<Vec<u8>, ModuleError> {
    check_size(name, core)?;
    if is_component(core) {
        return Err(ModuleError::new(ModuleErrorKind::Invalid, name, "is a component already")
            .with_help("use it as it is"));
    }
    if !core.starts_with(b"\0asm") {
        return Err(ModuleError::new(ModuleErrorKind::NotWasm, name, "is not a WebAssembly file"));
    }
    let encoded =
        ComponentEncoder::default().validate(true).module(core).and_then(|mut encoder| encoder.encode());
    encoded.map_err(|error| {
        ModuleError::new(ModuleErrorKind::Invalid, name, format!("cannot be made a component: {error:#}"))
            .with_help(
                "build it with bindings of `wit-bindgen`, for wasm32-unknown-unknown or without WASI imports",
            )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_core_module_is_refused() {
        for (bytes, kind) in [
            (&b"text"[..], ModuleErrorKind::NotWasm),
            (b"\0asm\x0d\0\x01\0", ModuleErrorKind::Invalid),
            (b"\0asm\x01\0\0\0\xff", ModuleErrorKind::Invalid),
        ] {
            assert_eq!(component_of("x", bytes).unwrap_err().kind, kind);
        }
    }

    #[test]
    fn imports_that_are_not_in_the_interfaces_are_named() {
        let core = wat::parse_str(
            r#"(module (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32))))"#,
        )
        .unwrap();
        let error = component_of("x", &core).unwrap_err();
        assert!(error.message.contains("wasi_snapshot_preview1"), "{error}");
    }

    #[test]
    fn a_module_without_interfaces_becomes_an_empty_component() {
        assert!(is_component(&component_of("x", b"\0asm\x01\0\0\0").unwrap()));
    }
}
