//! When to send again. A write without a client token must not be sent twice unless the first
//! sending certainly had no effect: a retrying client creates VPCs twice.

use std::time::Duration;

use wasmidem_contract::{Cause, Effect, Failure};

/// Sendings of one call, the first included.
pub(crate) const ATTEMPTS: u32 = 5;
/// The same when AWS asks to slow down: that passes, and the pace becomes the right one.
pub(crate) const THROTTLED_ATTEMPTS: u32 = 6;
/// The longest pause between two sendings.
const LONGEST: Duration = Duration::from_secs(20);

/// How long to wait before sending once more; `None` to give up. `attempt` is the number of
/// sendings so far.
pub(crate) fn delay(effect: Effect, failure: &Failure, attempt: u32) -> Option<Duration> {
    let throttled = failure.cause == Cause::Throttled;
    let most = if throttled { THROTTLED_ATTEMPTS } else { ATTEMPTS };
    if attempt >= most || !failure.retryable {
        return None;
    }
    if failure.ambiguous && effect == Effect::Write {
        return None;
    }
    let base = if throttled { 500 } else { 100 };
    let full = Duration::from_millis(base).saturating_mul(1 << (attempt - 1).min(10)).min(LONGEST);
    // Between half and all of it, so that many callers that failed together do not return together.
    Some(full.mul_f64(0.5 + fastrand::f64() / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmidem_contract::Blame;

    fn failure(retryable: bool, ambiguous: bool) -> Failure {
        Failure { retryable, ambiguous, ..Failure::new(Cause::Other, Blame::Aws, "x", "x") }
    }

    #[test]
    fn never_resends_an_ambiguous_write() {
        assert!(delay(Effect::Write, &failure(true, true), 1).is_none());
        assert!(delay(Effect::Read, &failure(true, true), 1).is_some());
        assert!(delay(Effect::Write, &failure(true, false), 1).is_some());
    }

    #[test]
    fn gives_up() {
        assert!(delay(Effect::Read, &failure(false, false), 1).is_none());
        assert!(delay(Effect::Read, &failure(true, false), ATTEMPTS).is_none());
    }

    #[test]
    fn waits_longer_each_time() {
        let throttled = Failure { cause: Cause::Throttled, ..failure(true, false) };
        let first = delay(Effect::Read, &throttled, 1).unwrap();
        let last = delay(Effect::Read, &throttled, ATTEMPTS - 1).unwrap();
        assert!(first < last && last <= LONGEST, "{first:?} {last:?}");
    }
}
