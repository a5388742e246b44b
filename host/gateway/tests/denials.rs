//! Every operation × every reason to deny: nothing is sent, one event tells it, the audit keeps one
//! decision, and it says what it has always said. A new operation is in this test as soon as it is in
//! the table, and fails it until its denials stand in `denials.txt`: with `UPDATE_EXPECTED=1` in the
//! environment they are written there, to be read and committed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::json;
use wasmidem_contract::{
    Audit, AwsCalls, Blame, Caller, Cause, Decision, Effect, Ending, Event, Events, Failure, ModuleId,
    Operation, OperationName, Operations, Pages, Phase, Ruling, Stage, StateAddress, Step, Value,
};
use wasmidem_gateway::{AwsOperations, GATE, Gate, OPERATOR, Permit, Response, Transport};
use wasmidem_models::{Catalogue, Kind, Structure};
use wasmidem_policy::{Cedar, Imported, Policy, PolicyFile, Vocabulary};

/// Keeps what is sent; knows the account.
#[derive(Default)]
struct Sent(Mutex<Vec<String>>);

#[async_trait]
impl Transport for Sent {
    async fn send(&self, permit: &Permit, _: &Value) -> Result<Response, Failure> {
        self.0.lock().unwrap().push(permit.operation().to_string());
        let output = json!({"Account": "111111111111"});
        Ok(Response { output, request_id: Some("r-1".into()), status: Some(200) })
    }
}

#[derive(Default)]
struct Told(Mutex<Vec<Event>>);

impl Events for Told {
    fn emit(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

/// Keeps what an audit is told, as text; or cannot, from a certain decision on.
#[derive(Default)]
struct Kept {
    lines: Mutex<Vec<String>>,
    full_after: Option<usize>,
}

impl Kept {
    fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }
}

impl Audit for Kept {
    fn decided(&self, decision: &Decision<'_>) -> Result<u64, Failure> {
        let mut lines = self.lines.lock().unwrap();
        if self.full_after.is_some_and(|most| lines.len() >= most) {
            return Err(Failure::new(Cause::Other, Blame::Host, "audit.write", "no space"));
        }
        assert_eq!(decision.stage, Stage::Call);
        let ruling = match decision.ruling {
            Ruling::Allowed(rules) => format!("allowed by {}", rules.join(", ")),
            Ruling::Denied { code, policies } => format!("denied {code} by {}", policies.join(", ")),
        };
        let state = decision.state.map(|state| state.id.as_str()).unwrap_or_default();
        let account = decision.account.unwrap_or("?");
        lines.push(format!(
            "{} {}:{} {:?} {} {} {account} {:?} {state}: {ruling}",
            decision.module,
            decision.service.unwrap(),
            decision.action.unwrap(),
            decision.effect.unwrap(),
            decision.profile,
            decision.region,
            decision.phase.unwrap(),
        ));
        Ok(u64::try_from(lines.len()).unwrap())
    }

    fn ended(&self, ending: &Ending<'_>) {
        let Ending { decision, module, service, action, attempts, request_id, failure, .. } = ending;
        self.lines.lock().unwrap().push(format!(
            "{module} {service}:{action} ended {decision} after {attempts}: {} {}",
            failure.unwrap_or("ok"),
            request_id.unwrap_or("-")
        ));
    }
}

/// The operations of the typed interfaces: each function of their WIT files.
fn operations() -> Vec<Operation> {
    let mut found = Vec::new();
    for service in ["ec2", "sts"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit/v0.1/deps").join(service);
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let functions = text.lines().filter_map(|line| line.trim().split_once(": func("));
            found.extend(functions.map(|(name, _)| AwsOperations.function(service, name).unwrap()));
        }
    }
    found
}

/// The least that an operation can be called with.
fn least_input(name: &OperationName) -> Value {
    let service = Catalogue::shipped().service(&name.service).unwrap();
    let operation = service.operation(&name.name).unwrap();
    let mut input = json!({});
    for member in service.input(operation).into_iter().flat_map(Structure::required) {
        input[&*member.name] = match &service.shape(member.shape).kind {
            Kind::List(_) => json!([]),
            Kind::Structure(_) => json!({}),
            _ => json!("a secret of the request"),
        };
    }
    input
}

fn cedar(text: &str) -> Arc<dyn Policy> {
    let file = PolicyFile { name: "p.cedar".into(), text: text.into() };
    let loaded = Cedar::load(&[file], Vocabulary::of(Arc::new(AwsOperations)), BTreeMap::new());
    Arc::new(loaded.unwrap_or_else(|problems| panic!("{problems:#?}")).policy)
}

struct Case {
    /// The kind of reason, of five.
    kind: &'static str,
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
    let by_policy = |kind, text: String, phase: Phase, code, message| Case {
        kind,
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
            kind: "not imported",
            policy: Arc::new(Imported),
            declared: false,
            phase: Phase::Apply,
            code: "policy.undeclared",
            message: undeclared.clone(),
        },
        Case {
            kind: "not imported",
            policy: cedar(all),
            declared: false,
            phase: Phase::Apply,
            code: "policy.undeclared",
            message: undeclared,
        },
        by_policy(
            "denied by policy",
            String::new(),
            Phase::Apply,
            "policy.not-permitted",
            not_permitted.clone(),
        ),
        by_policy(
            "denied by policy",
            "permit (principal == Module::\"other\", action, resource);".into(),
            Phase::Apply,
            "policy.not-permitted",
            not_permitted.clone(),
        ),
        by_policy(
            "wrong region",
            "permit (principal, action, resource in Region::\"mars-north-1\");".into(),
            Phase::Apply,
            "policy.not-permitted",
            not_permitted.clone(),
        ),
        by_policy(
            "denied by policy",
            format!("{all}\n@id(\"no\")\nforbid (principal, action == Action::\"{name}\", resource);"),
            Phase::Apply,
            "policy.forbidden",
            format!("policy `no` (p.cedar:2:1) forbids {}", asked("apply")),
        ),
        by_policy(
            "wrong region",
            format!("{all}\nforbid (principal, action, resource) when {{ context.region == \"r\" }};"),
            Phase::Apply,
            "policy.forbidden",
            format!("the policy at p.cedar:2:1 forbids {}", asked("apply")),
        ),
        // wrong account: the gate asks for the account, and sends nothing else
        by_policy(
            "wrong account",
            "permit (principal, action, resource in Account::\"222222222222\");".into(),
            Phase::Apply,
            "policy.not-permitted",
            not_permitted,
        ),
        by_policy(
            "wrong account",
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
            cases.push(by_policy("wrong phase", all.into(), phase, "policy.phase", wrong_phase()));
            cases.push(Case {
                kind: "wrong phase",
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
            cases.push(by_policy("wrong phase", text, phase, "policy.forbidden", message));
        }
    }
    cases
}

/// No reason to deny anything.
fn allowed(policy: Arc<dyn Policy>) -> Case {
    Case { kind: "", policy, declared: true, phase: Phase::Apply, code: "", message: String::new() }
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
    let module = ModuleId { name: "m".into(), digest: "0".into(), signer: None };
    Caller { module, step, declared: case.declared, via: Vec::new() }
}

#[tokio::test]
async fn nothing_that_is_denied_is_sent() {
    let mut denied = 0;
    let mut pins: BTreeMap<(String, &'static str), String> = BTreeMap::new();
    for operation in operations() {
        for case in cases(&operation.name.to_string(), operation.effect) {
            let (sent, told) = (Arc::new(Sent::default()), Arc::new(Told::default()));
            let kept = Arc::new(Kept::default());
            let gate =
                Gate::new(Arc::clone(&case.policy), sent.clone(), told.clone()).with_audit(kept.clone());
            let failure =
                gate.call(&caller(&case), &operation.name, json!({}), Pages::One).await.unwrap_err();
            assert_eq!((failure.code.as_str(), &failure.message), (case.code, &case.message));
            assert_eq!((failure.cause, failure.blame), (Cause::Denied, Blame::Policy));
            assert!(failure.help().is_some_and(|help| !help.is_empty()));
            let identity: &[&str] =
                if case.policy.reads_account() { &["sts:GetCallerIdentity"] } else { &[] };
            assert_eq!(*sent.0.lock().unwrap(), identity, "{} {}", operation.name, case.message);
            let events = told.0.lock().unwrap();
            let denials = events.iter().filter(|event| matches!(event, Event::CallDenied { .. })).count();
            assert_eq!((denials, events.len()), (1, 1 + 2 * identity.len()), "{events:?}");
            one_decision(&case, &operation.name.to_string(), &failure, &kept.lines());
            let pinned = pins.entry((operation.name.to_string(), case.kind)).or_default();
            if pinned.is_empty() {
                *pinned = format!("{}: {}", failure.code, failure.message);
            }
            denied += 1;
        }
    }
    assert!(denied >= 11 * operations().len(), "{denied}");
    compare(&pins);
}

/// The same for every operation of every service, without a look at the texts.
#[tokio::test]
async fn of_all_services_nothing_that_is_denied_is_sent() {
    let nothing = cedar("permit (principal == Module::\"other\", action, resource);");
    let forbidden = cedar("permit (principal, action, resource); forbid (principal, action, resource);");
    let imported: Arc<dyn Policy> = Arc::new(Imported);
    let mut denied = 0;
    for operation in
        AwsOperations.services().into_iter().flat_map(|service| AwsOperations.of_service(service))
    {
        let name = operation.name.to_string();
        let reasons = [
            (&imported, false, Phase::Apply, "policy.undeclared"),
            (&imported, true, Phase::Plan, "policy.phase"),
            (&nothing, true, Phase::Apply, "policy.not-permitted"),
            (&forbidden, true, Phase::Apply, "policy.forbidden"),
        ];
        for (policy, declared, phase, code) in reasons {
            if code == "policy.phase" && operation.effect == Effect::Read {
                continue;
            }
            let case =
                Case { kind: "", policy: Arc::clone(policy), declared, phase, code, message: String::new() };
            let (sent, told) = (Arc::new(Sent::default()), Arc::new(Told::default()));
            let kept = Arc::new(Kept::default());
            let gate = Gate::new(Arc::clone(policy), sent.clone(), told.clone()).with_audit(kept.clone());
            let failure =
                gate.call(&caller(&case), &operation.name, json!({}), Pages::One).await.unwrap_err();
            assert_eq!(failure.code, code, "{name}");
            assert!(failure.message.contains(&name), "{}", failure.message);
            assert!(sent.0.lock().unwrap().is_empty(), "{name}");
            assert_eq!((told.0.lock().unwrap().len(), kept.lines().len()), (1, 1), "{name}");
            denied += 1;
        }
    }
    assert!(denied > 60_000, "{denied}");
}

/// Nobody gets AWS credentials: neither a module nor the operator, without a policy or with one that
/// permits everything.
#[tokio::test]
async fn what_gives_credentials_is_never_sent() {
    let all = "permit (principal, action, resource);";
    let policies: [Arc<dyn Policy>; 2] = [Arc::new(Imported), cedar(all)];
    let operations =
        AwsOperations.services().into_iter().flat_map(|service| AwsOperations.of_service(service));
    let giving: Vec<Operation> = operations.filter(|operation| operation.gives_credentials).collect();
    assert_eq!(giving.len(), 38);
    for operation in giving {
        let name = operation.name.to_string();
        for (policy, asking) in policies.iter().flat_map(|policy| [(policy, "m"), (policy, OPERATOR)]) {
            let (sent, told) = (Arc::new(Sent::default()), Arc::new(Told::default()));
            let kept = Arc::new(Kept::default());
            let gate = Gate::new(Arc::clone(policy), sent.clone(), told.clone()).with_audit(kept.clone());
            let mut caller = caller(&allowed(Arc::clone(policy)));
            caller.module.name = asking.to_owned();
            let failure = gate.call(&caller, &operation.name, json!({}), Pages::All).await.unwrap_err();
            assert_eq!(
                (failure.code.as_str(), failure.cause),
                ("policy.credentials", Cause::Denied),
                "{name}"
            );
            assert!(failure.message.contains(&name) && failure.help().is_some(), "{}", failure.message);
            assert!(sent.0.lock().unwrap().is_empty(), "{name}");
            assert!(matches!(told.0.lock().unwrap().as_slice(), [Event::CallDenied { .. }]), "{name}");
            let lines = kept.lines();
            assert!(lines.len() == 1 && lines[0].contains("denied policy.credentials"), "{lines:?}");
        }
    }
}

/// The audit has one line on the denied call, and what the gate asked for itself before.
fn one_decision(case: &Case, operation: &str, failure: &Failure, kept: &[String]) {
    let own: &[String] = match (case.policy.reads_account(), kept) {
        (true, [decision, ending, rest @ ..]) => {
            let asked = format!("{GATE} sts:GetCallerIdentity Read default r ? Apply net: allowed by host");
            assert_eq!(*decision, asked);
            assert_eq!(*ending, format!("{GATE} sts:GetCallerIdentity ended 1 after 1: ok r-1"));
            rest
        }
        (_, kept) => kept,
    };
    let [decision] = own else { panic!("{operation}: one decision: {kept:?}") };
    assert!(decision.starts_with(&format!("m {operation} ")), "{decision}");
    assert!(decision.contains(&format!(" {:?} net: denied {} by ", case.phase, failure.code)), "{decision}");
    let account = if case.policy.reads_account() { "default r 111111111111" } else { "default r ?" };
    assert!(decision.contains(account), "{decision}");
    let by_policy = decision.contains("(p.cedar:") || decision.contains("policy at p.cedar:");
    assert_eq!(by_policy, failure.code == "policy.forbidden", "{decision}");
}

/// Holds the messages to those that are checked in.
fn compare(pins: &BTreeMap<(String, &'static str), String>) {
    let mut text = String::new();
    for ((operation, kind), message) in pins {
        writeln!(text, "{operation} | {kind} | {message}").unwrap();
    }
    assert_eq!(pins.len(), 5 * operations().len(), "five kinds of denials for each operation");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/denials.txt");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(file, &text).unwrap();
    }
    let pinned = std::fs::read_to_string(file).unwrap();
    for (now, then) in text.lines().zip(pinned.lines()) {
        assert_eq!(now, then, "a denial is not as it was; UPDATE_EXPECTED=1 takes it over");
    }
    assert_eq!(text.lines().count(), pinned.lines().count(), "denials are new or gone; see above");
}

/// What is allowed is kept before it is sent, and what came of it after.
#[tokio::test]
async fn what_is_allowed_is_kept_with_its_reasons() {
    let named = "@id(\"look\")\npermit (principal, action, resource);\npermit (principal, action, resource);\n\
                 permit (principal, action, resource) unless { context.input.hasTag(\"NoMember\") };";
    let policies: [(Arc<dyn Policy>, &str); 3] = [
        (Arc::new(Imported), "imports"),
        (cedar("permit (principal, action, resource);"), "the policy at p.cedar:1:1"),
        (cedar(named), "policy `look` (p.cedar:1:1), the policy at p.cedar:3:1, the policy at p.cedar:4:1"),
    ];
    for (policy, rules) in policies {
        for operation in operations() {
            let (sent, kept) = (Arc::new(Sent::default()), Arc::new(Kept::default()));
            let case = allowed(Arc::clone(&policy));
            let gate = Gate::new(Arc::clone(&policy), sent.clone(), Arc::new(Told::default()));
            let gate = gate.with_audit(kept.clone());
            let input = least_input(&operation.name);
            gate.call(&caller(&case), &operation.name, input, Pages::One).await.unwrap();
            let name = operation.name.to_string();
            let effect = operation.effect;
            let expected = [
                format!("m {name} {effect:?} default r ? Apply net: allowed by {rules}"),
                format!("m {name} ended 1 after 1: ok r-1"),
            ];
            assert_eq!(kept.lines(), expected);
        }
    }
}

/// A call whose decision cannot be kept is not sent.
#[tokio::test]
async fn what_cannot_be_kept_is_not_sent() {
    let by_account = "permit (principal, action, resource in Account::\"111111111111\");";
    for (policy, full_after, sent_anyway) in
        [(Arc::new(Imported) as Arc<dyn Policy>, 0, 0), (cedar(by_account), 0, 0), (cedar(by_account), 2, 1)]
    {
        for operation in operations() {
            let kept = Arc::new(Kept { full_after: Some(full_after), ..Kept::default() });
            let (sent, told) = (Arc::new(Sent::default()), Arc::new(Told::default()));
            let case = allowed(Arc::clone(&policy));
            let gate = Gate::new(Arc::clone(&policy), sent.clone(), told.clone()).with_audit(kept);
            let failure =
                gate.call(&caller(&case), &operation.name, json!({}), Pages::One).await.unwrap_err();
            assert_eq!((failure.code.as_str(), failure.blame), ("audit.write", Blame::Host));
            // at most the gate's own question for the account, which could be kept
            assert_eq!(sent.0.lock().unwrap().len(), sent_anyway, "{}", operation.name);
            let denied = |event: &Event| matches!(event, Event::CallDenied { .. });
            assert!(told.0.lock().unwrap().iter().any(denied));
        }
    }
}

/// A call that nobody waits for any more has its line.
#[tokio::test(start_paused = true)]
async fn what_is_given_up_is_kept() {
    struct Slow;
    #[async_trait]
    impl Transport for Slow {
        async fn send(&self, _: &Permit, _: &Value) -> Result<Response, Failure> {
            tokio::time::sleep(std::time::Duration::from_secs(60)).await;
            Ok(json!({}).into())
        }
    }
    let kept = Arc::new(Kept::default());
    let gate = Gate::new(Arc::new(Imported), Arc::new(Slow), Arc::new(Told::default()));
    let gate = gate.with_audit(kept.clone());
    let case = allowed(Arc::new(Imported));
    let name = OperationName::new("ec2", "CreateVpc");
    let caller = caller(&case);
    let call = gate.call(&caller, &name, json!({}), Pages::One);
    assert!(tokio::time::timeout(std::time::Duration::from_secs(1), call).await.is_err());
    assert_eq!(kept.lines()[1], "m ec2:CreateVpc ended 1 after 1: abandoned -");
}

/// Whoever cannot tell the account sends nothing.
#[tokio::test]
async fn without_the_account_nothing_is_sent() {
    struct Refuses;
    #[async_trait]
    impl Transport for Refuses {
        async fn send(&self, permit: &Permit, _: &Value) -> Result<Response, Failure> {
            assert_eq!(permit.operation().to_string(), "sts:GetCallerIdentity");
            Err(Failure::new(Cause::Denied, Blame::Aws, "aws.sts.AccessDenied", "no"))
        }
    }
    let policy = cedar(
        "permit (principal, action, resource); forbid (principal, action, resource in Account::\"1\");",
    );
    let case = allowed(policy);
    let kept = Arc::new(Kept::default());
    let gate = Gate::new(Arc::clone(&case.policy), Arc::new(Refuses), Arc::new(Told::default()));
    let gate = gate.with_audit(kept.clone());
    let name = OperationName::new("ec2", "CreateVpc");
    let failure = gate.call(&caller(&case), &name, json!({}), Pages::One).await.unwrap_err();
    assert!(failure.message.contains("needs the account of the profile `default`"), "{}", failure.message);
    let lines = kept.lines();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[1].ends_with("ended 1 after 1: aws.sts.AccessDenied -"), "{lines:?}");
    assert!(
        lines[2].starts_with("m ec2:CreateVpc ") && lines[2].contains(": denied aws.sts.AccessDenied by ")
    );
}

#[tokio::test]
async fn the_account_is_asked_for_once() {
    let sent = Arc::new(Sent::default());
    let policy = cedar("permit (principal, action, resource in Account::\"111111111111\");");
    let case = allowed(policy);
    let gate = Gate::new(Arc::clone(&case.policy), sent.clone(), Arc::new(Told::default()));
    let name = OperationName::new("ec2", "CreateVpc");
    for _ in 0..3 {
        gate.call(&caller(&case), &name, json!({}), Pages::One).await.unwrap();
    }
    assert_eq!(
        *sent.0.lock().unwrap(),
        ["sts:GetCallerIdentity", "ec2:CreateVpc", "ec2:CreateVpc", "ec2:CreateVpc"]
    );
}
