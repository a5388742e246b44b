//! State files that include themselves, or each other.

use std::collections::HashMap;

use wasmidem_contract::Diagnostic;

use crate::problems::Problems;
use crate::source::{FileId, Place};

/// An entry of an `include`.
pub(super) struct Inclusion {
    pub(super) from: FileId,
    pub(super) to: FileId,
    pub(super) place: Place,
}

/// A file on the way, and how many of its inclusions were followed.
struct Step {
    file: FileId,
    followed: usize,
}

/// Reports each inclusion that closes a circle. Those that remain make no circle.
pub(super) fn check(inclusions: &[Inclusion], problems: &mut Problems) {
    let mut of_file: HashMap<FileId, Vec<&Inclusion>> = HashMap::new();
    for inclusion in inclusions {
        of_file.entry(inclusion.from).or_default().push(inclusion);
    }
    // Whether the file is on the way; what is not is done.
    let mut visited: HashMap<FileId, bool> = HashMap::new();
    for start in inclusions.iter().map(|inclusion| inclusion.from) {
        if visited.contains_key(&start) {
            continue;
        }
        visited.insert(start, true);
        let mut way = vec![Step { file: start, followed: 0 }];
        while let Some(step) = way.last_mut() {
            let next = of_file.get(&step.file).and_then(|all| all.get(step.followed));
            let Some(inclusion) = next else {
                visited.insert(step.file, false);
                way.pop();
                continue;
            };
            step.followed += 1;
            match visited.get(&inclusion.to) {
                None => {
                    visited.insert(inclusion.to, true);
                    way.push(Step { file: inclusion.to, followed: 0 });
                }
                Some(true) => report(&closed(&way, inclusion, &of_file), problems),
                Some(false) => {}
            }
        }
    }
}

/// The inclusions of a circle: those on the way from the file that `last` includes, and `last`.
fn closed<'i>(
    way: &[Step],
    last: &'i Inclusion,
    of_file: &HashMap<FileId, Vec<&'i Inclusion>>,
) -> Vec<&'i Inclusion> {
    let circle = way.iter().skip_while(|step| step.file != last.to);
    let taken = |step: &Step| of_file.get(&step.file)?.get(step.followed.checked_sub(1)?).copied();
    circle.filter_map(taken).collect()
}

fn report(circle: &[&Inclusion], problems: &mut Problems) {
    let Some(last) = circle.last() else { return };
    let name = |file: FileId| format!("`{}`", problems.files.name(file));
    let (message, help) = if last.from == last.to {
        (
            format!("{} includes itself", name(last.from)),
            "remove it: a state file is there once, and needs no mention of itself".to_owned(),
        )
    } else {
        let mut names: Vec<String> = circle.iter().map(|inclusion| name(inclusion.from)).collect();
        names.push(name(last.to));
        let steps = circle.iter().map(|inclusion| {
            let place = problems.files.location(inclusion.place);
            format!("{} includes {} at {place}", name(inclusion.from), name(inclusion.to))
        });
        let steps: Vec<String> = steps.collect();
        (
            format!("state files include each other in a circle: {}", names.join(" → ")),
            format!(
                "remove one of these, or put what they share into a file that both include: {}",
                steps.join("; ")
            ),
        )
    };
    problems.report(Diagnostic::error("sls-include-circle", message).with_help(help), last.place);
}
