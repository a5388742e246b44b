use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use wasmidem_contract::{Event, Events, Location, StateAddress};

/// Where states stand, learnt from the events.
#[derive(Debug, Default)]
pub struct Places(Mutex<HashMap<StateAddress, Location>>);

impl Places {
    /// Takes the states of an [`Event::StatesAdded`].
    pub fn add(&self, states: Vec<(StateAddress, Option<Location>)>) {
        let placed = states.into_iter().filter_map(|(state, place)| Some((state, place?)));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(placed);
    }

    /// The place of a state.
    pub fn of(&self, state: &StateAddress) -> Option<Location> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(state).cloned()
    }
}

impl Events for Places {
    fn emit(&self, event: Event) {
        if let Event::StatesAdded { states } = event {
            self.add(states);
        }
    }
}
