//! Runs each directory of `tests/cases`; `tests/cases/README.md` says how to add one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use serde_json::{Map, Value, json};
use wasmidem_tests::{Emulator, Finished, Normaliser, TestEnvironment, by_appearance, differences};

/// What is compared of each state, if the expectation has it.
const MEMBERS: [&str; 4] = ["result", "changes", "old_state", "new_state"];

#[test]
fn all_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut cases: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the cases are there")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(cases.len() >= 20, "only {} cases", cases.len());
    cases.reverse();
    let left = Mutex::new(cases);
    let problems = Mutex::new(Vec::new());
    let workers = thread::available_parallelism().map_or(2, std::num::NonZero::get).min(4);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let emulator = Emulator::lease();
                loop {
                    let Some(case) = left.lock().expect("no worker panics with it").pop() else {
                        return;
                    };
                    emulator.reset();
                    let found = Case::new(&case, &emulator).run();
                    problems.lock().expect("no worker panics with it").extend(found);
                }
            });
        }
    });
    let mut problems = problems.into_inner().expect("no worker panicked with it");
    problems.sort();
    assert!(problems.is_empty(), "{} differences:\n{}", problems.len(), problems.join("\n"));
}

struct Case<'a> {
    name: String,
    source: &'a Path,
    emulator: &'a Emulator,
    environment: TestEnvironment,
    normaliser: Normaliser,
}

impl<'a> Case<'a> {
    fn new(source: &'a Path, emulator: &'a Emulator) -> Self {
        let environment = TestEnvironment::at(emulator.endpoint());
        copy(source, &environment.work());
        let work = environment.work().display().to_string();
        let normaliser = Normaliser::new(vec![(work, "<work>"), (emulator.endpoint(), "<endpoint>")]);
        let name = source.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self { name, source, emulator, environment, normaliser }
    }

    fn run(mut self) -> Vec<String> {
        let commands = fs::read_to_string(self.source.join("cmd.txt")).unwrap_or_default();
        let expected = fs::read_to_string(self.source.join("expected.json"));
        let expected: Value = match expected.map(|text| serde_json::from_str(&text)) {
            Ok(Ok(expected)) => expected,
            Ok(Err(error)) => return vec![format!("{}: expected.json: {error}", self.name)],
            Err(_) => json!({"steps": []}),
        };
        let mut expected = expected["steps"].as_array().cloned().unwrap_or_default().into_iter();
        let mut problems = Vec::new();
        let mut step = 0;
        for line in commands.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            if let Some(call) = line.strip_prefix("!ec2 ") {
                self.emulator.ec2(&self.normaliser.restore(&call.replace(' ', "&")));
                continue;
            }
            step += 1;
            let finished = self.step(line);
            let place = format!("{}: step {step}", self.name);
            match expected.next() {
                Some(expected) => problems.extend(self.compare(&place, &finished, &expected)),
                None => {
                    let got = self.observed(&finished);
                    problems.push(format!("{place}: expected.json has no such step; it would be\n{got:#}"));
                }
            }
        }
        if expected.next().is_some() || step == 0 {
            problems
                .push(format!("{}: cmd.txt has {step} steps, expected.json has another number", self.name));
        }
        problems
    }

    fn step(&self, line: &str) -> Finished {
        let ours = ["--output", "json", "--no-progress-bar", "--root-dir", ".store"];
        let words: Vec<&str> = line.split_whitespace().chain(ours).collect();
        self.environment.run(&words)
    }

    /// A step as `expected.json` would have it.
    fn observed(&mut self, finished: &Finished) -> Value {
        let output = serde_json::from_str(&finished.stdout).unwrap_or(Value::Null);
        let output = self.normaliser.value(&output);
        if let Some(errors) = output.get("errors") {
            return json!({"exit": finished.code, "errors": errors});
        }
        let states = output.as_object().cloned().unwrap_or_default().into_iter().map(|(tag, state)| {
            let members = ["comment"].iter().chain(&MEMBERS);
            let members: Map<String, Value> =
                members.map(|member| ((*member).to_owned(), state[*member].clone())).collect();
            (tag, Value::Object(members))
        });
        json!({"exit": finished.code, "states": states.collect::<Map<_, _>>()})
    }

    fn compare(&mut self, place: &str, finished: &Finished, expected: &Value) -> Vec<String> {
        let got = self.observed(finished);
        let mut problems = differences(&format!("{place}: exit"), &got["exit"], &expected["exit"]);
        if let Some(errors) = expected.get("errors") {
            problems.extend(compare_errors(place, &got, errors));
        }
        if let Some(states) = expected.get("states") {
            problems.extend(compare_states(place, &got, states));
        }
        if !problems.is_empty() {
            let stderr: Vec<&str> = finished.stderr.lines().take(12).collect();
            problems.push(format!("{place}: stderr was\n    {}", stderr.join("\n    ")));
        }
        problems
    }
}

/// Errors are compared one by one: each member that is expected, and of messages a part.
fn compare_errors(place: &str, got: &Value, expected: &Value) -> Vec<String> {
    let none = Vec::new();
    let got = got["errors"].as_array().unwrap_or(&none);
    let expected = expected.as_array().unwrap_or(&none);
    if got.len() != expected.len() {
        return vec![format!("{place}: {} errors, expected {}: {got:?}", got.len(), expected.len())];
    }
    let mut problems = Vec::new();
    for (index, (got, expected)) in got.iter().zip(expected).enumerate() {
        for (member, wanted) in expected.as_object().into_iter().flatten() {
            let place = format!("{place}: errors[{index}].{member}");
            let (text, part) =
                (got[member].as_str().unwrap_or_default(), wanted.as_str().unwrap_or_default());
            let is_part = matches!(member.as_str(), "message" | "help") && text.contains(part);
            if !is_part {
                problems.extend(differences(&place, &got[member], wanted));
            }
        }
    }
    problems
}

/// States are compared member by member; of the comment, each sentence expected must be there.
fn compare_states(place: &str, got: &Value, expected: &Value) -> Vec<String> {
    let members = |states: &Value| -> Value {
        let states = states.as_object().cloned().unwrap_or_default().into_iter().map(|(tag, state)| {
            let members: Map<String, Value> =
                MEMBERS.iter().map(|member| ((*member).to_owned(), state[*member].clone())).collect();
            (tag, Value::Object(members))
        });
        by_appearance(&Value::Object(states.collect()))
    };
    let mut problems = differences(place, &members(&got["states"]), &members(expected));
    for (tag, state) in expected.as_object().into_iter().flatten() {
        let sentences = state.get("comment").and_then(Value::as_array).cloned().unwrap_or_default();
        let said = got["states"][tag]["comment"].to_string();
        for sentence in sentences.iter().filter_map(Value::as_str) {
            let quoted = Value::from(sentence).to_string();
            if !said.contains(quoted.trim_matches('"')) {
                problems.push(format!("{place}.{tag}.comment: got {said}, expected {quoted}"));
            }
        }
    }
    problems
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("it can be read") {
        let path = entry.expect("it can be read").path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target);
        } else if !path.ends_with("expected.json") && !path.ends_with("cmd.txt") {
            fs::copy(&path, &target).expect("it can be copied");
        }
    }
}
