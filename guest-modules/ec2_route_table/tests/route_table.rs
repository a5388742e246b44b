//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use ec2_route_table::RouteTable;
use wasmidem_guest::{
    ec2::operation::{CreateRoute, CreateRouteTable, DeleteRoute, DescribeRouteTables, ReplaceRoute},
    fake::Fake,
    json,
    json::{from_text, to_text},
    prelude::*,
};

fn route(destination: &str, gateway: &str, origin: &str) -> ec2::Route {
    ec2::Route {
        destination_cidr_block: Some(destination.into()),
        gateway_id: Some(gateway.into()),
        origin: Some(origin.into()),
        state: Some("active".into()),
        ..Default::default()
    }
}

fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(
        DescribeRouteTables,
        vec![ec2::RouteTable {
            route_table_id: "rtb-1".into(),
            vpc_id: Some("vpc-1".into()),
            routes: Some(vec![
                route("10.1.0.0/16", "local", "CreateRouteTable"),
                route("0.0.0.0/0", "igw-1", "CreateRoute"),
                route("172.16.0.0/12", "vgw-1", "EnableVgwRoutePropagation"),
            ]),
            ..Default::default()
        }],
    );
    aws.answer(CreateRoute, ()).answer(ReplaceRoute, ()).answer(DeleteRoute, ());
    aws
}

fn update(aws: &Fake, routes: Value) -> Vec<String> {
    let actual = RouteTable::read("rtb-1").unwrap().unwrap();
    aws.forget();
    let desired: RouteTable = from_text(&json!({"vpc_id": "vpc-1", "routes": routes}).to_string()).unwrap();
    RouteTable::update("rtb-1", &actual, &desired).unwrap()
}

#[test]
fn the_state_is_what_idem_shows() {
    let _aws = aws();
    let shown: Value = to_text(&RouteTable::read("rtb-1").unwrap().unwrap()).parse().unwrap();
    assert_eq!((&shown["vpc_id"], &shown["tags"]), (&json!("vpc-1"), &json!({})));
    let local = json!({"DestinationCidrBlock": "10.1.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"});
    assert_eq!(shown["routes"][0], local);
}

#[test]
fn the_schema_names_the_routes_that_are_left_alone() {
    let schema: Value = RouteTable::state_schema().parse().unwrap();
    let routes = &schema["properties"]["routes"];
    assert_eq!(
        routes["x-unmanaged"],
        json!([{"GatewayId": "local"}, {"Origin": "EnableVgwRoutePropagation"}])
    );
    assert_eq!(routes["items"]["properties"]["NatGatewayId"]["type"], json!("string"));
    assert_eq!(schema["required"], json!(["vpc_id"]));
}

#[test]
fn routes_are_created_replaced_and_deleted() {
    let aws = aws();
    let default = |gateway| json!({"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway});
    assert_eq!(update(&aws, json!([default("igw-1")])), Vec::<String>::new());
    assert_eq!(update(&aws, Value::Null), Vec::<String>::new());
    assert_eq!(update(&aws, json!([default("igw-2")])), ["replaced the route to 0.0.0.0/0"]);
    assert_eq!(update(&aws, json!([])), ["deleted the route to 0.0.0.0/0"]);
    assert_eq!(aws.writes(), ["ec2:DeleteRoute"]);
    let to_peer = json!({"DestinationIpv6CidrBlock": "::/0", "VpcPeeringConnectionId": "pcx-1"});
    assert_eq!(update(&aws, json!([default("igw-1"), to_peer])), ["created a route to ::/0"]);
    let input = &aws.inputs(CreateRoute)[0];
    assert_eq!(
        (input.route_table_id.as_str(), input.vpc_peering_connection_id.as_deref()),
        ("rtb-1", Some("pcx-1"))
    );
}

#[test]
fn local_routes_may_be_written_down() {
    let aws = aws();
    let local = json!({"DestinationCidrBlock": "10.1.0.0/16", "GatewayId": "local"});
    assert_eq!(
        update(&aws, json!([local, {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"}])),
        Vec::<String>::new()
    );
}

#[test]
fn an_endpoint_is_written_as_an_endpoint() {
    let aws = aws();
    update(&aws, json!([{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "vpce-1"}]));
    let input = &aws.inputs(ReplaceRoute)[0];
    assert_eq!((input.vpc_endpoint_id.as_deref(), input.gateway_id.as_deref()), (Some("vpce-1"), None));
}

#[test]
fn creation_leaves_the_routes_to_the_update() {
    let aws = Fake::new();
    aws.on(CreateRouteTable, |_| {
        Ok(ec2::RouteTable { route_table_id: "rtb-1".into(), ..Default::default() })
    });
    let desired = RouteTable {
        vpc_id: "vpc-1".into(),
        routes: Some(vec![route("0.0.0.0/0", "igw-1", "")]),
        ..Default::default()
    };
    assert_eq!(RouteTable::create(&desired).unwrap().id, "rtb-1");
    assert_eq!(aws.calls(), ["ec2:CreateRouteTable"]);
}
