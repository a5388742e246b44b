use crate::json::{outputs, words};
use crate::operation::operations;

words! { Tenancy, VpcAttributeName, VpcCidrBlockStateCode, VpcState }

outputs! {
    Vpc {
        VpcId: vpc_id,
        State: state,
        CidrBlock: cidr_block,
        InstanceTenancy: instance_tenancy,
        DhcpOptionsId: dhcp_options_id,
        OwnerId: owner_id,
        IsDefault: is_default,
        CidrBlockAssociationSet: cidr_block_association_set,
        Ipv6CidrBlockAssociationSet: ipv6_cidr_block_association_set,
        Tags: tags,
    }
    VpcCidrBlockAssociation {
        AssociationId: association_id,
        CidrBlock: cidr_block,
        CidrBlockState: cidr_block_state,
    }
    VpcIpv6CidrBlockAssociation {
        AssociationId: association_id,
        Ipv6CidrBlock: ipv6_cidr_block,
        Ipv6CidrBlockState: ipv6_cidr_block_state,
        NetworkBorderGroup: network_border_group,
        Ipv6Pool: ipv6_pool,
    }
    VpcCidrBlockState { State: state, StatusMessage: status_message }
}

operations! {
    aws_sdk_ec2::Client;

    CreateVpc = create_vpc {
        CidrBlock: set_cidr_block,
        AmazonProvidedIpv6CidrBlock: set_amazon_provided_ipv6_cidr_block,
        Ipv6CidrBlock: set_ipv6_cidr_block,
        Ipv6Pool: set_ipv6_pool,
        Ipv6CidrBlockNetworkBorderGroup: set_ipv6_cidr_block_network_border_group,
        Ipv4IpamPoolId: set_ipv4_ipam_pool_id,
        Ipv4NetmaskLength: set_ipv4_netmask_length,
        Ipv6IpamPoolId: set_ipv6_ipam_pool_id,
        Ipv6NetmaskLength: set_ipv6_netmask_length,
        InstanceTenancy: set_instance_tenancy,
        TagSpecifications: set_tag_specifications,
    } -> { Vpc: vpc }

    DescribeVpcs = describe_vpcs { VpcIds: set_vpc_ids, Filters: set_filters } -> { Vpcs: vpcs }

    DeleteVpc = delete_vpc { VpcId: set_vpc_id } -> {}

    DescribeVpcAttribute = describe_vpc_attribute { VpcId: set_vpc_id, Attribute: set_attribute } -> {
        VpcId: vpc_id,
        EnableDnsHostnames: enable_dns_hostnames,
        EnableDnsSupport: enable_dns_support,
        EnableNetworkAddressUsageMetrics: enable_network_address_usage_metrics,
    }

    ModifyVpcAttribute = modify_vpc_attribute {
        VpcId: set_vpc_id,
        EnableDnsHostnames: set_enable_dns_hostnames,
        EnableDnsSupport: set_enable_dns_support,
        EnableNetworkAddressUsageMetrics: set_enable_network_address_usage_metrics,
    } -> {}

    AssociateVpcCidrBlock = associate_vpc_cidr_block {
        VpcId: set_vpc_id,
        CidrBlock: set_cidr_block,
        AmazonProvidedIpv6CidrBlock: set_amazon_provided_ipv6_cidr_block,
        Ipv6CidrBlock: set_ipv6_cidr_block,
        Ipv6Pool: set_ipv6_pool,
        Ipv6CidrBlockNetworkBorderGroup: set_ipv6_cidr_block_network_border_group,
    } -> {
        VpcId: vpc_id,
        CidrBlockAssociation: cidr_block_association,
        Ipv6CidrBlockAssociation: ipv6_cidr_block_association,
    }

    DisassociateVpcCidrBlock = disassociate_vpc_cidr_block { AssociationId: set_association_id } -> {
        VpcId: vpc_id,
        CidrBlockAssociation: cidr_block_association,
        Ipv6CidrBlockAssociation: ipv6_cidr_block_association,
    }
}
