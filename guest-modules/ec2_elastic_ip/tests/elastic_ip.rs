//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use ec2_elastic_ip::{ElasticIp, ec2::operation::*};
use wasmidem_guest::{
    ec2::operation::{CreateTags, DeleteTags},
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn desired(members: Value) -> ElasticIp {
    from_value(members).unwrap()
}

/// An AWS with one address.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(
        DescribeAddresses,
        json!({"Addresses": [{
            "PublicIp": "192.0.2.1", "AllocationId": "eipalloc-1", "Domain": "vpc", "InstanceId": "",
            "Tags": [{"Key": "a", "Value": "b"}],
        }]}),
    )
    .answer(AllocateAddress, json!({"PublicIp": "192.0.2.1", "AllocationId": "eipalloc-1"}))
    .answer(CreateTags, ())
    .answer(DeleteTags, ())
    .answer(ReleaseAddress, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&ElasticIp::read("192.0.2.1").unwrap().unwrap()),
        json!({"allocation_id": "eipalloc-1", "domain": "vpc", "instance_id": "", "tags": {"a": "b"}})
    );
    assert_eq!(aws.inputs(DescribeAddresses), [json!({"PublicIps": ["192.0.2.1"]})]);
    aws.on(DescribeAddresses, |_| Err(Failure::not_found("no")));
    assert_eq!(ElasticIp::read("192.0.2.1").unwrap(), None);
    assert_eq!(ElasticIp::find(&ElasticIp::default()).unwrap(), None, "addresses have no names");
}

#[test]
fn creation_is_one_call() {
    let aws = aws();
    let given = desired(json!({"domain": "standard", "network_border_group": "g", "tags": {"a": "b"}}));
    assert_eq!(ElasticIp::create(&given).unwrap().id, "192.0.2.1");
    assert_eq!(
        aws.inputs(AllocateAddress),
        [json!({
            "NetworkBorderGroup": "g",
            "TagSpecifications": [{"ResourceType": "elastic-ip", "Tags": [{"Key": "a", "Value": "b"}]}],
        })]
    );
}

#[test]
fn tags_are_changed() {
    let aws = aws();
    let actual = ElasticIp::read("192.0.2.1").unwrap().unwrap();
    let same = desired(json!({"tags": {"a": "b"}}));
    assert_eq!(ElasticIp::update("192.0.2.1", &actual, &same).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
    ElasticIp::update("192.0.2.1", &actual, &desired(json!({"tags": {"c": "d"}}))).unwrap();
    assert_eq!(aws.writes(), ["ec2:CreateTags", "ec2:DeleteTags"]);
    assert_eq!(aws.inputs(CreateTags)[0].0, ["eipalloc-1"]);
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = aws();
    let last = ElasticIp::read("192.0.2.1").unwrap().unwrap();
    assert_eq!(ElasticIp::delete("192.0.2.1", &last).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(ReleaseAddress), [json!({"AllocationId": "eipalloc-1"})]);
    aws.on(ReleaseAddress, |_| Err(Failure::not_found("no")));
    assert_eq!(ElasticIp::delete("192.0.2.1", &last).unwrap(), Progress::Done);
}

#[test]
fn all_are_listed() {
    let _aws = aws();
    let ids: Vec<String> = ElasticIp::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["192.0.2.1"]);
}
