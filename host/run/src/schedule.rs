//! Which state may run next. Always the first in the program's order of those that are free to
//! run, so that the same program runs in the same order.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// What each state waits for, and which states are free to run.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    states: Vec<Waiting>,
    /// May hold states that have begun to wait since, or were started: `next` looks again.
    ready: BinaryHeap<Reverse<usize>>,
}

#[derive(Debug, Default)]
struct Waiting {
    /// States that must have ended.
    must: BTreeSet<usize>,
    /// States that should have ended, unless that is impossible.
    should: BTreeSet<usize>,
    followers: Vec<usize>,
    progress: Progress,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Progress {
    #[default]
    Waiting,
    Started,
    Ended,
}

impl Waiting {
    fn is_free(&self) -> bool {
        self.progress == Progress::Waiting && self.must.is_empty() && self.should.is_empty()
    }
}

/// How much a state waits for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// It does not run before.
    Must,
    /// It runs before only if nothing else can run.
    Should,
}

impl Schedule {
    /// Adds the next state, which waits for nothing yet, and returns its number, from 0.
    pub(crate) fn add(&mut self) -> usize {
        let number = self.states.len();
        self.states.push(Waiting::default());
        self.ready.push(Reverse(number));
        number
    }

    /// Makes a state that has not started wait for one that has not ended. Otherwise, and for
    /// numbers that are no state, nothing happens.
    pub(crate) fn wait(&mut self, follower: usize, target: usize, wait: Wait) {
        let ended = self.states.get(target).is_none_or(|state| state.progress == Progress::Ended);
        let Some(state) = self.states.get_mut(follower) else { return };
        if ended || follower == target || state.progress != Progress::Waiting {
            return;
        }
        let new = match wait {
            Wait::Must => {
                state.should.remove(&target);
                state.must.insert(target)
            }
            Wait::Should => !state.must.contains(&target) && state.should.insert(target),
        };
        if new && let Some(target) = self.states.get_mut(target) {
            target.followers.push(follower);
        }
    }

    /// The next state that may run; it counts as started.
    pub(crate) fn next(&mut self) -> Option<usize> {
        loop {
            let Reverse(number) = self.ready.pop()?;
            if let Some(state) = self.states.get_mut(number)
                && state.is_free()
            {
                state.progress = Progress::Started;
                return Some(number);
            }
        }
    }

    /// A state has ended, or will not run at all.
    pub(crate) fn ended(&mut self, number: usize) {
        let Some(state) = self.states.get_mut(number) else { return };
        state.progress = Progress::Ended;
        for follower in std::mem::take(&mut state.followers) {
            if let Some(state) = self.states.get_mut(follower) {
                let waited = state.must.remove(&number) | state.should.remove(&number);
                if waited && state.is_free() {
                    self.ready.push(Reverse(follower));
                }
            }
        }
    }

    /// When nothing runs and nothing is ready: frees the first state that only waits for what
    /// should, but need not, come before. False when there is none.
    pub(crate) fn relax(&mut self) -> bool {
        let stuck = self.states.iter_mut().enumerate().find(|(_, state)| {
            state.progress == Progress::Waiting && state.must.is_empty() && !state.should.is_empty()
        });
        let Some((number, state)) = stuck else { return false };
        state.should.clear();
        self.ready.push(Reverse(number));
        true
    }

    /// The states that were never started.
    pub(crate) fn left(&self) -> impl Iterator<Item = usize> {
        let waiting = |state: &Waiting| state.progress == Progress::Waiting;
        self.states.iter().enumerate().filter(move |(_, state)| waiting(state)).map(|(number, _)| number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(must: &[&[usize]], should: &[&[usize]]) -> Schedule {
        let mut schedule = Schedule::default();
        must.iter().for_each(|_| {
            schedule.add();
        });
        for (lists, wait) in [(should, Wait::Should), (must, Wait::Must)] {
            for (follower, targets) in lists.iter().enumerate() {
                targets.iter().for_each(|target| schedule.wait(follower, *target, wait));
            }
        }
        schedule
    }

    fn order(mut schedule: Schedule) -> Vec<usize> {
        let mut order = Vec::new();
        loop {
            match schedule.next() {
                Some(index) => {
                    order.push(index);
                    schedule.ended(index);
                }
                None if schedule.relax() => {}
                None => return order,
            }
        }
    }

    #[test]
    fn runs_in_order_after_what_it_waits_for() {
        assert_eq!(order(schedule(&[&[2], &[], &[1], &[0, 1]], &[])), [1, 2, 0, 3]);
    }

    #[test]
    fn should_gives_way_to_must() {
        assert_eq!(order(schedule(&[&[], &[]], &[&[1], &[]])), [1, 0]);
        assert_eq!(order(schedule(&[&[], &[0]], &[&[1], &[]])), [0, 1]);
        assert_eq!(order(schedule(&[&[], &[]], &[&[1], &[0]])), [0, 1]);
    }

    #[test]
    fn a_cycle_is_left_over() {
        let mut schedule = schedule(&[&[1], &[0], &[]], &[]);
        assert_eq!(schedule.next(), Some(2));
        schedule.ended(2);
        assert!(schedule.next().is_none() && !schedule.relax());
        assert_eq!(schedule.left().collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn states_may_join() {
        let mut schedule = schedule(&[&[], &[0]], &[]);
        assert_eq!(schedule.next(), Some(0));
        let joined = schedule.add();
        schedule.wait(1, joined, Wait::Must);
        schedule.wait(joined, 0, Wait::Must);
        schedule.ended(0);
        assert_eq!(schedule.next(), Some(joined));
        assert_eq!(schedule.next(), None, "1 waits for what joined");
        schedule.ended(joined);
        schedule.wait(1, joined, Wait::Must);
        assert_eq!(schedule.next(), Some(1), "what has ended is waited for no more");
    }
}
