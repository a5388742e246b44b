//! The cases that AWS publishes with the endpoint rules of each service.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasmidem_models::Catalogue;
use wasmidem_models::endpoint::cases;

use crate::report::Report;

/// Runs the cases of all services that the shipped data has; `folder` has one of each service.
pub fn run(folder: &Path) -> Result<()> {
    let catalogue = Catalogue::shipped();
    let mut report = Report::new("endpoints");
    for service in catalogue.services() {
        let file = folder.join(service).join("endpoint-tests-1.json");
        let told = || format!("cannot read {}", file.display());
        let json = serde_json::from_slice(&fs::read(&file).with_context(told)?).with_context(told)?;
        let rules =
            catalogue.endpoints(service).with_context(|| format!("{service} has no endpoint rules"))?;
        for case in cases(rules, catalogue.partitions(), &json).with_context(told)? {
            let key = format!("{service}/{}", case.place);
            let title = format!("{key}: {}", case.documentation);
            let differences: Vec<String> = case.difference.into_iter().collect();
            report.enter("rules", &key, &title, &differences);
        }
    }
    report.finish()
}
