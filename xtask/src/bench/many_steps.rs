//! Thousands of steps at once in one process, also with modules beside them that compute for ever.

use anyhow::Result;

use super::findings::{Check, Findings, Table, Wanted};
use super::inside::{Inside, median, number};
use super::stage::Stage;
use crate::examples::{self, Language};
use crate::measure::Cost;

/// Measured runs of each case.
const RUNS: usize = 9;
/// What 10,000 steps may take, in seconds.
const SECONDS: f64 = 3.0;
/// What they may take of memory, in MB.
const MEGABYTES: f64 = 400.0;
/// How many times longer they may take beside modules that compute for ever.
const SLOWER: f64 = 1.1;
/// What 300 modules in Python may take of memory while all are alive, in MB.
const PYTHON_MEGABYTES: f64 = 1200.0;

/// Measures 10,000 steps alone and beside ten hostile modules, then 300 modules in Python.
///
/// # Errors
/// When a run fails.
pub fn run(stage: &Stage<'_>) -> Result<Findings> {
    let inside = Inside::new(stage, "many-steps")?;
    let caller = stage.workspace.test_modules().join("caller.wasm");
    let hostile = stage.workspace.test_modules().join("hostile.wasm").display().to_string();
    let alone = ["--arguments", r#"{"count": 1}"#];
    let beside = [&alone[..], &["--hostile", &hostile]].concat();
    let (mut quiet, mut disturbed, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    // in turns, so that a busy machine disturbs both alike
    for _ in 0..RUNS {
        let (one, cost) = inside.measure("steps", &caller, "caller.describe_vpcs", &alone)?;
        let (other, worse) = inside.measure("steps", &caller, "caller.describe_vpcs", &beside)?;
        let (one, other) = (number(&one, "seconds")?, number(&other, "seconds")?);
        ratios.push(other / one);
        quiet.push(Cost { wall: one, ..cost });
        disturbed.push(Cost { wall: other, ..worse });
    }
    let mut findings = Findings::default();
    let mut table = Table::new(format!(
        "10,000 steps with a call of AWS each that takes 50 ms, up to 4,000 alive, medians of {RUNS} runs"
    ));
    let (quiet, disturbed) = (middle(&quiet), middle(&disturbed));
    table.row("alone", quiet);
    table.row("beside 10 endless loops", disturbed);
    let checks = &mut findings.checks;
    checks.push(Check::new("wall time of 10,000 steps", quiet.wall, Wanted::Below(SECONDS), " s"));
    checks.push(Check::new("memory peak", quiet.peak / 1e6, Wanted::Below(MEGABYTES), " MB"));
    let what = "wall time beside 10 endless loops / alone, median of pairs";
    checks.push(Check::precise(what, median(ratios), Wanted::Below(SLOWER), ""));
    checks.push(python(stage, &inside)?);
    findings.tables.push(table);
    findings
        .notes
        .push("Memory of modules in Python: what several of them share is counted once.".to_owned());
    Ok(findings)
}

/// What 300 modules in Python take while all of them wait for AWS.
fn python(stage: &Stage<'_>, inside: &Inside) -> Result<Check> {
    examples::build(stage.workspace, None, Some(Language::Python))?;
    let module = stage.workspace.example_modules().join("python/hello.wasm");
    let more = ["--count", "300", "--alive", "300", "--delay", "3000", "--memory"];
    // the first time fills the cache of compiled code
    inside.measure("steps", &module, "example.account", &more)?;
    let (printed, _) = inside.measure("steps", &module, "example.account", &more)?;
    let bytes = number(&printed, "bytes")?;
    let what = "memory with 300 modules in Python alive";
    Ok(Check::new(what, bytes / 1e6, Wanted::Below(PYTHON_MEGABYTES), " MB"))
}

fn middle(costs: &[Cost]) -> Cost {
    let of = |part: fn(&Cost) -> f64| median(costs.iter().map(part).collect());
    Cost { cpu: of(|cost| cost.cpu), wall: of(|cost| cost.wall), peak: of(|cost| cost.peak) }
}
