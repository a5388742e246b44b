//! What the module asks of AWS.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use ec2_instance::{Instance, ec2::operation::*};
use wasmidem_guest::{
    ec2::operation::{CreateTags, DeleteTags},
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn instance(id: &str, state: &str) -> Value {
    json!({
        "InstanceId": id, "ImageId": "ami-1", "InstanceType": "t3.micro", "State": {"Name": state}, "EbsOptimized": false,
        "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.4", "Monitoring": {"State": "disabled"},
        "SourceDestCheck": true, "Placement": {"AvailabilityZone": "eu-central-1a", "Tenancy": "default", "GroupName": ""},
        "MetadataOptions": {"HttpTokens": "optional", "HttpPutResponseHopLimit": 1, "HttpEndpoint": "enabled"},
        "SecurityGroups": [], "RootDeviceName": "/dev/sda1", "Tags": [{"Key": "a", "Value": "b"}],
        "BlockDeviceMappings": [{"DeviceName": "/dev/sda1", "Ebs": {"VolumeId": "vol-1", "DeleteOnTermination": true}}],
        "NetworkInterfaces": [{
            "NetworkInterfaceId": "eni-1", "Attachment": {"DeviceIndex": 0}, "SubnetId": "subnet-1",
            "Groups": [{"GroupId": "sg-1"}],
        }],
    })
}

fn desired(more: Value) -> Instance {
    let mut members = json!({"image_id": "ami-1"});
    members.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    from_value(members).unwrap()
}

fn reservations(instances: Value) -> Value {
    json!({"Reservations": [{"ReservationId": "r-1", "OwnerId": "1", "Instances": instances}]})
}

/// An AWS whose one instance is in this state.
fn aws(state: &str) -> Fake {
    let aws = Fake::new();
    aws.on(DescribeInstanceAttribute, |input| {
        Ok(match input["Attribute"].as_str().unwrap() {
            "disableApiTermination" => json!({"DisableApiTermination": {"Value": false}}),
            _ => json!({"InstanceInitiatedShutdownBehavior": {"Value": "stop"}}),
        })
    });
    aws.answer(DescribeInstances, reservations(json!([instance("i-1", state)])))
        .answer(RunInstances, json!({"Instances": [{"InstanceId": "i-1"}]}))
        .answer(DescribeIamInstanceProfileAssociations, json!({"IamInstanceProfileAssociations": [
            {"AssociationId": "iip-0", "State": "disassociated"}, {"AssociationId": "iip-1", "State": "associated"},
        ]}));
    for_writes(&aws);
    aws
}

fn for_writes(aws: &Fake) {
    aws.answer(CreateTags, ())
        .answer(DeleteTags, ())
        .answer(ModifyInstanceAttribute, json!({}))
        .answer(ModifyInstanceMetadataOptions, json!({}))
        .answer(MonitorInstances, json!({}))
        .answer(UnmonitorInstances, json!({}))
        .answer(StartInstances, json!({}))
        .answer(StopInstances, json!({}))
        .answer(TerminateInstances, json!({}))
        .answer(AssociateIamInstanceProfile, json!({}))
        .answer(DisassociateIamInstanceProfile, json!({}));
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws("running");
    assert_eq!(
        to_value(&Instance::read("i-1").unwrap().unwrap()),
        json!({
            "image_id": "ami-1", "instance_type": "t3.micro", "ebs_optimized": false, "subnet_id": "subnet-1",
            "security_group_ids": ["sg-1"], "private_ip_address": "10.0.0.4", "running": true, "instance_state": "running",
            "monitoring_enabled": false, "source_dest_check": true, "disable_api_termination": false,
            "instance_initiated_shutdown_behavior": "stop", "availability_zone": "eu-central-1a", "tenancy": "default",
            "http_tokens": "optional", "http_put_response_hop_limit": 1, "http_endpoint_enabled": true,
            "http_protocol_ipv6_enabled": false, "metadata_tags_enabled": false, "group_name": "",
            "auto_recovery_enabled": true, "license_arns": [], "product_codes": [], "bootstrap": [],
            "root_device_name": "/dev/sda1", "reservation_id": "r-1", "owner_id": "1", "tags": {"a": "b"},
            "block_device_mappings": [{"device_name": "/dev/sda1", "volume_id": "vol-1", "delete_on_termination": true}],
            "network_interfaces": [{"network_interface_id": "eni-1", "device_index": 0, "subnet_id": "subnet-1"}],
        })
    );
    assert_eq!(aws.inputs(DescribeInstances), [json!({"InstanceIds": ["i-1"]})]);
    aws.answer(DescribeInstances, reservations(json!([instance("i-1", "terminated")])));
    assert_eq!(Instance::read("i-1").unwrap(), None);
    aws.on(DescribeInstances, |_| Err(Failure::not_found("no")));
    assert_eq!(Instance::read("i-1").unwrap(), None);
    assert_eq!(Instance::find(&desired(json!({}))).unwrap(), None, "instances have no names");
}

#[test]
fn creation_is_one_call() {
    let aws = aws("pending");
    let given = desired(json!({
        "instance_type": "t3.micro", "user_data": "hello", "availability_zone": "eu-central-1a", "http_tokens": "required",
        "iam_instance_profile_arn": "arn:p", "monitoring_enabled": true, "tags": {"a": "b"},
    }));
    let made = Instance::create(&given).unwrap();
    assert_eq!((made.id.as_str(), made.pending), ("i-1", true));
    Instance::create(&desired(json!({}))).unwrap();
    assert_eq!(
        aws.inputs(RunInstances),
        [
            json!({
                "ImageId": "ami-1", "MinCount": 1, "MaxCount": 1, "InstanceType": "t3.micro", "UserData": "aGVsbG8=",
                "Placement": {"AvailabilityZone": "eu-central-1a"}, "MetadataOptions": {"HttpTokens": "required"},
                "IamInstanceProfile": {"Arn": "arn:p"}, "Monitoring": {"Enabled": true},
                "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "a", "Value": "b"}]}],
            }),
            json!({"ImageId": "ami-1", "MinCount": 1, "MaxCount": 1}),
        ]
    );
}

#[test]
fn what_is_as_desired_is_left_alone() {
    let aws = aws("running");
    let actual = Instance::read("i-1").unwrap().unwrap();
    let same = desired(json!({
        "running": true, "security_group_ids": ["sg-1"], "iam_instance_profile_arn": "", "user_data": "other",
        "http_tokens": "optional", "tags": {"a": "b"},
    }));
    assert_eq!(Instance::update("i-1", &actual, &same).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
}

#[test]
fn it_is_stopped_first_and_started_last() {
    let aws = aws("running");
    let actual = Instance::read("i-1").unwrap().unwrap();
    Instance::update("i-1", &actual, &desired(json!({"running": false, "instance_type": "t3.small"})))
        .unwrap();
    assert_eq!(aws.writes(), ["ec2:StopInstances", "ec2:ModifyInstanceAttribute"]);
    assert_eq!(
        aws.inputs(ModifyInstanceAttribute),
        [json!({"InstanceId": "i-1", "InstanceType": {"Value": "t3.small"}})]
    );
    aws.forget();
    let stopped = Instance { running: Some(false), ..actual };
    Instance::update("i-1", &stopped, &desired(json!({"running": true, "ebs_optimized": true}))).unwrap();
    assert_eq!(aws.writes(), ["ec2:ModifyInstanceAttribute", "ec2:StartInstances"]);
    assert_eq!(aws.inputs(StartInstances), [json!({"InstanceIds": ["i-1"]})]);
}

#[test]
fn each_change_is_its_call() {
    let aws = aws("running");
    let actual = Instance::read("i-1").unwrap().unwrap();
    let other = desired(json!({
        "security_group_ids": ["sg-2"], "disable_api_termination": true, "monitoring_enabled": true,
        "http_tokens": "required", "metadata_tags_enabled": true, "iam_instance_profile_arn": "arn:p", "tags": {"c": "d"},
    }));
    Instance::update("i-1", &actual, &other).unwrap();
    assert_eq!(
        aws.inputs(ModifyInstanceAttribute),
        [
            json!({"InstanceId": "i-1", "DisableApiTermination": {"Value": true}}),
            json!({"InstanceId": "i-1", "Groups": ["sg-2"]}),
        ]
    );
    assert_eq!(
        aws.inputs(ModifyInstanceMetadataOptions),
        [json!({"InstanceId": "i-1", "HttpTokens": "required", "InstanceMetadataTags": "enabled"})]
    );
    assert_eq!(aws.inputs(MonitorInstances), [json!({"InstanceIds": ["i-1"]})]);
    assert_eq!(aws.inputs(DisassociateIamInstanceProfile), [json!({"AssociationId": "iip-1"})]);
    assert_eq!(
        aws.inputs(AssociateIamInstanceProfile),
        [json!({"InstanceId": "i-1", "IamInstanceProfile": {"Arn": "arn:p"}})]
    );
    assert_eq!(aws.inputs(CreateTags)[0].0, ["i-1"]);
}

#[test]
fn deletion_takes_a_while() {
    let aws = aws("shutting-down");
    let last = Instance::read("i-1").unwrap().unwrap();
    assert_eq!(Instance::delete("i-1", &Instance::default()).unwrap(), Progress::Pending);
    assert_eq!(aws.inputs(TerminateInstances), [json!({"InstanceIds": ["i-1"]})]);
    aws.forget();
    assert_eq!(Instance::delete("i-1", &last).unwrap(), Progress::Pending);
    assert_eq!(aws.writes(), Vec::<&str>::new(), "it is under way");
    aws.on(TerminateInstances, |_| Err(Failure::not_found("no")));
    assert_eq!(Instance::delete("i-1", &Instance::default()).unwrap(), Progress::Done);
}

#[test]
fn terminated_ones_are_not_listed() {
    let aws = aws("running");
    aws.answer(
        DescribeInstances,
        reservations(json!([instance("i-1", "running"), instance("i-2", "terminated")])),
    );
    let ids: Vec<String> = Instance::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["i-1"]);
}
