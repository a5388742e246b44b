use crate::operation::operations;

operations! {
    aws_sdk_ec2::Client;

    CreateTags = create_tags { Resources: set_resources, Tags: set_tags } -> {}

    DeleteTags = delete_tags { Resources: set_resources, Tags: set_tags } -> {}
}
