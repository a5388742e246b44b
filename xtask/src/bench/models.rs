//! Calls by models: what reading the models costs, a request and its answer against botocore, and a call
//! as a whole against the official client.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::findings::{Check, Findings, Wanted};
use super::inside::{Inside, median, number};
use super::stage::Stage;
use super::vpcs;
use crate::emulator;
use crate::process;

/// Measured runs of each program.
const RUNS: usize = 5;
/// What opening the catalogue and reading EC2, the largest service, may take, in milliseconds.
const EC2_MILLISECONDS: f64 = 10.0;
/// What reading a service of the middle may take.
const SERVICE_MILLISECONDS: f64 = 0.5;
/// How many times longer a call may take than by the official client.
const TIMES_TYPED: f64 = 1.5;
/// How many times longer botocore has to take for a request and its answer.
const TIMES_FASTER: f64 = 10.0;
/// What the models may add to the program, in MB.
const MEGABYTES: f64 = 8.0;
/// How long a script of Python may take.
const LIMIT: Duration = Duration::from_secs(120);

/// Measures all of it; nothing is sent.
///
/// # Errors
/// When a run fails.
pub fn run(stage: &Stage<'_>) -> Result<Findings> {
    let inside = Inside::new(stage, "models")?;
    let files = Files::write(stage)?;
    let python = emulator::install(stage.workspace)?.with_file_name("python");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let mut command = inside.command("models");
        command.arg("--data").arg(&files.data).arg("--input").arg(&files.input);
        command.arg("--answer").arg(&files.answer);
        ours.push(inside.printed(&command)?.0);
        theirs.push(botocore(stage, &python, &files)?);
    }
    let of = |printed: &[Value], name: &str| -> Result<f64> {
        Ok(median(printed.iter().map(|one| number(one, name)).collect::<Result<_>>()?))
    };
    let mine = |name: &str| of(&ours, name);
    let (describe, botocore) = (mine("describe")?, of(&theirs, "microseconds")?);
    let (models, typed) = (mine("models")?, mine("typed")?);
    // run by run, so that a busy machine disturbs both alike
    let faster = ours
        .iter()
        .zip(&theirs)
        .map(|(ours, theirs)| Ok(number(theirs, "microseconds")? / number(ours, "describe")?));
    let faster = faster.collect::<Result<_>>()?;
    let bytes = fs::metadata(&files.data).context("the models")?.len();
    let checks = vec![
        Check::new(
            "opening the catalogue and reading EC2",
            mine("ec2")?,
            Wanted::AtMost(EC2_MILLISECONDS),
            " ms",
        ),
        Check::precise(
            "reading a service, median of all",
            mine("median_service")?,
            Wanted::AtMost(SERVICE_MILLISECONDS),
            " ms",
        ),
        Check::precise(
            "a call by models / by the official client",
            mine("models_by_typed")?,
            Wanted::AtMost(TIMES_TYPED),
            "",
        ),
        Check::new(
            "botocore / wasmidem, a request and its answer",
            median(faster),
            Wanted::AtLeast(TIMES_FASTER),
            "",
        ),
        Check::precise("size of the models", megabytes(bytes), Wanted::Below(MEGABYTES), " MB"),
    ];
    let version = theirs.first().and_then(|one| one.get("version")?.as_str()).unwrap_or_default();
    let notes = vec![
        format!(
            "{:.0} services; opening the catalogue alone takes {:.2} ms. Read from the bytes in the program, each \
             time anew.",
            mine("services")?,
            mine("opening")?
        ),
        format!(
            "GetCallerIdentity takes {models:.1} µs by the models and {typed:.1} µs by aws-sdk-sts, signature included; \
             the answer is canned."
        ),
        format!(
            "DescribeVpcs with {} filters and {} VPCs takes {describe:.0} µs, and {botocore:.0} µs in botocore {version}; \
             both check types and end with the bytes of the form.",
            vpcs::FILTERS,
            vpcs::COUNT
        ),
        format!("Medians of {RUNS} runs of many rounds each."),
    ];
    Ok(Findings { notes, checks, ..Findings::default() })
}

/// What is given to both.
struct Files {
    data: PathBuf,
    input: PathBuf,
    answer: PathBuf,
}

impl Files {
    fn write(stage: &Stage<'_>) -> Result<Self> {
        let directory = stage.directory("models");
        let files = Self {
            data: stage.workspace.root().join("host/models/data/aws.models"),
            input: directory.join("input.json"),
            answer: directory.join("answer.xml"),
        };
        fs::write(&files.input, vpcs::input().to_string())?;
        fs::write(&files.answer, vpcs::answer())?;
        Ok(files)
    }
}

fn botocore(stage: &Stage<'_>, python: &PathBuf, files: &Files) -> Result<Value> {
    let mut command = Command::new(python);
    emulator::isolate(&mut command);
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command.arg(stage.workspace.root().join("xtask/botocore_codec.py")).arg("DescribeVpcs");
    command.arg(&files.input).arg(&files.answer);
    let output = process::capture(&mut command, LIMIT)?;
    if !output.status.success() {
        bail!("`{}` failed: {}", process::line(&command), String::from_utf8_lossy(&output.stderr));
    }
    serde_json::from_slice(&output.stdout).context("the script printed no JSON")
}

/// Bytes as MB; what is that large needs no digits after it.
fn megabytes(bytes: u64) -> f64 {
    u32::try_from(bytes).map_or(f64::INFINITY, f64::from) / 1e6
}
