//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use ec2_vpc::{Ipv6Block, Vpc};
use wasmidem_guest::{
    ec2::operation::{
        AssociateVpcCidrBlock, CreateTags, CreateVpc, DeleteTags, DeleteVpc, DescribeVpcAttribute,
        DescribeVpcs, DisassociateVpcCidrBlock, ModifyVpcAttribute,
    },
    fake::Fake,
    json,
    json::{from_text, to_text},
    prelude::*,
};

fn block(id: &str, cidr: &str, state: &str) -> ec2::VpcCidrBlockAssociation {
    ec2::VpcCidrBlockAssociation {
        association_id: Some(id.into()),
        cidr_block: Some(cidr.into()),
        cidr_block_state: Some(ec2::VpcCidrBlockState { state: Some(state.into()), ..Default::default() }),
    }
}

fn desired(value: &Value) -> Vpc {
    from_text(&value.to_string()).unwrap()
}

/// An AWS with one VPC, which has lost its second block and has an IPv6 block.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(
        DescribeVpcs,
        vec![ec2::Vpc {
            vpc_id: "vpc-1".into(),
            instance_tenancy: Some("default".into()),
            cidr_block_association_set: Some(vec![
                block("a-1", "10.1.0.0/16", "associated"),
                block("a-2", "10.2.0.0/16", "disassociated"),
                block("a-3", "10.3.0.0/16", "associating"),
            ]),
            ipv6_cidr_block_association_set: Some(vec![ec2::VpcIpv6CidrBlockAssociation {
                association_id: Some("a-6".into()),
                ipv6_cidr_block: Some("2600::/56".into()),
                ipv6_pool: Some("Amazon".into()),
                ..Default::default()
            }]),
            tags: Some(vec![ec2::Tag { key: "Name".into(), value: "one".into() }]),
            ..Default::default()
        }],
    );
    aws.on(DescribeVpcAttribute, |(vpc_id, attribute)| {
        assert_eq!(vpc_id, "vpc-1");
        let mut answer = ec2::VpcAttribute::default();
        match attribute.as_str() {
            "enableDnsHostnames" => answer.enable_dns_hostnames = Some(ec2::AttributeBooleanValue::of(false)),
            "enableDnsSupport" => answer.enable_dns_support = Some(ec2::AttributeBooleanValue::of(true)),
            other => return Err(Failure::invalid(format!("no attribute {other}"))),
        }
        Ok(answer)
    });
    for_writes(&aws);
    aws
}

fn for_writes(aws: &Fake) {
    aws.answer(CreateTags, ())
        .answer(DeleteTags, ())
        .answer(ModifyVpcAttribute, ())
        .answer(DisassociateVpcCidrBlock, ());
    aws.answer(AssociateVpcCidrBlock, ec2::VpcCidrBlockAssociated::default());
}

#[test]
fn the_state_is_what_idem_shows() {
    let _aws = aws();
    let vpc = Vpc::read("vpc-1").unwrap().unwrap();
    let shown: Value = to_text(&vpc).parse().unwrap();
    assert_eq!(
        shown,
        json!({
            "instance_tenancy": "default",
            "tags": {"Name": "one"},
            "cidr_block_association_set": [
                {"AssociationId": "a-1", "CidrBlock": "10.1.0.0/16", "CidrBlockState": {"State": "associated"}},
                {"AssociationId": "a-3", "CidrBlock": "10.3.0.0/16", "CidrBlockState": {"State": "associating"}},
            ],
            "ipv6_cidr_block_association_set": [
                {"AssociationId": "a-6", "AmazonProvidedIpv6CidrBlock": true, "Ipv6CidrBlock": "2600::/56", "Ipv6Pool": "Amazon"},
            ],
            "enable_dns_hostnames": false,
            "enable_dns_support": true,
        })
    );
}

#[test]
fn a_vpc_that_is_not_there_is_none() {
    let aws = Fake::new();
    aws.on(DescribeVpcs, |_| {
        Err(Failure::new(Cause::NotFound, "aws.ec2.InvalidVpcID.NotFound", "it does not exist"))
    });
    assert_eq!(Vpc::read("vpc-9").unwrap(), None);
    aws.on(DescribeVpcs, |_| Err(Failure::new(Cause::Denied, "aws.ec2.UnauthorizedOperation", "no")));
    assert_eq!(Vpc::read("vpc-9").unwrap_err().cause, Cause::Denied);
}

#[test]
fn creation_is_one_call() {
    let aws = Fake::new();
    aws.on(CreateVpc, |_| Ok(ec2::Vpc { vpc_id: "vpc-1".into(), ..Default::default() }));
    let given = desired(&json!({
        "name": "x",
        "cidr_block_association_set": [{"CidrBlock": "10.1.0.0/16"}, {"CidrBlock": "10.2.0.0/16"}],
        "tags": [{"Key": "Name", "Value": "one"}],
        "enable_dns_hostnames": true,
    }));
    assert_eq!(Vpc::create(&given).unwrap().id, "vpc-1");
    assert_eq!(aws.calls(), ["ec2:CreateVpc"]);
    let input = &aws.inputs(CreateVpc)[0];
    assert_eq!(input.cidr_block.as_deref(), Some("10.1.0.0/16"));
    assert_eq!(input.tag_specifications.as_ref().unwrap()[0].resource_type, "vpc");
}

#[test]
fn what_is_as_desired_is_left_alone() {
    let aws = aws();
    let actual = Vpc::read("vpc-1").unwrap().unwrap();
    let given = desired(&json!({
        "cidr_block_association_set": [{"CidrBlock": "10.3.0.0/16"}, {"CidrBlock": "10.1.0.0/16"}],
        "ipv6_cidr_block_association_set": [{"AmazonProvidedIpv6CidrBlock": true}],
        "tags": {"Name": "one"},
        "enable_dns_support": true,
    }));
    assert_eq!(Vpc::update("vpc-1", &actual, &given).unwrap(), Vec::<String>::new());
    assert_eq!(Vpc::update("vpc-1", &actual, &Vpc::default()).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
}

#[test]
fn blocks_and_tags_are_exchanged() {
    let aws = aws();
    let actual = Vpc::read("vpc-1").unwrap().unwrap();
    let given = desired(&json!({
        "cidr_block_association_set": [{"CidrBlock": "10.1.0.0/16"}, {"CidrBlock": "10.4.0.0/16"}],
        "ipv6_cidr_block_association_set": [],
        "tags": {"Extra": "x"},
    }));
    let done = Vpc::update("vpc-1", &actual, &given).unwrap();
    assert_eq!(
        done,
        [
            "set tags `Extra`",
            "removed tags `Name`",
            "disassociated 10.3.0.0/16",
            "associated 10.4.0.0/16",
            "disassociated 2600::/56"
        ]
    );
    assert_eq!(aws.inputs(DisassociateVpcCidrBlock), ["a-3", "a-6"]);
    assert_eq!(aws.inputs(AssociateVpcCidrBlock)[0].cidr_block.as_deref(), Some("10.4.0.0/16"));
    assert_eq!(aws.inputs(DeleteTags)[0].1, [ec2::Tag { key: "Name".into(), value: "one".into() }]);
}

#[test]
fn an_ipv6_block_is_asked_for_once() {
    let aws = aws();
    let given = Vpc {
        ipv6_cidr_block_association_set: Some(vec![Ipv6Block {
            amazon_provided_ipv6_cidr_block: Some(true),
            ..Default::default()
        }]),
        ..Default::default()
    };
    Vpc::update("vpc-1", &Vpc::default(), &given).unwrap();
    let inputs = aws.inputs(AssociateVpcCidrBlock);
    assert_eq!(inputs.len(), 1);
    assert_eq!((inputs[0].amazon_provided_ipv6_cidr_block, &inputs[0].cidr_block), (Some(true), &None));
}

#[test]
fn dns_support_comes_before_hostnames_and_goes_after_them() {
    let both = |value| Vpc {
        enable_dns_hostnames: Some(value),
        enable_dns_support: Some(value),
        ..Default::default()
    };
    for (value, order) in [(true, [false, true]), (false, [true, false])] {
        let aws = aws();
        Vpc::update("vpc-1", &both(!value), &both(value)).unwrap();
        let hostnames: Vec<bool> =
            aws.inputs(ModifyVpcAttribute).iter().map(|input| input.enable_dns_hostnames.is_some()).collect();
        assert_eq!(hostnames, order, "to {value}");
    }
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = Fake::new();
    aws.on(DeleteVpc, |_| Err(Failure::not_found("gone")));
    assert_eq!(Vpc::delete("vpc-1", &Vpc::default()).unwrap(), Progress::Done);
    aws.on(DeleteVpc, |_| Err(Failure::new(Cause::Conflict, "aws.ec2.DependencyViolation", "in use")));
    assert_eq!(Vpc::delete("vpc-1", &Vpc::default()).unwrap_err().code, "aws.ec2.DependencyViolation");
}

#[test]
fn all_are_listed_with_their_ids() {
    let _aws = aws();
    let ids: Vec<String> = Vpc::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["vpc-1"]);
}
