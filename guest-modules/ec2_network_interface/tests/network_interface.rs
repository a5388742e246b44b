//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use ec2_network_interface::{NetworkInterface, ec2::operation::*};
use wasmidem_guest::{
    ec2::operation::CreateTags,
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn desired(more: Value) -> NetworkInterface {
    let mut members = json!({"subnet_id": "subnet-1"});
    members.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    from_value(members).unwrap()
}

/// An AWS with one interface.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(DescribeNetworkInterfaces, json!({"NetworkInterfaces": [{
            "NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "Description": "d", "VpcId": "vpc-1", "Status": "available",
            "Groups": [{"GroupId": "sg-1", "GroupName": "g"}], "InterfaceType": "interface", "RequesterManaged": true,
            "PrivateIpAddress": "10.0.0.4", "Ipv6Addresses": [], "TagSet": [],
            "PrivateIpAddresses": [
                {"PrivateIpAddress": "10.0.0.4", "Primary": true}, {"PrivateIpAddress": "10.0.0.5", "Primary": false},
            ],
        }]}))
        .answer(CreateNetworkInterface, json!({"NetworkInterface": {"NetworkInterfaceId": "eni-1"}}))
        .answer(ModifyNetworkInterfaceAttribute, json!({}))
        .answer(CreateTags, ())
        .answer(DeleteNetworkInterface, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&NetworkInterface::read("eni-1").unwrap().unwrap()),
        json!({
            "subnet_id": "subnet-1", "description": "d", "groups": ["sg-1"], "interface_type": "interface",
            "primary_ip_address": "10.0.0.4", "private_ip_addresses": ["10.0.0.5"], "ipv6_addresses": [],
            "status": "available", "vpc_id": "vpc-1", "tags": {},
        })
    );
    assert_eq!(aws.inputs(DescribeNetworkInterfaces), [json!({"NetworkInterfaceIds": ["eni-1"]})]);
    aws.on(DescribeNetworkInterfaces, |_| Err(Failure::not_found("no")));
    assert_eq!(NetworkInterface::read("eni-1").unwrap(), None);
    assert_eq!(NetworkInterface::find(&desired(json!({}))).unwrap(), None, "interfaces have no names");
}

#[test]
fn creation_is_one_call() {
    let aws = aws();
    let given = json!({"groups": ["sg-1"], "private_ip_addresses": ["10.0.0.5"], "tags": {"a": "b"}});
    assert_eq!(NetworkInterface::create(&desired(given)).unwrap().id, "eni-1");
    assert_eq!(
        aws.inputs(CreateNetworkInterface),
        [json!({
            "SubnetId": "subnet-1", "Groups": ["sg-1"],
            "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.5", "Primary": false}],
            "TagSpecifications": [{"ResourceType": "network-interface", "Tags": [{"Key": "a", "Value": "b"}]}],
        })]
    );
}

#[test]
fn each_change_is_its_call() {
    let aws = aws();
    let actual = NetworkInterface::read("eni-1").unwrap().unwrap();
    let same = desired(json!({"description": "d", "groups": ["sg-1"], "tags": {}}));
    assert_eq!(NetworkInterface::update("eni-1", &actual, &same).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
    let other = desired(json!({"description": "e", "groups": ["sg-2"], "tags": {"a": "b"}}));
    NetworkInterface::update("eni-1", &actual, &other).unwrap();
    assert_eq!(
        aws.inputs(ModifyNetworkInterfaceAttribute),
        [
            json!({"NetworkInterfaceId": "eni-1", "Description": {"Value": "e"}}),
            json!({"NetworkInterfaceId": "eni-1", "Groups": ["sg-2"]}),
        ]
    );
    assert_eq!(aws.inputs(CreateTags)[0].0, ["eni-1"]);
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = aws();
    assert_eq!(NetworkInterface::delete("eni-1", &NetworkInterface::default()).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteNetworkInterface), [json!({"NetworkInterfaceId": "eni-1"})]);
    aws.on(DeleteNetworkInterface, |_| Err(Failure::not_found("no")));
    assert_eq!(NetworkInterface::delete("eni-1", &NetworkInterface::default()).unwrap(), Progress::Done);
}

#[test]
fn those_of_services_are_marked() {
    let _aws = aws();
    let listed: Vec<(String, bool)> =
        NetworkInterface::list().unwrap().into_iter().map(|listed| (listed.id, listed.implicit)).collect();
    assert_eq!(listed, [("eni-1".to_owned(), true)]);
}
