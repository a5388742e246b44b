//! The animals of `tests/zoo/js`: one module, whose functions are the animals.

use std::fs;
use std::process::Command;
use std::time::Duration;

use wasmidem_tests::{Running, TestEnvironment, required};

use super::{Animal, Fate, zoo};

/// What becomes of each function, what is said of it, and with which options.
const FUNCTIONS: [(&str, Fate, &str, &str); 11] = [
    ("loop", Fate::Fails, "computed for more than 1 s in one call", "--module-timeout 1"),
    ("pattern", Fate::Fails, "computed for more than 1 s in one call", "--module-timeout 1"),
    ("memory", Fate::Fails, "used more than 64 MiB of memory", "--module-memory 64"),
    ("recursion", Fate::Fails, "module `zoo`", ""),
    ("throw", Fate::Fails, "module `zoo`", ""),
    ("throw_other", Fate::Fails, "module `zoo`", ""),
    ("blame", Fate::Fails, "there are no credentials", ""),
    ("nothing", Fate::Fails, "module `zoo`", ""),
    ("object", Fate::Fails, "module `zoo`", ""),
    ("huge", Fate::Fails, "answered `call` with more than 8 MiB", ""),
    ("surrogate", Fate::Fails, "module `zoo`", ""),
];

/// Builds the module in a project as `wasmidem module new` makes it, and returns its animals.
pub fn animals() -> Vec<Animal> {
    let environment = TestEnvironment::new();
    environment.run(&["module", "new", "--lang", "js", "--kind", "exec", "zoo"]).exits(0);
    let project = environment.work().join("zoo");
    fs::copy(zoo().join("js/module.js"), project.join("module.js")).expect("the project is there");
    let mut build = Command::new("npm");
    build.args(["run", "--silent", "build"]).current_dir(&project);
    build.env("PATH", required("WASMIDEM_EXAMPLE_TOOLS"));
    Running::start(build, Duration::from_secs(120)).wait().exits(0);
    let bytes = fs::read(project.join("build/module.wasm")).expect("it was built");
    let animal = |(function, fate, says, options): (&str, Fate, &str, &str)| Animal {
        name: "zoo".to_owned(),
        fate,
        says: says.to_owned(),
        blame: "module".to_owned(),
        state: format!("zoo.{function}: []"),
        options: options.split_whitespace().map(str::to_owned).collect(),
        time: Duration::from_secs(60),
        mebibytes: 450,
        bytes: bytes.clone(),
    };
    FUNCTIONS.into_iter().map(animal).collect()
}
