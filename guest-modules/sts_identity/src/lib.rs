//! `aws.sts.caller_identity`: who the profile in use is.

use wasmidem_guest::prelude::*;

/// The identity behind the profile in use.
#[exec("aws.sts.caller_identity.get")]
pub fn get() -> Result<sts::CallerIdentity> {
    sts::get_caller_identity()
}

wasmidem_guest::export!(functions: [get]);
