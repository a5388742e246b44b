//! AWS Security Token Service: one function per operation.

pub use crate::bindings::wasmidem::sts::identity::*;

#[cfg(not(target_arch = "wasm32"))]
crate::operation::operations! {
    "sts", crate::bindings::wasmidem::sts::identity, {
        GetCallerIdentity = get_caller_identity() -> CallerIdentity;
    }
}
