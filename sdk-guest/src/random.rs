//! Randomness of the machine, where a policy permits `random:Bytes`.
//!
//! ```
//! use wasmidem_guest::{fake::Fake, random};
//!
//! let fake = Fake::new();
//! fake.answer(random::operation::Bytes, vec![7, 7]);
//! assert_eq!(random::bytes(2).unwrap(), [7, 7]);
//! ```

#[cfg(target_arch = "wasm32")]
pub use crate::bindings::wasmidem::host::random::bytes;

#[cfg(not(target_arch = "wasm32"))]
crate::operation::operations! {
    "random", crate::bindings::wasmidem::host::random, {
        Bytes = bytes(count: u32 => u32) -> Vec<u8>;
    }
}
