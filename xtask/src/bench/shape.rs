//! State files with many states that do nothing, in different shapes.

use std::fmt::Write;

use fastrand::Rng;

/// How the states depend on each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Each requires the one before.
    Chain,
    /// All require the first.
    Fan,
    /// Each requires up to three of those before it, taken at random; always the same ones.
    Dag,
}

/// What the random numbers begin with: every run gets the same file.
const SEED: u64 = 20;
/// The most requisites of a state of the random graph.
const MOST: usize = 3;

impl Shape {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chain, Self::Fan, Self::Dag];

    /// As it stands in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chain => "chain",
            Self::Fan => "fan",
            Self::Dag => "random DAG",
        }
    }

    /// A state file with `count` states.
    pub fn states(self, count: usize) -> String {
        let mut random = Rng::with_seed(SEED);
        let mut text = String::new();
        for number in 0..count {
            // writing to a string does not fail
            let _ = write!(text, "noop-{number}:\n  exec.run:\n    - path: test.ping\n");
            let required = self.required(number, &mut random);
            if !required.is_empty() {
                text.push_str("    - require:\n");
            }
            for other in required {
                let _ = writeln!(text, "      - exec: noop-{other}");
            }
        }
        text
    }

    /// The states that a state requires, all of them before it, in order.
    fn required(self, number: usize, random: &mut Rng) -> Vec<usize> {
        let Some(previous) = number.checked_sub(1) else { return Vec::new() };
        match self {
            Self::Chain => vec![previous],
            Self::Fan => vec![0],
            Self::Dag => {
                let count = random.usize(0..=MOST);
                let mut required: Vec<usize> = (0..count).map(|_| random.usize(0..number)).collect();
                required.sort_unstable();
                required.dedup();
                required
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requisites(shape: Shape, count: usize) -> Vec<Vec<usize>> {
        let mut random = Rng::with_seed(SEED);
        (0..count).map(|number| shape.required(number, &mut random)).collect()
    }

    #[test]
    fn a_state_file_is_as_people_write_it() {
        let expected = "\
noop-0:
  exec.run:
    - path: test.ping
noop-1:
  exec.run:
    - path: test.ping
    - require:
      - exec: noop-0
";
        assert_eq!(Shape::Chain.states(2), expected);
        assert_eq!(Shape::Fan.states(2), expected);
        assert_eq!(Shape::Dag.states(0), "");
    }

    #[test]
    fn a_chain_and_a_fan_are_what_they_are_called() {
        assert_eq!(requisites(Shape::Chain, 4), [vec![], vec![0], vec![1], vec![2]]);
        assert_eq!(requisites(Shape::Fan, 4), [vec![], vec![0], vec![0], vec![0]]);
    }

    #[test]
    fn the_random_graph_has_no_circle_and_is_always_the_same() {
        let graph = requisites(Shape::Dag, 1000);
        assert_eq!(graph, requisites(Shape::Dag, 1000));
        assert_eq!(Shape::Dag.states(1000), Shape::Dag.states(1000));
        for (number, required) in graph.iter().enumerate() {
            assert!(required.iter().all(|other| *other < number), "{number}: {required:?}");
            assert!(required.is_sorted_by(|a, b| a < b), "{number}: {required:?}");
        }
        // all numbers of requisites occur, so it is neither a chain nor a fan
        let most = graph.iter().map(Vec::len).max();
        assert_eq!(most, Some(MOST));
        assert!((0..=MOST).all(|count| graph.iter().any(|required| required.len() == count)));
        let lines = Shape::Dag.states(1000).matches("- exec: noop-").count();
        assert_eq!(lines, graph.iter().map(Vec::len).sum::<usize>());
    }
}
