//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use sns_topic::{Topic, sns::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

const ARN: &str = "arn:aws:sns:eu-central-1:1:news";

fn desired(attributes: Value, tags: Value) -> Topic {
    from_value(json!({"name": "news", "attributes": attributes, "tags": tags})).unwrap()
}

fn missing(_: Value) -> Result<Value> {
    Err(Failure::not_found("no"))
}

/// An AWS with one topic.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(GetTopicAttributes, json!({"Attributes": {
            "TopicArn": ARN, "Owner": "1", "SubscriptionsConfirmed": "0", "DisplayName": "", "KmsMasterKeyId": "k",
            "Policy": "{\"Statement\":[{\"Effect\":\"Deny\"}]}", "EffectiveDeliveryPolicy": "{}",
        }}))
        .answer(ListTagsForResource, json!({"Tags": [{"Key": "a", "Value": "b"}]}))
        .answer(ListTopics, json!({"Topics": [{"TopicArn": "arn:aws:sns:eu-central-1:1:old-news"}, {"TopicArn": ARN}]}))
        .answer(CreateTopic, json!({"TopicArn": ARN}))
        .answer(SetTopicAttributes, json!({}))
        .answer(TagResource, json!({}))
        .answer(UntagResource, json!({}))
        .answer(DeleteTopic, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&Topic::read(ARN).unwrap().unwrap()),
        json!({
            "name": "news", "tags": {"a": "b"},
            "attributes": {"KmsMasterKeyId": "k", "Policy": "{\"Statement\":[{\"Effect\":\"Deny\"}]}"},
        })
    );
    assert_eq!(aws.inputs(ListTagsForResource), [json!({"ResourceArn": ARN})]);
    assert_eq!(Topic::find(&desired(json!({}), json!({}))).unwrap().as_deref(), Some(ARN));
    aws.on(GetTopicAttributes, missing).answer(ListTopics, json!({"Topics": []}));
    assert_eq!(Topic::read(ARN).unwrap(), None);
    assert_eq!(Topic::find(&desired(json!({}), json!({}))).unwrap(), None);
}

#[test]
fn creation_is_one_call() {
    let aws = aws();
    let given = desired(json!({"DisplayName": "News", "Policy": {"Statement": []}}), json!({"a": "b"}));
    assert_eq!(Topic::create(&given).unwrap().id, ARN);
    assert_eq!(aws.calls(), ["sns:CreateTopic"]);
    assert_eq!(
        aws.inputs(CreateTopic),
        [json!({
            "Name": "news", "Tags": [{"Key": "a", "Value": "b"}],
            "Attributes": {"DisplayName": "News", "Policy": "{\"Statement\": []}"},
        })]
    );
}

#[test]
fn each_attribute_that_differs_is_set() {
    let aws = aws();
    let actual = Topic::read(ARN).unwrap().unwrap();
    let same =
        desired(json!({"Policy": {"Statement": {"Effect": "Deny"}}, "DisplayName": ""}), json!({"a": "b"}));
    assert_eq!(Topic::update(ARN, &actual, &same).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
    let other = desired(json!({"DisplayName": "N", "FifoTopic": "true"}), json!({"c": "d"}));
    let done = Topic::update(ARN, &actual, &other).unwrap();
    assert_eq!(done, ["set DisplayName", "set tags `c`", "removed tags `a`"]);
    assert_eq!(
        aws.inputs(SetTopicAttributes),
        [json!({"TopicArn": ARN, "AttributeName": "DisplayName", "AttributeValue": "N"})]
    );
    assert_eq!(aws.inputs(TagResource), [json!({"ResourceArn": ARN, "Tags": [{"Key": "c", "Value": "d"}]})]);
    assert_eq!(aws.inputs(UntagResource), [json!({"ResourceArn": ARN, "TagKeys": ["a"]})]);
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = aws();
    assert_eq!(Topic::delete(ARN, &Topic::default()).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteTopic), [json!({"TopicArn": ARN})]);
    aws.on(DeleteTopic, missing);
    assert_eq!(Topic::delete(ARN, &Topic::default()).unwrap(), Progress::Done);
}

#[test]
fn all_are_listed() {
    let _aws = aws();
    let names: Vec<String> = Topic::list().unwrap().into_iter().map(|listed| listed.state.name).collect();
    assert_eq!(names, ["old-news", "news"]);
}
