//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use ec2_vpc_endpoint::{VpcEndpoint, ec2::operation::*};
use wasmidem_guest::{
    ec2::operation::CreateTags,
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn endpoint(id: &str, state: &str) -> Value {
    json!({
        "VpcEndpointId": id, "VpcEndpointType": "Gateway", "VpcId": "vpc-1", "ServiceName": "s3", "State": state,
        "PolicyDocument": "{\"Statement\":[]}", "RouteTableIds": ["rtb-1", "rtb-2"], "SubnetIds": [],
        "Groups": [{"GroupId": "sg-1", "GroupName": "g"}], "PrivateDnsEnabled": false, "DnsEntries": [], "Tags": [],
    })
}

fn desired(more: Value) -> VpcEndpoint {
    let mut members = json!({"vpc_id": "vpc-1", "service_name": "s3"});
    members.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    from_value(members).unwrap()
}

/// An AWS whose one endpoint is in this state.
fn aws(state: &str) -> Fake {
    let aws = Fake::new();
    aws.answer(DescribeVpcEndpoints, json!({"VpcEndpoints": [endpoint("vpce-1", state)]}))
        .answer(CreateVpcEndpoint, json!({"VpcEndpoint": endpoint("vpce-1", "pending")}))
        .answer(ModifyVpcEndpoint, json!({"Return": true}))
        .answer(CreateTags, ())
        .answer(DeleteVpcEndpoints, json!({"Unsuccessful": []}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws("available");
    assert_eq!(
        to_value(&VpcEndpoint::read("vpce-1").unwrap().unwrap()),
        json!({
            "vpc_endpoint_type": "Gateway", "vpc_id": "vpc-1", "service_name": "s3", "state": "available",
            "policy_document": "{\"Statement\":[]}", "dns_entries": [], "route_table_ids": ["rtb-1", "rtb-2"], "subnet_ids": [],
            "security_group_ids": ["sg-1"], "private_dns_enabled": false, "tags": {},
        })
    );
    assert_eq!(aws.inputs(DescribeVpcEndpoints), [json!({"VpcEndpointIds": ["vpce-1"]})]);
    aws.answer(DescribeVpcEndpoints, json!({"VpcEndpoints": [endpoint("vpce-1", "deleted")]}));
    assert_eq!(VpcEndpoint::read("vpce-1").unwrap(), None);
    aws.on(DescribeVpcEndpoints, |_| Err(Failure::not_found("no")));
    assert_eq!(VpcEndpoint::read("vpce-1").unwrap(), None);
    assert_eq!(VpcEndpoint::find(&desired(json!({}))).unwrap(), None, "endpoints have no names");
}

#[test]
fn creation_is_one_call() {
    let aws = aws("available");
    let made =
        VpcEndpoint::create(&desired(json!({"route_table_ids": ["rtb-1"], "tags": {"a": "b"}}))).unwrap();
    assert_eq!((made.id.as_str(), made.pending), ("vpce-1", true));
    assert_eq!(
        aws.inputs(CreateVpcEndpoint),
        [json!({
            "VpcId": "vpc-1", "ServiceName": "s3", "RouteTableIds": ["rtb-1"],
            "TagSpecifications": [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "a", "Value": "b"}]}],
        })]
    );
}

#[test]
fn what_differs_is_modified_at_once() {
    let aws = aws("available");
    let actual = VpcEndpoint::read("vpce-1").unwrap().unwrap();
    let same = desired(json!({"route_table_ids": ["rtb-2", "rtb-1"], "policy_document": {"Statement": []}}));
    assert_eq!(VpcEndpoint::update("vpce-1", &actual, &same).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
    let other = desired(json!({
        "route_table_ids": ["rtb-2", "rtb-3"], "private_dns_enabled": true, "policy_document": {"Id": "x"},
        "tags": {"a": "b"},
    }));
    VpcEndpoint::update("vpce-1", &actual, &other).unwrap();
    assert_eq!(
        aws.inputs(ModifyVpcEndpoint),
        [json!({
            "VpcEndpointId": "vpce-1", "AddRouteTableIds": ["rtb-3"], "RemoveRouteTableIds": ["rtb-1"],
            "PrivateDnsEnabled": true, "PolicyDocument": "{\"Id\": \"x\"}",
        })]
    );
    assert_eq!(aws.inputs(CreateTags)[0].0, ["vpce-1"]);
}

#[test]
fn deletion_takes_a_while() {
    let aws = aws("deleting");
    assert_eq!(VpcEndpoint::delete("vpce-1", &desired(json!({}))).unwrap(), Progress::Pending);
    assert_eq!(aws.inputs(DeleteVpcEndpoints), [json!({"VpcEndpointIds": ["vpce-1"]})]);
    aws.answer(DescribeVpcEndpoints, json!({"VpcEndpoints": []}));
    let failed = |code: &str| json!({"Unsuccessful": [{"ResourceId": "vpce-1", "Error": {"Code": code, "Message": "no"}}]});
    aws.answer(DeleteVpcEndpoints, failed("InvalidVpcEndpoint.NotFound"));
    assert_eq!(VpcEndpoint::delete("vpce-1", &desired(json!({}))).unwrap(), Progress::Done);
    aws.answer(DeleteVpcEndpoints, failed("InvalidParameter"));
    assert_eq!(
        VpcEndpoint::delete("vpce-1", &desired(json!({}))).unwrap_err().code,
        "aws.ec2.InvalidParameter"
    );
}

#[test]
fn deleted_ones_are_not_listed() {
    let aws = aws("available");
    let all = [endpoint("vpce-1", "available"), endpoint("vpce-2", "deleted")];
    aws.answer(DescribeVpcEndpoints, json!({"VpcEndpoints": all}));
    let ids: Vec<String> = VpcEndpoint::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["vpce-1"]);
}
