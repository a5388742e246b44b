//! `${…}` that stay text although a reference was probably meant.

use std::collections::HashSet;

use wasmidem_contract::{Diagnostic, Value};

use crate::parse::Lowered;
use crate::problems::Problems;

/// Warns of `${path:id}` without an attribute. Only for paths that are declared, since policies use
/// `${aws:username}` for purposes of their own.
pub(crate) fn check(states: &[Lowered], problems: &mut Problems) {
    let paths: HashSet<&str> = states.iter().map(|lowered| lowered.state.address.path.as_str()).collect();
    for lowered in states {
        for (name, place) in &lowered.argument_places {
            let Some(value) = lowered.state.arguments.get(name) else { continue };
            each_text(value, &mut |text| {
                for inside in
                    text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(inside, _)| inside)
                {
                    if inside
                        .split_once(':')
                        .is_some_and(|(path, id)| paths.contains(path) && !id.contains(':'))
                    {
                        let message = format!("`${{{inside}}}` stays text: a reference has three parts");
                        let warning = Diagnostic::warning("sls-reference", message)
                            .with_help(format!("write `${{{inside}:resource_id}}` or another attribute"));
                        problems.report(warning, *place);
                    }
                }
            });
        }
    }
}

fn each_text(value: &Value, found: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => found(text),
        Value::Array(items) => items.iter().for_each(|item| each_text(item, found)),
        Value::Object(members) => members.values().for_each(|member| each_text(member, found)),
        _ => {}
    }
}
