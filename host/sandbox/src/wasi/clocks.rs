//! `wasi:clocks`. Without a grant time is made up: the day stands still, and the monotonic clock
//! moves a little whenever it is read and by what the guest sleeps, which takes no time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;
use tokio::time::Instant;
use wasmidem_contract::Service;
use wasmtime::component::{HasData, Resource};
use wasmtime_wasi::p2::bindings::clocks::monotonic_clock::{self, Instant as Nanoseconds};
use wasmtime_wasi::p2::bindings::clocks::wall_clock::{self, Datetime};
use wasmtime_wasi::p2::{DynPollable, Pollable, subscribe};

use crate::linker::service;
use crate::store::{Clock, Guest};

/// The day it always is: 1 January 2000, 00:00 UTC.
const DAY: Datetime = Datetime { seconds: 946_684_800, nanoseconds: 0 };
/// How far the monotonic clock moves when it is read, in nanoseconds.
const STEP: u64 = 1_000_000;

/// The time of one instance.
#[derive(Default)]
pub(super) struct Time {
    /// The made-up monotonic clock, in nanoseconds.
    made_up: u64,
    /// When the real one was read first.
    began: Option<Instant>,
}

pub(super) struct Clocks;

impl HasData for Clocks {
    type Data<'a> = View<'a>;
}

pub(super) struct View<'a>(&'a mut Guest);

pub(super) fn view(guest: &mut Guest) -> View<'_> {
    guest.pass_host();
    View(guest)
}

impl wall_clock::Host for View<'_> {
    fn now(&mut self) -> wasmtime::Result<Datetime> {
        if !self.0.granted(Service::ClockNow) {
            return Ok(DAY);
        }
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = Datetime { seconds: since.as_secs(), nanoseconds: since.subsec_nanos() };
        let given = json!({"seconds": now.seconds, "nanoseconds": now.nanoseconds});
        service::record(self.0, Service::ClockNow, None, given);
        Ok(now)
    }

    fn resolution(&mut self) -> wasmtime::Result<Datetime> {
        Ok(Datetime { seconds: 0, nanoseconds: 1_000 })
    }
}

impl View<'_> {
    /// Nanoseconds since the clock was read first; made up without a grant.
    fn elapsed(&mut self) -> Nanoseconds {
        let granted = self.0.granted(Service::ClockNow);
        let time = &mut self.0.wasi().time;
        if granted {
            let began = *time.began.get_or_insert_with(Instant::now);
            return u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        }
        time.made_up = time.made_up.saturating_add(STEP);
        time.made_up
    }

    fn sleep(&mut self, nanoseconds: u64) -> wasmtime::Result<Resource<DynPollable>> {
        let granted = self.0.granted(Service::ClockNow);
        let clock = self.0.clock();
        let wasi = self.0.wasi();
        let sleep = if granted {
            Sleep::Until(Instant::now().checked_add(Duration::from_nanos(nanoseconds)), clock)
        } else {
            wasi.time.made_up = wasi.time.made_up.saturating_add(nanoseconds);
            Sleep::Over
        };
        let sleep = wasi.table.push(sleep)?;
        subscribe(&mut wasi.table, sleep)
    }
}

impl monotonic_clock::Host for View<'_> {
    fn now(&mut self) -> wasmtime::Result<Nanoseconds> {
        Ok(self.elapsed())
    }

    fn resolution(&mut self) -> wasmtime::Result<Nanoseconds> {
        Ok(1_000)
    }

    fn subscribe_instant(&mut self, when: Nanoseconds) -> wasmtime::Result<Resource<DynPollable>> {
        let now = self.elapsed();
        self.sleep(when.saturating_sub(now))
    }

    fn subscribe_duration(&mut self, duration: Nanoseconds) -> wasmtime::Result<Resource<DynPollable>> {
        self.sleep(duration)
    }
}

/// A sleep. It holds no thread, and ends with the wall time of the call.
enum Sleep {
    Over,
    /// `None` for a time that cannot be written down: it never comes.
    Until(Option<Instant>, Clock),
}

/// Lets the guest's clock run on, however the sleep ends.
struct Awake<'a>(&'a Clock);

impl Drop for Awake<'_> {
    fn drop(&mut self) {
        self.0.resume();
    }
}

#[async_trait::async_trait]
impl Pollable for Sleep {
    async fn ready(&mut self) {
        let Self::Until(when, clock) = self else { return };
        clock.pause();
        let _awake = Awake(clock);
        match when {
            Some(when) => tokio::time::sleep_until(*when).await,
            None => std::future::pending().await,
        }
    }
}
