//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use dynamodb_table::{Table, dynamodb::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn members(more: Value) -> Value {
    let mut members = json!({
        "name": "t", "attribute_definitions": [{"AttributeName": "k", "AttributeType": "S"}],
        "key_schema": [{"AttributeName": "k", "KeyType": "HASH"}],
    });
    members.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    members
}

fn desired(more: Value) -> Table {
    from_value(members(more)).unwrap()
}

fn index(name: &str) -> Value {
    json!({"IndexName": name, "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}})
}

fn missing(_: Value) -> Result<Value> {
    Err(Failure::not_found("no"))
}

/// An AWS with one table.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(DescribeTable, json!({"Table": {
            "TableName": "t", "TableArn": "arn:t", "TableStatus": "ACTIVE",
            "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
            "ProvisionedThroughput": {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
            "GlobalSecondaryIndexes": [index("old")], "LocalSecondaryIndexes": [],
        }}))
        .answer(DescribeContinuousBackups, json!({"ContinuousBackupsDescription": {
            "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"}}}))
        .answer(DescribeTimeToLive, json!({"TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": "e"}}))
        .answer(ListTagsOfResource, json!({"Tags": [{"Key": "a", "Value": "b"}]}))
        .answer(CreateTable, json!({"TableDescription": {"TableStatus": "CREATING"}}))
        .answer(UpdateTable, json!({}))
        .answer(UpdateTimeToLive, json!({}))
        .answer(UpdateContinuousBackups, json!({}))
        .answer(TagResource, json!({}))
        .answer(UntagResource, json!({}))
        .answer(DeleteTable, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&Table::read("t").unwrap().unwrap()),
        members(json!({
            "table_arn": "arn:t", "table_status": "ACTIVE", "billing_mode": "PROVISIONED",
            "global_secondary_indexes": [index("old")], "point_in_time_recovery": {"Enabled": false},
            "provisioned_throughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
            "sse_specification": {"Enabled": false}, "tags": {"a": "b"},
            "time_to_live": {"Enabled": true, "AttributeName": "e"},
        }))
    );
    assert_eq!(Table::find(&desired(json!({}))).unwrap().as_deref(), Some("t"));
    assert_eq!(aws.inputs(ListTagsOfResource), [json!({"ResourceArn": "arn:t"})]);
    aws.on(DescribeTable, missing);
    assert_eq!(Table::read("t").unwrap(), None);
    assert_eq!(Table::find(&desired(json!({}))).unwrap(), None);
}

#[test]
fn creation_is_one_call() {
    let aws = aws();
    let made =
        Table::create(&desired(json!({"billing_mode": "PAY_PER_REQUEST", "tags": {"a": "b"}}))).unwrap();
    assert_eq!((made.id.as_str(), made.pending), ("t", true));
    assert_eq!(aws.calls(), ["dynamodb:CreateTable"]);
    assert_eq!(
        aws.inputs(CreateTable),
        [json!({
            "TableName": "t", "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST",
            "Tags": [{"Key": "a", "Value": "b"}],
        })]
    );
}

#[test]
fn what_is_as_desired_is_left_alone() {
    let aws = aws();
    let actual = Table::read("t").unwrap().unwrap();
    let same = desired(json!({
        "billing_mode": "PROVISIONED", "sse_specification": {"Enabled": false}, "table_class": "STANDARD",
        "stream_specification": {"StreamEnabled": false}, "global_secondary_indexes": [index("old")],
        "time_to_live": {"Enabled": true, "AttributeName": "e"}, "tags": {"a": "b"},
    }));
    assert_eq!(Table::update("t", &actual, &same).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
}

#[test]
fn the_table_is_updated_at_once_and_each_index_by_itself() {
    let aws = aws();
    let actual = Table::read("t").unwrap().unwrap();
    let other = desired(json!({
        "billing_mode": "PAY_PER_REQUEST", "provisioned_throughput": {"ReadCapacityUnits": 2, "WriteCapacityUnits": 2},
        "stream_specification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
        "global_secondary_indexes": [index("new")],
    }));
    let done = Table::update("t", &actual, &other).unwrap();
    assert_eq!(
        done,
        ["updated BillingMode, StreamSpecification", "deleted the index old", "created the index new"]
    );
    assert_eq!(
        aws.inputs(UpdateTable),
        [
            json!({
                "TableName": "t", "BillingMode": "PAY_PER_REQUEST",
                "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
            }),
            json!({"TableName": "t", "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "old"}}]}),
            json!({
                "TableName": "t", "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
                "GlobalSecondaryIndexUpdates": [{"Create": index("new")}],
            }),
        ]
    );
}

#[test]
fn other_settings_have_their_own_calls() {
    let aws = aws();
    let actual = Table::read("t").unwrap().unwrap();
    let other = desired(json!({
        "point_in_time_recovery": {"Enabled": true}, "time_to_live": {"Enabled": false}, "tags": {"c": "d"},
    }));
    Table::update("t", &actual, &other).unwrap();
    assert_eq!(
        aws.inputs(UpdateContinuousBackups),
        [json!({"TableName": "t", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}})]
    );
    assert_eq!(
        aws.inputs(UpdateTimeToLive),
        [json!({"TableName": "t", "TimeToLiveSpecification": {"Enabled": false, "AttributeName": "e"}})]
    );
    assert_eq!(
        aws.inputs(TagResource),
        [json!({"ResourceArn": "arn:t", "Tags": [{"Key": "c", "Value": "d"}]})]
    );
    assert_eq!(aws.inputs(UntagResource), [json!({"ResourceArn": "arn:t", "TagKeys": ["a"]})]);
}

#[test]
fn deletion_takes_a_while() {
    let aws = aws();
    assert_eq!(Table::delete("t", &Table::default()).unwrap(), Progress::Pending);
    assert_eq!(aws.inputs(DeleteTable), [json!({"TableName": "t"})]);
    aws.on(DeleteTable, missing).on(DescribeTable, missing);
    assert_eq!(Table::delete("t", &Table::default()).unwrap(), Progress::Done);
}

#[test]
fn all_pages_are_listed() {
    let aws = aws();
    aws.on(ListTables, |input| {
        Ok(match input.get("ExclusiveStartTableName") {
            None => json!({"TableNames": ["t"], "LastEvaluatedTableName": "t"}),
            Some(_) => json!({"TableNames": ["u"]}),
        })
    });
    let ids: Vec<String> = Table::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["t", "u"]);
}
