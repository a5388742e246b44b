use std::fmt;

/// What a run is for. In every phase but [`Phase::Apply`] nothing may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Finding out what would change.
    Plan,
    /// Making reality what the state file says.
    Apply,
    /// Comparing what was enforced with what is there.
    Drift,
    /// Writing down what exists as a state file.
    Describe,
}

impl Phase {
    /// Whether calls that change something are possible at all.
    ///
    /// INVARIANT: true for `Apply` only. The sandbox links by it and the gate checks it again.
    pub fn may_write(self) -> bool {
        matches!(self, Self::Apply)
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plan => "plan",
            Self::Apply => "apply",
            Self::Drift => "drift",
            Self::Describe => "describe",
        })
    }
}
