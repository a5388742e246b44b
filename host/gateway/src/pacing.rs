//! How many calls are under way at once, learnt from AWS: one throttled account must not be hammered
//! by every state that happens to run.
//!
//! Each lane has a window, as connections have: it grows by one with each answer until AWS says to slow
//! down. Then it is halved, everybody in the lane waits for a while, and from there it grows by one
//! with each full window that is answered.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;
use wasmidem_contract::Effect;

use crate::Permit;

/// Calls of one lane under way at once, at first.
const FIRST: f64 = 128.0;

/// The most of them: half of the open files that systems commonly allow a process.
const WIDEST: f64 = 512.0;

/// AWS counts calls per account, service and region, and those that only look apart from others. A
/// profile is one account and region.
type Key = (String, String, Effect);

/// Paces calls.
#[derive(Default)]
pub(crate) struct Pacer {
    lanes: Mutex<HashMap<Key, Arc<Lane>>>,
}

struct Lane {
    traffic: Mutex<Traffic>,
    /// Rings when a place may be free.
    freed: Notify,
}

struct Traffic {
    under_way: usize,
    window: f64,
    /// Where the window stops growing fast: half of what was too much.
    threshold: f64,
    closed_until: Option<Instant>,
}

/// A place among the calls under way; free again when dropped.
pub(crate) struct Place(Arc<Lane>);

impl Pacer {
    fn lane(&self, permit: &Permit) -> Arc<Lane> {
        let key = (permit.profile().to_owned(), permit.operation().service.clone(), permit.effect());
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lanes.entry(key).or_insert_with(|| Arc::new(Lane::new())))
    }

    /// Waits until the call may be sent.
    pub(crate) async fn enter(&self, permit: &Permit) -> Place {
        let lane = self.lane(permit);
        loop {
            match lane.try_enter() {
                Entrance::Open => return Place(lane),
                // A place that was freed meanwhile has left its notification.
                Entrance::Full => lane.freed.notified().await,
                Entrance::Closed(until) => tokio::time::sleep_until(until).await,
            }
        }
    }

    /// AWS did not mind a call.
    pub(crate) fn speed_up(&self, permit: &Permit) {
        let lane = self.lane(permit);
        let mut traffic = lane.traffic();
        let growth = if traffic.window < traffic.threshold { 1.0 } else { 1.0 / traffic.window };
        // A window that is not used says nothing of what AWS would agree to.
        if !traffic.has_room() {
            traffic.window = (traffic.window + growth).min(WIDEST);
        }
    }

    /// Narrows the lane of a call that AWS refused for being too many, and keeps all of it back for a
    /// while. Calls that were under way together count as one warning.
    pub(crate) fn slow_down(&self, permit: &Permit, pause: Duration) {
        let lane = self.lane(permit);
        let mut traffic = lane.traffic();
        let now = Instant::now();
        if traffic.closed_until.is_none_or(|until| until <= now) {
            traffic.window = (traffic.window / 2.0).max(1.0);
            traffic.threshold = traffic.window;
            traffic.closed_until = Some(now + pause);
        }
    }
}

enum Entrance {
    Open,
    Full,
    Closed(Instant),
}

impl Lane {
    fn new() -> Self {
        let traffic = Traffic { under_way: 0, window: FIRST, threshold: WIDEST, closed_until: None };
        Self { traffic: Mutex::new(traffic), freed: Notify::new() }
    }

    fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn try_enter(&self) -> Entrance {
        let mut traffic = self.traffic();
        match traffic.closed_until {
            Some(until) if until > Instant::now() => Entrance::Closed(until),
            _ if !traffic.has_room() => Entrance::Full,
            _ => {
                traffic.under_way += 1;
                if traffic.has_room() {
                    // Whoever was woken takes one place; there may be more.
                    self.freed.notify_one();
                }
                Entrance::Open
            }
        }
    }
}

impl Traffic {
    fn has_room(&self) -> bool {
        // INVARIANT: the window is at least 1, so that a lane never stands still.
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        let under_way = self.under_way as f64;
        under_way + 1.0 <= self.window
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut traffic = self.0.traffic();
        traffic.under_way = traffic.under_way.saturating_sub(1);
        drop(traffic);
        self.0.freed.notify_one();
    }
}
