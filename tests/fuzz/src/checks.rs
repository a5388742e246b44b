//! What holds for every compilation, whatever was compiled.

use std::collections::HashSet;

use wasmidem_contract::{Diagnostic, Location, Severity, State, references};

use crate::files::Files;

/// Problems are errors with a sentence and a place that is there; none is our own mistake.
pub(crate) fn problems(problems: &[Diagnostic], files: &Files) {
    assert!(problems.iter().any(|problem| problem.severity == Severity::Error), "failed without an error");
    for problem in problems {
        diagnostic(problem, files);
    }
}

pub(crate) fn diagnostic(problem: &Diagnostic, files: &Files) {
    assert_ne!(problem.code, "sls-internal", "{problem:?}");
    assert!(!problem.message.trim().is_empty(), "no message: {problem:?}");
    assert!(problem.length > 0, "no length: {problem:?}");
    if let Some(place) = &problem.location {
        location(place, files);
    }
}

/// A place is in its file, or right behind its end.
fn location(place: &Location, files: &Files) {
    let Some(text) = files.get(&place.file) else { return };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let line = usize::try_from(place.line).ok().and_then(|line| line.checked_sub(1));
    let Some(line) = line else { panic!("lines count from 1: {place}") };
    let lines = text.split('\n').count();
    assert!(line <= lines, "{place} is not in a file of {lines} lines");
    let length = text.split('\n').nth(line).unwrap_or_default().chars().count();
    let column = usize::try_from(place.column).unwrap_or(usize::MAX);
    assert!((1..=length + 1).contains(&column), "{place} is not in a line of {length} characters");
}

/// Addresses are unique, places are there, and references are those of the arguments.
pub(crate) fn states(states: &[State], files: &Files) {
    let mut addresses = HashSet::new();
    for state in states {
        let address = &state.address;
        assert!(addresses.insert(address), "twice: {address:?}");
        assert!(!address.path.is_empty() && !address.function.is_empty(), "{address:?}");
        location(&state.location, files);
        for (name, place) in &state.argument_locations {
            assert!(!name.is_empty() || state.arguments.contains_key(name), "{name} of {address:?}");
            location(place, files);
        }
        for requisite in &state.requisites {
            location(&requisite.location, files);
        }
        for reference in state.arguments.values().flat_map(references) {
            assert!(state.references.contains(&reference), "not among the references: {reference:?}");
        }
    }
}
