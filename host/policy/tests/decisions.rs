//! What policies allow and deny, and what denials say.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use serde_json::json;
use wasmidem_contract::{
    Diagnostic, Effect, Location, ModuleId, Operation, OperationName, Phase, StateAddress, Value,
};
use wasmidem_policy::{Cedar, Loaded, Policy, PolicyFile, Request, Vocabulary};

fn operations() -> Vec<Operation> {
    let operation = |service: &str, name: &str, effect| Operation {
        name: OperationName::new(service, name),
        effect,
        gives_credentials: false,
    };
    vec![
        operation("ec2", "CreateVpc", Effect::Write),
        operation("ec2", "DeleteVpc", Effect::Write),
        operation("ec2", "CreateTags", Effect::Write),
        operation("ec2", "DescribeVpcs", Effect::Read),
        operation("sts", "GetCallerIdentity", Effect::Read),
    ]
}

fn load(text: &str, run: &[(&str, &str)]) -> Result<Loaded, Vec<Diagnostic>> {
    let files = [PolicyFile { name: "p.cedar".into(), text: text.into() }];
    let run: BTreeMap<String, String> =
        run.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Cedar::load(&files, Vocabulary::new(operations()), run)
}

fn cedar(text: &str) -> Cedar {
    let loaded = load(text, &[("branch", "main")]);
    loaded.unwrap_or_else(|problems| panic!("{problems:#?}")).policy
}

fn module(name: &str) -> ModuleId {
    ModuleId { name: name.into(), digest: "abc".into(), signer: None }
}

/// A call of `ec2_vpc`; tests change what they are about.
struct Question {
    module: ModuleId,
    declared: bool,
    phase: Phase,
    profile: &'static str,
    region: &'static str,
    account: Option<&'static str>,
    state: Option<StateAddress>,
    input: Value,
}

fn ask(policy: &dyn Policy, operation: &str, change: impl FnOnce(&mut Question)) -> Result<(), String> {
    let found = operations().into_iter().find(|known| known.name.to_string() == operation).unwrap();
    let mut question = Question {
        module: module("ec2_vpc"),
        declared: true,
        phase: Phase::Apply,
        profile: "default",
        region: "eu-west-1",
        account: None,
        state: None,
        input: Value::Null,
    };
    change(&mut question);
    let request = Request {
        module: &question.module,
        declared: question.declared,
        operation: &found.name,
        effect: found.effect,
        phase: question.phase,
        profile: question.profile,
        region: question.region,
        account: question.account,
        state: question.state.as_ref(),
        input: &question.input,
    };
    policy.decide(&request).map(drop).map_err(|denial| format!("{}: {}", denial.code, denial.message))
}

fn allowed(text: &str, operation: &str, change: impl FnOnce(&mut Question)) -> bool {
    ask(&cedar(text), operation, change).is_ok()
}

#[test]
fn nothing_is_allowed_that_no_policy_permits() {
    let denied = ask(&cedar(""), "ec2:DescribeVpcs", |_| {}).unwrap_err();
    assert_eq!(
        denied,
        "policy.not-permitted: no policy permits `ec2:DescribeVpcs` to module `ec2_vpc` in the apply phase with profile `default`"
    );
}

#[test]
fn imports_and_phases_hold_above_any_policy() {
    let all = cedar("permit(principal, action, resource);");
    assert_eq!(ask(&all, "ec2:CreateVpc", |_| {}), Ok(()));
    let code = |denial: Result<(), String>| denial.unwrap_err().split(':').next().unwrap().to_owned();
    assert_eq!(code(ask(&all, "ec2:CreateVpc", |r| r.declared = false)), "policy.undeclared");
    for phase in [Phase::Plan, Phase::Drift, Phase::Describe] {
        assert_eq!(code(ask(&all, "ec2:CreateVpc", |r| r.phase = phase)), "policy.phase");
        assert_eq!(ask(&all, "ec2:DescribeVpcs", |r| r.phase = phase), Ok(()));
    }
}

#[test]
fn a_forbid_always_wins_and_is_named() {
    let text = "permit(principal, action, resource);\n\n  @id(\"no-vpc\")\nforbid(principal, action == Action::\"ec2:CreateVpc\", resource);";
    let state = StateAddress {
        path: "aws.ec2.vpc".into(),
        id: "net".into(),
        resource_name: None,
        function: "present".into(),
    };
    let place = Location { file: "net.sls".into(), line: 4, column: 3 };
    let policy = cedar(text).with_places(move |_| Some(place.clone()));
    let denied = ask(&policy, "ec2:CreateVpc", |r| r.state = Some(state.clone())).unwrap_err();
    assert_eq!(
        denied,
        "policy.forbidden: policy `no-vpc` (p.cedar:3:3) forbids `ec2:CreateVpc` to module `ec2_vpc` in the apply \
         phase with profile `default` for the state net (aws.ec2.vpc.present) at net.sls:4:3"
    );
    assert_eq!(ask(&policy, "ec2:DeleteVpc", |_| {}), Ok(()));
}

#[test]
fn scopes_and_contexts() {
    let by_module = "permit(principal == Module::\"ec2_vpc\", action in [Action::\"read\", Action::\"tagging\"], resource);";
    assert!(allowed(by_module, "ec2:DescribeVpcs", |_| {}));
    assert!(allowed(by_module, "ec2:CreateTags", |_| {}));
    assert!(!allowed(by_module, "ec2:CreateVpc", |_| {}));
    let other = module("other");
    assert!(!allowed(by_module, "ec2:DescribeVpcs", |r| r.module = other));
    let service = "permit(principal, action in Action::\"sts\", resource);";
    assert!(allowed(service, "sts:GetCallerIdentity", |_| {}));
    assert!(!allowed(service, "ec2:DescribeVpcs", |_| {}));
    let region = "permit(principal, action, resource in Region::\"eu-west-1\");";
    assert!(allowed(region, "ec2:CreateVpc", |_| {}));
    assert!(!allowed(region, "ec2:CreateVpc", |r| r.region = "us-east-1"));
    let account = "permit(principal, action, resource in Account::\"123456789012\");";
    assert!(cedar(account).reads_account() && !cedar(region).reads_account());
    assert!(!allowed(account, "ec2:CreateVpc", |_| {}));
    assert!(allowed(account, "ec2:CreateVpc", |r| r.account = Some("123456789012")));
    assert!(!allowed(account, "ec2:CreateVpc", |r| r.account = Some("210987654321")));
    let digest = "permit(principal, action, resource) when { principal.digest == \"sha256:abc\" };";
    assert!(allowed(digest, "ec2:CreateVpc", |_| {}));
    let profile = "permit(principal, action, resource == Profile::\"default\");";
    assert!(
        allowed(profile, "ec2:CreateVpc", |_| {}) && !allowed(profile, "ec2:CreateVpc", |r| r.profile = "x")
    );
    let run = "permit(principal, action, resource) when { context.run.hasTag(\"branch\") && context.run.getTag(\"branch\") == \"main\" };";
    assert!(allowed(run, "ec2:CreateVpc", |_| {}));
}

#[test]
fn signers_are_told_apart_also_by_what_is_remembered() {
    let unsigned = "permit (principal, action, resource);\n\
                    @id(\"unsigned\") forbid (principal, action, resource)\n\
                    unless { principal has signer && principal.signer == \"platform-team\" };";
    let policy = cedar(unsigned);
    let signed_by = |signer: Option<&str>| {
        let signer = signer.map(str::to_owned);
        ask(&policy, "ec2:CreateVpc", |question| question.module.signer = signer)
    };
    // one policy for all: nothing that was decided for one signer counts for another
    for _ in 0..2 {
        assert!(signed_by(None).unwrap_err().contains("policy `unsigned` (p.cedar:2:1)"));
        assert_eq!(signed_by(Some("platform-team")), Ok(()));
        assert!(signed_by(Some("someone")).is_err());
    }
    let careless = problems("permit (principal, action, resource) when { principal.signer == \"x\" };");
    assert!(careless[0].contains("signer"), "an optional attribute has to be asked for first: {careless:?}");
}

#[test]
fn policies_see_the_single_request() {
    let policy = cedar(
        "permit(principal, action, resource);
         forbid(principal, action == Action::\"ec2:CreateVpc\", resource)
         unless { context.input.hasTag(\"CidrBlock\") && context.input.getTag(\"CidrBlock\") like \"10.*\" };
         forbid(principal, action, resource) when { context.tags.hasTag(\"env\") && context.tags.getTag(\"env\") == \"prod\" };
         forbid(principal, action, resource) when { context has state && context.state.id == \"kept\" };",
    );
    let asks = |input: &Value| ask(&policy, "ec2:CreateVpc", |r| r.input = input.clone()).is_ok();
    let specified = json!([{"ResourceType": "vpc", "Tags": [{"Key": "env", "Value": "prod"}]}]);
    for _ in 0..2 {
        assert!(asks(&json!({"CidrBlock": "10.1.0.0/16"})));
        assert!(!asks(&json!({"CidrBlock": "192.168.0.0/16"})) && !asks(&json!({})) && !asks(&Value::Null));
        assert!(!asks(&json!({"CidrBlock": "10.1.0.0/16", "TagSpecifications": specified})));
    }
    let state =
        StateAddress { path: "x".into(), id: "kept".into(), resource_name: None, function: "absent".into() };
    assert!(ask(&policy, "ec2:DeleteVpc", |_| {}).is_ok());
    assert!(ask(&policy, "ec2:DeleteVpc", |r| r.state = Some(state.clone())).is_err());
}

#[test]
fn a_forbid_that_cannot_be_evaluated_denies() {
    let policy = cedar(
        "permit(principal, action, resource);
         forbid(principal, action, resource) when { 9223372036854775807 + 1 == 0 };",
    );
    let denied = ask(&policy, "ec2:DescribeVpcs", |_| {}).unwrap_err();
    assert!(
        denied.starts_with("policy.evaluation: the policy at p.cedar:2:10 cannot be evaluated"),
        "{denied}"
    );
}

fn problems(text: &str) -> Vec<String> {
    let problems = load(text, &[]).err().unwrap_or_default();
    let shown = |problem: &Diagnostic| {
        let place = problem.location.as_ref().map(ToString::to_string).unwrap_or_default();
        format!(
            "{place} {}: {} ({})",
            problem.code,
            problem.message,
            problem.help.clone().unwrap_or_default()
        )
    };
    problems.iter().map(shown).collect()
}

#[test]
fn mistakes_have_places_and_suggestions() {
    assert_eq!(
        problems(
            "// vpcs\npermit(principal, action == Action::\"ec2:CreateVcp\", resource);\npermit(principal, action in [Action::\"read\", Action::\"rite\"], resource);"
        ),
        [
            "p.cedar:2:29 policy-action: there is no action `ec2:CreateVcp` (did you mean `ec2:CreateVpc`?)",
            "p.cedar:3:46 policy-action: there is no action `rite` (did you mean `write`?)",
        ]
    );
    let inside =
        problems("permit(principal, action, resource)\nwhen { action == Action::\"ec2:CreateVcp\" };");
    assert!(inside[0].starts_with("p.cedar:2:18 policy-action"), "{inside:?}");
    assert_eq!(
        problems("permit(principal, action, resource) when { context.phase == \"aply\" };"),
        ["p.cedar:1:61 policy-invalid: there is no phase `aply` (did you mean `apply`?)"]
    );
    let two = problems("permit(principal, action resource);\nforbid(principal);\n");
    assert!(
        two.len() == 3
            && two[2].starts_with("p.cedar:2:17")
            && two[0].starts_with("p.cedar:1:26 policy-syntax: "),
        "{two:?}"
    );
    let types = problems("permit(principal, action, resource) when { principal.nme == \"x\" };");
    assert!(types[0].starts_with("p.cedar:1:44 policy-invalid: "), "{types:?}");
    let unguarded = problems("permit(principal, action, resource) when { context.account == \"1\" };");
    assert!(unguarded.len() == 1 && unguarded[0].contains("policy-invalid"), "{unguarded:?}");
    let misspelt = problems("permit(principal, action, resource) when { context.acount == \"1\" };");
    let told =
        "p.cedar:1:44 policy-invalid: attribute `acount` in context not found (did you mean `account`?)";
    assert_eq!(misspelt, [told]);
    let twice = problems(
        "@id(\"a\") permit(principal, action, resource); @id(\"a\") forbid(principal, action, resource);",
    );
    assert!(twice[0].contains("two policies have the id `a`; the other is at p.cedar:1:1"), "{twice:?}");
    let template = problems("permit(principal == ?principal, action, resource);");
    assert!(template[0].contains("policy-syntax"), "{template:?}");
}

#[test]
fn requests_are_as_the_schema_says() {
    let schema = cedar_policy::Schema::from_cedarschema_str(&Vocabulary::new(operations()).schema());
    assert!(schema.is_ok(), "{:?}", schema.err());
}

#[test]
fn knows_what_could_never_be_allowed() {
    let never = |text: &str| -> Vec<String> {
        let found = cedar(text).never(&module("ec2_vpc"), &operations());
        let by = |never: wasmidem_policy::Never| {
            format!("{}{}", never.operation.name, never.forbidden_by.map_or("", |_| " forbidden"))
        };
        found.into_iter().map(by).collect()
    };
    let read = "permit(principal, action in Action::\"read\", resource == Profile::\"x\") when { context.phase == \"plan\" };";
    assert_eq!(never(read), ["ec2:CreateVpc", "ec2:DeleteVpc", "ec2:CreateTags"]);
    let all = "permit(principal, action, resource);";
    assert_eq!(
        never(&format!("{all} forbid(principal, action in Action::\"sts\", resource);")),
        ["sts:GetCallerIdentity forbidden"]
    );
    for conditional in [
        "forbid(principal, action, resource) when { context.phase == \"apply\" };",
        "forbid(principal == Module::\"other\", action, resource);",
        "forbid(principal, action, resource == Profile::\"x\");",
    ] {
        assert_eq!(never(&format!("{all} {conditional}")), [""; 0], "{conditional}");
    }
}

#[test]
fn foresees_only_what_is_certain() {
    let foreseen = |text: &str| {
        let (module, operation) = (module("ec2_vpc"), OperationName::new("ec2", "CreateVpc"));
        let request = Request {
            module: &module,
            declared: true,
            operation: &operation,
            effect: Effect::Write,
            phase: Phase::Apply,
            profile: "default",
            region: "eu-west-1",
            account: None,
            state: None,
            input: &Value::Null,
        };
        cedar(text).foresee(&request).map(|denial| denial.code)
    };
    let all = "permit(principal, action, resource);";
    assert_eq!(foreseen(all), None);
    assert_eq!(foreseen(""), Some("policy.not-permitted"));
    assert_eq!(
        foreseen("permit(principal, action, resource) when { context.region == \"x\" };"),
        Some("policy.not-permitted")
    );
    assert_eq!(foreseen("permit(principal, action, resource) when { context.input.hasTag(\"x\") };"), None);
    assert_eq!(foreseen("permit(principal, action, resource in Account::\"1\");"), None);
    assert_eq!(foreseen(&format!("{all} forbid(principal, action, resource in Account::\"1\");")), None);
    assert_eq!(
        foreseen(&format!("{all} forbid(principal, action, resource) unless {{ context has account }};")),
        None
    );
    assert_eq!(
        foreseen(&format!("{all} forbid(principal, action, resource in Region::\"eu-west-1\");")),
        Some("policy.forbidden")
    );
    assert_eq!(
        foreseen(&format!("{all} forbid(principal, action, resource) when {{ context has state }};")),
        None
    );
}

#[test]
fn policies_tell_resources_apart() {
    let vpc = |id: &'static str| move |question: &mut Question| question.input = json!({"VpcId": id});
    let only = "permit(principal, action, resource == Resource::\"vpc-0000000a\");";
    assert!(allowed(only, "ec2:CreateVpc", vpc("vpc-0000000a")));
    assert!(!allowed(only, "ec2:CreateVpc", vpc("vpc-0000000b")));
    assert!(!allowed(only, "ec2:CreateVpc", |_| {}), "a request that names nothing is about the profile");
    let denied = ask(&cedar(only), "ec2:CreateVpc", |question| {
        question.input = json!({"VpcId": "vpc-0000000a", "Others": [{"Id": "vpc-0000000b"}]});
    });
    assert!(denied.unwrap_err().contains("`ec2:CreateVpc` on `vpc-0000000b` to module `ec2_vpc`"));

    let kept = "permit(principal, action, resource in Region::\"eu-west-1\");\n\
                @id(\"kept\") forbid(principal, action in Action::\"write\", resource)\n\
                when { resource is Resource && resource.kind == \"subnet\" };";
    assert!(allowed(kept, "ec2:CreateVpc", vpc("vpc-0000000a")));
    let denied = ask(&cedar(kept), "ec2:CreateVpc", vpc("subnet-0000000a")).unwrap_err();
    assert!(denied.contains("policy `kept` (p.cedar:2:1) forbids"), "{denied}");
    let tagged = json!({"Tags": [{"Key": "of", "Value": "subnet-0000000a"}]});
    assert!(allowed(kept, "ec2:CreateVpc", |question| question.input = tagged));
}

#[test]
fn what_is_kept_of_one_request_counts_for_its_like_only() {
    let text = "permit(principal, action, resource);\n\
                forbid(principal, action, resource) when { context.input.hasTag(\"A\") && context.input.getTag(\"A\") == \"x\" };\n\
                forbid(principal, action, resource) when { context.tags.hasTag(\"t\") };\n\
                forbid(principal, action, resource) when { context has state && context.state.id == \"kept\" };";
    let policy = cedar(text);
    let with = |input: serde_json::Value| ask(&policy, "ec2:CreateVpc", |q| q.input = input).is_ok();
    for _ in 0..2 {
        assert!(with(json!({})));
        assert!(with(json!({"A": "y"})));
        assert!(!with(json!({"A": "x"})));
        assert!(!with(json!({"B": 1, "A": "x"})));
        assert!(!with(json!({"Tags": [{"Key": "t"}]})));
        assert!(!with(json!({"Tags": [{"Key": "t", "Value": ""}]})));
        assert!(with(json!({"Tags": [{"Key": "u"}]})));
    }
    let mut kept = 0;
    for number in 0..10_000 {
        kept += usize::from(with(json!({"A": number})));
    }
    assert_eq!(kept, 10_000);
}

#[test]
fn of_all_limits_the_strictest_holds() {
    let text = "@id(\"all\") @limits(\"memory=64MiB, aws-calls=200, live-instances=50\") permit (principal, action, resource);\n\
                @limits(\"aws-calls=500, log=1KiB\") permit (principal == Module::\"ec2_vpc\", action in Action::\"read\", resource);\n\
                @id(\"small\") @limits(\"memory=32MiB\") permit (principal is Module in Module::\"ec2_vpc\", action, resource);";
    let policy = cedar(text);
    let limits = |module| -> Vec<String> {
        let found = policy.limits(module).into_iter();
        found.map(|one| format!("{}={} {}", one.limit, one.limit.written(one.value), one.rule)).collect()
    };
    let all = "policy `all` (p.cedar:1:1)";
    let expected = [
        "memory=32MiB policy `small` (p.cedar:3:1)".to_owned(),
        format!("aws-calls=200 {all}"),
        "log=1KiB the policy at p.cedar:2:1".to_owned(),
    ];
    assert_eq!(limits(Some("ec2_vpc")), expected);
    assert_eq!(limits(Some("other")), [format!("memory=64MiB {all}"), format!("aws-calls=200 {all}")]);
    assert_eq!(limits(None), [format!("live-instances=50 {all}")]);
}

#[test]
fn mistakes_in_limits_have_places_and_suggestions() {
    let text = "permit (principal, action, resource);\n\
                @limits(\"memory=64MiB, aws-cals=2,\n  log=5, log=1KiB, log=2KiB\")\n\
                permit (principal == Module::\"a\", action, resource);\n\
                @limits(\"live-instances=2\") permit (principal == Module::\"a\", action, resource);\n\
                @limits(\"memory=64MiB\") forbid (principal, action, resource);\n\
                @limits permit (principal, action, resource);";
    let Err(found) = load(text, &[]) else { panic!("valid") };
    let told: Vec<String> = found
        .iter()
        .map(|problem| {
            let place = problem.location.as_ref().unwrap();
            format!("{} {}:{} {}", problem.code, place.line, place.column, problem.message)
        })
        .collect();
    let expected = [
        "policy-limits 2:24 there is no limit `aws-cals`",
        "policy-limits 3:3 `5` is no value of the limit `log`: it has no unit",
        "policy-limits 3:20 `log` is limited twice",
        "policy-limits 5:10 `live-instances` holds for the program, so no single module can have it",
        "policy-limits 6:1 a policy that forbids sets no limits",
        "policy-limits 7:1 `` is no limit with a value",
    ];
    assert_eq!(told, expected);
    assert_eq!(found[0].help.as_deref(), Some("did you mean `aws-calls`?"));
    let odd =
        "@limits(\"memory=64MiB\") permit (principal, action, resource) when { context.phase == \"plan\" };";
    let warnings = load(odd, &[]).unwrap_or_else(|problems| panic!("{problems:?}")).warnings;
    assert_eq!((warnings.len(), warnings[0].code), (1, "policy-limits"));
}
