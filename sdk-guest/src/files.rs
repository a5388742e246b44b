//! Folders that the operator offers, where a policy permits `files:Read`; for reading.
//!
//! ```
//! use wasmidem_guest::{fake::Fake, files};
//!
//! let fake = Fake::new();
//! fake.answer(files::operation::Read, b"hello".to_vec());
//! assert_eq!(files::text("greetings", "en.txt").unwrap(), "hello");
//! ```

use crate::{Failure, Result};

#[cfg(target_arch = "wasm32")]
pub use crate::bindings::wasmidem::host::files::{list, read};

#[cfg(not(target_arch = "wasm32"))]
crate::operation::operations! {
    "files", crate::bindings::wasmidem::host::files, {
        Read = read(folder: &str => String, path: &str => String) -> Vec<u8>;
        List = list(folder: &str => String, path: &str => String) -> Vec<String>;
    }
}

/// The whole of a file, as text.
///
/// # Errors
/// When it cannot be read, no policy permits it, or it is no UTF-8.
pub fn text(folder: &str, path: &str) -> Result<String> {
    String::from_utf8(read(folder, path)?)
        .map_err(|_| Failure::invalid(format!("`{path}` of the folder `{folder}` is no text in UTF-8")))
}
