use crate::{Cause, Failure, Progress};

/// The result of everything that can fail.
pub type Result<T, E = Failure> = core::result::Result<T, E>;

impl Failure {
    /// A failure of a kind, with a stable dotted code (`module.…`) and a sentence for people: lower
    /// case, no final period.
    pub fn new(cause: Cause, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { cause, code: code.into(), message: message.into(), retryable: false, detail: None }
    }

    /// The request is wrong: a missing, unknown or malformed argument.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Cause::Invalid, "module.invalid", message)
    }

    /// The present state of the resource forbids it.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(Cause::Conflict, "module.conflict", message)
    }

    /// What was asked for does not exist.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Cause::NotFound, "module.not_found", message)
    }

    /// The module does not do this.
    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::new(Cause::Unsupported, "module.unsupported", message)
    }

    /// Anything else.
    pub fn other(message: impl Into<String>) -> Self {
        Self::new(Cause::Other, "module.failed", message)
    }

    /// Whether it says that something does not exist.
    pub fn is_not_found(&self) -> bool {
        self.cause == Cause::NotFound
    }
}

/// Of a `describe-…` call: the one resource that was asked for.
pub trait One<T> {
    /// The first resource, or `None` when there is none: an empty answer, or AWS says not found.
    ///
    /// # Errors
    /// Any other failure of the call.
    fn one(self) -> Result<Option<T>>;
}

impl<T> One<T> for Result<Vec<T>> {
    fn one(self) -> Result<Option<T>> {
        match self {
            Ok(found) => Ok(found.into_iter().next()),
            Err(failure) if failure.is_not_found() => Ok(None),
            Err(failure) => Err(failure),
        }
    }
}

/// Of a deletion: not to exist is success.
pub trait Gone {
    /// `Progress::Done`, also when there was nothing to delete.
    ///
    /// # Errors
    /// Any other failure of the call.
    fn gone(self) -> Result<Progress>;
}

impl<T> Gone for Result<T> {
    fn gone(self) -> Result<Progress> {
        match self {
            Ok(_) => Ok(Progress::Done),
            Err(failure) if failure.is_not_found() => Ok(Progress::Done),
            Err(failure) => Err(failure),
        }
    }
}
