//! What modules run in here: a gate with real policies, and a transport that sends nothing.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use serde_json::json;
use wasmidem_audit::{AuditLog, Surroundings};
use wasmidem_contract::{Event, Events, Failure, Phase, Step, Value};
use wasmidem_gateway::{Gate, Permit, Response, Transport};
use wasmidem_policy::Policy;
use wasmidem_sandbox::{Library, Limits, ModuleFile, Settings};

/// Names the run.
const RUN: &str = "bench";

/// Answers without sending anything, and notes when it was asked.
pub struct Nowhere {
    delay: Option<Duration>,
    asked: Mutex<Vec<Instant>>,
}

impl Nowhere {
    /// Answers after a delay, or at once.
    pub fn new(delay: Option<Duration>) -> Self {
        Self { delay, asked: Mutex::default() }
    }

    /// When each call came.
    pub fn asked(&self) -> Vec<Instant> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl Transport for Nowhere {
    async fn send(&self, _: &Permit, _: &Value) -> Result<Response, Failure> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
        if let Some(delay) = self.delay {
            tokio::time::sleep(delay).await;
        }
        Ok(json!({"Vpcs": [], "Account": "123456789012", "Arn": "arn:aws:iam::123456789012:root", "UserId": "u"}).into())
    }
}

/// Counts events, as the least a report does.
#[derive(Default)]
pub struct Recorder(Mutex<Vec<Event>>);

impl Events for Recorder {
    fn emit(&self, event: Event) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }
}

/// Loads modules behind a gate.
pub async fn load(
    files: &[&Path],
    policy: Arc<dyn Policy>,
    transport: Arc<Nowhere>,
    live_instances: usize,
    called: &Called,
) -> Result<Library> {
    let files: Vec<ModuleFile> = files.iter().map(|file| module(file)).collect::<Result<_>>()?;
    let events = Arc::new(Recorder::default());
    let mut gate = Gate::new(policy, transport, events.clone());
    if let Some(path) = &called.audit {
        let surroundings =
            Surroundings { run_id: RUN.to_owned(), places: Box::new(|_| None), plain: str::to_owned };
        let log = AuditLog::open(path, surroundings).map_err(|error| anyhow::anyhow!("{error:?}"))?;
        gate = gate.with_audit(Arc::new(log));
    }
    let limits = Limits {
        aws_calls: u32::MAX,
        host_calls: u32::MAX,
        concurrency: live_instances,
        live_instances,
        ..Limits::default()
    };
    let settings = Settings { limits, cache: called.cache.clone(), ..Settings::default() };
    let (library, errors) = Library::load(files, Arc::new(gate), events, settings).await?;
    match errors.first() {
        Some(error) => bail!("a module was not accepted: {error}"),
        None => Ok(library),
    }
}

fn module(file: &Path) -> Result<ModuleFile> {
    let name = file.file_stem().context("a module has no name")?.to_string_lossy().into_owned();
    let bytes = std::fs::read(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    Ok(ModuleFile { name, bytes, signer: None })
}

/// On whose behalf modules run here.
pub fn step() -> Step {
    Step {
        state: None,
        phase: Phase::Apply,
        profile: "default".to_owned(),
        region: "eu-west-1".to_owned(),
        run_id: RUN.to_owned(),
    }
}

/// A module that has an exec function, and the arguments it is called with.
#[derive(Debug, clap::Args)]
pub struct Called {
    /// The module's file.
    #[arg(long, value_name = "FILE")]
    pub module: PathBuf,
    /// The exec function.
    #[arg(long, value_name = "PATH")]
    pub function: String,
    /// Where compiled code is kept. What compiling costs is not in what is measured, but its memory
    /// is in the peak of the process.
    #[arg(long, value_name = "FOLDER")]
    pub cache: Option<PathBuf>,
    /// Keep an audit log there.
    #[arg(long, value_name = "FILE")]
    pub audit: Option<PathBuf>,
}
