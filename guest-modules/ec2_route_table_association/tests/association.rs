//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use ec2_route_table_association::Association;
use wasmidem_guest::{
    ec2::operation::{AssociateRouteTable, DescribeRouteTables, DisassociateRouteTable},
    fake::Fake,
    json::to_text,
    prelude::*,
};

fn association(id: &str, subnet: Option<&str>, state: &str) -> ec2::RouteTableAssociation {
    ec2::RouteTableAssociation {
        route_table_association_id: Some(id.into()),
        route_table_id: Some("rtb-1".into()),
        subnet_id: subnet.map(str::to_owned),
        association_state: Some(ec2::RouteTableAssociationState {
            state: Some(state.into()),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn aws() -> Fake {
    let aws = Fake::new();
    let associations = vec![
        association("rtbassoc-0", None, "associated"),
        association("rtbassoc-1", Some("subnet-1"), "associated"),
        association("rtbassoc-2", Some("subnet-2"), "disassociating"),
    ];
    aws.answer(
        DescribeRouteTables,
        vec![ec2::RouteTable {
            route_table_id: "rtb-1".into(),
            associations: Some(associations),
            ..Default::default()
        }],
    );
    aws
}

fn of_subnet(subnet: &str) -> Association {
    Association { route_table_id: "rtb-1".into(), subnet_id: Some(subnet.into()), gateway_id: None }
}

#[test]
fn it_is_one_of_those_of_its_table() {
    let _aws = aws();
    let found = Association::read("rtbassoc-1").unwrap().unwrap();
    assert_eq!(to_text(&found), r#"{"route_table_id":"rtb-1","subnet_id":"subnet-1"}"#);
    assert_eq!(Association::read("rtbassoc-2").unwrap(), None);
    assert_eq!(Association::read("rtbassoc-9").unwrap(), None);
    assert_eq!(Association::list().unwrap().len(), 2);
}

#[test]
fn the_same_use_is_adopted() {
    let aws = aws();
    assert_eq!(Association::find(&of_subnet("subnet-1")).unwrap().as_deref(), Some("rtbassoc-1"));
    assert_eq!(
        Association::find(&Association { route_table_id: "rtb-2".into(), ..of_subnet("subnet-1") }).unwrap(),
        None
    );
    let filters = aws.inputs(DescribeRouteTables)[0].filters.clone().unwrap();
    assert_eq!(filters, [ec2::Filter::equal("route-table-id", "rtb-1")]);
}

#[test]
fn it_is_made_and_undone() {
    let aws = aws();
    aws.answer(
        AssociateRouteTable,
        ec2::RouteTableAssociated { association_id: Some("rtbassoc-3".into()), ..Default::default() },
    );
    assert_eq!(Association::create(&of_subnet("subnet-3")).unwrap().id, "rtbassoc-3");
    assert_eq!(aws.inputs(AssociateRouteTable), [("rtb-1".to_owned(), Some("subnet-3".to_owned()), None)]);
    aws.on(DisassociateRouteTable, |_| Err(Failure::not_found("gone")));
    assert_eq!(Association::delete("rtbassoc-3", &of_subnet("subnet-3")).unwrap(), Progress::Done);
}
