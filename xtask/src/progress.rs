//! Says what is going on and how long it took.

use std::time::{Duration, Instant};

/// Shorter steps need no closing line.
const WORTH_TELLING: Duration = Duration::from_secs(1);

/// Something under way.
#[must_use]
pub struct Step {
    start: Instant,
}

/// Announces `what` is done from now on.
pub fn step(what: &str) -> Step {
    println!("==> {what}");
    Step { start: Instant::now() }
}

impl Step {
    /// Says that it is finished, if it took a noticeable time.
    pub fn done(self) {
        let elapsed = self.start.elapsed();
        if elapsed >= WORTH_TELLING {
            println!("    done in {}", human(elapsed));
        }
    }
}

/// A line below the current step.
pub fn note(text: &str) {
    println!("    {text}");
}

/// A duration for people: `0.4 s`, `12 s`, `3 min 05 s`.
pub fn human(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(human(Duration::from_millis(440)), "0.4 s");
        assert_eq!(human(Duration::from_secs(59)), "59 s");
        assert_eq!(human(Duration::from_secs(185)), "3 min 05 s");
    }
}
