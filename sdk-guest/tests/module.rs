//! A whole module, as the host sees it.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use wasmidem_guest::{
    Module,
    bindings::exports::wasmidem::module::functions::Guest as Functions,
    bindings::exports::wasmidem::module::resources::Guest as Resources,
    ec2::operation::{CreateTags, DeleteTags, DescribeInternetGateways},
    fake::{Context, Fake},
    json,
    log::Level,
    prelude::*,
};

/// A gateway.
#[derive(Debug, Clone, Default, Resource)]
#[resource(path = "example.gateway")]
struct Gateway {
    tags: Option<Tags>,
}

impl Manage for Gateway {
    fn read(id: &str) -> Result<Option<Self>> {
        let found = ec2::describe_internet_gateways(&ec2::DescribeInternetGatewaysInput::of(id)).one()?;
        Ok(found.map(|gateway| Self { tags: Some(gateway.tags.into()) }))
    }

    fn create(_desired: &Self) -> Result<Created> {
        log::warn("cannot create");
        Err(Failure::unsupported("cannot create"))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())
    }

    fn delete(_id: &str, _last: &Self) -> Result<Progress> {
        Ok(Progress::Pending)
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let tagged = Self { tags: Some(Tags::default()) };
        Ok(vec![Listed::new("igw-1", Self::default()), Listed::new("igw-2", tagged).implicit(true)])
    }
}

/// Where it runs.
#[exec("example.region")]
fn region() -> Result<String> {
    Ok(context::region())
}

/// Says whether it would change anything.
#[state("example.toggle")]
fn toggle(
    /// On or off.
    on: bool,
    test: bool,
) -> Result<Outcome> {
    Ok(Outcome::succeeded()
        .comment(if test { "would toggle" } else { "toggled" })
        .states(json!(!on), json!(on)))
}

wasmidem_guest::export!(resources: [Gateway], functions: [region, toggle]);

type Exported = ExportedModule;

fn path() -> String {
    "example.gateway".to_owned()
}

fn aws() -> Fake {
    let aws = Fake::new();
    let tags = vec![
        ec2::Tag { key: "a".into(), value: "1".into() },
        ec2::Tag { key: "b".into(), value: "2".into() },
    ];
    aws.answer(
        DescribeInternetGateways,
        vec![ec2::InternetGateway { tags: Some(tags), ..Default::default() }],
    );
    aws.answer(CreateTags, ()).answer(DeleteTags, ());
    aws
}

#[test]
fn types_and_functions_are_listed() {
    assert_eq!((Exported::RESOURCES.len(), Exported::FUNCTIONS.len()), (1, 2));
    let types = Exported::types();
    assert_eq!(types[0].path, "example.gateway");
    let functions = Exported::list_functions();
    assert_eq!(
        (functions[0].path.as_str(), functions[1].path.as_str()),
        ("example.region", "example.toggle")
    );
    let arguments: Value = functions[1].schema.parse().unwrap();
    assert_eq!(arguments["properties"], json!({"on": {"type": "boolean", "description": "On or off."}}));
}

#[test]
fn states_carry_their_id() {
    let _aws = aws();
    assert_eq!(
        Exported::read(path(), "igw-1".into()).unwrap().unwrap(),
        r#"{"resource_id":"igw-1","tags":{"a":"1","b":"2"}}"#
    );
    assert_eq!(
        Exported::list(path()).unwrap(),
        [r#"{"resource_id":"igw-1"}"#, r#"{"implicit":true,"resource_id":"igw-2","tags":{}}"#]
    );
    assert_eq!(Exported::find(path(), "{}".into()).unwrap(), None);
    assert_eq!(Exported::delete(path(), "igw-1".into(), "{}".into()).unwrap(), Progress::Pending);
}

#[test]
fn only_tags_that_differ_are_touched() {
    let aws = aws();
    let update = |actual: Value, desired: Value| {
        Exported::update(path(), "igw-1".into(), actual.to_string(), desired.to_string()).unwrap()
    };
    let actual = json!({"tags": {"same": "1", "old": "2", "gone": "3"}});
    assert_eq!(
        update(actual.clone(), json!({"tags": {"same": "1", "old": "two", "new": "4"}})),
        ["set tags `new`, `old`", "removed tags `gone`"]
    );
    let tag = |key: &str, value: &str| ec2::Tag { key: key.into(), value: value.into() };
    assert_eq!(
        aws.inputs(CreateTags),
        [(vec!["igw-1".to_owned()], vec![tag("new", "4"), tag("old", "two")])]
    );
    assert_eq!(aws.inputs(DeleteTags), [(vec!["igw-1".to_owned()], vec![tag("gone", "3")])]);
    aws.forget();
    assert!(update(actual.clone(), json!({})).is_empty() && update(actual.clone(), actual).is_empty());
    assert!(aws.calls().is_empty());
}

#[test]
fn functions_are_called_with_their_arguments() {
    let aws = Fake::new();
    aws.context(Context { region: "us-west-1".into(), ..Context::default() });
    assert_eq!(Exported::call("example.region".into(), "{}".into(), false).unwrap(), "\"us-west-1\"");
    let outcome: Value =
        Exported::call("example.toggle".into(), r#"{"on": true}"#.into(), true).unwrap().parse().unwrap();
    assert_eq!(
        outcome,
        json!({"result": true, "comment": ["would toggle"], "old_state": false, "new_state": true, "rerun_data": null})
    );
    assert_eq!(
        Exported::call("example.toggle".into(), "{}".into(), true).unwrap_err().message,
        "`on` must be given"
    );
}

#[test]
fn failures_and_messages_arrive() {
    let aws = Fake::new();
    assert_eq!(Exported::create(path(), "{}".into()).unwrap_err().cause, Cause::Unsupported);
    assert_eq!(aws.log(), [(Level::Warn, "cannot create".to_owned())]);
    let failure = Exported::read(path(), "igw-1".into()).unwrap_err();
    assert_eq!(failure.message, "the test says nothing about `ec2:DescribeInternetGateways`: use `Fake::on`");
    assert_eq!(
        Exported::read("example.other".into(), "x".into()).unwrap_err().message,
        "the module does not know `example.other`"
    );
}
