//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use ec2_nat_gateway::{NatGateway, ec2::operation::*};
use wasmidem_guest::{
    ec2::operation::CreateTags,
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn gateway(id: &str, state: &str) -> Value {
    json!({
        "NatGatewayId": id, "SubnetId": "subnet-1", "ConnectivityType": "public", "State": state,
        "NatGatewayAddresses": [{"PublicIp": "192.0.2.1"}, {"AllocationId": "eipalloc-1"}], "Tags": [],
    })
}

fn desired(tags: Value) -> NatGateway {
    from_value(json!({"subnet_id": "subnet-1", "allocation_id": "eipalloc-1", "tags": tags})).unwrap()
}

/// An AWS whose one gateway is in this state.
fn aws(state: &str) -> Fake {
    let aws = Fake::new();
    aws.answer(DescribeNatGateways, json!({"NatGateways": [gateway("nat-1", state)]}))
        .answer(CreateNatGateway, json!({"NatGateway": gateway("nat-1", "pending")}))
        .answer(CreateTags, ())
        .answer(DeleteNatGateway, json!({"NatGatewayId": "nat-1"}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws("available");
    assert_eq!(
        to_value(&NatGateway::read("nat-1").unwrap().unwrap()),
        json!({
            "subnet_id": "subnet-1", "connectivity_type": "public", "state": "available",
            "allocation_id": "eipalloc-1", "tags": {},
        })
    );
    assert_eq!(aws.inputs(DescribeNatGateways), [json!({"NatGatewayIds": ["nat-1"]})]);
    aws.answer(DescribeNatGateways, json!({"NatGateways": []}));
    assert_eq!(NatGateway::read("nat-1").unwrap(), None);
    aws.answer(DescribeNatGateways, json!({"NatGateways": [gateway("nat-1", "deleted")]}));
    assert_eq!(NatGateway::read("nat-1").unwrap(), None);
    assert_eq!(NatGateway::find(&desired(json!({}))).unwrap(), None, "gateways have no names");
}

#[test]
fn creation_is_one_call() {
    let aws = aws("pending");
    let made = NatGateway::create(&desired(json!({"a": "b"}))).unwrap();
    assert_eq!((made.id.as_str(), made.pending), ("nat-1", true));
    assert_eq!(
        aws.inputs(CreateNatGateway),
        [json!({
            "SubnetId": "subnet-1", "ConnectivityType": "public", "AllocationId": "eipalloc-1",
            "TagSpecifications": [{"ResourceType": "natgateway", "Tags": [{"Key": "a", "Value": "b"}]}],
        })]
    );
}

#[test]
fn tags_are_changed() {
    let aws = aws("available");
    let actual = NatGateway::read("nat-1").unwrap().unwrap();
    assert_eq!(NatGateway::update("nat-1", &actual, &desired(json!({}))).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
    NatGateway::update("nat-1", &actual, &desired(json!({"a": "b"}))).unwrap();
    assert_eq!(aws.inputs(CreateTags)[0].0, ["nat-1"]);
}

#[test]
fn deletion_takes_a_while() {
    let aws = aws("deleting");
    assert_eq!(NatGateway::delete("nat-1", &desired(json!({}))).unwrap(), Progress::Pending);
    assert_eq!(aws.inputs(DeleteNatGateway), [json!({"NatGatewayId": "nat-1"})]);
    let last = NatGateway::read("nat-1").unwrap().unwrap();
    aws.forget();
    assert_eq!(NatGateway::delete("nat-1", &last).unwrap(), Progress::Pending);
    assert_eq!(aws.writes(), Vec::<&str>::new(), "it is under way");
    aws.on(DeleteNatGateway, |_| Err(Failure::not_found("no")));
    assert_eq!(NatGateway::delete("nat-1", &desired(json!({}))).unwrap(), Progress::Done);
}

#[test]
fn deleted_ones_are_not_listed() {
    let aws = aws("available");
    let all = [gateway("nat-1", "available"), gateway("nat-2", "deleted")];
    aws.answer(DescribeNatGateways, json!({"NatGateways": all}));
    let ids: Vec<String> = NatGateway::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["nat-1"]);
}
