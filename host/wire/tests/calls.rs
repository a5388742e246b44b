//! A few calls from end to end; the rest is held against botocore by `cargo xtask conformance`.

#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that cannot go on fails")]

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};
use wasmidem_models::{Catalogue, Operation};
use wasmidem_wire::{Codec, DecodeError, Encoded, ErrorAnswer};

fn codec(service: &str, operation: &str) -> (Codec<'static>, &'static Operation) {
    let service = Catalogue::shipped().service(service).unwrap();
    (Codec::of(service), service.operation(operation).unwrap())
}

fn encode(service: &str, operation: &str, input: Value) -> Encoded {
    let (codec, operation) = codec(service, operation);
    codec.encode(operation, input.as_object().unwrap(), &mut || "token".to_owned()).unwrap()
}

fn body(encoded: &Encoded) -> String {
    String::from_utf8(encoded.request.body().bytes().unwrap().to_vec()).unwrap()
}

fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> HttpResponse {
    let mut response = HttpResponse::new(StatusCode::try_from(status).unwrap(), SdkBody::from(body));
    for (name, value) in headers {
        response.headers_mut().insert(*name, *value);
    }
    response
}

fn decode(service: &str, operation: &str, response: &HttpResponse) -> Result<Value, DecodeError> {
    let (codec, operation) = codec(service, operation);
    codec.decode(operation, response).map(Value::Object)
}

fn error(service: &str, operation: &str, response: &HttpResponse) -> ErrorAnswer {
    let (codec, operation) = codec(service, operation);
    codec.error(operation, response)
}

#[test]
fn ec2() {
    let input = json!({"VpcIds": ["vpc-1", "vpc-2"], "Filters": [{"Name": "tag:a", "Values": ["b c"]}]});
    let encoded = encode("ec2", "DescribeVpcs", input);
    assert_eq!(
        body(&encoded),
        "Action=DescribeVpcs&Version=2016-11-15&VpcId.1=vpc-1&VpcId.2=vpc-2\
         &Filter.1.Name=tag%3Aa&Filter.1.Value.1=b%20c"
    );
    assert_eq!((encoded.request.method(), encoded.request.uri()), ("POST", "/"));
    let xml = "<DescribeVpcsResponse xmlns=\"u\"><requestId>r</requestId><vpcSet><item><vpcId>vpc-1</vpcId>\
               <isDefault>true</isDefault></item></vpcSet></DescribeVpcsResponse>";
    let output = json!({"Vpcs": [{"VpcId": "vpc-1", "IsDefault": true}]});
    assert_eq!(decode("ec2", "DescribeVpcs", &answer(200, &[], xml)), Ok(output));
    for end in (0..xml.len()).filter(|end| xml.is_char_boundary(*end)) {
        assert!(decode("ec2", "DescribeVpcs", &answer(200, &[], &xml[..end])).is_err(), "{end}");
    }
    let foreign = decode("ec2", "DescribeVpcs", &answer(200, &[], "<html>login</html>"));
    assert_eq!(foreign, Err(DecodeError::Foreign("html".to_owned())));
    let body = "<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code><Message>no</Message></Error></Errors>\
                <RequestID>r-1</RequestID></Response>";
    let told = error("ec2", "DescribeVpcs", &answer(400, &[], body));
    assert_eq!(
        (&*told.code, &*told.message, told.request_id.as_deref()),
        ("InvalidVpcID.NotFound", "no", Some("r-1"))
    );
}

#[test]
fn json_and_query() {
    let encoded = encode("dynamodb", "GetItem", json!({"TableName": "t", "Key": {"id": {"B": "AAE="}}}));
    assert_eq!(body(&encoded), r#"{"TableName":"t","Key":{"id":{"B":"AAE="}}}"#);
    assert_eq!(encoded.request.headers().get("x-amz-target"), Some("DynamoDB_20120810.GetItem"));
    assert_eq!(
        body(&encode("sts", "GetCallerIdentity", json!({}))),
        "Action=GetCallerIdentity&Version=2011-06-15"
    );
    let told = error(
        "dynamodb",
        "GetItem",
        &answer(
            400,
            &[("x-amzn-requestid", "r")],
            r#"{"__type":"a.b#ResourceNotFoundException","message":"m"}"#,
        ),
    );
    assert_eq!(
        (&*told.code, &*told.message, told.request_id.as_deref()),
        ("ResourceNotFoundException", "m", Some("r"))
    );
}

#[test]
fn the_statuses_of_empty_errors_are_codes() {
    let told = error("s3", "HeadObject", &answer(404, &[("x-amz-request-id", "r")], ""));
    assert_eq!((&*told.code, &*told.message, told.request_id.as_deref()), ("404", "Not Found", Some("r")));
    let told = error("ec2", "DescribeVpcs", &answer(503, &[], "<html><body>busy"));
    assert_eq!((&*told.code, &*told.message), ("503", "Service Unavailable"));
}
