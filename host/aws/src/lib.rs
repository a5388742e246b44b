//! Credentials and transport: the only room that knows a secret.
//!
//! [`Profiles`] are read once, before a run, from an acct file or from the surroundings AWS's own
//! tools use. [`AwsTransport`] signs and sends single attempts of the typed EC2 and STS operations
//! with the official clients, and only with a [`Permit`](wasmidem_gateway::Permit) of the gate.
//!
//! Nothing that leaves this crate holds a secret: profiles cannot be printed or serialised, and
//! failures are scrubbed of the keys of the profile they were made with.

pub mod acct;
mod credentials;
mod secret;
mod transport;

pub use credentials::{AcctInput, CredentialsError, Environment, Input, Profile, Profiles};
pub use secret::Secret;
pub use transport::{AwsTransport, Timeouts};
