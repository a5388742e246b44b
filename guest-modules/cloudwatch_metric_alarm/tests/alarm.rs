//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use cloudwatch_metric_alarm::{Alarm, cloudwatch::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn desired(more: Value) -> Alarm {
    let mut members = json!({
        "name": "cpu", "period": 60, "evaluation_periods": 2, "comparison_operator": "GreaterThanThreshold",
    });
    members.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    from_value(members).unwrap()
}

/// An AWS with one alarm.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(DescribeAlarms, json!({"CompositeAlarms": [], "MetricAlarms": [{
            "AlarmName": "cpu", "AlarmArn": "arn:a", "ActionsEnabled": true, "AlarmActions": ["arn:t"], "OKActions": [],
            "MetricName": "CPUUtilization", "Namespace": "AWS/EC2", "Statistic": "Average", "Period": 60,
            "Dimensions": [{"Name": "InstanceId", "Value": "i-1"}], "EvaluationPeriods": 2, "Threshold": 80.5,
            "ComparisonOperator": "GreaterThanThreshold", "Metrics": [], "StateValue": "OK",
        }]}))
        .answer(ListTagsForResource, json!({"Tags": [{"Key": "a", "Value": "b"}]}))
        .answer(PutMetricAlarm, json!({}))
        .answer(TagResource, json!({}))
        .answer(UntagResource, json!({}))
        .answer(DeleteAlarms, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&Alarm::read("cpu").unwrap().unwrap()),
        json!({
            "name": "cpu", "actions_enabled": true, "alarm_actions": ["arn:t"], "ok_actions": [],
            "metric_name": "CPUUtilization", "namespace": "AWS/EC2", "statistic": "Average", "period": 60,
            "dimensions": [{"Name": "InstanceId", "Value": "i-1"}], "evaluation_periods": 2, "threshold": 80.5,
            "comparison_operator": "GreaterThanThreshold", "metrics": [], "tags": {"a": "b"},
        })
    );
    assert_eq!(aws.inputs(DescribeAlarms), [json!({"AlarmNames": ["cpu"]})]);
    assert_eq!(aws.inputs(ListTagsForResource), [json!({"ResourceARN": "arn:a"})]);
    assert_eq!(Alarm::find(&desired(json!({}))).unwrap().as_deref(), Some("cpu"));
    aws.answer(DescribeAlarms, json!({"MetricAlarms": []}));
    assert_eq!(Alarm::read("cpu").unwrap(), None);
    assert_eq!(Alarm::find(&desired(json!({}))).unwrap(), None);
}

#[test]
fn the_period_may_be_that_of_a_metric() {
    let aws = aws();
    let stat = json!({"Metric": {"MetricName": "m"}, "Period": 300, "Stat": "Sum"});
    let queries = json!([{"Id": "e1", "Expression": "m1*2"}, {"Id": "m1", "MetricStat": stat}]);
    let alarm = json!({
        "AlarmName": "cpu", "AlarmArn": "arn:a", "EvaluationPeriods": 2, "ComparisonOperator": "GreaterThanThreshold",
        "Metrics": queries,
    });
    aws.answer(DescribeAlarms, json!({"MetricAlarms": [alarm]}));
    assert_eq!(Alarm::read("cpu").unwrap().unwrap().period, 300);
}

#[test]
fn creation_is_one_call() {
    let aws = aws();
    let given = desired(json!({"metric_name": "m", "namespace": "n", "threshold": 1.5, "tags": {"a": "b"}}));
    assert_eq!(Alarm::create(&given).unwrap().id, "cpu");
    assert_eq!(aws.calls(), ["cloudwatch:PutMetricAlarm"]);
    assert_eq!(
        aws.inputs(PutMetricAlarm),
        [json!({
            "AlarmName": "cpu", "Period": 60, "EvaluationPeriods": 2, "ComparisonOperator": "GreaterThanThreshold",
            "MetricName": "m", "Namespace": "n", "Threshold": 1.5, "Tags": [{"Key": "a", "Value": "b"}],
        })]
    );
    let query = json!([{"Id": "e1", "Expression": "m1*2", "ReturnData": true}]);
    Alarm::create(&desired(json!({"metrics": query}))).unwrap();
    assert_eq!(aws.inputs(PutMetricAlarm)[1].get("Period"), None, "metrics have their own");
}

#[test]
fn what_is_as_desired_is_left_alone() {
    let aws = aws();
    let actual = Alarm::read("cpu").unwrap().unwrap();
    let same = desired(json!({"threshold": 80.5, "alarm_actions": ["arn:t"], "tags": {"a": "b"}}));
    assert_eq!(Alarm::update("cpu", &actual, &same).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
}

#[test]
fn what_is_not_given_stays() {
    let aws = aws();
    let actual = Alarm::read("cpu").unwrap().unwrap();
    Alarm::update("cpu", &actual, &desired(json!({"threshold": 90.0, "tags": {"c": "d"}}))).unwrap();
    assert_eq!(
        aws.inputs(PutMetricAlarm),
        [json!({
            "AlarmName": "cpu", "ActionsEnabled": true, "AlarmActions": ["arn:t"], "OKActions": [],
            "MetricName": "CPUUtilization", "Namespace": "AWS/EC2", "Statistic": "Average", "Period": 60,
            "Dimensions": [{"Name": "InstanceId", "Value": "i-1"}], "EvaluationPeriods": 2, "Threshold": 90.0,
            "ComparisonOperator": "GreaterThanThreshold",
        })]
    );
    assert_eq!(
        aws.inputs(TagResource),
        [json!({"ResourceARN": "arn:a", "Tags": [{"Key": "c", "Value": "d"}]})]
    );
    assert_eq!(aws.inputs(UntagResource), [json!({"ResourceARN": "arn:a", "TagKeys": ["a"]})]);
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = aws();
    assert_eq!(Alarm::delete("cpu", &Alarm::default()).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteAlarms), [json!({"AlarmNames": ["cpu"]})]);
    aws.on(DeleteAlarms, |_| Err(Failure::not_found("no")));
    assert_eq!(Alarm::delete("cpu", &Alarm::default()).unwrap(), Progress::Done);
}

#[test]
fn all_are_listed() {
    let _aws = aws();
    let ids: Vec<String> = Alarm::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["cpu"]);
}
