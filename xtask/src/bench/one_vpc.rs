//! One VPC that is as desired: what a run costs that has next to nothing to do.

use anyhow::{Context, Result, bail};

use super::contestant::Contestant;
use super::findings::{Check, Findings, Table};
use super::outcome::unchanged;
use super::stage::Stage;
use crate::emulator::{Emulator, REGION};
use crate::moto;
use crate::progress;

/// What can be chosen of this benchmark.
#[derive(clap::Args)]
#[group(skip)]
pub struct Args {
    /// Measured runs of each program
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(5..), help_heading = "one-vpc")]
    runs: u16,
    /// How many times less CPU time wasmidem has to take
    #[arg(long, default_value_t = 20.0, help_heading = "one-vpc")]
    factor: f64,
}

/// Measures both programs in turn, on the same emulator.
///
/// # Errors
/// When a run fails or changes something.
pub fn run(stage: &Stage<'_>, args: &Args) -> Result<Findings> {
    let emulator = Emulator::start(stage.workspace)?;
    let directory = stage.directory("one-vpc");
    let mut idem = Contestant::idem(stage, &directory, Some(emulator.endpoint()))?;
    let mut ours = Contestant::wasmidem(stage, &directory, Some(emulator.endpoint()))?;
    let step = progress::step("making the VPCs and warming up");
    for contestant in [&mut idem, &mut ours] {
        contestant.give(&states(contestant.name))?;
        contestant.warm_up()?;
        contestant.warm_up()?;
    }
    step.done();
    let step = progress::step(&format!("measuring {} runs of each, in turn", args.runs));
    for _ in 0..args.runs {
        for contestant in [&mut idem, &mut ours] {
            let report = contestant.measure()?;
            unchanged(&report, 1).with_context(|| format!("a measured run of {}", contestant.name))?;
        }
    }
    step.done();
    let vpcs = moto::vpcs(emulator.endpoint(), REGION)?.len();
    if vpcs != 2 {
        bail!("the emulator holds {vpcs} VPCs; each program should have made one");
    }
    let (idem, ours) = (idem.cost(), ours.cost());
    let mut table = Table::new(format!("one VPC that is as desired, medians of {} runs each", args.runs));
    table.row("idem", idem);
    table.row("wasmidem", ours);
    let checks = vec![Check::ratio("CPU time", idem.cpu, ours.cpu, args.factor)];
    Ok(Findings { tables: vec![table], checks, ..Findings::default() })
}

/// A VPC that only this contestant manages.
fn states(contestant: &str) -> String {
    format!(
        "bench-{contestant}:\n  aws.ec2.vpc.present:\n    - name: bench-{contestant}\n    \
         - cidr_block_association_set:\n      - CidrBlock: 10.1.0.0/16\n    \
         - tags:\n        Name: bench-{contestant}\n        Purpose: benchmark\n"
    )
}
