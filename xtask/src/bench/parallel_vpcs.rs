//! Many VPCs that are made at once, with calls as slow as if AWS were far away: how well waiting is
//! used. A stand-in for EC2 answers, since with the emulator most of the time would be the emulator's;
//! what it is with the emulator is measured and said as well.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::contestant::Contestant;
use super::findings::{Check, Findings, Table};
use super::outcome::succeeded;
use super::proxy::{Forward, Proxy};
use super::shape::Shape;
use super::stage::Stage;
use super::stand_in::StandIn;
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
}

/// How a contestant is made.
type New = fn(&Stage<'_>, &Path, Option<&str>) -> Result<Contestant>;

/// Lets both make the VPCs, each run in an EC2 of its own.
///
/// # Errors
/// When a run fails, or not all VPCs are there after it.
pub fn run(stage: &Stage<'_>) -> Result<Findings> {
    let mut findings = Findings::default();
    warm_up(stage)?;
    on_the_stand_in(stage, &mut findings)?;
    on_the_emulator(stage, &mut findings)?;
    Ok(findings)
}

/// Makes both programs compile what they keep compiled.
fn warm_up(stage: &Stage<'_>) -> Result<()> {
    let directory = stage.directory("parallel-vpcs/warm-up");
    for new in [Contestant::idem as New, Contestant::wasmidem] {
        let mut contestant = new(stage, &directory, None)?;
        contestant.give(&Shape::Chain.states(1))?;
        succeeded(&contestant.warm_up()?, 1)?;
    }
    Ok(())
}

fn on_the_stand_in(stage: &Stage<'_>, findings: &mut Findings) -> Result<()> {
    let made = |name: &str, new: New| {
        let proxy = Proxy::start(StandIn::default(), LATENCY)?;
        make(stage, &format!("stand-in/{name}"), new, &proxy)
    };
    let idem = made("idem", Contestant::idem)?;
    let ours = made("wasmidem", Contestant::wasmidem)?;
    let late = LATENCY.as_millis();
    let mut table = Table::new(format!(
        "{VPCS} new VPCs with --runtime parallel, each call takes {late} ms; a stand-in for EC2 answers, one run each"
    ));
    table.row("idem", idem.cost);
    table.row("wasmidem", ours.cost);
    findings.tables.push(table);
    findings.notes.push(format!("idem: {}", idem.calls()));
    findings.notes.push(format!("wasmidem: {}", ours.calls()));
    findings.checks.push(Check::ratio("wall time", idem.cost.wall, ours.cost.wall, FACTOR));
    Ok(())
}

fn on_the_emulator(stage: &Stage<'_>, findings: &mut Findings) -> Result<()> {
    let mut made = |label: &str, new: New, latency: Duration| {
        let emulator = Emulator::start(stage.workspace)?;
        let proxy = Proxy::start(Forward::to(emulator.endpoint())?, latency)?;
        let made = make(stage, &format!("emulator/{label}"), new, &proxy)?;
        let there = moto::vpcs(emulator.endpoint(), REGION)?.len();
        if there != VPCS {
            bail!("{label} made {there} VPCs instead of {VPCS}");
        }
        drop(proxy);
        let (busy, wall) = (emulator.end()?, made.cost.wall);
        findings.notes.push(format!("{label}: the emulator was busy for {busy:.1} s of {wall:.1} s"));
        Ok(made.cost)
    };
    let idem = made("idem", Contestant::idem, LATENCY)?;
    let ours = made("wasmidem", Contestant::wasmidem, LATENCY)?;
    let near = made("wasmidem, calls not held back", Contestant::wasmidem, Duration::ZERO)?;
    let late = LATENCY.as_millis();
    let mut table =
        Table::new(format!("the same with the emulator, one Python process, after the {late} ms"));
    table.row("idem", idem);
    table.row("wasmidem", ours);
    table.row("wasmidem, calls not held back", near);
    findings.tables.push(table);
    let ratio = idem.wall / ours.wall;
    findings.notes.push(format!("idem / wasmidem, wall time with the emulator: {ratio:.1}"));
    Ok(())
}

/// A run that makes the VPCs, in a new directory.
fn make(stage: &Stage<'_>, name: &str, new: New, proxy: &Proxy) -> Result<Made> {
    let directory = stage.directory("parallel-vpcs").join(name);
    let contestant = new(stage, &directory, Some(&proxy.endpoint()))?;
    let mut contestant = contestant.with_argument("--runtime=parallel");
    contestant.give(&states())?;
    let step = progress::step(&format!("making the VPCs: {name}"));
    let report = contestant.measure()?;
    succeeded(&report, VPCS).with_context(|| format!("the run `{name}`"))?;
    step.done();
    Ok(Made { cost: contestant.cost(), calls: proxy.calls() })
}

impl Made {
    /// How often it called AWS, and for what.
    fn calls(&self) -> String {
        let all: u32 = self.calls.values().sum();
        let each = self.calls.iter().map(|(action, count)| format!("{action} {count}"));
        format!("{all} calls ({})", each.collect::<Vec<_>>().join(", "))
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
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_vpc_has_a_block_of_its_own() {
        let states = states();
        let blocks = states.lines().filter_map(|line| Some(line.split_once("CidrBlock: ")?.1));
        let blocks: BTreeSet<&str> = blocks.collect();
        assert_eq!(blocks.len(), VPCS);
        // AWS takes no number beyond
        assert!(blocks.contains("10.199.0.0/16") && !blocks.contains("10.256.0.0/16"));
    }

    #[test]
    fn calls_are_added_up() {
        let calls = BTreeMap::from([("CreateVpc".to_owned(), 2), ("DescribeVpcs".to_owned(), 3)]);
        let made = Made { cost: Cost { cpu: 0.1, wall: 2.0, peak: 1e6 }, calls };
        assert_eq!(made.calls(), "5 calls (CreateVpc 2, DescribeVpcs 3)");
    }
}
