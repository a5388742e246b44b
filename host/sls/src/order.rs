//! The order of states: by `order`, and where none is given by their place in the files.

use crate::parse::Lowered;

/// The `order` of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// By its place in the files.
    Default,
    First,
    Last,
    /// Counts from the end when negative.
    At(i64),
}

/// Where idem begins to number states without `order`.
pub(crate) const DEFAULT_FROM: i64 = 100_000;
/// After all others.
const END: i64 = i64::MAX / 2;

/// Sorts states, which are in the order of the files.
pub(crate) fn sort(states: &mut Vec<Lowered>) {
    let mut keyed: Vec<(i64, String, Lowered)> = std::mem::take(states)
        .into_iter()
        .zip(DEFAULT_FROM..)
        .map(|(lowered, number)| {
            let key = match lowered.order {
                Order::Default => number,
                Order::First => 0,
                Order::Last => END,
                Order::At(number) if number < 0 => END.saturating_add(number),
                Order::At(number) => number,
            };
            let state = &lowered.state;
            let text = format!("{}{}{}", state.address.path, state.name, state.address.function);
            (key, text, lowered)
        })
        .collect();
    keyed.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    states.extend(keyed.into_iter().map(|(_, _, lowered)| lowered));
}
