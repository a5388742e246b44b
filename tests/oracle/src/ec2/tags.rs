use crate::transport::operation::operations;

operations! {
    aws_sdk_ec2::Client;

    once CreateTags = create_tags { Resources: set_resources, Tags: set_tags } -> {}

    once DeleteTags = delete_tags { Resources: set_resources, Tags: set_tags } -> {}
}
