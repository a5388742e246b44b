//! What the host adds to each call of AWS: the way from the module through the policies and the gate
//! to the transport and back, with the audit log and the events.

use anyhow::Result;

use super::findings::{Check, Findings, Wanted};
use super::inside::{Inside, median, number};
use super::stage::Stage;

/// Measured runs of each case.
const RUNS: usize = 5;
/// What a call may cost at the median, in microseconds.
const MICROSECONDS: f64 = 25.0;
/// The same with a thousand policies.
const MANY: f64 = 50.0;

/// The policies that are compared, what they are, and what a call may cost with them. Nothing is wanted
/// where each call names a resource that was not named before: policies are evaluated anew then.
const CASES: [(&str, &str, Option<f64>); 5] = [
    ("none", "no policy", Some(MICROSECONDS)),
    ("few", "three policies", Some(MICROSECONDS)),
    ("thousand", "1,000 policies on who, what and where", Some(MANY)),
    ("thousand-on-requests", "1,000 policies, some on members of requests", Some(MANY)),
    ("thousand-on-resources", "1,000 policies, some on resources", None),
];

/// Measures calls with each set of policies.
///
/// # Errors
/// When a run fails.
pub fn run(stage: &Stage<'_>) -> Result<Findings> {
    let inside = Inside::new(stage, "host-calls")?;
    let module = stage.workspace.test_modules().join("caller.wasm");
    let mut findings = Findings::default();
    for (policies, what, most) in CASES {
        let mut medians = Vec::new();
        for _ in 0..RUNS {
            let more = ["--policies", policies];
            let (printed, _) = inside.measure("calls", &module, "caller.describe_vpcs", &more)?;
            medians.push(number(&printed, "median")?);
        }
        let found = median(medians);
        match most {
            Some(most) => {
                let what = format!("host call with {what}, median");
                findings.checks.push(Check::new(what, found, Wanted::AtMost(most), " µs"));
            }
            None => findings.notes.push(format!(
                "With {what}, each call naming one that was not named before: {found:.1} µs at the median."
            )),
        }
    }
    findings.notes.push(format!(
        "From one call of the module to its next, with an audit log and events, 20,000 calls, median of {RUNS} runs; \
         the transport sends nothing."
    ));
    Ok(findings)
}
