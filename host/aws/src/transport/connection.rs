use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::identity::SharedIdentityResolver;

use super::clock::Clock;
use crate::Profile;

/// What all calls of a profile share.
pub(super) struct Connection {
    profile: Arc<Profile>,
    /// INVARIANT: made of the profile's keys alone; nothing is left to a default chain of providers,
    /// which would end at the instance metadata service.
    identity: SharedIdentityResolver,
    clock: Clock,
}

impl Connection {
    pub(super) fn new(profile: Arc<Profile>) -> Self {
        let keys = &profile.keys;
        let credentials = Credentials::new(
            keys.access_key_id.expose(),
            keys.secret_access_key.expose(),
            keys.session_token.as_ref().map(|token| token.expose().to_owned()),
            None,
            "wasmidem",
        );
        let identity = SharedIdentityResolver::new(SharedCredentialsProvider::new(credentials));
        Self { profile, identity, clock: Clock::default() }
    }

    pub(super) fn profile(&self) -> &Profile {
        &self.profile
    }

    pub(super) fn identity(&self) -> &SharedIdentityResolver {
        &self.identity
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }
}
