//! Every operation × every reason to deny: nothing is sent, one event tells it, and it says what it
//! has always said. A new operation is in this test as soon as it is in the table.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::json;
use wasmidem_contract::{
    AwsCalls, Blame, Caller, Cause, Effect, Event, Events, Failure, ModuleId, Phase, StateAddress, Step,
    Value,
};
use wasmidem_gateway::{Gate, Permit, Transport, operations};
use wasmidem_policy::{Cedar, Imported, Policy, PolicyFile, Vocabulary};

/// Keeps what is sent; knows the account.
#[derive(Default)]
struct Sent(Mutex<Vec<String>>);

#[async_trait]
impl Transport for Sent {
    async fn send(&self, permit: &Permit, _: &Value) -> Result<Value, Failure> {
        self.0.lock().unwrap().push(permit.operation().to_string());
        Ok(json!({"Account": "111111111111"}))
    }
}

#[derive(Default)]
struct Told(Mutex<Vec<Event>>);

impl Events for Told {
    fn emit(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

fn cedar(text: &str) -> Arc<dyn Policy> {
    let file = PolicyFile { name: "p.cedar".into(), text: text.into() };
    let loaded = Cedar::load(&[file], Vocabulary::new(operations()), BTreeMap::new());
    Arc::new(loaded.unwrap_or_else(|problems| panic!("{problems:#?}")).policy)
}

struct Case {
    policy: Arc<dyn Policy>,
    declared: bool,
    phase: Phase,
    code: &'static str,
    message: String,
}

/// All reasons there are for one operation.
fn cases(name: &str, effect: Effect) -> Vec<Case> {
    let asked = |phase: &str| {
        format!(
            "`{name}` to module `m` in the {phase} phase with profile `default` for the state net (aws.ec2.vpc.present)"
        )
    };
    let all = "permit (principal, action, resource);";
    let by_policy = |text: String, phase: Phase, code, message| Case {
        policy: cedar(&text),
        declared: true,
        phase,
        code,
        message,
    };
    let not_permitted = format!("no policy permits {}", asked("apply"));
    let undeclared = format!("module `m` asked for `{name}`, which it does not import");
    let mut cases = vec![
        Case {
            policy: Arc::new(Imported),
            declared: false,
            phase: Phase::Apply,
            code: "policy.undeclared",
            message: undeclared.clone(),
        },
        Case {
            policy: cedar(all),
            declared: false,
            phase: Phase::Apply,
            code: "policy.undeclared",
            message: undeclared,
        },
        by_policy(String::new(), Phase::Apply, "policy.not-permitted", not_permitted.clone()),
        by_policy(
            "permit (principal == Module::\"other\", action, resource);".into(),
            Phase::Apply,
            "policy.not-permitted",
            not_permitted.clone(),
        ),
        by_policy(
            "permit (principal, action, resource in Region::\"mars-north-1\");".into(),
            Phase::Apply,
            "policy.not-permitted",
            not_permitted.clone(),
        ),
        by_policy(
            format!("{all}\n@id(\"no\")\nforbid (principal, action == Action::\"{name}\", resource);"),
            Phase::Apply,
            "policy.forbidden",
            format!("policy `no` (p.cedar:2:1) forbids {}", asked("apply")),
        ),
        by_policy(
            format!("{all}\nforbid (principal, action, resource) when {{ context.region == \"r\" }};"),
            Phase::Apply,
            "policy.forbidden",
            format!("the policy at p.cedar:2:1 forbids {}", asked("apply")),
        ),
        // wrong account: the gate asks for the account, and sends nothing else
        by_policy(
            "permit (principal, action, resource in Account::\"222222222222\");".into(),
            Phase::Apply,
            "policy.not-permitted",
            not_permitted,
        ),
        by_policy(
            format!("{all} forbid (principal, action, resource in Account::\"111111111111\");"),
            Phase::Apply,
            "policy.forbidden",
            format!("the policy at p.cedar:1:39 forbids {}", asked("apply")),
        ),
    ];
    for phase in [Phase::Plan, Phase::Drift, Phase::Describe] {
        let wrong_phase =
            || format!("module `m` asked for `{name}`, which changes something, in the {phase} phase");
        if effect == Effect::Write {
            cases.push(by_policy(all.into(), phase, "policy.phase", wrong_phase()));
            cases.push(Case {
                policy: Arc::new(Imported),
                declared: true,
                phase,
                code: "policy.phase",
                message: wrong_phase(),
            });
        } else {
            let text = format!(
                "{all} forbid (principal, action, resource) when {{ context.phase == \"{phase}\" }};"
            );
            let message = format!("the policy at p.cedar:1:39 forbids {}", asked(&phase.to_string()));
            cases.push(by_policy(text, phase, "policy.forbidden", message));
        }
    }
    cases
}

fn caller(case: &Case) -> Caller {
    let state = StateAddress {
        path: "aws.ec2.vpc".into(),
        id: "net".into(),
        resource_name: None,
        function: "present".into(),
    };
    let step = Step {
        state: Some(state),
        phase: case.phase,
        profile: "default".into(),
        region: "r".into(),
        run_id: "run".into(),
    };
    Caller {
        module: ModuleId { name: "m".into(), digest: "0".into(), signer: None },
        step,
        declared: case.declared,
    }
}

#[tokio::test]
async fn nothing_that_is_denied_is_sent() {
    let mut denied = 0;
    for operation in operations() {
        for case in cases(&operation.name.to_string(), operation.effect) {
            let (sent, told) = (Arc::new(Sent::default()), Arc::new(Told::default()));
            let gate = Gate::new(Arc::clone(&case.policy), sent.clone(), told.clone());
            let failure = gate.call(&caller(&case), &operation.name, json!({})).await.unwrap_err();
            assert_eq!((failure.code.as_str(), &failure.message), (case.code, &case.message));
            assert_eq!((failure.cause, failure.blame), (Cause::Denied, Blame::Policy));
            assert!(failure.help().is_some_and(|help| !help.is_empty()));
            let identity: &[&str] =
                if case.policy.reads_account() { &["sts:GetCallerIdentity"] } else { &[] };
            assert_eq!(*sent.0.lock().unwrap(), identity, "{} {}", operation.name, case.message);
            let events = told.0.lock().unwrap();
            let denials = events.iter().filter(|event| matches!(event, Event::CallDenied { .. })).count();
            assert_eq!((denials, events.len()), (1, 1 + 2 * identity.len()), "{events:?}");
            denied += 1;
        }
    }
    assert!(denied >= 11 * operations().count(), "{denied}");
}

/// Whoever cannot tell the account sends nothing.
#[tokio::test]
async fn without_the_account_nothing_is_sent() {
    struct Refuses;
    #[async_trait]
    impl Transport for Refuses {
        async fn send(&self, permit: &Permit, _: &Value) -> Result<Value, Failure> {
            assert_eq!(permit.operation().to_string(), "sts:GetCallerIdentity");
            Err(Failure::new(Cause::Denied, Blame::Aws, "aws.sts.AccessDenied", "no"))
        }
    }
    let policy = cedar(
        "permit (principal, action, resource); forbid (principal, action, resource in Account::\"1\");",
    );
    let case = Case { policy, declared: true, phase: Phase::Apply, code: "", message: String::new() };
    let gate = Gate::new(Arc::clone(&case.policy), Arc::new(Refuses), Arc::new(Told::default()));
    let name = wasmidem_contract::OperationName::new("ec2", "CreateVpc");
    let failure = gate.call(&caller(&case), &name, json!({})).await.unwrap_err();
    assert!(failure.message.contains("needs the account of the profile `default`"), "{}", failure.message);
}

#[tokio::test]
async fn the_account_is_asked_for_once() {
    let sent = Arc::new(Sent::default());
    let policy = cedar("permit (principal, action, resource in Account::\"111111111111\");");
    let case = Case { policy, declared: true, phase: Phase::Apply, code: "", message: String::new() };
    let gate = Gate::new(Arc::clone(&case.policy), sent.clone(), Arc::new(Told::default()));
    let name = wasmidem_contract::OperationName::new("ec2", "CreateVpc");
    for _ in 0..3 {
        gate.call(&caller(&case), &name, json!({})).await.unwrap();
    }
    assert_eq!(
        *sent.0.lock().unwrap(),
        ["sts:GetCallerIdentity", "ec2:CreateVpc", "ec2:CreateVpc", "ec2:CreateVpc"]
    );
}
