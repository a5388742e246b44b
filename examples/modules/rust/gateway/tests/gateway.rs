//! What the module asks of AWS.

use example_gateway::Gateway;
use wasmidem_guest::{
    ec2::operation::{
        CreateInternetGateway, CreateTags, DeleteInternetGateway, DeleteTags, DescribeInternetGateways,
    },
    fake::Fake,
    prelude::*,
};

fn gateway() -> ec2::InternetGateway {
    let tags = vec![ec2::Tag { key: "Name".into(), value: "a".into() }];
    ec2::InternetGateway { internet_gateway_id: "igw-1".into(), tags: Some(tags), ..Default::default() }
}

fn tagged(tags: &[(&str, &str)]) -> Gateway {
    Gateway { tags: Some(tags.iter().copied().collect()) }
}

#[test]
fn reads_its_tags() {
    let aws = Fake::new();
    aws.answer(DescribeInternetGateways, vec![gateway()]);
    assert_eq!(Gateway::read("igw-1").unwrap(), Some(tagged(&[("Name", "a")])));
    aws.answer(DescribeInternetGateways, vec![]);
    assert_eq!(Gateway::read("igw-1").unwrap(), None);
}

#[test]
fn creates_with_one_call() {
    let aws = Fake::new();
    aws.answer(CreateInternetGateway, gateway());
    let created = Gateway::create(&tagged(&[("Name", "a")])).unwrap();
    assert_eq!(created.id, "igw-1");
    assert_eq!(aws.calls(), ["ec2:CreateInternetGateway"]);
}

#[test]
fn changes_only_the_tags_that_differ() {
    let aws = Fake::new();
    aws.answer(CreateTags, ()).answer(DeleteTags, ());
    let actual = tagged(&[("Name", "a"), ("old", "1")]);
    assert_eq!(Gateway::update("igw-1", &actual, &actual).unwrap(), [""; 0]);
    assert_eq!(aws.calls(), [""; 0]);
    let done = Gateway::update("igw-1", &actual, &tagged(&[("Name", "b")])).unwrap();
    assert_eq!(done, ["set tags `Name`", "removed tags `old`"]);
    assert_eq!(aws.writes(), ["ec2:CreateTags", "ec2:DeleteTags"]);
}

#[test]
fn a_gateway_that_is_gone_is_deleted() {
    let aws = Fake::new();
    aws.on(DeleteInternetGateway, |_| Err(Failure::not_found("gone")));
    assert_eq!(Gateway::delete("igw-1", &tagged(&[])).unwrap(), Progress::Done);
}
