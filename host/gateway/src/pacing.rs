//! How many calls are under way at once, and a pause for all when AWS says to slow down: one
//! throttled account must not be hammered by every state that happens to run.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::Permit;

/// Calls of one profile to one service under way at once.
const CONCURRENT: usize = 64;

/// Paces calls per profile and service.
#[derive(Default)]
pub(crate) struct Pacer {
    lanes: Mutex<HashMap<(String, String), Arc<Lane>>>,
}

struct Lane {
    places: Arc<Semaphore>,
    closed_until: Mutex<Option<Instant>>,
}

/// A place among the calls under way; free again when dropped.
pub(crate) struct Place {
    _place: Option<OwnedSemaphorePermit>,
}

impl Pacer {
    fn lane(&self, permit: &Permit) -> Arc<Lane> {
        let key = (permit.profile().to_owned(), permit.operation().service.clone());
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = lanes.entry(key).or_insert_with(|| {
            Arc::new(Lane { places: Arc::new(Semaphore::new(CONCURRENT)), closed_until: Mutex::new(None) })
        });
        Arc::clone(lane)
    }

    /// Waits until the call may be sent.
    pub(crate) async fn enter(&self, permit: &Permit) -> Place {
        let lane = self.lane(permit);
        // The semaphore is never closed; were it, going on without a place would be right.
        let place = Arc::clone(&lane.places).acquire_owned().await.ok();
        loop {
            let closed_until = *lane.closed_until.lock().unwrap_or_else(PoisonError::into_inner);
            match closed_until {
                Some(until) if until > Instant::now() => tokio::time::sleep_until(until).await,
                _ => return Place { _place: place },
            }
        }
    }

    /// Keeps all calls of the same profile to the same service back for a while.
    pub(crate) fn slow_down(&self, permit: &Permit, pause: Duration) {
        let lane = self.lane(permit);
        let mut closed_until = lane.closed_until.lock().unwrap_or_else(PoisonError::into_inner);
        let until = Instant::now() + pause;
        if closed_until.is_none_or(|earlier| earlier < until) {
            *closed_until = Some(until);
        }
    }
}
