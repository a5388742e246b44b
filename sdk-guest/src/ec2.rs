//! Amazon EC2: one function per operation, named after it; records have the members of the AWS API.

pub use crate::Failure;
#[cfg(target_arch = "wasm32")]
pub use crate::bindings::wasmidem::ec2::tags::*;
pub use crate::bindings::wasmidem::ec2::{
    internet_gateway::*,
    region::*,
    route_table::*,
    security_group::*,
    subnet::*,
    // By name, since every interface repeats them.
    types::{AttributeBooleanValue, Filter, Tag, TagSpecification},
    vpc::*,
};

impl Filter {
    /// Resources for which a property has this value.
    pub fn equal(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), values: vec![value.to_owned()] }
    }
}

impl AttributeBooleanValue {
    /// A yes-or-no attribute that is given.
    pub fn of(value: bool) -> Self {
        Self { value: Some(value) }
    }
}

/// What to describe, in the usual three ways.
macro_rules! describe_inputs {
    ($($input:ident { $ids:ident })*) => {$(
        impl $input {
            /// All of the region.
            pub fn all() -> Self {
                Self::default()
            }

            /// The one with this id.
            pub fn of(id: &str) -> Self {
                Self { $ids: Some(vec![id.to_owned()]), ..Self::default() }
            }

            /// Those whose properties have these values: pairs of a filter of the EC2 API and a value.
            pub fn with<const N: usize>(properties: [(&str, &str); N]) -> Self {
                let filters = properties.into_iter().map(|(name, value)| Filter::equal(name, value)).collect();
                Self { filters: Some(filters), ..Self::default() }
            }
        }
    )*};
}

describe_inputs! {
    DescribeVpcsInput { vpc_ids }
    DescribeSubnetsInput { subnet_ids }
    DescribeInternetGatewaysInput { internet_gateway_ids }
    DescribeRouteTablesInput { route_table_ids }
    DescribeSecurityGroupsInput { group_ids }
    DescribeSecurityGroupRulesInput { security_group_rule_ids }
}

#[cfg(not(target_arch = "wasm32"))]
crate::operation::operations! {
    "ec2",
    crate::bindings::wasmidem::ec2::vpc, {
        CreateVpc = create_vpc(input: &CreateVpcInput => CreateVpcInput) -> Vpc;
        DescribeVpcs = describe_vpcs(input: &DescribeVpcsInput => DescribeVpcsInput) -> Vec<Vpc>;
        DeleteVpc = delete_vpc(vpc_id: &str => String) -> ();
        DescribeVpcAttribute = describe_vpc_attribute(vpc_id: &str => String, attribute: &str => String) -> VpcAttribute;
        ModifyVpcAttribute = modify_vpc_attribute(input: &ModifyVpcAttributeInput => ModifyVpcAttributeInput) -> ();
        AssociateVpcCidrBlock = associate_vpc_cidr_block(input: &AssociateVpcCidrBlockInput => AssociateVpcCidrBlockInput) -> VpcCidrBlockAssociated;
        DisassociateVpcCidrBlock = disassociate_vpc_cidr_block(association_id: &str => String) -> ();
    }
    crate::bindings::wasmidem::ec2::subnet, {
        CreateSubnet = create_subnet(input: &CreateSubnetInput => CreateSubnetInput) -> Subnet;
        DescribeSubnets = describe_subnets(input: &DescribeSubnetsInput => DescribeSubnetsInput) -> Vec<Subnet>;
        DeleteSubnet = delete_subnet(subnet_id: &str => String) -> ();
        ModifySubnetAttribute = modify_subnet_attribute(input: &ModifySubnetAttributeInput => ModifySubnetAttributeInput) -> ();
        AssociateSubnetCidrBlock = associate_subnet_cidr_block(subnet_id: &str => String, ipv6_cidr_block: &str => String) -> SubnetCidrBlockAssociated;
        DisassociateSubnetCidrBlock = disassociate_subnet_cidr_block(association_id: &str => String) -> SubnetCidrBlockAssociated;
    }
    crate::bindings::wasmidem::ec2::internet_gateway, {
        CreateInternetGateway = create_internet_gateway(tag_specifications: Option<&[TagSpecification]> => Option<Vec<TagSpecification>>) -> InternetGateway;
        DescribeInternetGateways = describe_internet_gateways(input: &DescribeInternetGatewaysInput => DescribeInternetGatewaysInput) -> Vec<InternetGateway>;
        DeleteInternetGateway = delete_internet_gateway(internet_gateway_id: &str => String) -> ();
        AttachInternetGateway = attach_internet_gateway(internet_gateway_id: &str => String, vpc_id: &str => String) -> ();
        DetachInternetGateway = detach_internet_gateway(internet_gateway_id: &str => String, vpc_id: &str => String) -> ();
    }
    crate::bindings::wasmidem::ec2::route_table, {
        CreateRouteTable = create_route_table(vpc_id: &str => String, tag_specifications: Option<&[TagSpecification]> => Option<Vec<TagSpecification>>) -> RouteTable;
        DescribeRouteTables = describe_route_tables(input: &DescribeRouteTablesInput => DescribeRouteTablesInput) -> Vec<RouteTable>;
        DeleteRouteTable = delete_route_table(route_table_id: &str => String) -> ();
        CreateRoute = create_route(input: &RouteInput => RouteInput) -> ();
        ReplaceRoute = replace_route(input: &RouteInput => RouteInput) -> ();
        DeleteRoute = delete_route(input: &DeleteRouteInput => DeleteRouteInput) -> ();
        AssociateRouteTable = associate_route_table(route_table_id: &str => String, subnet_id: Option<&str> => Option<String>, gateway_id: Option<&str> => Option<String>) -> RouteTableAssociated;
        DisassociateRouteTable = disassociate_route_table(association_id: &str => String) -> ();
    }
    crate::bindings::wasmidem::ec2::security_group, {
        CreateSecurityGroup = create_security_group(group_name: &str => String, description: &str => String, vpc_id: Option<&str> => Option<String>, tag_specifications: Option<&[TagSpecification]> => Option<Vec<TagSpecification>>) -> String;
        DescribeSecurityGroups = describe_security_groups(input: &DescribeSecurityGroupsInput => DescribeSecurityGroupsInput) -> Vec<SecurityGroup>;
        DeleteSecurityGroup = delete_security_group(group_id: &str => String) -> ();
        DescribeSecurityGroupRules = describe_security_group_rules(input: &DescribeSecurityGroupRulesInput => DescribeSecurityGroupRulesInput) -> Vec<SecurityGroupRule>;
        AuthorizeSecurityGroupIngress = authorize_security_group_ingress(input: &AuthorizeInput => AuthorizeInput) -> Vec<SecurityGroupRule>;
        AuthorizeSecurityGroupEgress = authorize_security_group_egress(input: &AuthorizeInput => AuthorizeInput) -> Vec<SecurityGroupRule>;
        RevokeSecurityGroupIngress = revoke_security_group_ingress(group_id: &str => String, security_group_rule_ids: &[String] => Vec<String>) -> ();
        RevokeSecurityGroupEgress = revoke_security_group_egress(group_id: &str => String, security_group_rule_ids: &[String] => Vec<String>) -> ();
        ModifySecurityGroupRules = modify_security_group_rules(group_id: &str => String, security_group_rules: &[SecurityGroupRuleUpdate] => Vec<SecurityGroupRuleUpdate>) -> ();
    }
    crate::bindings::wasmidem::ec2::tags, {
        CreateTags = create_tags(resources: &[String] => Vec<String>, tags: &[Tag] => Vec<Tag>) -> ();
        DeleteTags = delete_tags(resources: &[String] => Vec<String>, tags: &[Tag] => Vec<Tag>) -> ();
    }
    crate::bindings::wasmidem::ec2::region, {
        DescribeRegions = describe_regions(all_regions: Option<bool> => Option<bool>, filters: Option<&[Filter]> => Option<Vec<Filter>>) -> Vec<Region>;
        DescribeAvailabilityZones = describe_availability_zones(filters: Option<&[Filter]> => Option<Vec<Filter>>) -> Vec<AvailabilityZone>;
    }
}
