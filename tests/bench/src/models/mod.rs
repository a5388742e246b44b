//! What it costs to call AWS by its models: reading them, making a request and understanding its
//! answer, and a call as a whole. Nothing is sent.

mod call;
mod describe;
mod loading;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// `models`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file of all service models.
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The input of a `DescribeVpcs`, as JSON.
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// The answer to it, as XML.
    #[arg(long, value_name = "FILE")]
    answer: PathBuf,
}

/// Prints milliseconds of `opening`, of `ec2` and of a `median_service`, and microseconds of `describe`
/// and of a call by `models` and by the `typed` client, with the ratio of these.
pub fn run(args: &Args) -> Result<Value> {
    let read =
        |path: &PathBuf| std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()));
    let loaded = loading::measure(read(&args.data)?.leak())?;
    let input = serde_json::from_slice(&read(&args.input)?)?;
    let described = describe::measure(&input, &read(&args.answer)?)?;
    let called = call::measure()?;
    Ok(json!({
        "opening": millis(loaded.opening),
        "ec2": millis(loaded.ec2),
        "median_service": millis(loaded.median_service),
        "services": loaded.services,
        "describe": micros(described),
        "models": micros(called.models),
        "typed": micros(called.typed),
        "models_by_typed": called.ratio,
    }))
}

/// How long something takes.
fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let made = work();
    (start.elapsed(), made)
}

/// The one in the middle.
fn median(mut durations: Vec<Duration>) -> Result<Duration> {
    durations.sort_unstable();
    durations.get(durations.len() / 2).copied().context("nothing was measured")
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}
