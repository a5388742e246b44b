//! Requests and answers of AWS: from the model of an operation and its input in JSON to an HTTP
//! request, and from an HTTP answer to JSON, in every protocol that AWS has.
//!
//! The model is walked directly together with the value. The SDK's codecs for schemas
//! (`aws-smithy-schema` and the protocols over it) are not used: they lack the ec2 protocol, read cut
//! off and foreign XML as an empty success, skip unknown members of unions and nulls in lists, and
//! write some inputs unlike botocore, which what is sent and understood here is held against
//! (`cargo xtask conformance`). What is used of the SDK is the form of requests and answers, times,
//! and CBOR.
//!
//! Nothing here does I/O or knows credentials: where a request goes and how it is signed is not its
//! matter.
//!
//! INVARIANT: no answer, however made, panics or recurses without bound, and memory stays linear in
//! its size.

mod codec;
mod decode;
mod encode;
mod error;
mod number;
mod quirks;
mod time;
mod xml;

pub use codec::Codec;
pub use decode::DecodeError;
pub use encode::{EncodeError, Encoded, Trouble};
pub use error::ErrorAnswer;

/// How deep values may be nested, in inputs and answers: what serde_json reads too.
const DEEPEST: usize = 128;
