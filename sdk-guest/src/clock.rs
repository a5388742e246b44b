//! The clock of the machine, where a policy permits `clock:Now`.
//!
//! ```
//! use wasmidem_guest::{clock, fake::Fake};
//!
//! let fake = Fake::new();
//! fake.answer(clock::operation::Now, clock::Time { seconds: 1_764_000_000, nanoseconds: 0 });
//! assert_eq!(clock::since_1970().unwrap().as_secs(), 1_764_000_000);
//! ```

use std::time::Duration;

use crate::Result;
pub use crate::bindings::wasmidem::host::clock::Time;

#[cfg(target_arch = "wasm32")]
pub use crate::bindings::wasmidem::host::clock::now;

#[cfg(not(target_arch = "wasm32"))]
crate::operation::operations! {
    "clock", crate::bindings::wasmidem::host::clock, {
        Now = now() -> Time;
    }
}

/// The time since 1 January 1970, 00:00 UTC.
///
/// # Errors
/// When no policy permits it.
pub fn since_1970() -> Result<Duration> {
    let time = now()?;
    Ok(Duration::new(time.seconds.into(), time.nanoseconds))
}
