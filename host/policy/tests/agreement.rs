//! A second, naive evaluator of the part of Cedar that policies here use decides as [`Cedar`] does,
//! whatever the policies and requests; and no policy can be taken away to allow more.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use wasmidem_contract::{Effect, ModuleId, Operation, OperationName, Phase, StateAddress, Value};
use wasmidem_policy::{Cedar, Policy, PolicyFile, Request, Vocabulary};

const MODULES: [&str; 3] = ["ec2_vpc", "ec2_subnet", "sts_identity"];
const PROFILES: [&str; 2] = ["default", "prod"];
const REGIONS: [&str; 2] = ["eu-west-1", "us-east-1"];
const ACCOUNTS: [&str; 2] = ["111111111111", "222222222222"];
const BRANCHES: [&str; 2] = ["main", "feature"];
const NETWORKS: [&str; 3] = ["10.0.0.0/16", "10.1.0.0/16", "192.168.0.0/16"];
const VPCS: [&str; 3] = ["vpc-0000000a", "vpc-0000000b", "subnet-0000000c"];
const PHASES: [Phase; 4] = [Phase::Plan, Phase::Apply, Phase::Drift, Phase::Describe];
const GROUPS: [&str; 5] = ["read", "write", "tagging", "ec2", "sts"];
const OPERATIONS: [(&str, &str, Effect, &[&str]); 4] = [
    ("ec2", "CreateVpc", Effect::Write, &["write", "ec2"]),
    ("ec2", "CreateTags", Effect::Write, &["write", "tagging", "ec2"]),
    ("ec2", "DescribeVpcs", Effect::Read, &["read", "ec2"]),
    ("sts", "GetCallerIdentity", Effect::Read, &["read", "sts"]),
];

/// What a policy asks of a request.
#[derive(Debug, Clone)]
enum Test {
    Phase(Phase),
    Region(&'static str),
    Account(&'static str),
    Branch(&'static str),
    Digest(&'static str),
    Network(&'static str),
    NetworkLike(&'static str),
    Environment(&'static str),
    State(&'static str),
    Resource(&'static str),
    Kind(&'static str),
    Not(Box<Test>),
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
}

#[derive(Debug, Clone)]
struct Rule {
    permits: bool,
    module: Option<&'static str>,
    actions: Vec<String>,
    resource: Option<(&'static str, &'static str)>,
    when: Option<Test>,
}

#[derive(Debug, Clone)]
struct Question {
    module: &'static str,
    digest: &'static str,
    declared: bool,
    operation: usize,
    phase: Phase,
    profile: &'static str,
    region: &'static str,
    account: Option<&'static str>,
    state: Option<&'static str>,
    network: Option<&'static str>,
    environment: Option<&'static str>,
    named: Vec<&'static str>,
}

impl Question {
    /// What has to be allowed: each resource that is named, or the profile.
    fn resources(&self) -> Vec<Option<&'static str>> {
        if self.named.is_empty() { vec![None] } else { self.named.iter().copied().map(Some).collect() }
    }
}

impl Test {
    fn text(&self) -> String {
        let tag = |of: &str, name: &str, test: String| {
            format!("(context.{of}.hasTag(\"{name}\") && context.{of}.getTag(\"{name}\") {test})")
        };
        match self {
            Self::Phase(phase) => format!("context.phase == \"{phase}\""),
            Self::Region(region) => format!("context.region == \"{region}\""),
            Self::Account(account) => format!("(context has account && context.account == \"{account}\")"),
            Self::Branch(branch) => tag("run", "branch", format!("== \"{branch}\"")),
            Self::Digest(digest) => format!("principal.digest == \"sha256:{digest}\""),
            Self::Network(network) => tag("input", "CidrBlock", format!("== \"{network}\"")),
            Self::NetworkLike(start) => tag("input", "CidrBlock", format!("like \"{start}*\"")),
            Self::Environment(value) => tag("tags", "env", format!("== \"{value}\"")),
            Self::State(id) => format!("(context has state && context.state.id == \"{id}\")"),
            Self::Resource(id) => format!("resource == Resource::\"{id}\""),
            Self::Kind(kind) => format!("(resource is Resource && resource.kind == \"{kind}\")"),
            Self::Not(test) => format!("!({})", test.text()),
            Self::And(one, other) => format!("(({}) && ({}))", one.text(), other.text()),
            Self::Or(one, other) => format!("(({}) || ({}))", one.text(), other.text()),
        }
    }

    fn holds(&self, question: &Question, branch: &str, on: Option<&str>) -> bool {
        match self {
            Self::Phase(phase) => *phase == question.phase,
            Self::Region(region) => *region == question.region,
            Self::Account(account) => Some(*account) == question.account,
            Self::Branch(wanted) => *wanted == branch,
            Self::Digest(digest) => *digest == question.digest,
            Self::Network(network) => Some(*network) == question.network,
            Self::NetworkLike(start) => question.network.is_some_and(|network| network.starts_with(start)),
            Self::Environment(value) => Some(*value) == question.environment,
            Self::State(id) => Some(*id) == question.state,
            Self::Resource(id) => Some(*id) == on,
            Self::Kind(kind) => on.is_some_and(|on| on.split('-').next() == Some(kind)),
            Self::Not(test) => !test.holds(question, branch, on),
            Self::And(one, other) => one.holds(question, branch, on) && other.holds(question, branch, on),
            Self::Or(one, other) => one.holds(question, branch, on) || other.holds(question, branch, on),
        }
    }
}

impl Rule {
    fn text(&self) -> String {
        let effect = if self.permits { "permit" } else { "forbid" };
        let module =
            self.module.map_or("principal".to_owned(), |name| format!("principal == Module::\"{name}\""));
        let names: Vec<String> = self.actions.iter().map(|name| format!("Action::\"{name}\"")).collect();
        let action =
            if names.is_empty() { "action".to_owned() } else { format!("action in [{}]", names.join(", ")) };
        let resource =
            self.resource.map_or("resource".to_owned(), |(kind, id)| format!("resource in {kind}::\"{id}\""));
        let when = self.when.as_ref().map_or(String::new(), |test| format!(" when {{ {} }}", test.text()));
        format!("{effect} ({module}, {action}, {resource}){when};\n")
    }

    fn holds(&self, question: &Question, branch: &str, on: Option<&str>) -> bool {
        let (service, name, _, groups) = OPERATIONS[question.operation];
        let full = format!("{service}:{name}");
        self.module.is_none_or(|module| module == question.module)
            && (self.actions.is_empty()
                || self.actions.iter().any(|action| *action == full || groups.contains(&action.as_str())))
            && self.resource.is_none_or(|(kind, id)| match kind {
                "Profile" => id == question.profile,
                "Region" => id == question.region,
                "Resource" => Some(id) == on,
                _ => Some(id) == question.account,
            })
            && self.when.as_ref().is_none_or(|test| test.holds(question, branch, on))
    }
}

/// All there is to it.
fn naive(rules: &[Rule], question: &Question, branch: &str) -> bool {
    let effect = OPERATIONS[question.operation].2;
    question.declared
        && (effect == Effect::Read || question.phase == Phase::Apply)
        && question.resources().into_iter().all(|on| {
            rules.iter().any(|rule| rule.permits && rule.holds(question, branch, on))
                && !rules.iter().any(|rule| !rule.permits && rule.holds(question, branch, on))
        })
}

fn cedar(rules: &[Rule], branch: &str) -> Cedar {
    let text: String = rules.iter().map(Rule::text).collect();
    let operations = OPERATIONS.map(|(service, name, effect, _)| Operation {
        name: OperationName::new(service, name),
        effect,
        gives_credentials: false,
    });
    let run = BTreeMap::from([("branch".to_owned(), branch.to_owned())]);
    let loaded = Cedar::load(&[PolicyFile { name: "p".into(), text }], Vocabulary::new(operations), run);
    loaded.unwrap_or_else(|problems| panic!("{problems:#?}")).policy
}

fn ask(policy: &Cedar, question: &Question) -> Answer {
    let (service, name, effect, _) = OPERATIONS[question.operation];
    let module = ModuleId { name: question.module.into(), digest: question.digest.into(), signer: None };
    let operation = OperationName::new(service, name);
    let state = question.state.map(|id| StateAddress {
        path: "aws.ec2.vpc".into(),
        id: id.into(),
        resource_name: None,
        function: "present".into(),
    });
    let mut input = json!({});
    if let Some(network) = question.network {
        input["CidrBlock"] = network.into();
    }
    if let Some(value) = question.environment {
        input["TagSpecifications"] = json!([{"Tags": [{"Key": "env", "Value": value}]}]);
    }
    input["Ids"] = question.named.clone().into();
    let request = |state, input| Request {
        module: &module,
        declared: question.declared,
        operation: &operation,
        effect,
        phase: question.phase,
        profile: question.profile,
        region: question.region,
        account: question.account,
        state,
        input,
    };
    let whole = request(state.as_ref(), &input);
    let foreseen = policy.foresee(&Request { account: None, ..request(None, &Value::Null) });
    let described = Operation { name: operation.clone(), effect, gives_credentials: false };
    Answer {
        allowed: policy.decide(&whole).is_ok(),
        foreseen_denied: foreseen.is_some(),
        never: !policy.never(&module, [&described]).is_empty(),
        explained: policy.explain(&whole).unwrap().decision.is_ok(),
    }
}

struct Answer {
    allowed: bool,
    foreseen_denied: bool,
    never: bool,
    explained: bool,
}

fn test() -> impl Strategy<Value = Test> {
    let leaf = prop_oneof![
        select(&PHASES[..]).prop_map(Test::Phase),
        select(&REGIONS[..]).prop_map(Test::Region),
        select(&ACCOUNTS[..]).prop_map(Test::Account),
        select(&BRANCHES[..]).prop_map(Test::Branch),
        select(&["abc", "def"][..]).prop_map(Test::Digest),
        select(&NETWORKS[..]).prop_map(Test::Network),
        select(&["10.", "192."][..]).prop_map(Test::NetworkLike),
        select(&["prod", "dev"][..]).prop_map(Test::Environment),
        select(&["net", "safe"][..]).prop_map(Test::State),
        select(&VPCS[..]).prop_map(Test::Resource),
        select(&["vpc", "subnet"][..]).prop_map(Test::Kind),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            inner.prop_map(|test| Test::Not(Box::new(test))),
            two.clone().prop_map(|(one, other)| Test::And(Box::new(one), Box::new(other))),
            two.prop_map(|(one, other)| Test::Or(Box::new(one), Box::new(other))),
        ]
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    let names: Vec<String> = OPERATIONS
        .iter()
        .map(|(service, name, ..)| format!("{service}:{name}"))
        .chain(GROUPS.map(str::to_owned))
        .collect();
    let resource = prop_oneof![
        select(&PROFILES[..]).prop_map(|id| ("Profile", id)),
        select(&REGIONS[..]).prop_map(|id| ("Region", id)),
        select(&ACCOUNTS[..]).prop_map(|id| ("Account", id)),
        select(&VPCS[..]).prop_map(|id| ("Resource", id)),
    ];
    let scope = (option::of(select(&MODULES[..])), vec(select(names), 0..3), option::weighted(0.3, resource));
    (prop::bool::weighted(0.7), scope, option::of(test())).prop_map(
        |(permits, (module, actions, resource), when)| Rule { permits, module, actions, resource, when },
    )
}

fn question() -> impl Strategy<Value = Question> {
    let who =
        (select(&MODULES[..]), select(&["abc", "def"][..]), prop::bool::weighted(0.9), 0..OPERATIONS.len());
    let place = (
        prop_oneof![3 => Just(Phase::Apply), 1 => select(&PHASES[..])],
        select(&PROFILES[..]),
        select(&REGIONS[..]),
        option::of(select(&ACCOUNTS[..])),
    );
    let single = (
        option::of(select(&["net", "safe"][..])),
        option::of(select(&NETWORKS[..])),
        option::of(select(&["prod", "dev"][..])),
        prop::sample::subsequence(&VPCS[..], 0..3),
    );
    (who, place, single).prop_map(
        |(
            (module, digest, declared, operation),
            (phase, profile, region, account),
            (state, network, environment, named),
        )| {
            Question {
                module,
                digest,
                declared,
                operation,
                phase,
                profile,
                region,
                account,
                state,
                network,
                environment,
                named,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cedar_decides_as_the_naive_evaluator(
        rules in vec(rule(), 0..8),
        questions in vec(question(), 1..12),
        branch in select(&BRANCHES[..]),
    ) {
        let policy = cedar(&rules, branch);
        for question in &questions {
            let answer = ask(&policy, question);
            prop_assert_eq!(answer.allowed, naive(&rules, question, branch), "{:?}", question);
            prop_assert_eq!(answer.explained, answer.allowed);
            // What is said before the call errs on one side only.
            prop_assert!(!(answer.foreseen_denied && answer.allowed), "foreseen: {:?}", question);
            prop_assert!(!(answer.never && answer.allowed), "never: {:?}", question);
        }
    }

    #[test]
    fn less_permits_allow_no_more_and_a_forbid_wins(
        rules in vec(rule(), 1..8),
        questions in vec(question(), 1..6),
        index in any::<prop::sample::Index>(),
    ) {
        let (policy, removed) = (cedar(&rules, "main"), index.index(rules.len()));
        let mut fewer = rules.clone();
        let taken = fewer.remove(removed);
        let fewer = cedar(&fewer, "main");
        for question in &questions {
            let (with, without) = (ask(&policy, question).allowed, ask(&fewer, question).allowed);
            let (more, less) = if taken.permits { (with, without) } else { (without, with) };
            prop_assert!(more || !less, "{taken:?} {question:?}");
            let forbids = |on| rules.iter().any(|rule| !rule.permits && rule.holds(question, "main", on));
            let holds = question.resources().into_iter().any(forbids);
            prop_assert!(!(holds && with), "a forbid holds: {question:?}");
        }
    }
}
