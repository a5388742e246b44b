//! The time in signatures. AWS refuses requests whose time is minutes from its own; a machine whose
//! clock is wrong signs by the clock of AWS, once that is known.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use aws_smithy_async::time::TimeSource;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

/// From how far a clock is off it is set right, in seconds: signatures are valid for five minutes.
const TOLERATED: i64 = 240;

/// Codes by which AWS refuses a signature for its time; some are used for other reasons too, so the
/// clock is compared as well.
const CODES: [&str; 9] = [
    // all that an answer to HEAD says; elsewhere a code stands beside the status
    "403",
    "AuthFailure",
    "InvalidSignatureException",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "AuthorizationHeaderMalformed",
    "RequestTimeoutException",
];

/// A clock that can be set by what AWS says the time is.
#[derive(Debug, Clone, Default)]
pub(super) struct Clock {
    /// Seconds that the machine's clock is behind.
    behind: Arc<AtomicI64>,
}

impl TimeSource for Clock {
    fn now(&self) -> SystemTime {
        let behind = self.behind.load(Ordering::Relaxed);
        let seconds = Duration::from_secs(behind.unsigned_abs());
        let now = SystemTime::now();
        let moved = if behind < 0 { now.checked_sub(seconds) } else { now.checked_add(seconds) };
        moved.unwrap_or(now)
    }
}

impl Clock {
    /// How many seconds the machine's clock is taken to be behind.
    pub(super) fn setting(&self) -> i64 {
        self.behind.load(Ordering::Relaxed)
    }

    /// Sets the clock if a refusal is due to it; says whether it was, so that signing again may help.
    /// `signed` is the setting that the request was signed with: of requests that were under way
    /// together, each is refused, and the first sets the clock for all. `date` is the header of the
    /// answer.
    pub(super) fn learn(&self, code: &str, signed: i64, date: Option<&str>) -> bool {
        if !CODES.contains(&code) {
            return false;
        }
        let Some(theirs) = date.and_then(|date| DateTime::from_str(date, Format::HttpDate).ok()) else {
            return false;
        };
        let behind = theirs.secs().saturating_sub(DateTime::from(SystemTime::now()).secs());
        if behind.saturating_sub(signed).saturating_abs() < TOLERATED {
            return false;
        }
        self.behind.store(behind, Ordering::Relaxed);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(seconds: i64) -> String {
        let now = DateTime::from(SystemTime::now()).secs();
        DateTime::from_secs(now + seconds).fmt(Format::HttpDate).unwrap()
    }

    fn seconds_ahead(clock: &Clock) -> i64 {
        DateTime::from(clock.now()).secs() - DateTime::from(SystemTime::now()).secs()
    }

    #[test]
    fn is_set_by_aws_once() {
        for off in [7200, -7200] {
            let clock = Clock::default();
            assert!(clock.learn("RequestTimeTooSkewed", clock.setting(), Some(&date(off))));
            assert!((seconds_ahead(&clock) - off).abs() <= 2);
            assert!(
                !clock.learn("RequestTimeTooSkewed", clock.setting(), Some(&date(off))),
                "it is right now"
            );
        }
    }

    #[test]
    fn requests_that_were_under_way_may_all_be_sent_again() {
        let clock = Clock::default();
        let signed = clock.setting();
        assert!(clock.learn("RequestExpired", signed, Some(&date(7200))));
        assert!(clock.learn("RequestExpired", signed, Some(&date(7201))));
        assert!((seconds_ahead(&clock) - 7201).abs() <= 2, "it is not moved twice");
    }

    #[test]
    fn is_left_alone_for_other_reasons() {
        let clock = Clock::default();
        assert!(!clock.learn("InvalidVpcID.NotFound", 0, Some(&date(7200))));
        assert!(!clock.learn("SignatureDoesNotMatch", 0, Some(&date(30))));
        assert!(!clock.learn("SignatureDoesNotMatch", 0, Some("yesterday")));
        assert!(!clock.learn("SignatureDoesNotMatch", 0, None));
        assert!(seconds_ahead(&clock).abs() <= 1);
    }
}
