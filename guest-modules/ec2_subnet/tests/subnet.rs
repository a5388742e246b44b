//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use ec2_subnet::Subnet;
use wasmidem_guest::{
    ec2::operation::{
        AssociateSubnetCidrBlock, CreateSubnet, DescribeSubnets, DisassociateSubnetCidrBlock,
        ModifySubnetAttribute,
    },
    fake::Fake,
    json,
    json::{from_text, to_text},
    prelude::*,
};

fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(
        DescribeSubnets,
        vec![ec2::Subnet {
            subnet_id: "subnet-1".into(),
            vpc_id: Some("vpc-1".into()),
            cidr_block: Some("10.1.1.0/24".into()),
            availability_zone: Some("eu-central-1a".into()),
            availability_zone_id: Some("euc1-az2".into()),
            map_public_ip_on_launch: Some(false),
            assign_ipv6_address_on_creation: Some(false),
            ipv6_cidr_block_association_set: Some(vec![ec2::SubnetIpv6CidrBlockAssociation {
                association_id: Some("subnet-cidr-assoc-1".into()),
                ipv6_cidr_block: Some("2600::/64".into()),
                ..Default::default()
            }]),
            private_dns_name_options_on_launch: Some(ec2::PrivateDnsNameOptionsOnLaunch {
                hostname_type: Some("ip-name".into()),
                enable_resource_name_dns_a_record: Some(false),
                enable_resource_name_dns_aaaa_record: Some(false),
            }),
            ..Default::default()
        }],
    );
    aws.answer(ModifySubnetAttribute, ());
    aws.answer(AssociateSubnetCidrBlock, Default::default())
        .answer(DisassociateSubnetCidrBlock, Default::default());
    aws
}

fn desired(more: Value) -> Subnet {
    let mut all = json!({"vpc_id": "vpc-1", "cidr_block": "10.1.1.0/24"});
    if let (Some(all), Value::Object(more)) = (all.as_object_mut(), more) {
        all.extend(more);
    }
    from_text(&all.to_string()).unwrap()
}

#[test]
fn the_state_is_what_idem_shows() {
    let _aws = aws();
    let shown: Value = to_text(&Subnet::read("subnet-1").unwrap().unwrap()).parse().unwrap();
    assert_eq!(
        shown,
        json!({
            "vpc_id": "vpc-1",
            "cidr_block": "10.1.1.0/24",
            "availability_zone": "eu-central-1a",
            "map_public_ip_on_launch": false,
            "assign_ipv6_address_on_creation": false,
            "private_dns_name_options_on_launch": {
                "HostnameType": "ip-name",
                "EnableResourceNameDnsARecord": false,
                "EnableResourceNameDnsAAAARecord": false,
            },
            "tags": {},
            "ipv6_cidr_block": "2600::/64",
        })
    );
}

#[test]
fn a_subnet_is_found_by_its_block() {
    let aws = aws();
    assert_eq!(Subnet::find(&desired(json!({}))).unwrap().as_deref(), Some("subnet-1"));
    let filters = aws.inputs(DescribeSubnets)[0].filters.clone().unwrap();
    assert_eq!(
        filters,
        [ec2::Filter::equal("vpc-id", "vpc-1"), ec2::Filter::equal("cidr-block", "10.1.1.0/24")]
    );
}

#[test]
fn each_attribute_is_a_call() {
    let aws = aws();
    let actual = Subnet::read("subnet-1").unwrap().unwrap();
    let given = desired(json!({
        "map_public_ip_on_launch": true,
        "assign_ipv6_address_on_creation": false,
        "private_dns_name_options_on_launch": {"HostnameType": "resource-name", "EnableResourceNameDnsAAAARecord": true},
    }));
    let done = Subnet::update("subnet-1", &actual, &given).unwrap();
    assert_eq!(
        done,
        ["set map_public_ip_on_launch", "set HostnameType", "set EnableResourceNameDnsAAAARecord"]
    );
    let inputs = aws.inputs(ModifySubnetAttribute);
    assert!(inputs.iter().all(|input| input.subnet_id == "subnet-1"));
    assert_eq!(inputs[0].map_public_ip_on_launch, Some(ec2::AttributeBooleanValue::of(true)));
    assert_eq!(inputs[1].private_dns_hostname_type_on_launch.as_deref(), Some("resource-name"));
    assert_eq!(
        inputs[2].enable_resource_name_dns_aaaa_record_on_launch,
        Some(ec2::AttributeBooleanValue::of(true))
    );
    assert_eq!(Subnet::update("subnet-1", &actual, &desired(json!({}))).unwrap(), Vec::<String>::new());
}

#[test]
fn the_ipv6_block_is_exchanged() {
    let aws = aws();
    let actual = Subnet::read("subnet-1").unwrap().unwrap();
    let done =
        Subnet::update("subnet-1", &actual, &desired(json!({"ipv6_cidr_block": "2601::/64"}))).unwrap();
    assert_eq!(done, ["disassociated 2600::/64", "associated 2601::/64"]);
    assert_eq!(aws.writes(), ["ec2:DisassociateSubnetCidrBlock", "ec2:AssociateSubnetCidrBlock"]);
}

#[test]
fn creation_is_one_call_and_needs_vpc_and_block() {
    let aws = Fake::new();
    aws.on(CreateSubnet, |_| Ok(ec2::Subnet { subnet_id: "subnet-1".into(), ..Default::default() }));
    Subnet::create(&desired(json!({"availability_zone": "eu-central-1b", "map_public_ip_on_launch": true})))
        .unwrap();
    assert_eq!(aws.calls(), ["ec2:CreateSubnet"]);
    assert_eq!(aws.inputs(CreateSubnet)[0].availability_zone.as_deref(), Some("eu-central-1b"));
    let failure = from_text::<Subnet>(r#"{"vpc_id": "vpc-1"}"#).unwrap_err();
    assert_eq!((failure.cause, failure.message.as_str()), (Cause::Invalid, "`cidr_block` must be given"));
}
