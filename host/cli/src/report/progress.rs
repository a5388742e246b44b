//! How far a run is, on stderr: a bar on a terminal, a line now and then elsewhere.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressDrawTarget, ProgressStyle};
use wasmidem_contract::{Event, Events};

use super::Console;

/// Between two lines where there is no terminal.
const PAUSE: Duration = Duration::from_secs(10);

/// Shows progress.
pub struct Progress {
    console: Arc<Console>,
    plain: Mutex<Plain>,
}

struct Plain {
    done: usize,
    of: usize,
    last: Instant,
}

impl Progress {
    /// Shows nothing before the run starts.
    pub fn new(console: Arc<Console>) -> Self {
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos}/{len} states  {elapsed}  {msg}") {
            console.bar.set_style(style);
        }
        Self { console, plain: Mutex::new(Plain { done: 0, of: 0, last: Instant::now() }) }
    }

    fn plain_line(&self) {
        let mut plain = self.plain.lock().unwrap_or_else(PoisonError::into_inner);
        plain.done += 1;
        if !self.console.interactive && plain.last.elapsed() >= PAUSE {
            plain.last = Instant::now();
            self.console.err(&format!("{} of {} states done", plain.done, plain.of));
        }
    }
}

impl Events for Progress {
    fn emit(&self, event: Event) {
        match event {
            Event::StatesAdded { states } => {
                self.plain.lock().unwrap_or_else(PoisonError::into_inner).of += states.len();
                if self.console.interactive {
                    self.console.bar.inc_length(u64::try_from(states.len()).unwrap_or(0));
                    self.console.bar.set_draw_target(ProgressDrawTarget::stderr());
                }
            }
            Event::Reconciling { pending, wait_seconds, .. } => {
                let waiting = format!("{} pending, again in {wait_seconds:.0} s", pending.len());
                self.console.bar.set_message(waiting);
            }
            Event::StateStarted { address } => self.console.bar.set_message(address.id),
            Event::StateFinished { .. } => {
                self.console.bar.inc(1);
                self.plain_line();
            }
            Event::RunFinished { .. } => self.console.bar.finish_and_clear(),
            _ => {}
        }
    }
}
