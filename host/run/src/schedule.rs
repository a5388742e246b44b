//! Which state may run next. Always the first in the program's order of those that are free to
//! run, so that the same program runs in the same order.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// What each state waits for, and which states are free to run.
#[derive(Debug)]
pub(crate) struct Schedule {
    states: Vec<Waiting>,
    ready: BinaryHeap<Reverse<usize>>,
}

#[derive(Debug, Default)]
struct Waiting {
    /// States that must have ended.
    must: BTreeSet<usize>,
    /// States that should have ended, unless that is impossible.
    should: BTreeSet<usize>,
    followers: Vec<usize>,
    started: bool,
}

impl Schedule {
    /// A schedule for as many states as there are sets; each set names what the state waits for.
    /// Numbers that are no state, and the state itself, are ignored.
    pub(crate) fn new(must: Vec<BTreeSet<usize>>, should: Vec<BTreeSet<usize>>) -> Self {
        let count = must.len();
        let mut states: Vec<Waiting> = must
            .into_iter()
            .zip(should.into_iter().chain(std::iter::repeat_with(BTreeSet::new)))
            .enumerate()
            .map(|(index, (mut must, mut should))| {
                must.retain(|target| *target != index && *target < count);
                should.retain(|target| *target != index && *target < count && !must.contains(target));
                Waiting { must, should, ..Waiting::default() }
            })
            .collect();
        let edges: Vec<(usize, usize)> = states
            .iter()
            .enumerate()
            .flat_map(|(index, state)| {
                state.must.iter().chain(&state.should).map(move |target| (*target, index))
            })
            .collect();
        for (target, follower) in edges {
            if let Some(state) = states.get_mut(target) {
                state.followers.push(follower);
            }
        }
        let ready = states
            .iter()
            .enumerate()
            .filter(|(_, state)| state.must.is_empty() && state.should.is_empty())
            .map(|(index, _)| Reverse(index))
            .collect();
        Self { states, ready }
    }

    /// The next state that may run; it counts as started.
    pub(crate) fn next(&mut self) -> Option<usize> {
        let Reverse(index) = self.ready.pop()?;
        if let Some(state) = self.states.get_mut(index) {
            state.started = true;
        }
        Some(index)
    }

    /// A state has ended.
    pub(crate) fn ended(&mut self, index: usize) {
        let followers =
            self.states.get_mut(index).map(|state| std::mem::take(&mut state.followers)).unwrap_or_default();
        for follower in followers {
            if let Some(state) = self.states.get_mut(follower) {
                let waited = state.must.remove(&index) | state.should.remove(&index);
                if waited && !state.started && state.must.is_empty() && state.should.is_empty() {
                    self.ready.push(Reverse(follower));
                }
            }
        }
    }

    /// When nothing runs and nothing is ready: frees the first state that only waits for what
    /// should, but need not, come before. False when there is none.
    pub(crate) fn relax(&mut self) -> bool {
        let stuck = self
            .states
            .iter()
            .position(|state| !state.started && state.must.is_empty() && !state.should.is_empty());
        let Some(index) = stuck else { return false };
        if let Some(state) = self.states.get_mut(index) {
            state.should.clear();
        }
        self.ready.push(Reverse(index));
        true
    }

    /// The states that were never started.
    pub(crate) fn left(&self) -> impl Iterator<Item = usize> {
        self.states.iter().enumerate().filter(|(_, state)| !state.started).map(|(index, _)| index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sets(lists: &[&[usize]]) -> Vec<BTreeSet<usize>> {
        lists.iter().map(|list| list.iter().copied().collect()).collect()
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
        assert_eq!(order(Schedule::new(sets(&[&[2], &[], &[1], &[0, 1]]), vec![])), [1, 2, 0, 3]);
    }

    #[test]
    fn should_gives_way_to_must() {
        assert_eq!(order(Schedule::new(sets(&[&[], &[]]), sets(&[&[1], &[]]))), [1, 0]);
        assert_eq!(order(Schedule::new(sets(&[&[], &[0]]), sets(&[&[1], &[]]))), [0, 1]);
        assert_eq!(order(Schedule::new(sets(&[&[], &[]]), sets(&[&[1], &[0]]))), [0, 1]);
    }

    #[test]
    fn a_cycle_is_left_over() {
        let mut schedule = Schedule::new(sets(&[&[1], &[0], &[]]), vec![]);
        assert_eq!(schedule.next(), Some(2));
        schedule.ended(2);
        assert!(schedule.next().is_none() && !schedule.relax());
        assert_eq!(schedule.left().collect::<Vec<_>>(), [0, 1]);
    }
}
