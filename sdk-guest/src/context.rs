//! Where and why the module runs.

pub use crate::bindings::wasmidem::host::context::RunPhase as Phase;

#[cfg(target_arch = "wasm32")]
pub use crate::bindings::wasmidem::host::context::{phase, profile, region, run_id};

#[cfg(not(target_arch = "wasm32"))]
pub use native::{phase, profile, region, run_id};

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use super::Phase;
    use crate::fake;

    /// The phase of this run.
    pub fn phase() -> Phase {
        fake::context(|context| context.phase)
    }

    /// The AWS region of the profile in use, e.g. `eu-central-1`.
    pub fn region() -> String {
        fake::context(|context| context.region.clone())
    }

    /// The name of the profile in use, e.g. `default`.
    pub fn profile() -> String {
        fake::context(|context| context.profile.clone())
    }

    /// Names this run.
    pub fn run_id() -> String {
        fake::context(|context| context.run_id.clone())
    }
}
