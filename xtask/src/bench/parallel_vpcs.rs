//! Many VPCs that are made at once, with calls as slow as if AWS were far away: how well waiting is
//! used.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::contestant::Contestant;
use super::findings::{Check, Findings, Table};
use super::outcome::succeeded;
use super::proxy::Proxy;
use super::shape::Shape;
use super::stage::Stage;
use crate::emulator::{Emulator, REGION};
use crate::measure::Cost;
use crate::moto;
use crate::progress;

/// How many VPCs.
const VPCS: usize = 200;
/// What each call takes longer.
const LATENCY: Duration = Duration::from_millis(50);
/// How many times faster wasmidem has to be.
const FACTOR: f64 = 10.0;

/// A run that made all VPCs.
struct Made {
    cost: Cost,
    /// How often each action was asked for.
    calls: BTreeMap<String, u32>,
    /// CPU time of the emulator in seconds; it has one processor at a time.
    emulator: f64,
}

/// Lets both make the VPCs, each on an emulator of its own.
///
/// # Errors
/// When a run fails, or not all VPCs are there after it.
pub fn run(stage: &Stage<'_>) -> Result<Findings> {
    warm_up(stage)?;
    let near = make(stage, "wasmidem-near", Contestant::wasmidem, Duration::ZERO)?;
    let ours = make(stage, "wasmidem", Contestant::wasmidem, LATENCY)?;
    let idem = make(stage, "idem", Contestant::idem, LATENCY)?;
    let late = LATENCY.as_millis();
    let mut table = Table::new(format!(
        "{VPCS} new VPCs with --runtime parallel, each call {late} ms longer; one run each"
    ));
    table.row("idem", idem.cost);
    table.row("wasmidem", ours.cost);
    table.row(format!("wasmidem without the {late} ms"), near.cost);
    let notes = vec![idem.note("idem"), ours.note("wasmidem"), near.note("wasmidem without latency")];
    let checks = vec![Check::ratio("wall time", idem.cost.wall, ours.cost.wall, FACTOR)];
    Ok(Findings { tables: vec![table], notes, checks })
}

/// Makes both programs compile what they keep compiled.
fn warm_up(stage: &Stage<'_>) -> Result<()> {
    let directory = stage.directory("parallel-vpcs/warm-up");
    for new in [Contestant::idem, Contestant::wasmidem] {
        let mut contestant = new(stage, &directory, None)?;
        contestant.give(&Shape::Chain.states(1))?;
        succeeded(&contestant.warm_up()?, 1)?;
    }
    Ok(())
}

/// How a contestant is made.
type New = fn(&Stage<'_>, &std::path::Path, Option<&str>) -> Result<Contestant>;

fn make(stage: &Stage<'_>, name: &str, new: New, latency: Duration) -> Result<Made> {
    let emulator = Emulator::start(stage.workspace)?;
    let proxy = Proxy::start(emulator.endpoint(), latency)?;
    let directory = stage.directory("parallel-vpcs").join(name);
    let contestant = new(stage, &directory, Some(&proxy.endpoint()))?;
    let mut contestant = contestant.with_argument("--runtime=parallel");
    contestant.give(&states())?;
    let step = progress::step(&format!("making the VPCs: {name}"));
    let report = contestant.measure()?;
    succeeded(&report, VPCS).with_context(|| format!("the run of {name}"))?;
    step.done();
    let there = moto::vpcs(emulator.endpoint(), REGION)?.len();
    if there != VPCS {
        bail!("{name} made {there} VPCs instead of {VPCS}");
    }
    let calls = proxy.calls();
    drop(proxy);
    Ok(Made { cost: contestant.cost(), calls, emulator: emulator.end()? })
}

impl Made {
    /// Where the time went.
    fn note(&self, name: &str) -> String {
        let calls: u32 = self.calls.values().sum();
        let each = self.calls.iter().map(|(action, count)| format!("{action} {count}"));
        format!(
            "{name}: {calls} calls ({}); the emulator, one Python process, was busy for {:.1} s of {:.1} s",
            each.collect::<Vec<_>>().join(", "),
            self.emulator,
            self.cost.wall,
        )
    }
}

/// The state file.
fn states() -> String {
    let mut text = String::new();
    for number in 0..VPCS {
        // writing to a string does not fail
        let _ = write!(
            text,
            "vpc-{number}:\n  aws.ec2.vpc.present:\n    - name: vpc-{number}\n    \
             - cidr_block_association_set:\n      - CidrBlock: 10.{number}.0.0/16\n    \
             - tags:\n        Name: vpc-{number}\n"
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_vpc_has_a_block_of_its_own() {
        let states = states();
        let blocks: std::collections::BTreeSet<&str> = states
            .lines()
            .filter_map(|line| line.split_once("CidrBlock: ").map(|(_, block)| block))
            .collect();
        assert_eq!(blocks.len(), VPCS);
        // moto and AWS take no number beyond
        assert!(blocks.contains("10.199.0.0/16") && !blocks.contains("10.256.0.0/16"));
    }

    #[test]
    fn a_note_adds_up_the_calls() {
        let calls = BTreeMap::from([("CreateVpc".to_owned(), 2), ("DescribeVpcs".to_owned(), 3)]);
        let made = Made { cost: Cost { cpu: 0.1, wall: 2.0, peak: 1e6 }, calls, emulator: 1.25 };
        let expected = "x: 5 calls (CreateVpc 2, DescribeVpcs 3); the emulator, one Python process, was busy \
                        for 1.2 s of 2.0 s";
        assert_eq!(made.note("x"), expected);
    }
}
