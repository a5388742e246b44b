//! A resource goes after everything that refers to it: a VPC after its subnets. The store knows who
//! refers to whom, since states hold the ids of what they use.

use std::collections::{BTreeSet, HashMap};

use wasmidem_contract::Value;

use crate::Store;
use crate::board::Board;
use crate::resource::resource_id;

/// For each state, the states that should end before it.
pub(crate) fn deletion_order(board: &Board, store: &Store) -> Vec<BTreeSet<usize>> {
    let mut order = vec![BTreeSet::new(); board.len()];
    let mut owners: HashMap<String, usize> = HashMap::new();
    let deleted = || board.states().enumerate().filter(|(_, state)| state.address.function == "absent");
    for (index, state) in deleted() {
        let known = store.get(&state.address).and_then(resource_id);
        if let Some(id) = known.or_else(|| resource_id(&state.arguments)) {
            owners.insert(id, index);
        }
    }
    for (index, state) in deleted() {
        for (member, value) in store.get(&state.address).into_iter().flatten() {
            if member != "resource_id" {
                visit_texts(value, &mut |text| {
                    if let Some(owner) = owners.get(text)
                        && let Some(before) = order.get_mut(*owner)
                    {
                        before.insert(index);
                    }
                });
            }
        }
    }
    order
}

fn visit_texts(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(items) => items.iter().for_each(|item| visit_texts(item, visit)),
        Value::Object(members) => members.values().for_each(|member| visit_texts(member, visit)),
        _ => {}
    }
}
