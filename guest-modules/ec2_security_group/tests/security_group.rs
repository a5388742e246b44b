//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use ec2_security_group::SecurityGroup;
use wasmidem_guest::{
    ec2::operation::{CreateSecurityGroup, CreateTags, DescribeSecurityGroups},
    fake::Fake,
    json,
    json::to_text,
    prelude::*,
};

fn group() -> SecurityGroup {
    SecurityGroup {
        name: "web".into(),
        vpc_id: "vpc-1".into(),
        description: "for the web".into(),
        tags: None,
    }
}

#[test]
fn the_state_is_what_idem_shows_and_the_name_is_the_key() {
    let aws = Fake::new();
    aws.answer(
        DescribeSecurityGroups,
        vec![ec2::SecurityGroup {
            group_id: "sg-1".into(),
            group_name: Some("web".into()),
            description: Some("for the web".into()),
            vpc_id: Some("vpc-1".into()),
            ..Default::default()
        }],
    );
    let shown: Value = to_text(&SecurityGroup::read("sg-1").unwrap().unwrap()).parse().unwrap();
    assert_eq!(shown, json!({"name": "web", "vpc_id": "vpc-1", "description": "for the web", "tags": {}}));
    assert_eq!(SecurityGroup::find(&group()).unwrap().as_deref(), Some("sg-1"));
    let filters = aws.inputs(DescribeSecurityGroups)[1].filters.clone().unwrap();
    assert_eq!(filters, [ec2::Filter::equal("group-name", "web"), ec2::Filter::equal("vpc-id", "vpc-1")]);
}

#[test]
fn creation_is_one_call() {
    let aws = Fake::new();
    aws.answer(CreateSecurityGroup, "sg-1".to_owned());
    assert_eq!(SecurityGroup::create(&group()).unwrap().id, "sg-1");
    let web = ("web".to_owned(), "for the web".to_owned(), Some("vpc-1".to_owned()), None);
    assert_eq!(aws.inputs(CreateSecurityGroup), [web]);
}

#[test]
fn only_tags_are_updated() {
    let aws = Fake::new();
    aws.answer(CreateTags, ());
    let desired =
        SecurityGroup { description: "other".into(), tags: Some(Tags::from([("Name", "x")])), ..group() };
    assert_eq!(SecurityGroup::update("sg-1", &group(), &desired).unwrap(), ["set tags `Name`"]);
    assert_eq!(aws.writes(), ["ec2:CreateTags"]);
    let schema: Value = SecurityGroup::state_schema().parse().unwrap();
    assert_eq!(schema["properties"]["description"]["x-create-only"], json!(true));
}
