//! Many states that do nothing: what wasmidem itself costs, and how that grows.

use anyhow::{Context, Result};

use super::contestant::Contestant;
use super::findings::{Check, Findings, Table, Wanted};
use super::outcome::succeeded;
use super::shape::Shape;
use super::stage::Stage;
use crate::measure::Cost;
use crate::progress;

/// How many states wasmidem runs of each shape.
const SMALL: usize = 1_000;
/// See [`SMALL`].
const LARGE: usize = 10_000;
/// Measured runs of wasmidem for each file; idem runs once, since it takes so long.
const RUNS: usize = 3;
/// What ten times as many states may cost.
const GROWTH: f64 = 12.0;
/// What a run may take of memory.
const MEGABYTES: f64 = 500.0;
/// How many times faster wasmidem has to be where both are measured.
const FACTOR: f64 = 10.0;

/// How many states of a shape both run: what idem does in about twenty seconds or less. For a chain
/// its time grows faster than the number of states.
const fn for_both(shape: Shape) -> usize {
    match shape {
        Shape::Chain => 200,
        Shape::Fan | Shape::Dag => 1_000,
    }
}

/// Measures wasmidem on both sizes of each shape, and against idem on a size that idem can do.
///
/// # Errors
/// When a run fails.
pub fn run(stage: &Stage<'_>) -> Result<Findings> {
    let directory = stage.directory("no-op-states");
    let mut idem = Contestant::idem(stage, &directory, None)?;
    let mut ours = Contestant::wasmidem(stage, &directory, None)?;
    for contestant in [&mut idem, &mut ours] {
        contestant.give(&Shape::Chain.states(10))?;
        succeeded(&contestant.warm_up()?, 10)?;
    }
    let mut findings = Findings::default();
    growth(&mut ours, &mut findings)?;
    comparison(&mut idem, &mut ours, &mut findings)?;
    Ok(findings)
}

/// What ten times as many states cost wasmidem.
fn growth(ours: &mut Contestant, findings: &mut Findings) -> Result<()> {
    let title = format!("states that run test.ping, medians of {RUNS} runs of wasmidem");
    let mut table = Table::new(title);
    let mut peak = 0.0_f64;
    for shape in Shape::ALL {
        let small = measured(ours, shape, SMALL, RUNS)?;
        let large = measured(ours, shape, LARGE, RUNS)?;
        table.row(format!("{}, {SMALL} states", shape.name()), small);
        table.row(format!("{}, {LARGE} states", shape.name()), large);
        let what = format!("{}, wall time of {LARGE} / {SMALL} states", shape.name());
        findings.checks.push(Check::new(what, large.wall / small.wall, Wanted::AtMost(GROWTH), ""));
        peak = peak.max(large.peak);
    }
    findings.checks.push(Check::new("largest memory peak", peak / 1e6, Wanted::Below(MEGABYTES), " MB"));
    findings.tables.push(table);
    Ok(())
}

/// What the same file costs idem and wasmidem.
fn comparison(idem: &mut Contestant, ours: &mut Contestant, findings: &mut Findings) -> Result<()> {
    let mut table =
        Table::new(format!("files that idem can do as well: one run of idem, medians of {RUNS} of wasmidem"));
    for shape in Shape::ALL {
        let count = for_both(shape);
        let theirs = measured(idem, shape, count, 1)?;
        let cost = measured(ours, shape, count, RUNS)?;
        let what = format!("{}, {count} states", shape.name());
        table.row(format!("{what}, idem"), theirs);
        table.row(format!("{what}, wasmidem"), cost);
        findings.checks.push(Check::ratio(format!("wall time of {what}"), theirs.wall, cost.wall, FACTOR));
    }
    findings.tables.push(table);
    Ok(())
}

fn measured(contestant: &mut Contestant, shape: Shape, count: usize, runs: usize) -> Result<Cost> {
    let what = format!("{}, {count} states, {}", shape.name(), contestant.name);
    let step = progress::step(&what);
    contestant.give(&shape.states(count))?;
    for _ in 0..runs {
        let report = contestant.measure()?;
        succeeded(&report, count).with_context(|| what.clone())?;
    }
    step.done();
    Ok(contestant.cost())
}
