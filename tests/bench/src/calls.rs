//! What one host call costs.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use wasmidem_contract::{FunctionKind, Modules as _};

use crate::policies::Policies;
use crate::stage::{self, Called, Nowhere};

/// Calls that come before the measured ones, while caches fill.
const WARM_UP: usize = 500;

/// `calls`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What is called: with the argument `count` it makes so many calls of AWS.
    #[command(flatten)]
    called: Called,
    /// How many calls.
    #[arg(long, default_value = "20000")]
    count: usize,
    /// Which policies hold.
    #[arg(long, default_value = "none")]
    policies: Policies,
}

/// Prints the median and the 90th percentile, in microseconds.
pub fn run(args: &Args) -> Result<Value> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let transport = Arc::new(Nowhere::new(None));
    runtime.block_on(async {
        let policy = args.policies.load()?;
        let library =
            stage::load(&[&args.called.module], policy, Arc::clone(&transport), 1, &args.called).await?;
        let arguments = json!({"count": args.count + WARM_UP}).as_object().cloned().unwrap_or_default();
        let (kind, path) = (FunctionKind::Exec, &args.called.function);
        let answer = library.call(&stage::step(), kind, path, &arguments, false).await;
        answer.map(drop).map_err(|failure| anyhow::anyhow!("{failure:?}"))
    })?;
    let asked = transport.asked();
    ensure!(asked.len() >= args.count + WARM_UP, "only {} calls were made", asked.len());
    let gaps = asked.iter().zip(asked.iter().skip(1)).skip(WARM_UP);
    let mut gaps: Vec<Duration> = gaps.map(|(one, next)| next.duration_since(*one)).collect();
    gaps.sort_unstable();
    let at = |part: usize| -> Result<f64> {
        let gap = gaps.get(gaps.len() * part / 100).context("nothing was measured")?;
        Ok(gap.as_secs_f64() * 1e6)
    };
    Ok(json!({"median": at(50)?, "p90": at(90)?}))
}
