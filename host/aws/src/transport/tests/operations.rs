//! What each family of operations sends and makes of the answer.

use super::*;

/// Asserts what is sent for `input`, and what becomes of the answer's inner XML.
async fn round(operation: &str, input: Value, sent: &[(&str, &str)], inner: &str, output: Value) {
    let (_, name) = operation.split_once(':').unwrap();
    let xml = format!(
        "<{name}Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">{inner}</{name}Response>"
    );
    let (result, requests) = answered(operation, input, &[(200, &xml)]).await;
    assert_eq!(result, Ok(output), "{operation}");
    assert_eq!(requests.len(), 1);
    let mut form = requests[0].1.clone();
    assert_eq!(form.remove("Action").as_deref(), Some(name));
    form.remove("Version").unwrap();
    // made anew for each request
    form.remove("ClientToken");
    let expected: BTreeMap<String, String> =
        sent.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    assert_eq!(form, expected, "{operation}");
}

#[tokio::test]
async fn vpcs() {
    round(
        "ec2:CreateVpc",
        json!({
            "CidrBlock": "10.0.0.0/16", "AmazonProvidedIpv6CidrBlock": true, "Ipv6CidrBlock": "2600::/56",
            "Ipv6Pool": "p", "Ipv6CidrBlockNetworkBorderGroup": "g", "Ipv4IpamPoolId": "i4", "Ipv4NetmaskLength": 20,
            "Ipv6IpamPoolId": "i6", "Ipv6NetmaskLength": 56, "InstanceTenancy": "default",
            "TagSpecifications": [{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "a b&c"}, {"Key": "k", "Value": ""}]}],
        }),
        &[
            ("CidrBlock", "10.0.0.0/16"),
            ("AmazonProvidedIpv6CidrBlock", "true"),
            ("Ipv6CidrBlock", "2600::/56"),
            ("Ipv6Pool", "p"),
            ("Ipv6CidrBlockNetworkBorderGroup", "g"),
            ("Ipv4IpamPoolId", "i4"),
            ("Ipv4NetmaskLength", "20"),
            ("Ipv6IpamPoolId", "i6"),
            ("Ipv6NetmaskLength", "56"),
            ("InstanceTenancy", "default"),
            ("TagSpecification.1.ResourceType", "vpc"),
            ("TagSpecification.1.Tag.1.Key", "Name"),
            ("TagSpecification.1.Tag.1.Value", "a b&c"),
            ("TagSpecification.1.Tag.2.Key", "k"),
            ("TagSpecification.1.Tag.2.Value", ""),
        ],
        "<vpc><vpcId>vpc-1</vpcId><ownerId>1</ownerId><state>pending</state><cidrBlock>10.0.0.0/16</cidrBlock>\
         <dhcpOptionsId>dopt-1</dhcpOptionsId><instanceTenancy>default</instanceTenancy><isDefault>false</isDefault>\
         <cidrBlockAssociationSet><item><associationId>a-1</associationId><cidrBlock>10.0.0.0/16</cidrBlock>\
         <cidrBlockState><state>associated</state></cidrBlockState></item></cidrBlockAssociationSet>\
         <ipv6CidrBlockAssociationSet><item><associationId>a-2</associationId><ipv6CidrBlock>2600::/56</ipv6CidrBlock>\
         <ipv6CidrBlockState><state>failed</state><statusMessage>m</statusMessage></ipv6CidrBlockState>\
         <networkBorderGroup>g</networkBorderGroup><ipv6Pool>Amazon</ipv6Pool></item></ipv6CidrBlockAssociationSet>\
         <tagSet><item><key>Name</key><value>a b&amp;c</value></item></tagSet></vpc>",
        json!({"Vpc": {
            "VpcId": "vpc-1", "State": "pending", "CidrBlock": "10.0.0.0/16", "InstanceTenancy": "default",
            "DhcpOptionsId": "dopt-1", "OwnerId": "1", "IsDefault": false,
            "CidrBlockAssociationSet": [{
                "AssociationId": "a-1", "CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"},
            }],
            "Ipv6CidrBlockAssociationSet": [{
                "AssociationId": "a-2", "Ipv6CidrBlock": "2600::/56",
                "Ipv6CidrBlockState": {"State": "failed", "StatusMessage": "m"},
                "NetworkBorderGroup": "g", "Ipv6Pool": "Amazon",
            }],
            "Tags": [{"Key": "Name", "Value": "a b&c"}],
        }}),
    )
    .await;
    round(
        "ec2:DeleteVpc",
        json!({"VpcId": "vpc-1"}),
        &[("VpcId", "vpc-1")],
        "<return>true</return>",
        json!({}),
    )
    .await;
    round(
        "ec2:DescribeVpcAttribute",
        json!({"VpcId": "vpc-1", "Attribute": "enableDnsSupport"}),
        &[("VpcId", "vpc-1"), ("Attribute", "enableDnsSupport")],
        "<vpcId>vpc-1</vpcId><enableDnsSupport><value>true</value></enableDnsSupport>",
        json!({"VpcId": "vpc-1", "EnableDnsSupport": {"Value": true}}),
    )
    .await;
    round(
        "ec2:ModifyVpcAttribute",
        json!({"VpcId": "vpc-1", "EnableDnsHostnames": {"Value": false}}),
        &[("VpcId", "vpc-1"), ("EnableDnsHostnames.Value", "false")],
        "<return>true</return>",
        json!({}),
    )
    .await;
    round(
        "ec2:DisassociateVpcCidrBlock",
        json!({"AssociationId": "a-1"}),
        &[("AssociationId", "a-1")],
        "<vpcId>vpc-1</vpcId><cidrBlockAssociation><associationId>a-1</associationId></cidrBlockAssociation>",
        json!({"VpcId": "vpc-1", "CidrBlockAssociation": {"AssociationId": "a-1"}}),
    )
    .await;
}

#[tokio::test]
async fn subnets() {
    round(
        "ec2:CreateSubnet",
        json!({"VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "eu-central-1a", "Ipv6Native": false}),
        &[("VpcId", "vpc-1"), ("CidrBlock", "10.0.1.0/24"), ("AvailabilityZone", "eu-central-1a"), ("Ipv6Native", "false")],
        "<subnet><subnetId>s-1</subnetId><availableIpAddressCount>251</availableIpAddressCount><enableDns64>true</enableDns64>\
         <enableLniAtDeviceIndex>1</enableLniAtDeviceIndex><privateDnsNameOptionsOnLaunch><hostnameType>ip-name</hostnameType>\
         <enableResourceNameDnsARecord>false</enableResourceNameDnsARecord>\
         <enableResourceNameDnsAAAARecord>true</enableResourceNameDnsAAAARecord></privateDnsNameOptionsOnLaunch>\
         <mapPublicIpOnLaunch>false</mapPublicIpOnLaunch><tagSet/></subnet>",
        json!({"Subnet": {
            "SubnetId": "s-1", "AvailableIpAddressCount": 251, "MapPublicIpOnLaunch": false, "EnableDns64": true,
            "EnableLniAtDeviceIndex": 1,
            "PrivateDnsNameOptionsOnLaunch": {
                "HostnameType": "ip-name", "EnableResourceNameDnsARecord": false, "EnableResourceNameDnsAAAARecord": true,
            },
            "Tags": [],
        }}),
    )
    .await;
    round(
        "ec2:ModifySubnetAttribute",
        json!({
            "SubnetId": "s-1", "MapPublicIpOnLaunch": {"Value": true}, "EnableDns64": {"Value": true},
            "PrivateDnsHostnameTypeOnLaunch": "resource-name", "EnableLniAtDeviceIndex": 1,
            "EnableResourceNameDnsARecordOnLaunch": {"Value": true},
            "EnableResourceNameDnsAAAARecordOnLaunch": {"Value": false},
        }),
        &[
            ("SubnetId", "s-1"),
            ("MapPublicIpOnLaunch.Value", "true"),
            ("EnableDns64.Value", "true"),
            ("PrivateDnsHostnameTypeOnLaunch", "resource-name"),
            ("EnableLniAtDeviceIndex", "1"),
            ("EnableResourceNameDnsARecordOnLaunch.Value", "true"),
            ("EnableResourceNameDnsAAAARecordOnLaunch.Value", "false"),
        ],
        "<return>true</return>",
        json!({}),
    )
    .await;
    let association = "<subnetId>s-1</subnetId><ipv6CidrBlockAssociation><associationId>a</associationId>\
                       <ipv6CidrBlock>2600::/64</ipv6CidrBlock><ipv6CidrBlockState><state>associating</state>\
                       </ipv6CidrBlockState></ipv6CidrBlockAssociation>";
    let output = json!({"SubnetId": "s-1", "Ipv6CidrBlockAssociation": {
        "AssociationId": "a", "Ipv6CidrBlock": "2600::/64", "Ipv6CidrBlockState": {"State": "associating"},
    }});
    round(
        "ec2:AssociateSubnetCidrBlock",
        json!({"SubnetId": "s-1", "Ipv6CidrBlock": "2600::/64"}),
        &[("SubnetId", "s-1"), ("Ipv6CidrBlock", "2600::/64")],
        association,
        output,
    )
    .await;
}

#[tokio::test]
async fn gateways_and_routes() {
    round(
        "ec2:DescribeInternetGateways",
        json!({"InternetGatewayIds": ["igw-1"], "Filters": [{"Name": "attachment.vpc-id", "Values": ["vpc-1", "vpc-2"]}]}),
        &[
            ("InternetGatewayId.1", "igw-1"),
            ("Filter.1.Name", "attachment.vpc-id"),
            ("Filter.1.Value.1", "vpc-1"),
            ("Filter.1.Value.2", "vpc-2"),
        ],
        "<internetGatewaySet><item><internetGatewayId>igw-1</internetGatewayId><attachmentSet><item><vpcId>vpc-1</vpcId>\
         <state>available</state></item></attachmentSet></item></internetGatewaySet>",
        json!({"InternetGateways": [{
            "InternetGatewayId": "igw-1", "Attachments": [{"State": "available", "VpcId": "vpc-1"}],
        }]}),
    )
    .await;
    round(
        "ec2:AttachInternetGateway",
        json!({"InternetGatewayId": "igw-1", "VpcId": "vpc-1"}),
        &[("InternetGatewayId", "igw-1"), ("VpcId", "vpc-1")],
        "<return>true</return>",
        json!({}),
    )
    .await;
    round(
        "ec2:CreateRouteTable",
        json!({"VpcId": "vpc-1"}),
        &[("VpcId", "vpc-1")],
        "<routeTable><routeTableId>rtb-1</routeTableId><routeSet><item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock>\
         <gatewayId>local</gatewayId><state>active</state><origin>CreateRouteTable</origin></item></routeSet><associationSet>\
         <item><main>true</main><routeTableAssociationId>a</routeTableAssociationId><associationState><state>associated</state>\
         </associationState></item></associationSet><propagatingVgwSet><item><gatewayId>vgw-1</gatewayId></item>\
         </propagatingVgwSet></routeTable>",
        json!({"RouteTable": {
            "RouteTableId": "rtb-1",
            "Routes": [{
                "DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active",
            }],
            "Associations": [{
                "Main": true, "RouteTableAssociationId": "a", "AssociationState": {"State": "associated"},
            }],
            "PropagatingVgws": [{"GatewayId": "vgw-1"}],
        }}),
    )
    .await;
    round(
        "ec2:CreateRoute",
        json!({"RouteTableId": "rtb-1", "DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1"}),
        &[("RouteTableId", "rtb-1"), ("DestinationIpv6CidrBlock", "::/0"), ("EgressOnlyInternetGatewayId", "eigw-1")],
        "<return>true</return>",
        json!({"Return": true}),
    )
    .await;
    round(
        "ec2:AssociateRouteTable",
        json!({"RouteTableId": "rtb-1", "SubnetId": "s-1"}),
        &[("RouteTableId", "rtb-1"), ("SubnetId", "s-1")],
        "<associationId>a</associationId><associationState><state>associated</state></associationState>",
        json!({"AssociationId": "a", "AssociationState": {"State": "associated"}}),
    )
    .await;
}

#[tokio::test]
async fn security_groups() {
    round(
        "ec2:CreateSecurityGroup",
        json!({"GroupName": "g", "Description": "d", "VpcId": "vpc-1"}),
        &[("GroupName", "g"), ("GroupDescription", "d"), ("VpcId", "vpc-1")],
        "<return>true</return><groupId>sg-1</groupId>",
        json!({"GroupId": "sg-1"}),
    )
    .await;
    round(
        "ec2:AuthorizeSecurityGroupIngress",
        json!({"GroupId": "sg-1", "IpPermissions": [{
            "IpProtocol": "tcp", "FromPort": 443, "ToPort": -1,
            "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "all"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
            "PrefixListIds": [{"PrefixListId": "pl-1"}], "UserIdGroupPairs": [{"GroupId": "sg-2", "UserId": "1"}],
        }]}),
        &[
            ("GroupId", "sg-1"),
            ("IpPermissions.1.IpProtocol", "tcp"),
            ("IpPermissions.1.FromPort", "443"),
            ("IpPermissions.1.ToPort", "-1"),
            ("IpPermissions.1.IpRanges.1.CidrIp", "0.0.0.0/0"),
            ("IpPermissions.1.IpRanges.1.Description", "all"),
            ("IpPermissions.1.Ipv6Ranges.1.CidrIpv6", "::/0"),
            ("IpPermissions.1.PrefixListIds.1.PrefixListId", "pl-1"),
            ("IpPermissions.1.Groups.1.GroupId", "sg-2"),
            ("IpPermissions.1.Groups.1.UserId", "1"),
        ],
        "<return>true</return><securityGroupRuleSet><item><securityGroupRuleId>sgr-1</securityGroupRuleId><groupId>sg-1</groupId>\
         <isEgress>false</isEgress><ipProtocol>tcp</ipProtocol><fromPort>443</fromPort><toPort>-1</toPort>\
         <referencedGroupInfo><groupId>sg-2</groupId><userId>1</userId></referencedGroupInfo></item></securityGroupRuleSet>",
        json!({"Return": true, "SecurityGroupRules": [{
            "SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": false, "IpProtocol": "tcp", "FromPort": 443,
            "ToPort": -1, "ReferencedGroupInfo": {"GroupId": "sg-2", "UserId": "1"},
        }]}),
    )
    .await;
    round(
        "ec2:ModifySecurityGroupRules",
        json!({"GroupId": "sg-1", "SecurityGroupRules": [{"SecurityGroupRuleId": "sgr-1", "SecurityGroupRule": {
            "IpProtocol": "tcp", "FromPort": 80, "ToPort": 81, "CidrIpv4": "10.0.0.0/8", "Description": "d",
        }}]}),
        &[
            ("GroupId", "sg-1"),
            ("SecurityGroupRule.1.SecurityGroupRuleId", "sgr-1"),
            ("SecurityGroupRule.1.SecurityGroupRule.IpProtocol", "tcp"),
            ("SecurityGroupRule.1.SecurityGroupRule.FromPort", "80"),
            ("SecurityGroupRule.1.SecurityGroupRule.ToPort", "81"),
            ("SecurityGroupRule.1.SecurityGroupRule.CidrIpv4", "10.0.0.0/8"),
            ("SecurityGroupRule.1.SecurityGroupRule.Description", "d"),
        ],
        "<return>true</return>",
        json!({"Return": true}),
    )
    .await;
    round(
        "ec2:RevokeSecurityGroupEgress",
        json!({"GroupId": "sg-1", "SecurityGroupRuleIds": ["sgr-1", "sgr-2"]}),
        &[("GroupId", "sg-1"), ("SecurityGroupRuleId.1", "sgr-1"), ("SecurityGroupRuleId.2", "sgr-2")],
        "<return>true</return>",
        json!({"Return": true}),
    )
    .await;
}

#[tokio::test]
async fn tags_regions_and_identity() {
    round(
        "ec2:DeleteTags",
        json!({"Resources": ["vpc-1"], "Tags": [{"Key": "k", "Value": "v"}]}),
        &[("ResourceId.1", "vpc-1"), ("Tag.1.Key", "k"), ("Tag.1.Value", "v")],
        "<return>true</return>",
        json!({}),
    )
    .await;
    round(
        "ec2:DescribeRegions",
        json!({"AllRegions": true}),
        &[("AllRegions", "true")],
        "<regionInfo><item><regionName>r</regionName><regionEndpoint>e</regionEndpoint><optInStatus>opted-in</optInStatus></item></regionInfo>",
        json!({"Regions": [{"RegionName": "r", "Endpoint": "e", "OptInStatus": "opted-in"}]}),
    )
    .await;
    round(
        "ec2:DescribeAvailabilityZones",
        json!({}),
        &[],
        "<availabilityZoneInfo><item><zoneName>ra</zoneName><zoneId>r1</zoneId><regionName>r</regionName><zoneState>available</zoneState>\
         <zoneType>availability-zone</zoneType></item></availabilityZoneInfo>",
        json!({"AvailabilityZones": [{
            "ZoneName": "ra", "ZoneId": "r1", "RegionName": "r", "State": "available", "ZoneType": "availability-zone",
        }]}),
    )
    .await;
    round(
        "sts:GetCallerIdentity",
        json!({}),
        &[],
        "<GetCallerIdentityResult><UserId>u</UserId><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/u</Arn>\
         </GetCallerIdentityResult>",
        json!({"UserId": "u", "Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/u"}),
    )
    .await;
}
