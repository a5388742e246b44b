//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use sns_subscription::{Subscription, sns::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

const ARN: &str = "arn:aws:sns:eu-central-1:1:news:1-2";

fn desired(attributes: Value) -> Subscription {
    from_value(
        json!({"topic_arn": "arn:t", "protocol": "sqs", "endpoint": "arn:q", "attributes": attributes}),
    )
    .unwrap()
}

fn missing(_: Value) -> Result<Value> {
    Err(Failure::not_found("no"))
}

/// An AWS with one subscription, and one that nobody has confirmed.
fn aws() -> Fake {
    let aws = Fake::new();
    let listed = json!({"Subscriptions": [
        {"SubscriptionArn": "PendingConfirmation", "Protocol": "email", "Endpoint": "a@b", "TopicArn": "arn:t"},
        {"SubscriptionArn": ARN, "Protocol": "sqs", "Endpoint": "arn:q", "TopicArn": "arn:t"},
    ]});
    aws.answer(ListSubscriptionsByTopic, listed.clone())
        .answer(ListSubscriptions, listed)
        .answer(GetSubscriptionAttributes, json!({"Attributes": {
            "SubscriptionArn": ARN, "TopicArn": "arn:t", "Protocol": "sqs", "Endpoint": "arn:q", "Owner": "1",
            "RawMessageDelivery": "false", "FilterPolicy": "{\"a\":[\"b\"]}",
        }}))
        .answer(Subscribe, json!({"SubscriptionArn": ARN}))
        .answer(SetSubscriptionAttributes, json!({}))
        .answer(Unsubscribe, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&Subscription::read(ARN).unwrap().unwrap()),
        json!({
            "topic_arn": "arn:t", "protocol": "sqs", "endpoint": "arn:q",
            "attributes": {"RawMessageDelivery": "false", "FilterPolicy": "{\"a\": [\"b\"]}"},
        })
    );
    aws.on(GetSubscriptionAttributes, missing);
    assert_eq!(Subscription::read(ARN).unwrap(), None);
}

#[test]
fn a_subscription_is_found_by_its_endpoint() {
    let aws = aws();
    assert_eq!(Subscription::find(&desired(json!({}))).unwrap().as_deref(), Some(ARN));
    assert_eq!(aws.inputs(ListSubscriptionsByTopic), [json!({"TopicArn": "arn:t"})]);
    let unconfirmed = Subscription { protocol: "email".into(), endpoint: "a@b".into(), ..desired(json!({})) };
    assert_eq!(Subscription::find(&unconfirmed).unwrap(), None);
    aws.on(ListSubscriptionsByTopic, missing);
    assert_eq!(Subscription::find(&desired(json!({}))).unwrap(), None);
}

#[test]
fn it_is_made_changed_and_deleted() {
    let aws = aws();
    assert_eq!(Subscription::create(&desired(json!({"FilterPolicy": {"a": ["b"]}}))).unwrap().id, ARN);
    assert_eq!(
        aws.inputs(Subscribe),
        [json!({
            "TopicArn": "arn:t", "Protocol": "sqs", "Endpoint": "arn:q", "ReturnSubscriptionArn": true,
            "Attributes": {"FilterPolicy": "{\"a\": [\"b\"]}"},
        })]
    );
    let actual = Subscription::read(ARN).unwrap().unwrap();
    let same = desired(json!({"FilterPolicy": {"a": ["b"]}, "RawMessageDelivery": "false"}));
    assert_eq!(Subscription::update(ARN, &actual, &same).unwrap(), Vec::<String>::new());
    Subscription::update(ARN, &actual, &desired(json!({"RawMessageDelivery": "true"}))).unwrap();
    assert_eq!(
        aws.inputs(SetSubscriptionAttributes),
        [json!({"SubscriptionArn": ARN, "AttributeName": "RawMessageDelivery", "AttributeValue": "true"})]
    );
    assert_eq!(Subscription::delete(ARN, &actual).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(Unsubscribe), [json!({"SubscriptionArn": ARN})]);
    aws.on(Unsubscribe, missing);
    assert_eq!(Subscription::delete(ARN, &actual).unwrap(), Progress::Done);
}

#[test]
fn those_that_are_confirmed_are_listed() {
    let _aws = aws();
    let ids: Vec<String> = Subscription::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, [ARN]);
}
