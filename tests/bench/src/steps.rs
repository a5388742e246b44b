//! How long many steps take.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::{Value, json};
use wasmidem_contract::{FunctionKind, Modules as _, Object};

use crate::policies::Policies;
use crate::stage::{self, Called, Nowhere};

/// `steps`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What each step calls.
    #[command(flatten)]
    called: Called,
    /// Its arguments, as JSON.
    #[arg(long, default_value = "{}")]
    arguments: String,
    /// How many steps.
    #[arg(long, default_value = "10000")]
    count: usize,
    /// How many may live at once.
    #[arg(long, default_value = "4000")]
    alive: usize,
    /// Milliseconds until AWS answers.
    #[arg(long, default_value = "50")]
    delay: u64,
    /// Look at the memory while they live, which slows them: what is shared counts once.
    #[arg(long)]
    memory: bool,
    /// A module with a state `hostile.loop` that computes for ever.
    #[arg(long, value_name = "FILE")]
    hostile: Option<PathBuf>,
    /// How many of these run beside the steps.
    #[arg(long, default_value = "10")]
    loops: usize,
}

/// How often memory is looked at.
const GLANCES: Duration = Duration::from_millis(200);

/// Prints the seconds from the first step to the end of the last; loading the module is not in it.
/// With `--memory`, the most bytes the process had as well.
pub fn run(args: &Args) -> Result<Value> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let watch = args.memory.then(|| runtime.spawn(memory()));
    let seconds = runtime.block_on(measure(args))?;
    let bytes = watch.map(|_| MOST.load(Ordering::Relaxed));
    // what still computes is not waited for
    runtime.shutdown_background();
    Ok(json!({"seconds": seconds, "bytes": bytes}))
}

async fn measure(args: &Args) -> Result<f64> {
    let transport = Arc::new(Nowhere::new(Some(Duration::from_millis(args.delay))));
    let files: Vec<_> =
        [&args.called.module].into_iter().chain(&args.hostile).map(PathBuf::as_path).collect();
    let library = stage::load(&files, Policies::Few.load()?, transport, args.alive, &args.called).await?;
    let library = Arc::new(library);
    let arguments: Value = serde_json::from_str(&args.arguments)?;
    let arguments = Arc::new(arguments.as_object().cloned().unwrap_or_default());
    let call = |kind, path: String, arguments: Arc<Object>| {
        let library = Arc::clone(&library);
        async move { library.call(&stage::step(), kind, &path, &arguments, false).await }
    };
    let loops = if args.hostile.is_some() { args.loops } else { 0 };
    for _ in 0..loops {
        tokio::spawn(call(FunctionKind::State, "hostile.loop".to_owned(), Arc::default()));
    }
    let start = Instant::now();
    let mut steps = tokio::task::JoinSet::new();
    for _ in 0..args.count {
        steps.spawn(call(FunctionKind::Exec, args.called.function.clone(), Arc::clone(&arguments)));
    }
    while let Some(ended) = steps.join_next().await {
        if let Err(failure) = ended? {
            bail!("a step failed: {failure:?}");
        }
    }
    Ok(start.elapsed().as_secs_f64())
}

/// The most bytes seen.
static MOST: AtomicU64 = AtomicU64::new(0);

/// Notes the proportional set size again and again: of pages that several mappings share, such as the
/// initial memory of all instances of a module, each is counted once.
async fn memory() {
    loop {
        let rollup = tokio::fs::read_to_string("/proc/self/smaps_rollup").await.unwrap_or_default();
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
        MOST.fetch_max(kibibytes.unwrap_or(0) << 10, Ordering::Relaxed);
        tokio::time::sleep(GLANCES).await;
    }
}
