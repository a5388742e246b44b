//! Where a test runs the program.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::emulator::REGION;
use crate::process::{Finished, Running};

/// How long a run may take, unless a test says otherwise.
const LIMIT: Duration = Duration::from_secs(60);

/// A path that `cargo xtask test` gives.
pub fn required(variable: &str) -> PathBuf {
    let value = env::var_os(variable).filter(|value| !value.is_empty());
    value.map(PathBuf::from).unwrap_or_else(|| {
        panic!("{variable} is not set; run these tests with `cargo xtask test`, which builds what they need")
    })
}

/// A module that comes with the program.
pub fn module(name: &str) -> PathBuf {
    existing(required("WASMIDEM_MODULES_DIR").join(format!("{name}.wasm")))
}

/// A module of `tests/guests`.
pub fn test_module(name: &str) -> PathBuf {
    existing(required("WASMIDEM_TEST_MODULES").join(format!("{name}.wasm")))
}

/// A module of `examples/modules`, e.g. `gateway` in `python`.
pub fn example_module(language: &str, name: &str) -> PathBuf {
    existing(required("WASMIDEM_EXAMPLE_MODULES").join(language).join(format!("{name}.wasm")))
}

fn existing(path: PathBuf) -> PathBuf {
    assert!(path.is_file(), "`{}` does not exist; run these tests with `cargo xtask test`", path.display());
    path
}

/// A home directory, a working directory and an environment of its own.
#[derive(Debug)]
pub struct TestEnvironment {
    scratch: TempDir,
    variables: BTreeMap<OsString, OsString>,
    limit: Duration,
}

impl TestEnvironment {
    /// Without any credentials.
    pub fn new() -> Self {
        let scratch = TempDir::with_prefix("wasmidem-test-").expect("a scratch directory");
        let mut environment = Self { scratch, variables: BTreeMap::new(), limit: LIMIT };
        for folder in ["home", "work"] {
            fs::create_dir(environment.path(folder)).expect("a folder");
        }
        let (home, cache) = (environment.path("home"), code_cache());
        environment
            .set("HOME", home)
            .set("WASMIDEM_CODE_CACHE", cache)
            .set("WASMIDEM_MODULES_DIR", required("WASMIDEM_MODULES_DIR"))
            .set("AWS_EC2_METADATA_DISABLED", "true");
        environment
    }

    /// With credentials in the environment, and AWS at an endpoint.
    pub fn at(endpoint: impl AsRef<str>) -> Self {
        let mut environment = Self::new();
        environment
            .set("AWS_ENDPOINT_URL", endpoint.as_ref())
            .set("AWS_REGION", REGION)
            .set("AWS_ACCESS_KEY_ID", "test")
            .set("AWS_SECRET_ACCESS_KEY", "test");
        environment
    }

    /// Sets a variable of the program's environment.
    pub fn set(&mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> &mut Self {
        self.variables.insert(name.as_ref().to_owned(), value.as_ref().to_owned());
        self
    }

    /// Removes one.
    pub fn unset(&mut self, name: impl AsRef<OsStr>) -> &mut Self {
        self.variables.remove(name.as_ref());
        self
    }

    /// Sets how long a run may take.
    pub fn limit(&mut self, limit: Duration) -> &mut Self {
        self.limit = limit;
        self
    }

    /// A path in the scratch directory, which has `home` and `work`.
    pub fn path(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// The scratch directory.
    pub fn root(&self) -> &Path {
        self.scratch.path()
    }

    /// The directory the program runs in.
    pub fn work(&self) -> PathBuf {
        self.path("work")
    }

    /// Writes a file into the working directory.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.work().join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).expect("a folder");
        }
        fs::write(&path, contents)
            .unwrap_or_else(|error| panic!("cannot write `{}`: {error}", path.display()));
        path
    }

    /// The files of a stored state: `snapshot.json`, `journal.jsonl`.
    pub fn stored(&self, name: &str) -> PathBuf {
        self.work().join("store/var/cache/wasmidem/esm/local/cli").join(name)
    }

    /// Starts the program.
    pub fn start<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Running {
        let mut command = Command::new(required("WASMIDEM_BIN"));
        command.args(arguments).current_dir(self.work()).env_clear().envs(&self.variables);
        Running::start(command, self.limit)
    }

    /// Runs the program.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Finished {
        self.start(arguments).wait()
    }

    /// Runs a command line of a shell in which the program is found as `wasmidem`.
    pub fn shell(&self, line: &str) -> Finished {
        let program = required("WASMIDEM_BIN");
        let folder = program.parent().unwrap_or(Path::new("."));
        let path =
            env::join_paths([folder, Path::new("/usr/bin"), Path::new("/bin")]).expect("a search path");
        let mut command = Command::new("bash");
        command.args(["-eu", "-o", "pipefail", "-c", line]).current_dir(self.work());
        command.env_clear().envs(&self.variables).env("PATH", path);
        Running::start(command, self.limit).wait()
    }

    /// Runs states with JSON as output and the state stored in `work/store`.
    pub fn states<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Finished {
        self.start_states(arguments).wait()
    }

    /// Starts such a run.
    pub fn start_states<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Running {
        let ours = ["--output", "json", "--root-dir", "store"];
        let given = arguments.iter().map(AsRef::as_ref);
        let all: Vec<&OsStr> =
            [OsStr::new("run")].into_iter().chain(given).chain(ours.iter().map(OsStr::new)).collect();
        self.start(&all)
    }
}

impl Default for TestEnvironment {
    fn default() -> Self {
        Self::new()
    }
}

/// Compiled modules, kept from test to test: compiling is not what is tested.
fn code_cache() -> PathBuf {
    let program = required("WASMIDEM_BIN");
    program.parent().unwrap_or(Path::new(".")).join("wasmidem-test-code")
}
