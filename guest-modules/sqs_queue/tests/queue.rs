//! What the module asks of AWS.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use sqs_queue::{Queue, sqs::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

const URL: &str = "https://sqs.eu-central-1.amazonaws.com/1/jobs.fifo";

fn desired(mut members: Value) -> Queue {
    members["name"] = json!("jobs.fifo");
    from_value(members).unwrap()
}

fn missing(_: Value) -> Result<Value> {
    Err(Failure::not_found("no"))
}

/// An AWS with one queue.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(GetQueueUrl, json!({"QueueUrl": URL}))
        .answer(
            GetQueueAttributes,
            json!({"Attributes": {
                "QueueArn": "arn:1", "DelaySeconds": "0", "VisibilityTimeout": "30", "FifoQueue": "true",
                "SqsManagedSseEnabled": "false", "Policy": "{\"Statement\":[{\"Effect\":\"Deny\"}]}",
                "RedrivePolicy": "{\"maxReceiveCount\":3,\"deadLetterTargetArn\":\"arn:dead\"}",
                "ApproximateNumberOfMessages": "7",
            }}),
        )
        .answer(ListQueueTags, json!({"Tags": {"env": "dev"}}))
        .answer(CreateQueue, json!({"QueueUrl": URL}))
        .answer(SetQueueAttributes, json!({}))
        .answer(TagQueue, json!({}))
        .answer(UntagQueue, json!({}))
        .answer(DeleteQueue, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&Queue::read(URL).unwrap().unwrap()),
        json!({
            "name": "jobs.fifo", "arn": "arn:1", "delay_seconds": 0, "visibility_timeout": 30, "fifo_queue": true,
            "sqs_managed_sse_enabled": false, "policy": {"Statement": [{"Effect": "Deny"}]},
            "redrive_policy": {"deadLetterTargetArn": "arn:dead", "maxReceiveCount": 3}, "tags": {"env": "dev"},
        })
    );
    assert_eq!(aws.inputs(GetQueueAttributes), [json!({"QueueUrl": URL, "AttributeNames": ["All"]})]);
    assert_eq!(Queue::find(&desired(json!({}))).unwrap().as_deref(), Some(URL));
    assert_eq!(aws.inputs(GetQueueUrl), [json!({"QueueName": "jobs.fifo"})]);
    aws.on(GetQueueAttributes, missing).on(GetQueueUrl, missing);
    assert_eq!(Queue::read(URL).unwrap(), None);
    assert_eq!(Queue::find(&desired(json!({}))).unwrap(), None);
}

#[test]
fn creation_is_one_call() {
    let aws = aws();
    let given = desired(json!({
        "fifo_queue": true, "delay_seconds": 5, "policy": "{\"Statement\":[]}", "kms_master_key_id": "k",
        "redrive_policy": {"deadLetterTargetArn": "arn:dead", "maxReceiveCount": 3}, "tags": {"env": "dev"},
    }));
    assert_eq!(Queue::create(&given).unwrap().id, URL);
    Queue::create(&desired(json!({}))).unwrap();
    assert_eq!(
        aws.inputs(CreateQueue),
        [
            json!({
                "QueueName": "jobs.fifo", "tags": {"env": "dev"},
                "Attributes": {
                    "FifoQueue": "true", "DelaySeconds": "5", "Policy": "{\"Statement\": []}", "KmsMasterKeyId": "k",
                    "RedrivePolicy": "{\"deadLetterTargetArn\":\"arn:dead\",\"maxReceiveCount\":3}",
                },
            }),
            json!({"QueueName": "jobs.fifo"}),
        ]
    );
    assert_eq!(aws.calls(), ["sqs:CreateQueue", "sqs:CreateQueue"]);
}

#[test]
fn what_is_as_desired_is_left_alone() {
    let aws = aws();
    let actual = Queue::read(URL).unwrap().unwrap();
    let same = desired(json!({
        "policy": {"Statement": {"Effect": "Deny"}}, "visibility_timeout": 30, "fifo_queue": true, "tags": {"env": "dev"},
    }));
    assert_eq!(Queue::update(URL, &actual, &same).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
}

#[test]
fn what_differs_is_set_at_once() {
    let aws = aws();
    let actual = Queue::read(URL).unwrap().unwrap();
    let other = desired(json!({
        "visibility_timeout": 60, "delay_seconds": 0, "policy": {}, "sqs_managed_sse_enabled": true,
        "fifo_queue": false, "tags": {"team": "a"},
    }));
    let done = Queue::update(URL, &actual, &other).unwrap();
    assert_eq!(
        done,
        ["set Policy, SqsManagedSseEnabled, VisibilityTimeout", "set tags `team`", "removed tags `env`"]
    );
    assert_eq!(
        aws.inputs(SetQueueAttributes),
        [
            json!({"QueueUrl": URL, "Attributes": {"VisibilityTimeout": "60", "Policy": "", "SqsManagedSseEnabled": "true"}})
        ]
    );
    assert_eq!(aws.inputs(TagQueue), [json!({"QueueUrl": URL, "Tags": {"team": "a"}})]);
    assert_eq!(aws.inputs(UntagQueue), [json!({"QueueUrl": URL, "TagKeys": ["env"]})]);
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = aws();
    assert_eq!(Queue::delete(URL, &Queue::default()).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteQueue), [json!({"QueueUrl": URL})]);
    aws.on(DeleteQueue, missing);
    assert_eq!(Queue::delete(URL, &Queue::default()).unwrap(), Progress::Done);
}

#[test]
fn all_are_listed() {
    let aws = aws();
    aws.answer(ListQueues, json!({"QueueUrls": [URL]}));
    let ids: Vec<String> = Queue::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, [URL]);
}
