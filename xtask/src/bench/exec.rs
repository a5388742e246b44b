//! One exec function that asks AWS once: what it costs from start to end.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::contestant::Contestant;
use super::findings::{Check, Findings, Table};
use super::stage::Stage;
use crate::emulator::Emulator;
use crate::progress;

/// Measured runs of each program.
const RUNS: usize = 7;
/// How many times less CPU time wasmidem has to take.
const FACTOR: f64 = 20.0;
/// What is called.
const FUNCTION: &str = "boto3.client.ec2.describe_vpcs";

/// Measures both programs in turn, on the same emulator.
///
/// # Errors
/// When a run fails, or the programs find different VPCs.
pub fn run(stage: &Stage<'_>) -> Result<Findings> {
    let emulator = Emulator::start(stage.workspace)?;
    let directory = stage.directory("exec");
    let endpoint = Some(emulator.endpoint());
    let mut idem = Contestant::idem_exec(stage, &directory, endpoint, FUNCTION)?;
    let mut ours = Contestant::wasmidem_exec(stage, &directory, endpoint, FUNCTION)?;
    for contestant in [&idem, &ours] {
        contestant.warm_up()?;
    }
    let step = progress::step(&format!("measuring {RUNS} runs of each, in turn"));
    for _ in 0..RUNS {
        let (theirs, mine) = (vpcs(&idem.measure()?)?, vpcs(&ours.measure()?)?);
        ensure!(!theirs.is_empty() && theirs == mine, "idem found {theirs:?}, wasmidem {mine:?}");
    }
    step.done();
    let (idem, ours) = (idem.cost(), ours.cost());
    let mut table = Table::new(format!("`exec {FUNCTION}`, medians of {RUNS} runs each"));
    table.row("idem", idem);
    table.row("wasmidem", ours);
    let checks = vec![Check::ratio("CPU time of one exec", idem.cpu, ours.cpu, FACTOR)];
    Ok(Findings { tables: vec![table], checks, ..Findings::default() })
}

/// The ids of the VPCs that were found.
fn vpcs(printed: &Value) -> Result<Vec<String>> {
    let found = printed.pointer("/ret/Vpcs").and_then(Value::as_array);
    let found = found.with_context(|| format!("no VPCs in what was printed: {printed}"))?;
    let ids = found.iter().map(|vpc| vpc.get("VpcId").and_then(Value::as_str).map(str::to_owned));
    ids.collect::<Option<_>>().context("a VPC without id")
}
