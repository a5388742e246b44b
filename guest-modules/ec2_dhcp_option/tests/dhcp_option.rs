//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use ec2_dhcp_option::{DhcpOption, ec2::operation::*};
use wasmidem_guest::{
    ec2::operation::CreateTags,
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn desired(members: Value) -> DhcpOption {
    from_value(members).unwrap()
}

/// An AWS with one set of options, which two VPCs have.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(DescribeDhcpOptions, json!({"DhcpOptions": [{
            "DhcpOptionsId": "dopt-1", "DhcpConfigurations": [{"Key": "domain-name", "Values": [{"Value": "a.b"}]}], "Tags": [],
        }]}))
        .answer(DescribeVpcs, json!({"Vpcs": [{"VpcId": "vpc-1"}, {"VpcId": "vpc-2"}]}))
        .answer(CreateDhcpOptions, json!({"DhcpOptions": {"DhcpOptionsId": "dopt-1"}}))
        .answer(AssociateDhcpOptions, json!({}))
        .answer(CreateTags, ())
        .answer(DeleteDhcpOptions, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&DhcpOption::read("dopt-1").unwrap().unwrap()),
        json!({
            "dhcp_configurations": [{"Key": "domain-name", "Values": ["a.b"]}], "vpc_id": ["vpc-1", "vpc-2"], "tags": {},
        })
    );
    assert_eq!(aws.inputs(DescribeDhcpOptions), [json!({"DhcpOptionsIds": ["dopt-1"]})]);
    assert_eq!(
        aws.inputs(DescribeVpcs),
        [json!({"Filters": [{"Name": "dhcp-options-id", "Values": ["dopt-1"]}]})]
    );
    aws.on(DescribeDhcpOptions, |_| Err(Failure::not_found("no")));
    assert_eq!(DhcpOption::read("dopt-1").unwrap(), None);
    assert_eq!(DhcpOption::find(&DhcpOption::default()).unwrap(), None, "options have no names");
}

#[test]
fn creation_is_one_call() {
    let aws = aws();
    let given = desired(json!({
        "dhcp_configurations": [{"Key": "domain-name", "Values": ["a.b"]}], "vpc_id": ["vpc-1"], "tags": {"a": "b"},
    }));
    assert_eq!(DhcpOption::create(&given).unwrap().id, "dopt-1");
    assert_eq!(
        aws.inputs(CreateDhcpOptions),
        [json!({
            "DhcpConfigurations": [{"Key": "domain-name", "Values": ["a.b"]}],
            "TagSpecifications": [{"ResourceType": "dhcp-options", "Tags": [{"Key": "a", "Value": "b"}]}],
        })]
    );
    assert_eq!(aws.calls(), ["ec2:CreateDhcpOptions"]);
}

#[test]
fn vpcs_are_exchanged() {
    let aws = aws();
    let actual = DhcpOption::read("dopt-1").unwrap().unwrap();
    let same = desired(json!({"vpc_id": ["vpc-2", "vpc-1"]}));
    assert_eq!(DhcpOption::update("dopt-1", &actual, &same).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
    let other = desired(json!({"vpc_id": ["vpc-2", "vpc-3"], "tags": {"a": "b"}}));
    DhcpOption::update("dopt-1", &actual, &other).unwrap();
    assert_eq!(
        aws.inputs(AssociateDhcpOptions),
        [
            json!({"DhcpOptionsId": "default", "VpcId": "vpc-1"}),
            json!({"DhcpOptionsId": "dopt-1", "VpcId": "vpc-3"}),
        ]
    );
    assert_eq!(aws.inputs(CreateTags)[0].0, ["dopt-1"]);
}

#[test]
fn vpcs_go_first() {
    let aws = aws();
    let last = desired(json!({"vpc_id": ["vpc-1"]}));
    assert_eq!(DhcpOption::delete("dopt-1", &last).unwrap(), Progress::Done);
    assert_eq!(aws.calls(), ["ec2:AssociateDhcpOptions", "ec2:DeleteDhcpOptions"]);
    assert_eq!(aws.inputs(DeleteDhcpOptions), [json!({"DhcpOptionsId": "dopt-1"})]);
    aws.on(AssociateDhcpOptions, |_| Err(Failure::not_found("the VPC is gone")));
    aws.on(DeleteDhcpOptions, |_| Err(Failure::not_found("no")));
    assert_eq!(DhcpOption::delete("dopt-1", &last).unwrap(), Progress::Done);
}

#[test]
fn all_are_listed() {
    let _aws = aws();
    let ids: Vec<String> = DhcpOption::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["dopt-1"]);
}
