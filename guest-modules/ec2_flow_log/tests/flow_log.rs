//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use ec2_flow_log::{FlowLog, ec2::operation::*};
use wasmidem_guest::{
    ec2::operation::CreateTags,
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn desired(ids: Value, destination: &str) -> FlowLog {
    from_value(json!({
        "resource_ids": ids, "resource_type": "VPC", "traffic_type": "ALL", "log_destination_type": "s3",
        "log_destination": destination, "tags": {"a": "b"},
    }))
    .unwrap()
}

/// An AWS with one log.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(
        DescribeFlowLogs,
        json!({"FlowLogs": [{
            "FlowLogId": "fl-1", "ResourceId": "vpc-1", "TrafficType": "ALL", "LogDestinationType": "s3",
            "LogDestination": "arn:s", "LogFormat": "${version}", "MaxAggregationInterval": 600, "Tags": [],
        }]}),
    )
    .answer(CreateFlowLogs, json!({"FlowLogIds": ["fl-1"], "Unsuccessful": []}))
    .answer(CreateTags, ())
    .answer(DeleteFlowLogs, json!({"Unsuccessful": []}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&FlowLog::read("fl-1").unwrap().unwrap()),
        json!({
            "resource_ids": ["vpc-1"], "resource_type": "VPC", "traffic_type": "ALL", "log_destination_type": "s3",
            "log_destination": "arn:s", "log_format": "${version}", "max_aggregation_interval": 600, "tags": {},
        })
    );
    assert_eq!(aws.inputs(DescribeFlowLogs), [json!({"FlowLogIds": ["fl-1"]})]);
    aws.answer(DescribeFlowLogs, json!({"FlowLogs": []}));
    assert_eq!(FlowLog::read("fl-1").unwrap(), None);
}

#[test]
fn a_log_is_found_by_what_it_keeps_where() {
    let aws = aws();
    assert_eq!(FlowLog::find(&desired(json!(["vpc-1"]), "arn:s")).unwrap().as_deref(), Some("fl-1"));
    assert_eq!(
        aws.inputs(DescribeFlowLogs),
        [json!({"Filter": [{"Name": "resource-id", "Values": ["vpc-1"]}]})]
    );
    assert_eq!(FlowLog::find(&desired(json!(["vpc-1"]), "arn:other")).unwrap(), None);
}

#[test]
fn creation_is_one_call() {
    let aws = aws();
    assert_eq!(FlowLog::create(&desired(json!(["vpc-1"]), "arn:s")).unwrap().id, "fl-1");
    assert_eq!(
        aws.inputs(CreateFlowLogs),
        [json!({
            "ResourceIds": ["vpc-1"], "ResourceType": "VPC", "TrafficType": "ALL", "LogDestinationType": "s3",
            "LogDestination": "arn:s",
            "TagSpecifications": [{"ResourceType": "vpc-flow-log", "Tags": [{"Key": "a", "Value": "b"}]}],
        })]
    );
    let several = FlowLog::create(&desired(json!(["vpc-1", "vpc-2"]), "arn:s")).unwrap_err();
    assert_eq!(several.cause, Cause::Invalid);
    let refused =
        json!({"FlowLogIds": [], "Unsuccessful": [{"Error": {"Code": "AccessDenied", "Message": "no"}}]});
    aws.answer(CreateFlowLogs, refused);
    assert_eq!(
        FlowLog::create(&desired(json!(["vpc-1"]), "arn:s")).unwrap_err().code,
        "aws.ec2.AccessDenied"
    );
}

#[test]
fn tags_are_changed() {
    let aws = aws();
    let actual = FlowLog::read("fl-1").unwrap().unwrap();
    let same = FlowLog { tags: None, ..actual.clone() };
    assert_eq!(FlowLog::update("fl-1", &actual, &same).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
    FlowLog::update("fl-1", &actual, &desired(json!(["vpc-1"]), "arn:s")).unwrap();
    assert_eq!(aws.inputs(CreateTags)[0].0, ["fl-1"]);
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = aws();
    assert_eq!(FlowLog::delete("fl-1", &FlowLog::default()).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteFlowLogs), [json!({"FlowLogIds": ["fl-1"]})]);
    aws.on(DeleteFlowLogs, |_| Err(Failure::not_found("no")));
    assert_eq!(FlowLog::delete("fl-1", &FlowLog::default()).unwrap(), Progress::Done);
}

#[test]
fn all_are_listed() {
    let _aws = aws();
    let ids: Vec<String> = FlowLog::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["fl-1"]);
}
