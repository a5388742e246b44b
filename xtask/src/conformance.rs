//! `cargo xtask conformance`: holds our requests and answers against those of botocore.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::build;
use crate::cargo;
use crate::process::{self, Stdout};
use crate::progress;
use crate::python::{self, Form};
use crate::workspace::Workspace;

/// Compare what is sent to AWS, and what is understood of its answers, with botocore
///
/// Five comparisons: botocore's own cases for its protocols and for endpoints, requests for made up
/// inputs of every operation, made up answers to every operation, and errors. Nothing is sent. What may differ is
/// in tests/conformance/exceptions.txt; anything else is exit code 1.
#[derive(clap::Args)]
pub struct Args {
    /// Makes other inputs and answers; may be given several times
    #[arg(long, value_name = "N", default_values_t = [1, 2])]
    seed: Vec<u64>,
    /// Only inputs and answers of this service
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
}

/// How long one script may take: they go through twenty thousand operations.
const LIMIT: Duration = Duration::from_secs(3600);

/// The scripts that write cases.
const SCRIPTS: [(&str, &str); 3] = [
    ("make_requests.py", "botocore writes requests"),
    ("make_responses.py", "moto writes answers, and botocore reads them"),
    ("make_errors.py", "botocore reads errors"),
];

/// The comparisons of those cases: sub-commands of the tool.
const COMPARISONS: [&str; 3] = ["requests", "responses", "errors"];

/// Makes the cases and compares.
///
/// # Errors
/// When something cannot be downloaded or built, or something differs.
pub fn run(workspace: &Workspace, args: &Args) -> Result<()> {
    let environment = environment(workspace)?;
    let sources = sources(workspace, &environment)?;
    let cases = workspace.target("conformance/cases");
    fs::create_dir_all(&cases).with_context(|| format!("cannot make `{}`", cases.display()))?;
    for (script, what) in SCRIPTS {
        let step = progress::step(what);
        write_cases(workspace, &environment, script, &cases, args)?;
        step.done();
    }
    let mut failed = Vec::new();
    let mut compare = |name: &str, option: &str, path: &Path| {
        let mut arguments: Vec<OsString> = vec![name.into(), option.into(), path.into()];
        if let Some(service) = args.service.as_ref().filter(|_| option == "--cases") {
            arguments.extend(["--service".into(), service.into()]);
        }
        if tool(workspace, &arguments).is_err() {
            failed.push(name.to_owned());
        }
    };
    compare("vectors", "--protocols", &sources.join("tests/unit/protocols"));
    compare("endpoints", "--rules", &sources.join("tests/functional/endpoint-rules"));
    for name in COMPARISONS {
        compare(name, "--cases", &cases);
    }
    if failed.is_empty() {
        println!("nothing differs that is no exception");
        return Ok(());
    }
    bail!("different from botocore: {}", failed.join(", "));
}

/// The Python with botocore and moto.
///
/// # Errors
/// When it cannot be made.
pub fn environment(workspace: &Workspace) -> Result<PathBuf> {
    python::environment(workspace, "conformance-python", "xtask/conformance-requirements.txt")
}

/// Runs the tool that makes models and compares.
///
/// # Errors
/// When it does not build or fails; its messages have been shown.
pub fn tool(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    let make = || {
        let run = ["run", "--quiet", "--release", "--package", "wasmidem-conformance", "--"];
        let mut command = build::root(workspace, &run);
        command.args(arguments);
        command
    };
    cargo::run(workspace, Stdout::Inherit, make).map(|_| ())
}

/// The unpacked source distribution of botocore.
fn sources(workspace: &Workspace, environment: &Path) -> Result<PathBuf> {
    let directory = workspace.target("conformance/sources");
    python::download(workspace, environment, "xtask/conformance-sources.txt", Form::Sources, &directory)?;
    let told = || format!("cannot read `{}`", directory.display());
    let entries: Result<Vec<_>, _> = fs::read_dir(&directory).with_context(told)?.collect();
    let paths: Vec<PathBuf> = entries.with_context(told)?.iter().map(fs::DirEntry::path).collect();
    let packed = paths.iter().find(|path| path.extension().is_some_and(|extension| extension == "gz"));
    let packed = packed.with_context(|| format!("there is no archive in `{}`", directory.display()))?;
    let name = packed.file_name().unwrap_or_default().to_string_lossy();
    let unpacked = directory.join(name.trim_end_matches(".tar.gz"));
    if !unpacked.join("tests").is_dir() {
        let mut tar = Command::new(python::program(environment, "python"));
        tar.args(["-m", "tarfile", "--extract"]).arg(packed).arg(&directory);
        succeed(&mut tar)?;
    }
    Ok(unpacked)
}

fn write_cases(
    workspace: &Workspace,
    environment: &Path,
    script: &str,
    cases: &Path,
    args: &Args,
) -> Result<()> {
    let mut python = Command::new(python::program(environment, "python"));
    python.env("PYTHONDONTWRITEBYTECODE", "1");
    python.arg(workspace.root().join("tests/conformance/python").join(script)).arg("--output").arg(cases);
    for seed in &args.seed {
        python.args(["--seed", &seed.to_string()]);
    }
    if let Some(service) = &args.service {
        python.args(["--service", service]);
    }
    succeed(&mut python)
}

/// Runs a program and shows what it says.
fn succeed(command: &mut Command) -> Result<()> {
    let output = process::capture(command, LIMIT)?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        bail!("`{}` failed ({})", process::line(command), output.status);
    }
    Ok(())
}
