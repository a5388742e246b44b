use crate::json::{inputs, outputs};
use crate::operation::operations;

inputs! {
    IpPermission {
        IpProtocol: set_ip_protocol,
        FromPort: set_from_port,
        ToPort: set_to_port,
        IpRanges: set_ip_ranges,
        Ipv6Ranges: set_ipv6_ranges,
        PrefixListIds: set_prefix_list_ids,
        UserIdGroupPairs: set_user_id_group_pairs,
    }
    IpRange { CidrIp: set_cidr_ip, Description: set_description }
    Ipv6Range { CidrIpv6: set_cidr_ipv6, Description: set_description }
    PrefixListId { PrefixListId: set_prefix_list_id, Description: set_description }
    UserIdGroupPair {
        GroupId: set_group_id,
        UserId: set_user_id,
        VpcId: set_vpc_id,
        VpcPeeringConnectionId: set_vpc_peering_connection_id,
        Description: set_description,
    }
    SecurityGroupRuleUpdate {
        SecurityGroupRuleId: set_security_group_rule_id,
        SecurityGroupRule: set_security_group_rule,
    }
    SecurityGroupRuleRequest {
        IpProtocol: set_ip_protocol,
        FromPort: set_from_port,
        ToPort: set_to_port,
        CidrIpv4: set_cidr_ipv4,
        CidrIpv6: set_cidr_ipv6,
        PrefixListId: set_prefix_list_id,
        ReferencedGroupId: set_referenced_group_id,
        Description: set_description,
    }
}

outputs! {
    SecurityGroup {
        GroupId: group_id,
        GroupName: group_name,
        Description: description,
        VpcId: vpc_id,
        OwnerId: owner_id,
        Tags: tags,
    }
    SecurityGroupRule {
        SecurityGroupRuleId: security_group_rule_id,
        GroupId: group_id,
        GroupOwnerId: group_owner_id,
        IsEgress: is_egress,
        IpProtocol: ip_protocol,
        FromPort: from_port,
        ToPort: to_port,
        CidrIpv4: cidr_ipv4,
        CidrIpv6: cidr_ipv6,
        PrefixListId: prefix_list_id,
        ReferencedGroupInfo: referenced_group_info,
        Description: description,
        Tags: tags,
    }
    ReferencedSecurityGroup {
        GroupId: group_id,
        PeeringStatus: peering_status,
        UserId: user_id,
        VpcId: vpc_id,
        VpcPeeringConnectionId: vpc_peering_connection_id,
    }
}

operations! {
    aws_sdk_ec2::Client;

    CreateSecurityGroup = create_security_group {
        GroupName: set_group_name,
        Description: set_description,
        VpcId: set_vpc_id,
        TagSpecifications: set_tag_specifications,
    } -> { GroupId: group_id, Tags: tags }

    DescribeSecurityGroups = describe_security_groups {
        GroupIds: set_group_ids,
        Filters: set_filters,
    } -> { SecurityGroups: security_groups }

    DeleteSecurityGroup = delete_security_group { GroupId: set_group_id } -> { Return: r#return, GroupId: group_id }

    DescribeSecurityGroupRules = describe_security_group_rules {
        SecurityGroupRuleIds: set_security_group_rule_ids,
        Filters: set_filters,
    } -> { SecurityGroupRules: security_group_rules }

    AuthorizeSecurityGroupIngress = authorize_security_group_ingress {
        GroupId: set_group_id,
        IpPermissions: set_ip_permissions,
        TagSpecifications: set_tag_specifications,
    } -> { Return: r#return, SecurityGroupRules: security_group_rules }

    AuthorizeSecurityGroupEgress = authorize_security_group_egress {
        GroupId: set_group_id,
        IpPermissions: set_ip_permissions,
        TagSpecifications: set_tag_specifications,
    } -> { Return: r#return, SecurityGroupRules: security_group_rules }

    RevokeSecurityGroupIngress = revoke_security_group_ingress {
        GroupId: set_group_id,
        SecurityGroupRuleIds: set_security_group_rule_ids,
    } -> { Return: r#return }

    RevokeSecurityGroupEgress = revoke_security_group_egress {
        GroupId: set_group_id,
        SecurityGroupRuleIds: set_security_group_rule_ids,
    } -> { Return: r#return }

    ModifySecurityGroupRules = modify_security_group_rules {
        GroupId: set_group_id,
        SecurityGroupRules: set_security_group_rules,
    } -> { Return: r#return }
}
