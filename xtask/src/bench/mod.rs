//! `cargo xtask bench`: wasmidem against idem with idem-aws, side by side.

mod contestant;
mod exec;
mod findings;
mod host_calls;
mod http;
mod inside;
mod many_steps;
mod models;
mod no_op_states;
mod one_vpc;
mod outcome;
mod parallel_vpcs;
mod proxy;
mod shape;
mod stage;
mod stand_in;
mod vpcs;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::build;
use crate::progress;
use crate::workspace::Workspace;
use findings::Findings;
use stage::{Needs, Stage};

/// Measure wasmidem against idem 25.0.1 with idem-aws 6.2.1
///
/// Both run on this machine, against the same emulator, wasmidem with a warm cache of compiled
/// code. Each benchmark prints what both cost, and whether the ratio is as wanted. Fails if one is
/// not. CPU time is that of user and system, of the program with its children.
#[derive(clap::Args)]
pub struct Args {
    /// Which to run; all by default
    #[arg(value_enum, value_name = "NAME")]
    names: Vec<Name>,
    /// Only say which there are
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    one_vpc: one_vpc::Args,
    /// How to build what is measured.
    #[command(flatten)]
    pub build: build::Args,
}

/// The benchmarks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Name {
    /// One VPC that is as desired: the CPU time of a run
    OneVpc,
    /// 1,000 and 10,000 states that do nothing: time and memory, and how they grow
    NoOpStates,
    /// 200 new VPCs at once, with 50 ms more for each call: the time until all are there
    ParallelVpcs,
    /// What the host adds to a call of AWS, also with 1,000 policies
    HostCalls,
    /// 10,000 steps at once, also beside hostile modules; 300 modules in Python: time and memory
    ManySteps,
    /// Calls of AWS by its models: reading them, against botocore, and against an official client
    Models,
    /// One exec function that asks AWS once: the CPU time from start to end
    Exec,
}

impl Name {
    fn run(self, stage: &Stage<'_>, args: &Args) -> Result<Findings> {
        match self {
            Self::OneVpc => one_vpc::run(stage, &args.one_vpc),
            Self::NoOpStates => no_op_states::run(stage),
            Self::ParallelVpcs => parallel_vpcs::run(stage),
            Self::HostCalls => host_calls::run(stage),
            Self::ManySteps => many_steps::run(stage),
            Self::Models => models::run(stage),
            Self::Exec => exec::run(stage),
        }
    }

    /// What has to be there.
    fn needs(self) -> Needs {
        match self {
            Self::Models => Needs::Nothing,
            Self::HostCalls | Self::ManySteps => Needs::Modules,
            Self::OneVpc | Self::NoOpStates | Self::ParallelVpcs | Self::Exec => Needs::Idem,
        }
    }

    /// As it is written on the command line.
    fn text(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn help(self) -> String {
        let help = self.to_possible_value().and_then(|value| Some(value.get_help()?.to_string()));
        help.unwrap_or_default()
    }
}

/// Runs the benchmarks that were asked for, and prints what each found.
///
/// # Errors
/// When something cannot be built or installed, a run fails, or a number is not as wanted. The
/// benchmarks after it have been run nevertheless.
pub fn run(workspace: &Workspace, args: &Args) -> Result<()> {
    if args.list {
        Name::value_variants().iter().for_each(|name| println!("{:<14} {}", name.text(), name.help()));
        return Ok(());
    }
    let chosen = |name: &Name| args.names.is_empty() || args.names.contains(name);
    let names: Vec<Name> = Name::value_variants().iter().copied().filter(chosen).collect();
    let needs = names.iter().map(|name| name.needs()).max().unwrap_or(Needs::Nothing);
    let stage = Stage::set_up(workspace, args, needs)?;
    let mut missed = Vec::new();
    for name in names {
        let step = progress::step(&format!("benchmark {}", name.text()));
        match name.run(&stage, args) {
            Ok(findings) => {
                println!("\n{findings}");
                let failed = findings.checks.iter().filter(|check| !check.passes());
                missed.extend(failed.map(|check| format!("{}: {}", name.text(), check.what())));
            }
            Err(error) => {
                eprintln!("error: {error:#}");
                missed.push(format!("{}: could not be measured", name.text()));
            }
        }
        step.done();
    }
    if missed.is_empty() { Ok(()) } else { bail!("not as wanted:\n  {}", missed.join("\n  ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn benchmarks_are_named_and_explained() {
        let names: Vec<String> = Name::value_variants().iter().map(|name| name.text()).collect();
        let all = ["one-vpc", "no-op-states", "parallel-vpcs", "host-calls", "many-steps", "models", "exec"];
        assert_eq!(names, all);
        assert!(Name::value_variants().iter().all(|name| !name.help().is_empty()));
    }
}
