//! The program as a child: bounded in time, its output and its memory watched.

use std::fs;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

/// How often the child is looked at.
const LOOK: Duration = Duration::from_millis(4);

/// A run of the program that may not have ended. Dropping it ends it.
pub struct Running {
    line: String,
    child: Child,
    started: Instant,
    limit: Duration,
    peak_kib: u64,
    stdout: Option<JoinHandle<String>>,
    stderr: Option<JoinHandle<String>>,
}

/// A run of the program that has ended.
#[derive(Debug)]
pub struct Finished {
    /// The command line, for messages.
    pub line: String,
    /// The exit code; `None` if it was killed.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it said.
    pub stderr: String,
    /// How long it took.
    pub elapsed: Duration,
    /// The most memory it had at once, as last seen; 0 where the system does not tell.
    pub peak_kib: u64,
}

impl Running {
    /// Starts a program, which may take as long as `limit`.
    pub fn start(mut command: Command, limit: Duration) -> Self {
        let line = format!("{command:?}");
        let line = line
            .rsplit_once("wasmidem\"")
            .map_or(line.clone(), |(_, arguments)| format!("wasmidem{arguments}"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let stdout = child.stdout.take().map(collect);
        let stderr = child.stderr.take().map(collect);
        Self { line, child, started: Instant::now(), limit, peak_kib: 0, stdout, stderr }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.look_at_memory();
        self.child.try_wait().expect("our own child can be asked").is_none()
    }

    /// Waits until `condition` holds; panics when the run ends or is out of time before that.
    pub fn until(&mut self, what: &str, condition: impl Fn() -> bool) {
        while !condition() {
            assert!(self.is_running(), "it ended before {what}: {}", self.line);
            assert!(self.started.elapsed() < self.limit, "out of time before {what}: {}", self.line);
            thread::sleep(LOOK);
        }
    }

    /// Ends it as a power cut would.
    pub fn kill(mut self) -> Finished {
        let _ = self.child.kill();
        self.finish()
    }

    /// Waits for its end; panics when that takes longer than its limit.
    pub fn wait(mut self) -> Finished {
        while self.is_running() {
            if self.started.elapsed() > self.limit {
                let limit = self.limit;
                panic!("no end within {limit:?}: {}", self.kill());
            }
            thread::sleep(LOOK);
        }
        self.finish()
    }

    fn finish(mut self) -> Finished {
        let status = self.child.wait().expect("our own child can be waited for");
        let text = |reader: Option<JoinHandle<String>>| {
            reader.and_then(|reader| reader.join().ok()).unwrap_or_default()
        };
        Finished {
            line: std::mem::take(&mut self.line),
            code: status.code(),
            stdout: text(self.stdout.take()),
            stderr: text(self.stderr.take()),
            elapsed: self.started.elapsed(),
            peak_kib: self.peak_kib,
        }
    }

    fn look_at_memory(&mut self) {
        let Ok(status) = fs::read_to_string(format!("/proc/{}/status", self.child.id())) else {
            return;
        };
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        // The last one counts: for a moment a child that begins still has the memory of this process.
        self.peak_kib = peak.unwrap_or(self.peak_kib);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect(mut stream: impl Read + Send + 'static) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

impl std::fmt::Display for Finished {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let code = self.code.map_or_else(|| "killed".to_owned(), |code| format!("exit code {code}"));
        let cut = |text: &str| text.chars().take(6000).collect::<String>();
        let stdout = self.summary().unwrap_or_else(|| self.stdout.clone());
        write!(
            f,
            "{}\n{code} after {:?}\n--- stdout\n{}\n--- stderr\n{}",
            self.line,
            self.elapsed,
            cut(&stdout),
            cut(&self.stderr)
        )
    }
}

impl Finished {
    /// The outcomes in short, if stdout has outcomes.
    fn summary(&self) -> Option<String> {
        let states: Map<String, Value> = serde_json::from_str(&self.stdout).ok()?;
        let line = |state: &Value| {
            let failure = state.get("failure").map(|failure| format!(" {failure}")).unwrap_or_default();
            format!(
                "{} {}: {}{failure}",
                state["result"],
                state["tag"].as_str().unwrap_or_default(),
                state["comment"]
            )
        };
        let lines = states.values().map(|state| state.get("result").is_some().then(|| line(state)));
        Some(lines.collect::<Option<Vec<String>>>()?.join("\n"))
    }

    /// Asserts the exit code.
    #[track_caller]
    pub fn exits(&self, code: i32) -> &Self {
        assert!(self.code == Some(code), "expected exit code {code}: {self}");
        self
    }

    /// Asserts that stderr has a text.
    #[track_caller]
    pub fn says(&self, fragment: &str) -> &Self {
        assert!(self.stderr.contains(fragment), "stderr lacks {fragment:?}: {self}");
        self
    }

    /// Asserts that stdout has a text.
    #[track_caller]
    pub fn prints(&self, fragment: &str) -> &Self {
        assert!(self.stdout.contains(fragment), "stdout lacks {fragment:?}: {self}");
        self
    }

    /// stdout as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("stdout is no JSON ({error}): {self}"))
    }

    /// The outcomes of all states by tag, from `--output json`.
    #[track_caller]
    pub fn states(&self) -> Map<String, Value> {
        let Value::Object(states) = self.json() else { panic!("stdout is no object: {self}") };
        assert!(states.values().all(|state| state.get("result").is_some()), "stdout has no outcomes: {self}");
        states
    }

    /// The outcome of the state with this id.
    #[track_caller]
    pub fn state(&self, id: &str) -> Value {
        let found = self.states().into_iter().map(|(_, state)| state).find(|state| state["__id__"] == id);
        found.unwrap_or_else(|| panic!("there is no state `{id}`: {self}"))
    }

    /// The comments of the state with this id, joined.
    #[track_caller]
    pub fn comment(&self, id: &str) -> String {
        let state = self.state(id);
        let sentences = state["comment"].as_array().cloned().unwrap_or_default();
        sentences.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
    }

    /// Asserts that these states succeeded.
    #[track_caller]
    pub fn succeeded(&self, ids: &[&str]) -> &Self {
        for id in ids {
            assert!(self.state(id)["result"] == true, "state `{id}` did not succeed: {self}");
        }
        self
    }

    /// Asserts that a state failed, and that what it says has these texts.
    #[track_caller]
    pub fn failed(&self, id: &str, fragments: &[&str]) -> &Self {
        assert!(self.state(id)["result"] == false, "state `{id}` did not fail: {self}");
        let comment = self.comment(id);
        for fragment in fragments {
            assert!(
                comment.contains(fragment),
                "the comment of `{id}` lacks {fragment:?}: {comment:?}\n{self}"
            );
        }
        self
    }

    /// Asserts that all states succeeded without changes.
    #[track_caller]
    pub fn unchanged(&self) -> &Self {
        for (tag, state) in self.states() {
            assert!(state["result"] == true, "`{tag}` did not succeed: {self}");
            let changes = state["changes"].as_object();
            assert!(changes.is_some_and(Map::is_empty), "`{tag}` changed something: {state:#}");
        }
        self
    }
}
