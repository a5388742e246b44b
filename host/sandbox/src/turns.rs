//! Who computes when: guests that compute for long wait for each other and make way for the rest.
//!
//! Thousands of guests are quick: they compute for less than a millisecond between two calls of AWS.
//! One that computes on and on would take a thread from them at each tick. So a guest that has had its
//! [`SPRINT`] needs a lane for each further turn, of which there are as many as processors, and while
//! others are waiting for a processor, a lane rests for [`REST`] between two turns.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, SemaphorePermit};

/// What a guest may compute before it counts as one that computes for long: two ticks.
const SPRINT: Duration = Duration::from_millis(20);

/// How long a lane rests between two turns of 10 ms while others wait: guests that compute for long
/// then have a twentieth of the processors.
const REST: Duration = Duration::from_millis(190);

/// Whoever has to wait longer for its turn than this is not alone.
const ALONE: Duration = Duration::from_millis(1);

static LANES: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)));

/// The right to compute on; given back when dropped, which has to be at the end of the turn.
pub(crate) type Turn = SemaphorePermit<'static>;

/// Lets others run, and waits until a guest that has computed for so long may go on.
pub(crate) async fn next(spent: Duration) -> Option<Turn> {
    if spent < SPRINT {
        tokio::task::yield_now().await;
        return None;
    }
    // The semaphore is never closed.
    let turn = LANES.acquire().await.ok();
    let asked = Instant::now();
    tokio::task::yield_now().await;
    if asked.elapsed() > ALONE {
        tokio::time::sleep(REST).await;
    }
    turn
}
