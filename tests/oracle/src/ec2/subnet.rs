use crate::json::{outputs, words};
use crate::operation::operations;

words! { HostnameType, SubnetCidrBlockStateCode, SubnetState }

outputs! {
    Subnet {
        SubnetId: subnet_id,
        VpcId: vpc_id,
        State: state,
        CidrBlock: cidr_block,
        Ipv6CidrBlockAssociationSet: ipv6_cidr_block_association_set,
        AvailabilityZone: availability_zone,
        AvailabilityZoneId: availability_zone_id,
        AvailableIpAddressCount: available_ip_address_count,
        DefaultForAz: default_for_az,
        MapPublicIpOnLaunch: map_public_ip_on_launch,
        MapCustomerOwnedIpOnLaunch: map_customer_owned_ip_on_launch,
        CustomerOwnedIpv4Pool: customer_owned_ipv4_pool,
        AssignIpv6AddressOnCreation: assign_ipv6_address_on_creation,
        Ipv6Native: ipv6_native,
        EnableDns64: enable_dns64,
        EnableLniAtDeviceIndex: enable_lni_at_device_index,
        PrivateDnsNameOptionsOnLaunch: private_dns_name_options_on_launch,
        OutpostArn: outpost_arn,
        OwnerId: owner_id,
        SubnetArn: subnet_arn,
        Tags: tags,
    }
    SubnetIpv6CidrBlockAssociation {
        AssociationId: association_id,
        Ipv6CidrBlock: ipv6_cidr_block,
        Ipv6CidrBlockState: ipv6_cidr_block_state,
    }
    SubnetCidrBlockState { State: state, StatusMessage: status_message }
    PrivateDnsNameOptionsOnLaunch {
        HostnameType: hostname_type,
        EnableResourceNameDnsARecord: enable_resource_name_dns_a_record,
        EnableResourceNameDnsAAAARecord: enable_resource_name_dns_aaaa_record,
    }
}

operations! {
    aws_sdk_ec2::Client;

    CreateSubnet = create_subnet {
        VpcId: set_vpc_id,
        CidrBlock: set_cidr_block,
        Ipv6CidrBlock: set_ipv6_cidr_block,
        AvailabilityZone: set_availability_zone,
        AvailabilityZoneId: set_availability_zone_id,
        OutpostArn: set_outpost_arn,
        Ipv6Native: set_ipv6_native,
        TagSpecifications: set_tag_specifications,
    } -> { Subnet: subnet }

    DescribeSubnets = describe_subnets { SubnetIds: set_subnet_ids, Filters: set_filters } -> { Subnets: subnets }

    DeleteSubnet = delete_subnet { SubnetId: set_subnet_id } -> {}

    ModifySubnetAttribute = modify_subnet_attribute {
        SubnetId: set_subnet_id,
        AssignIpv6AddressOnCreation: set_assign_ipv6_address_on_creation,
        MapPublicIpOnLaunch: set_map_public_ip_on_launch,
        MapCustomerOwnedIpOnLaunch: set_map_customer_owned_ip_on_launch,
        CustomerOwnedIpv4Pool: set_customer_owned_ipv4_pool,
        EnableDns64: set_enable_dns64,
        PrivateDnsHostnameTypeOnLaunch: set_private_dns_hostname_type_on_launch,
        EnableResourceNameDnsARecordOnLaunch: set_enable_resource_name_dns_a_record_on_launch,
        EnableResourceNameDnsAAAARecordOnLaunch: set_enable_resource_name_dns_aaaa_record_on_launch,
        EnableLniAtDeviceIndex: set_enable_lni_at_device_index,
        DisableLniAtDeviceIndex: set_disable_lni_at_device_index,
    } -> {}

    AssociateSubnetCidrBlock = associate_subnet_cidr_block {
        SubnetId: set_subnet_id,
        Ipv6CidrBlock: set_ipv6_cidr_block,
    } -> { SubnetId: subnet_id, Ipv6CidrBlockAssociation: ipv6_cidr_block_association }

    DisassociateSubnetCidrBlock = disassociate_subnet_cidr_block {
        AssociationId: set_association_id,
    } -> { SubnetId: subnet_id, Ipv6CidrBlockAssociation: ipv6_cidr_block_association }
}
