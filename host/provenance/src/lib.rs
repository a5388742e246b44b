//! Says whether a module's file is the one that was agreed on: by the lock, which pins modules by
//! digest, and by signatures over digests. Pure: knows no file, no WebAssembly, no AWS; the only
//! thing it asks the system for is random numbers for new keys.

mod digest;
mod key;
mod lock;
mod lock_text;
mod signature;
mod trust;

pub use digest::{Digest, NotADigest};
pub use key::{KeyProblem, PrivateKey, PublicKey, is_name};
pub use lock::{Lock, Locked, Mismatch};
pub use lock_text::LockProblem;
pub use signature::{NotASignature, Signature};
pub use trust::{BadSignature, NameTaken, TrustedKeys, Verdict};
