//! The names of states that `sls.run` brings: each id after that of the `sls.run`.

use std::collections::HashSet;

use wasmidem_contract::{Reference, State, Target, Value, bind, glob_matches, is_glob, references};

use crate::parse::{Lowered, escaped};

/// Which ids the children have, by path.
struct Children {
    run: String,
    known: HashSet<(String, String)>,
    ids: Vec<(String, String)>,
}

/// Puts the id of the `sls.run` before the ids of states, and before what means one of them.
pub(super) fn name(run: &str, states: &mut [Lowered]) {
    let ids: Vec<(String, String)> = states
        .iter()
        .map(|lowered| (lowered.state.address.path.clone(), lowered.state.address.id.clone()))
        .collect();
    let children = Children { run: run.to_owned(), known: ids.iter().cloned().collect(), ids };
    for lowered in states {
        children.rename(&mut lowered.state);
    }
}

impl Children {
    /// Whether a pattern for ids means one of the children.
    fn has(&self, path: &str, pattern: &str) -> bool {
        if is_glob(pattern) {
            return self.ids.iter().any(|(known, id)| known == path && glob_matches(pattern, id));
        }
        self.known.contains(&(path.to_owned(), pattern.to_owned()))
    }

    fn rename(&self, state: &mut State) {
        let id = format!("{}.{}", self.run, state.address.id);
        if !state.arguments.contains_key("name") {
            state.name.clone_from(&id);
        }
        state.address.id = id;
        for requisite in &mut state.requisites {
            let (path, pattern) = match &mut requisite.target {
                Target::State { path, pattern } => (path.as_str(), pattern),
                // Besides files this means an `sls.run` by its id.
                Target::Sls { pattern } => ("sls", pattern),
            };
            if self.has(path, pattern) {
                *pattern = format!("{}.{pattern}", escaped(&self.run));
            }
        }
        if let Some(profile) = &mut state.acct_profile
            && self.has("acct", profile)
        {
            *profile = format!("{}.{profile}", self.run);
        }
        for argument in state.arguments.values_mut() {
            let mut lookup = |reference: &Reference| Ok(Value::String(self.renamed(reference)));
            // Looking up cannot fail, so the value is always there.
            if let Ok(renamed) = bind(argument, &mut lookup) {
                *argument = renamed;
            }
        }
        let mut known = HashSet::new();
        state.references = state.arguments.values().flat_map(references).collect();
        state.references.retain(|reference| known.insert(reference.text.clone()));
    }

    /// The text of a reference, with the id of the `sls.run` if it means a child.
    fn renamed(&self, reference: &Reference) -> String {
        let before = format!("${{{}:", reference.path);
        match reference.text.strip_prefix(&before) {
            Some(rest) if self.has(&reference.path, &reference.id) => {
                format!("{before}{}.{rest}", escaped(&self.run))
            }
            _ => reference.text.clone(),
        }
    }
}
