use crate::json::{outputs, words};
use crate::operation::operations;

words! { RouteOrigin, RouteState, RouteTableAssociationStateCode }

outputs! {
    RouteTable {
        RouteTableId: route_table_id,
        VpcId: vpc_id,
        Routes: routes,
        Associations: associations,
        PropagatingVgws: propagating_vgws,
        OwnerId: owner_id,
        Tags: tags,
    }
    Route {
        DestinationCidrBlock: destination_cidr_block,
        DestinationIpv6CidrBlock: destination_ipv6_cidr_block,
        DestinationPrefixListId: destination_prefix_list_id,
        GatewayId: gateway_id,
        EgressOnlyInternetGatewayId: egress_only_internet_gateway_id,
        NatGatewayId: nat_gateway_id,
        InstanceId: instance_id,
        InstanceOwnerId: instance_owner_id,
        NetworkInterfaceId: network_interface_id,
        TransitGatewayId: transit_gateway_id,
        LocalGatewayId: local_gateway_id,
        CarrierGatewayId: carrier_gateway_id,
        VpcPeeringConnectionId: vpc_peering_connection_id,
        CoreNetworkArn: core_network_arn,
        Origin: origin,
        State: state,
    }
    RouteTableAssociation {
        Main: main,
        RouteTableAssociationId: route_table_association_id,
        RouteTableId: route_table_id,
        SubnetId: subnet_id,
        GatewayId: gateway_id,
        AssociationState: association_state,
    }
    RouteTableAssociationState { State: state, StatusMessage: status_message }
    PropagatingVgw { GatewayId: gateway_id }
}

operations! {
    aws_sdk_ec2::Client;

    CreateRouteTable = create_route_table {
        VpcId: set_vpc_id,
        TagSpecifications: set_tag_specifications,
    } -> { RouteTable: route_table }

    DescribeRouteTables = describe_route_tables {
        RouteTableIds: set_route_table_ids,
        Filters: set_filters,
    } -> { RouteTables: route_tables }

    DeleteRouteTable = delete_route_table { RouteTableId: set_route_table_id } -> {}

    CreateRoute = create_route {
        RouteTableId: set_route_table_id,
        DestinationCidrBlock: set_destination_cidr_block,
        DestinationIpv6CidrBlock: set_destination_ipv6_cidr_block,
        DestinationPrefixListId: set_destination_prefix_list_id,
        GatewayId: set_gateway_id,
        EgressOnlyInternetGatewayId: set_egress_only_internet_gateway_id,
        NatGatewayId: set_nat_gateway_id,
        InstanceId: set_instance_id,
        NetworkInterfaceId: set_network_interface_id,
        TransitGatewayId: set_transit_gateway_id,
        LocalGatewayId: set_local_gateway_id,
        CarrierGatewayId: set_carrier_gateway_id,
        VpcPeeringConnectionId: set_vpc_peering_connection_id,
        VpcEndpointId: set_vpc_endpoint_id,
        CoreNetworkArn: set_core_network_arn,
    } -> { Return: r#return }

    ReplaceRoute = replace_route {
        RouteTableId: set_route_table_id,
        DestinationCidrBlock: set_destination_cidr_block,
        DestinationIpv6CidrBlock: set_destination_ipv6_cidr_block,
        DestinationPrefixListId: set_destination_prefix_list_id,
        GatewayId: set_gateway_id,
        EgressOnlyInternetGatewayId: set_egress_only_internet_gateway_id,
        NatGatewayId: set_nat_gateway_id,
        InstanceId: set_instance_id,
        NetworkInterfaceId: set_network_interface_id,
        TransitGatewayId: set_transit_gateway_id,
        LocalGatewayId: set_local_gateway_id,
        CarrierGatewayId: set_carrier_gateway_id,
        VpcPeeringConnectionId: set_vpc_peering_connection_id,
        VpcEndpointId: set_vpc_endpoint_id,
        CoreNetworkArn: set_core_network_arn,
    } -> {}

    DeleteRoute = delete_route {
        RouteTableId: set_route_table_id,
        DestinationCidrBlock: set_destination_cidr_block,
        DestinationIpv6CidrBlock: set_destination_ipv6_cidr_block,
        DestinationPrefixListId: set_destination_prefix_list_id,
    } -> {}

    AssociateRouteTable = associate_route_table {
        RouteTableId: set_route_table_id,
        SubnetId: set_subnet_id,
        GatewayId: set_gateway_id,
    } -> { AssociationId: association_id, AssociationState: association_state }

    DisassociateRouteTable = disassociate_route_table { AssociationId: set_association_id } -> {}
}
