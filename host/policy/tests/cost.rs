//! What a decision costs with many policies. One that looks at nothing of the single request is found
//! once; one that does is asked at each call, which costs more than the host call itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use wasmidem_contract::{Effect, ModuleId, Operation, OperationName, Phase};
use wasmidem_policy::{Cedar, Policy, PolicyFile, Request, Vocabulary};

fn operations() -> Vec<Operation> {
    (0..40)
        .map(|number| Operation {
            name: OperationName::new("ec2", format!("CreateThing{number}")),
            effect: Effect::Write,
            result: None,
        })
        .collect()
}

fn load(rules: impl Iterator<Item = String>) -> Cedar {
    let file = PolicyFile { name: "p".into(), text: rules.collect() };
    let started = Instant::now();
    let loaded = Cedar::load(&[file], Vocabulary::new(operations()), BTreeMap::new());
    let policy = loaded.unwrap_or_else(|problems| panic!("{problems:?}")).policy;
    println!("loaded in {:?}", started.elapsed());
    policy
}

fn median(policy: &Cedar, input: &Value) -> Duration {
    let modules: Vec<ModuleId> = (0..10)
        .map(|number| ModuleId { name: format!("m{number}"), digest: "0".repeat(64), signer: None })
        .collect();
    let operations = operations();
    let mut times = Vec::new();
    for round in 0..20 {
        for (module, operation) in
            modules.iter().flat_map(|module| operations.iter().map(move |o| (module, o)))
        {
            let request = Request {
                module,
                declared: true,
                operation: &operation.name,
                effect: operation.effect,
                phase: Phase::Apply,
                profile: "default",
                region: "eu-west-1",
                account: None,
                state: None,
                input,
            };
            let started = Instant::now();
            let decision = policy.decide(&request);
            if round > 0 {
                times.push(started.elapsed());
            }
            assert!(decision.is_ok(), "{decision:?}");
        }
    }
    times.sort_unstable();
    times[times.len() / 2]
}

/// A debug build proves nothing.
fn at_most(found: Duration, microseconds: u64) {
    println!("median {found:?}");
    assert!(cfg!(debug_assertions) || found < Duration::from_micros(microseconds), "{found:?}");
}

#[test]
fn a_thousand_policies_on_who_and_what() {
    let policy = load((0..1000).map(|number| {
        let (module, operation) = (number % 10, number / 10 % 40);
        let scope = format!("principal == Module::\"m{module}\", action == Action::\"ec2:CreateThing{operation}\", resource");
        match number % 2 {
            0 => "permit (principal, action in Action::\"write\", resource) when { context.region == \"eu-west-1\" };".to_owned(),
            _ => format!("forbid ({scope}) when {{ context.region == \"r{number}\" }};\n"),
        }
    }));
    at_most(median(&policy, &Value::Null), 25);
}

/// Two or three for each module and operation: a policy that looks at requests is asked at each call
/// that its scope takes, so a thousand on all calls would cost more.
#[test]
fn a_thousand_policies_on_requests() {
    let policy = load((0..1000).map(|number| {
        let (module, operation) = (number % 10, number / 10 % 40);
        let scope = format!("principal == Module::\"m{module}\", action == Action::\"ec2:CreateThing{operation}\", resource");
        match number {
            0 => "permit (principal, action, resource);\n".to_owned(),
            _ => format!(
                "forbid ({scope}) when {{ context.input.hasTag(\"CidrBlock\") && context.input.getTag(\"CidrBlock\") == \"{number}\" }};\n"
            ),
        }
    }));
    at_most(median(&policy, &json!({"CidrBlock": "10.0.0.0/16", "TagSpecifications": []})), 250);
}
