use std::time::Duration;

/// How long to wait for AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection, with TLS.
    pub connect: Duration,
    /// For the first byte of an answer.
    pub read: Duration,
}

impl Default for Timeouts {
    /// As the official clients wait for a connection, and for an answer.
    fn default() -> Self {
        Self { connect: Duration::from_secs(3), read: Duration::from_secs(60) }
    }
}

impl Timeouts {
    /// For the whole of an attempt: an answer that begins just in time has a sixth of that to end.
    pub(super) fn attempt(self) -> Duration {
        self.connect.saturating_add(self.read).saturating_add(self.read / 6)
    }
}
