use crate::json::{outputs, words};
use crate::operation::operations;

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

    CreateInternetGateway = create_internet_gateway {
        TagSpecifications: set_tag_specifications,
    } -> { InternetGateway: internet_gateway }

    DescribeInternetGateways = describe_internet_gateways {
        InternetGatewayIds: set_internet_gateway_ids,
        Filters: set_filters,
    } -> { InternetGateways: internet_gateways }

    DeleteInternetGateway = delete_internet_gateway { InternetGatewayId: set_internet_gateway_id } -> {}

    AttachInternetGateway = attach_internet_gateway {
        InternetGatewayId: set_internet_gateway_id,
        VpcId: set_vpc_id,
    } -> {}

    DetachInternetGateway = detach_internet_gateway {
        InternetGatewayId: set_internet_gateway_id,
        VpcId: set_vpc_id,
    } -> {}
}
