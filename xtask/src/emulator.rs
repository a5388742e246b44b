//! The AWS emulator (moto) and `cargo xtask emulator`.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use std::{env, io};

use anyhow::{Context, Result, bail};

use crate::process;
use crate::progress;
use crate::python;
use crate::workspace::Workspace;

/// Run the AWS emulator (moto) on a free loopback port until Enter or Ctrl-C is pressed
///
/// Prints the environment that makes wasmidem use it. What it holds is gone when it ends.
#[derive(clap::Args)]
pub struct Args {}

/// The region of the demo and the benchmark.
pub const REGION: &str = "us-west-1";
/// moto takes any credentials; these are none of a real account.
pub const ACCESS_KEY_ID: &str = "emulator-only";
/// See [`ACCESS_KEY_ID`].
pub const SECRET_ACCESS_KEY: &str = "emulator-only";

const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(3);

/// A running emulator. Dropping it ends it.
pub struct Emulator {
    endpoint: String,
    child: Child,
    /// INVARIANT: `Some` until dropped. The emulator runs as long as this end of its standard
    /// input is open, so it also ends when we are killed.
    lifeline: Option<ChildStdin>,
    /// What it prints: its address at the start, its CPU time at the end.
    lines: mpsc::Receiver<String>,
}

/// Runs the emulator in the foreground.
///
/// # Errors
/// When it cannot be installed or does not start.
pub fn run(workspace: &Workspace, _args: &Args) -> Result<()> {
    let emulator = Emulator::start(workspace)?;
    println!("\nThe emulator runs. For wasmidem in another terminal:\n");
    for (name, value) in emulator.variables() {
        println!("export {name}={value}");
    }
    println!("\nPress Enter to end it.");
    io::stdin().read_line(&mut String::new())?;
    Ok(())
}

/// Installs the emulator, if need be. Returns its own server program.
///
/// # Errors
/// When Python is missing or the download fails.
pub fn install(workspace: &Workspace) -> Result<PathBuf> {
    let environment = python::environment(workspace, "emulator", "xtask/emulator-requirements.txt")?;
    Ok(python::program(&environment, "moto_server"))
}

impl Emulator {
    /// Starts an emulator, installing it first if need be, and waits until it answers.
    ///
    /// # Errors
    /// When it cannot be installed or does not start within a minute.
    pub fn start(workspace: &Workspace) -> Result<Self> {
        let server = install(workspace)?;
        let step = progress::step("starting the AWS emulator (moto)");
        let log = workspace.target("emulator/emulator.log");
        let emulator = Self::spawn(workspace, &server.with_file_name("python"), &log)
            .with_context(|| format!("the emulator did not start; see `{}`", log.display()))?;
        progress::note(&format!("at {}", emulator.endpoint));
        step.done();
        Ok(emulator)
    }

    fn spawn(workspace: &Workspace, python: &Path, log: &Path) -> Result<Self> {
        let mut command = Command::new(python);
        command.arg(workspace.root().join("xtask/emulator.py"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(log)?);
        let mut child = command.spawn()?;
        let lifeline = child.stdin.take();
        let stdout = child.stdout.take().context("no output to read the address from")?;
        let (sender, lines) = mpsc::channel();
        let mut emulator = Self { endpoint: String::new(), child, lifeline, lines };
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // nobody listens any more after the limit
                let _ = sender.send(line);
            }
        });
        let line = match emulator.lines.recv_timeout(START_LIMIT) {
            Ok(line) if line.starts_with("http://127.0.0.1:") => line,
            Ok(_) | Err(mpsc::RecvTimeoutError::Disconnected) => bail!("it ended at once"),
            Err(mpsc::RecvTimeoutError::Timeout) => bail!("no answer within a minute"),
        };
        line.trim().clone_into(&mut emulator.endpoint);
        Ok(emulator)
    }

    /// Its address, `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What a program has to have in its environment to use the emulator.
    pub fn variables(&self) -> [(&'static str, &str); 4] {
        variables(&self.endpoint)
    }

    /// Makes `command` use the emulator and nothing else: no profile and no credentials of the
    /// person who runs it.
    pub fn prepare(&self, command: &mut Command) {
        isolate(command);
        command.envs(self.variables());
    }

    /// Ends it. Returns the CPU time in seconds that it took since it began to serve.
    ///
    /// # Errors
    /// When it does not say.
    pub fn end(mut self) -> Result<f64> {
        drop(self.lifeline.take());
        let line = self.lines.recv_timeout(STOP_LIMIT).context("the emulator did not end as it should")?;
        line.trim().parse().context("the emulator did not say how much time it took")
    }
}

/// What a program has to have in its environment to use an emulator at `endpoint`.
pub fn variables(endpoint: &str) -> [(&'static str, &str); 4] {
    [
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
    ]
}

/// Takes all profiles and credentials of the person who runs it from `command`.
pub fn isolate(command: &mut Command) {
    let names = env::vars_os().map(|(name, _)| name);
    let of_a_person = |name: &str| name.starts_with("AWS_") || name.starts_with("ACCT_");
    for name in names.filter(|name| of_a_person(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command.env("AWS_CONFIG_FILE", "/dev/null");
    command.env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    command.env("AWS_EC2_METADATA_DISABLED", "true");
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        // it was asked to end; if it does not, `wait` ends it by its handle
        let _ = process::wait(&mut self.child, STOP_LIMIT);
    }
}

/// An empty directory below the target directory for one command's files.
///
/// # Errors
/// When the old one cannot be removed or a new one not made.
pub fn scratch(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    let directory = workspace.target(name);
    if directory.exists() {
        fs::remove_dir_all(&directory)?;
    }
    fs::create_dir_all(&directory).with_context(|| format!("cannot make `{}`", directory.display()))?;
    Ok(directory)
}
