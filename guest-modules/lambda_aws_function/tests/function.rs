//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use lambda_aws_function::{Function, lambda::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

const ARN: &str = "arn:aws:lambda:eu-central-1:1:function:f";

fn desired(more: Value) -> Function {
    let mut members = json!({"name": "f", "role": "arn:r", "code": {"S3Bucket": "b", "S3Key": "k"}});
    members.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    from_value(members).unwrap()
}

fn missing(_: Value) -> Result<Value> {
    Err(Failure::not_found("no"))
}

/// An AWS with one function.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(GetFunctionConfiguration, json!({
            "FunctionName": "f", "FunctionArn": ARN, "Role": "arn:r", "Runtime": "python3.12", "Handler": "a.h",
            "Description": "", "Timeout": 3, "MemorySize": 128, "PackageType": "Zip", "Architectures": ["x86_64"],
            "Layers": [{"Arn": "arn:l:1", "CodeSize": 7}], "TracingConfig": {"Mode": "PassThrough"},
            "VpcConfig": {"SubnetIds": [], "SecurityGroupIds": [], "VpcId": ""}, "State": "Active",
        }))
        .answer(ListTags, json!({"Tags": {"a": "b"}}))
        .answer(GetFunctionCodeSigningConfig, json!({"FunctionName": "f"}))
        .answer(CreateFunction, json!({"FunctionName": "f", "State": "Pending"}))
        .answer(UpdateFunctionConfiguration, json!({}))
        .answer(TagResource, json!({}))
        .answer(UntagResource, json!({}))
        .answer(DeleteFunction, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&Function::read("f").unwrap().unwrap()),
        json!({
            "name": "f", "function_arn": ARN, "role": "arn:r", "runtime": "python3.12", "handler": "a.h",
            "description": "", "function_timeout": 3, "memory_size": 128, "package_type": "Zip",
            "architectures": ["x86_64"], "layers": ["arn:l:1"], "tracing_config": {"Mode": "PassThrough"},
            "vpc_config": {"SubnetIds": [], "SecurityGroupIds": []}, "tags": {"a": "b"},
            "invoke_arn": format!("arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/{ARN}/invocations"),
        })
    );
    assert_eq!(aws.inputs(ListTags), [json!({"Resource": ARN})]);
    assert_eq!(Function::find(&desired(json!({}))).unwrap().as_deref(), Some("f"));
    aws.on(GetFunctionConfiguration, missing);
    assert_eq!(Function::read("f").unwrap(), None);
    assert_eq!(Function::find(&desired(json!({}))).unwrap(), None);
}

#[test]
fn creation_is_one_call() {
    let aws = aws();
    let given = json!({"runtime": "python3.12", "handler": "a.h", "publish": true, "tags": {"a": "b"}, "architectures": ["arm64"]});
    let made = Function::create(&desired(given)).unwrap();
    assert_eq!((made.id.as_str(), made.pending), ("f", true));
    assert_eq!(
        aws.inputs(CreateFunction),
        [json!({
            "FunctionName": "f", "Role": "arn:r", "Code": {"S3Bucket": "b", "S3Key": "k"}, "Runtime": "python3.12",
            "Handler": "a.h", "Publish": true, "Tags": {"a": "b"}, "Architectures": ["arm64"],
        })]
    );
    let without = Function { code: None, ..desired(json!({})) };
    assert_eq!(Function::create(&without).unwrap_err().cause, Cause::Invalid);
}

#[test]
fn what_is_as_desired_is_left_alone() {
    let aws = aws();
    let actual = Function::read("f").unwrap().unwrap();
    let same = desired(json!({
        "layers": ["arn:l:1"], "vpc_config": {"SubnetIds": []}, "function_timeout": 3, "tags": {"a": "b"},
        "dead_letter_config": {}, "file_system_configs": [],
    }));
    assert_eq!(Function::update("f", &actual, &same).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
}

#[test]
fn what_differs_is_updated_at_once() {
    let aws = aws();
    let actual = Function::read("f").unwrap().unwrap();
    let other = desired(json!({
        "function_timeout": 9, "layers": [], "environment": {"Variables": {"A": "1"}}, "tags": {"c": "d"},
    }));
    let done = Function::update("f", &actual, &other).unwrap();
    assert_eq!(done, ["updated Environment, Layers, Timeout", "set tags `c`", "removed tags `a`"]);
    assert_eq!(
        aws.inputs(UpdateFunctionConfiguration),
        [json!({"FunctionName": "f", "Timeout": 9, "Layers": [], "Environment": {"Variables": {"A": "1"}}})]
    );
    assert_eq!(aws.inputs(TagResource), [json!({"Resource": ARN, "Tags": {"c": "d"}})]);
    assert_eq!(aws.inputs(UntagResource), [json!({"Resource": ARN, "TagKeys": ["a"]})]);
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = aws();
    assert_eq!(Function::delete("f", &Function::default()).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteFunction), [json!({"FunctionName": "f"})]);
    aws.on(DeleteFunction, missing);
    assert_eq!(Function::delete("f", &Function::default()).unwrap(), Progress::Done);
}

#[test]
fn all_are_listed() {
    let aws = aws();
    aws.answer(ListFunctions, json!({"Functions": [{"FunctionName": "f"}]}));
    let ids: Vec<String> = Function::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["f"]);
}
