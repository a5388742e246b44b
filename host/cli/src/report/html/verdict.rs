use wasmidem_contract::{Phase, Severity};

use crate::exit_code::Exit;
use crate::report::history::History;
use crate::report::status::Status;

/// How the run went, in one sentence.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    /// `good`, `bad`, or `plan` for a preview of changes.
    pub tone: &'static str,
    /// The sentence.
    pub text: String,
}

/// Judges a run.
pub fn verdict(history: &History, exit: Exit) -> Verdict {
    let count = |status: Status| history.states.iter().filter(|state| state.status() == status).count();
    let total = history.states.len();
    let bad = |text: String| Verdict { tone: "bad", text };
    let errors = history.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let began = history.states.iter().any(|state| state.outcome.is_some());
    let failed = count(Status::Failed);
    if !began && errors > 0 {
        return bad("Nothing was run".to_owned());
    }
    if failed > 0 {
        return bad(format!("{failed} of {} failed", states(total)));
    }
    if exit != Exit::Done && errors > 0 {
        return bad(format!("{errors} problem{}", if errors == 1 { "" } else { "s" }));
    }
    let changes: Vec<String> = Status::ALL
        .into_iter()
        .filter(|status| !matches!(status, Status::Unchanged | Status::Ran) && count(*status) > 0)
        .map(|status| format!("{} {}", count(status), status.counted(history.phase)))
        .collect();
    let tone = match (count(Status::NotRun), !history.phase.may_write()) {
        (1.., _) => "bad",
        (0, true) if !changes.is_empty() => "plan",
        _ => "good",
    };
    let text = match (changes.is_empty(), total) {
        (true, 0) => "Nothing to do".to_owned(),
        (true, _) if history.phase == Phase::Drift => "Everything is as it was left".to_owned(),
        (true, _) => "Nothing had to change".to_owned(),
        (false, _) => changes.join(", "),
    };
    Verdict { tone, text }
}

fn states(count: usize) -> String {
    if count == 1 { "1 state".to_owned() } else { format!("{count} states") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::outcome;
    use jiff::Timestamp;
    use wasmidem_contract::{Action, Diagnostic, Event};

    fn of(phase: Phase, actions: &[Action], error: bool) -> Verdict {
        let mut history = History::new("r", Timestamp::UNIX_EPOCH);
        let mut take = |event| history.take(event, Timestamp::UNIX_EPOCH);
        take(Event::RunStarted { states: 0, phase });
        if error {
            take(Event::Problem { problem: Diagnostic::error("x", "y") });
        }
        for (number, action) in actions.iter().enumerate() {
            take(Event::StateFinished { outcome: Box::new(outcome(&number.to_string(), *action)) });
        }
        verdict(&history, if error { Exit::ModuleRejected } else { Exit::Done })
    }

    #[test]
    fn says_what_matters_most() {
        use Action::{Create, Delete, Fail, Skip, Unchanged, Update};
        for (phase, actions, error, tone, text) in [
            (Phase::Apply, &[Create, Fail, Skip][..], false, "bad", "1 of 3 states failed"),
            (Phase::Apply, &[Create, Skip], false, "bad", "1 created, 1 not run"),
            (Phase::Apply, &[], true, "bad", "Nothing was run"),
            (Phase::Apply, &[Unchanged], true, "bad", "1 problem"),
            (Phase::Apply, &[Create, Create, Unchanged], false, "good", "2 created"),
            (Phase::Plan, &[Create, Update, Delete], false, "plan", "1 to create, 1 to update, 1 to delete"),
            (Phase::Plan, &[Unchanged], false, "good", "Nothing had to change"),
            (Phase::Apply, &[], false, "good", "Nothing to do"),
            (Phase::Drift, &[Update, Delete, Unchanged], false, "plan", "1 differs, 1 is gone"),
            (Phase::Drift, &[Unchanged], false, "good", "Everything is as it was left"),
        ] {
            assert_eq!(of(phase, actions, error), Verdict { tone, text: text.to_owned() });
        }
    }
}
