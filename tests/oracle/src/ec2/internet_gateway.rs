use crate::transport::json::{outputs, words};
use crate::transport::operation::operations;

words! { AttachmentStatus }

outputs! {
    InternetGateway {
        InternetGatewayId: internet_gateway_id,
        Attachments: attachments,
        OwnerId: owner_id,
        Tags: tags,
    }
    InternetGatewayAttachment { State: state, VpcId: vpc_id }
}

operations! {
    aws_sdk_ec2::Client;

    once CreateInternetGateway = create_internet_gateway {
        TagSpecifications: set_tag_specifications,
    } -> { InternetGateway: internet_gateway }

    pages DescribeInternetGateways = describe_internet_gateways {
        InternetGatewayIds: set_internet_gateway_ids,
        Filters: set_filters,
    } -> { InternetGateways: internet_gateways }

    once DeleteInternetGateway = delete_internet_gateway { InternetGatewayId: set_internet_gateway_id } -> {}

    once AttachInternetGateway = attach_internet_gateway {
        InternetGatewayId: set_internet_gateway_id,
        VpcId: set_vpc_id,
    } -> {}

    once DetachInternetGateway = detach_internet_gateway {
        InternetGatewayId: set_internet_gateway_id,
        VpcId: set_vpc_id,
    } -> {}
}
