//! JUnit XML, which CI systems show as test results: a suite for each state file, a test case for
//! each state.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};
use wasmidem_contract::{Diagnostic, Phase, Severity};

use super::blocked;
use super::history::{Call, History, StateHistory};
use super::human::{Block, shown_id};
use super::plain::plain;
use super::status::Status;
use crate::exit_code::Exit;

/// The suite of what belongs to no state file.
const NO_FILE: &str = "wasmidem";

/// The report.
pub fn junit(history: &History, _: Exit) -> String {
    let mut report = Report::new(match history.phase {
        Phase::Apply => "wasmidem",
        Phase::Plan => "wasmidem preview",
        Phase::Drift | Phase::Describe => "wasmidem drift",
    });
    if let Ok(id) = history.run_id.parse() {
        report.set_uuid(id);
    }
    report.set_time(Duration::try_from(history.ended.duration_since(history.began)).unwrap_or_default());
    let mut suites: Vec<TestSuite> = Vec::new();
    for problem in history.problems.iter().filter(|problem| problem.severity == Severity::Error) {
        let file = problem.location.as_ref().map(|place| place.file.as_ref());
        suite(&mut suites, file, history).add_test_case(of_problem(problem));
    }
    for state in &history.states {
        let file = state.place.as_ref().map(|place| place.file.as_ref());
        suite(&mut suites, file, history).add_test_case(of_state(state, history));
    }
    report.add_test_suites(suites.into_iter().map(timed));
    // Writing to memory fails only for want of it.
    report.to_string().unwrap_or_default()
}

/// The suite of a file; a new one if it is the first of it.
fn suite<'a>(suites: &'a mut Vec<TestSuite>, file: Option<&str>, history: &History) -> &'a mut TestSuite {
    let name = plain(file.unwrap_or(NO_FILE));
    let place = suites.iter().position(|suite| suite.name.as_str() == name).unwrap_or(suites.len());
    if place == suites.len() {
        let mut suite = TestSuite::new(name);
        let began = history.began.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        suite.extra.insert("timestamp".into(), began.into());
        suite.add_property(Property::new("run", history.run_id.as_str()));
        suite.add_property(Property::new("preview", (!history.phase.may_write()).to_string()));
        suites.push(suite);
    }
    #[expect(clippy::indexing_slicing, reason = "found above, or added")]
    &mut suites[place]
}

fn timed(mut suite: TestSuite) -> TestSuite {
    let total = suite.test_cases.iter().filter_map(|case| case.time).sum();
    suite.set_time(total);
    suite
}

fn of_problem(problem: &Diagnostic) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type(problem.code).set_message(plain(&problem.message));
    status.set_description(super::diagnostic::render(problem, false));
    let mut case = TestCase::new(problem.code, status);
    case.set_classname(NO_FILE);
    if let Some(place) = &problem.location {
        case.extra.insert("file".into(), plain(&place.file).into());
        case.extra.insert("line".into(), place.line.to_string().into());
    }
    case
}

fn of_state(state: &StateHistory, history: &History) -> TestCase {
    let status = state.status();
    let mut case = TestCase::new(shown_id(&state.address), result(state, history));
    case.set_classname(plain(&state.address.full_path()));
    if let Some(place) = &state.place {
        case.extra.insert("file".into(), plain(&place.file).into());
        case.extra.insert("line".into(), place.line.to_string().into());
    }
    case.add_property(Property::new("action", status.action()));
    if let Some(outcome) = &state.outcome {
        case.set_time(Duration::try_from_secs_f64(outcome.total_seconds).unwrap_or_default());
    }
    if !matches!(status, Status::Failed) {
        case.set_system_out(text(state, history));
    }
    case
}

fn result(state: &StateHistory, history: &History) -> TestCaseStatus {
    let outcome = state.outcome.as_ref();
    match state.status() {
        Status::Failed => {
            let failure = outcome.and_then(|outcome| outcome.failure.as_ref());
            let comments = || outcome.map(|outcome| outcome.comments.join("; ")).unwrap_or_default();
            let message = failure.map_or_else(comments, |failure| failure.message.clone());
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(failure.map_or("failed", |failure| failure.code.as_str()));
            status.set_message(plain(&message)).set_description(text(state, history));
            status
        }
        Status::NotRun => {
            let reasons = outcome.and_then(blocked::reasons).unwrap_or_default();
            let reasons: Vec<String> =
                reasons.iter().map(|reason| plain(&reason.sentence(&history.not_run))).collect();
            let mut status = TestCaseStatus::skipped();
            status.set_message(if reasons.is_empty() { "not run".to_owned() } else { reasons.join("; ") });
            status
        }
        Status::Updated | Status::Deleted if history.phase == Phase::Drift => {
            let mut different = TestCaseStatus::non_success(NonSuccessKind::Failure);
            different.set_type("drift").set_message(state.status().word(history.phase));
            different.set_description(text(state, history));
            different
        }
        _ => TestCaseStatus::success(),
    }
}

/// What the report for people says of it, and its calls.
fn text(state: &StateHistory, history: &History) -> String {
    let mut text = String::new();
    if let Some(outcome) = &state.outcome {
        let place = state.place.clone();
        let status = state.status();
        let block = Block { outcome, status, phase: history.phase, place, width: 0, colour: false };
        text.push_str(&block.text(&history.not_run));
    }
    for warning in &state.warnings {
        text.push_str(&format!("    warning: {}\n", plain(warning)));
    }
    let calls = state.calls.iter().filter_map(|place| history.calls.get(*place));
    calls.for_each(|call| text.push_str(&call_line(call)));
    text
}

fn call_line(call: &Call) -> String {
    let end = match (&call.failure, call.milliseconds) {
        (Some(failure), _) => format!("[{}]", plain(&failure.code)),
        (None, Some(_)) => "ok".to_owned(),
        (None, None) => "not ended".to_owned(),
    };
    let took = call.milliseconds.map(|milliseconds| format!(", {milliseconds} ms")).unwrap_or_default();
    format!("    {} {end}{took}, {} attempt(s)\n", plain(&call.operation.to_string()), call.attempts)
}
