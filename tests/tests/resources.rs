//! The life of a resource of each kind, on the emulator: previewed, made, left alone, changed, left
//! alone, described, found again without stored state, deleted. See `tests/resources/README.md`.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use wasmidem_tests::{Emulator, Finished, TestEnvironment};

/// The state under test.
const IT: &str = "it";

/// What a check found wrong.
type Check = Result<(), String>;

fn folders() -> Vec<PathBuf> {
    let all = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/resources")).unwrap();
    let mut folders: Vec<PathBuf> =
        all.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// The state path: the folder's name, up to a dash.
fn path_of(folder: &Path) -> &str {
    let name = folder.file_name().unwrap().to_str().unwrap();
    name.split('-').next().unwrap()
}

/// A run with stored state in a folder, and an audit log.
struct Life<'a> {
    environment: &'a TestEnvironment,
    store: String,
}

impl Life<'_> {
    fn run(&self, arguments: &[&str]) -> (Finished, Vec<String>) {
        let audit = self.environment.path("audit.jsonl");
        let _ = fs::remove_file(&audit);
        let mut all = vec!["run"];
        all.extend(arguments);
        let audit_path = audit.to_str().unwrap().to_owned();
        all.extend(["--output", "json", "--root-dir", &self.store, "--audit", &audit_path]);
        let finished = self.environment.run(&all);
        let text = fs::read_to_string(&audit).unwrap_or_default();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let written = lines.filter(|line| line["effect"] == "write" && line["decision"] == "allowed");
        let text = |line: &Value, member: &str| line[member].as_str().unwrap_or_default().to_owned();
        let names =
            written.map(|line| format!("{}:{}", text(&line, "service"), text(&line, "action"))).collect();
        (finished, names)
    }

    /// Runs; `want` says of the state under test whether it may be as it was.
    fn does(&self, what: &str, arguments: &[&str], want: impl Fn(&Value) -> bool) -> Check {
        let (finished, _) = self.run(arguments);
        let states = finished.states();
        let failed = states.values().any(|state| state["result"] != true);
        let state = finished.state(IT);
        if failed || !want(&state) { Err(format!("{what}: {finished}")) } else { Ok(()) }
    }

    /// Runs, and wants that nothing is written and nothing changes.
    fn leaves_alone(&self, what: &str, file: &str) -> Check {
        let (finished, written) = self.run(&[file]);
        let changed = finished.states().values().any(|state| state["changes"] != json!({}));
        let failed = finished.states().values().any(|state| state["result"] != true);
        if changed || failed || !written.is_empty() {
            return Err(format!("{what}: wrote {written:?}: {finished}"));
        }
        Ok(())
    }
}

/// One life.
fn live(folder: &Path, emulator: &Emulator) -> Check {
    let environment = TestEnvironment::at(emulator.endpoint());
    let copy = |name: &str| {
        let text = fs::read_to_string(folder.join(name)).ok()?;
        environment.write(name, &text);
        Some(text)
    };
    let made = copy("made.sls").ok_or("there is no made.sls")?;
    let last = if copy("changed.sls").is_some() { "changed.sls" } else { "made.sls" };
    let life = Life { environment: &environment, store: "store".to_owned() };
    let changes = |state: &Value| state["changes"] != json!({});

    let (preview, written) = life.run(&["made.sls", "--test"]);
    if !written.is_empty() || preview.states().values().any(|state| state["result"] == false) {
        return Err(format!("preview: wrote {written:?}: {preview}"));
    }
    life.does("made", &["made.sls"], |state| changes(state) && state["old_state"].is_null())?;
    life.leaves_alone("left alone", "made.sls")?;
    if last == "changed.sls" {
        life.does("changed", &[last], |state| changes(state) && state["old_state"].is_object())?;
        life.leaves_alone("left alone after the change", last)?;
    }
    describe(folder, &environment)?;
    if !made.starts_with("# no natural key") {
        let other = Life { environment: &environment, store: "other-store".to_owned() };
        let found = |state: &Value| state["old_state"].is_object() && state["changes"] == json!({});
        other
            .does("found again", &[last, "--target", IT], found)
            .or_else(|_| other.does("found again", &[last], found))?;
    }
    let gone = |state: &Value| state["new_state"].is_null();
    life.does("deleted", &[last, "--invert"], |state| changes(state) && gone(state))?;
    life.does("deleted twice", &[last, "--invert"], |state| !changes(state) && gone(state))
}

/// What `describe` prints plans to no change.
fn describe(folder: &Path, environment: &TestEnvironment) -> Check {
    let pattern = path_of(folder).replace('.', "\\.");
    let described = environment.run(&["describe", pattern.as_str()]);
    let text = &described.exits(0).stdout;
    environment.write("described.sls", text);
    let arguments = [
        "run",
        "described.sls",
        "--test",
        "--expect-no-changes",
        "--root-dir",
        "described",
        "--output",
        "json",
    ];
    let plan = environment.run(&arguments);
    let states = plan.states();
    let changed = states.values().any(|state| state["changes"] != json!({}) || state["result"] != true);
    if states.is_empty() || changed { Err(format!("described as\n{text}\nplans to {plan}")) } else { Ok(()) }
}

/// Folders whose place modulo `of` is `part`: several tests run at once.
fn lives(part: usize, of: usize) {
    let mut wrong = Vec::new();
    let folders = folders();
    assert!(folders.len() >= 30, "{}", folders.len());
    for folder in folders.iter().skip(part).step_by(of) {
        let emulator = Emulator::lease();
        if let Err(problem) = live(folder, &emulator) {
            wrong.push(format!("=== {}: {problem}", folder.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn lives_of_resources_1() {
    lives(0, 2);
}

#[test]
fn lives_of_resources_2() {
    lives(1, 2);
}
