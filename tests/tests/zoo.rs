//! Runs each animal of `tests/zoo`, a hostile component, beside healthy states; `tests/zoo/README.md` says
//! how to add one.

mod animal;

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};
use tempfile::TempDir;
use wasmidem_tests::{Emulator, Finished, HEALTHY, HEALTHY_IDS, Running, TestEnvironment};

use animal::{Animal, Fate};

/// The most that may come out of a run, in bytes, whatever a module says.
const OUTPUT: usize = 1 << 20;
/// The most that may be logged: a module's own limit, and what surrounds each line.
const LOG: usize = 4 << 20;

#[test]
fn all_animals() {
    let only = env::var("ZOO").unwrap_or_default();
    let paths = animal::files(&animal::zoo());
    assert!(paths.len() >= 25, "only {} animals", paths.len());
    let mut left: Vec<PathBuf> =
        paths.into_iter().filter(|path| path.to_string_lossy().contains(&only)).collect();
    left.reverse();
    let count = left.len();
    let problems = visit(left);
    assert!(problems.is_empty(), "{} problems of {count} animals:\n{}", problems.len(), problems.join("\n"));
}

/// The bases are healthy: it is what the animals do that ends badly.
#[test]
fn the_bases_are_healthy() {
    let cage = Cage::new();
    for path in animal::files(&animal::zoo().join("base")) {
        let text = path.with_extension("");
        let name = text.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let tame = cage.folder.path().join(format!("{name}.wat"));
        let wat = format!(";; about: nothing\n;; base: {name}\n;; expect: succeeds\n");
        std::fs::write(&tame, wat).expect("it can be written");
        let animal = Animal::read(&tame).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        let problems = cage.visit(&animal);
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }
}

/// A hostile module of another language: a whole JavaScript engine misbehaves.
#[test]
fn javascript_animals() {
    let cage = Cage::new();
    let mut problems = Vec::new();
    for animal in animal::javascript::animals() {
        let found = cage.visit(&animal);
        problems.extend(found.iter().map(|problem| format!("{}: {problem}", animal.state)));
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

/// Visits all, a few at a time, and returns what was not as expected.
fn visit(left: Vec<PathBuf>) -> Vec<String> {
    let (left, problems) = (Mutex::new(left), Mutex::new(Vec::new()));
    let workers = thread::available_parallelism().map_or(2, std::num::NonZero::get).min(3);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let cage = Cage::new();
                loop {
                    let Some(path) = left.lock().expect("no worker panics with it").pop() else {
                        return;
                    };
                    let found = visit_file(&cage, &path);
                    problems.lock().expect("no worker panics with it").extend(found);
                }
            });
        }
    });
    let mut problems = problems.into_inner().expect("no worker panicked with it");
    problems.sort();
    problems
}

fn visit_file(cage: &Cage, path: &Path) -> Vec<String> {
    match Animal::read(path) {
        Ok(animal) => {
            let started = Instant::now();
            let problems = cage.visit(&animal);
            println!("{}: {:?}, {:?}", animal.name, animal.fate, started.elapsed());
            problems
        }
        Err(problem) => vec![format!("{}: {problem}", path.display())],
    }
}

/// Where animals are let loose: an AWS, and a cache of compiled code that knows the healthy modules only.
struct Cage {
    emulator: Emulator,
    folder: TempDir,
}

impl Cage {
    fn new() -> Self {
        Self { emulator: Emulator::lease(), folder: TempDir::with_prefix("wasmidem-zoo-").expect("a folder") }
    }

    /// Runs an animal beside healthy states, and inspects it; returns what was not as expected.
    fn visit(&self, animal: &Animal) -> Vec<String> {
        self.emulator.reset();
        let mut environment = TestEnvironment::at(self.emulator.endpoint());
        environment.set("WASMIDEM_CODE_CACHE", self.folder.path().join("code")).limit(animal.time * 2);
        let file = format!("{}.wasm", animal.name);
        environment.write(&file, &animal.bytes);
        let ill = match animal.fate {
            Fate::Refused => String::new(),
            Fate::Fails | Fate::Succeeds => format!("ill:\n  {}\n", animal.state),
        };
        environment.write("states.sls", format!("{ill}{HEALTHY}"));
        let fixed = [file.as_str(), "test.wasm", "ec2_vpc.wasm", "states.sls"].into_iter();
        let words: Vec<&str> = fixed.chain(animal.options.iter().map(String::as_str)).collect();
        let mut problems = Vec::new();
        match wait(environment.start_states(&words), animal.time) {
            Ok(run) => {
                problems.extend(bounds(animal, &run));
                problems.extend(outcome(animal, &run));
                let preview = animal.options.iter().any(|option| option == "--test");
                let (vpcs, expected) = (self.emulator.vpcs().len(), usize::from(!preview));
                if vpcs != expected {
                    problems.push(format!("AWS has {vpcs} VPCs, expected {expected}"));
                }
                if !problems.is_empty() {
                    problems.push(run.to_string());
                }
            }
            Err(problem) => problems.push(problem),
        }
        match wait(environment.start(&["module", "inspect", "--json", &file]), animal.time) {
            Ok(inspection) => {
                problems.extend(bounds(animal, &inspection));
                let refused = animal.fate == Fate::Refused;
                if inspection.code != Some(if refused { 7 } else { 0 }) {
                    problems.push(format!("its inspection: {inspection}"));
                }
            }
            Err(problem) => problems.push(problem),
        }
        problems.iter().map(|problem| format!("{}: {problem}", animal.name)).collect()
    }
}

/// Waits for an end within a time, and ends it then.
fn wait(mut running: Running, time: Duration) -> Result<Finished, String> {
    let started = Instant::now();
    while running.is_running() {
        if started.elapsed() > time {
            return Err(format!("no end within {time:?}: {}", running.kill()));
        }
        thread::sleep(Duration::from_millis(4));
    }
    Ok(running.wait())
}

/// Memory, the size of the output, and that nothing in it could deceive a terminal.
fn bounds(animal: &Animal, run: &Finished) -> Vec<String> {
    let mut problems = Vec::new();
    if run.peak_kib > animal.mebibytes << 10 {
        problems.push(format!("had {} MiB, more than {}", run.peak_kib >> 10, animal.mebibytes));
    }
    if run.peak_kib == 0 && cfg!(target_os = "linux") {
        problems.push("its memory was not seen".to_owned());
    }
    let odd =
        |letter: char| (letter.is_control() && letter != '\n') || ('\u{202a}'..='\u{202e}').contains(&letter);
    for (name, text, limit) in [("stdout", &run.stdout, OUTPUT), ("stderr", &run.stderr, LOG)] {
        if text.len() > limit {
            problems.push(format!("{name} has {} bytes", text.len()));
        }
        if let Some(letter) = text.chars().find(|letter| odd(*letter)) {
            problems.push(format!("{name} has the character {letter:?}"));
        }
    }
    if run.stderr.contains("panicked") {
        problems.push("the host panicked".to_owned());
    }
    problems
}

/// The exit code, what became of the animal's state, and that the healthy ones succeeded.
fn outcome(animal: &Animal, run: &Finished) -> Vec<String> {
    let mut problems = Vec::new();
    let code = match (animal.fate, animal.blame.as_str()) {
        (Fate::Refused, _) => 7,
        (Fate::Fails, "policy") => 4,
        (Fate::Fails, _) => 1,
        (Fate::Succeeds, _) => 0,
    };
    if run.code != Some(code) {
        problems.push(format!("exit code {:?}, expected {code}", run.code));
    }
    let states: Map<String, Value> = serde_json::from_str(&run.stdout).unwrap_or_default();
    let state = |id: &str| states.values().find(|state| state["__id__"] == id);
    for id in HEALTHY_IDS {
        if state(id).is_none_or(|state| state["result"] != true) {
            problems.push(format!("the state `{id}` did not succeed"));
        }
    }
    if animal.fate == Fate::Refused {
        for text in [format!("module `{}`", animal.name), animal.says.clone()] {
            if !run.stderr.contains(&text) {
                problems.push(format!("stderr does not say {text:?}"));
            }
        }
        return problems;
    }
    let Some(ill) = state("ill") else {
        problems.push("its state has no outcome".to_owned());
        return problems;
    };
    if ill["result"] != (animal.fate == Fate::Succeeds) {
        problems.push(format!("the result of its state is {}", ill["result"]));
    }
    let comments = ill["comment"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let comment = comments.collect::<Vec<_>>().join("\n");
    if !comment.contains(&animal.says) {
        problems.push(format!("the comment of its state lacks {:?}", animal.says));
    }
    let blame = ill["failure"]["blame"].as_str().unwrap_or("none");
    if animal.fate == Fate::Fails && blame != animal.blame {
        problems.push(format!("the blame is {blame}, expected {}", animal.blame));
    }
    problems
}
