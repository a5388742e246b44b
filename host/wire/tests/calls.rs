//! A few calls from end to end; the rest is held against botocore by `cargo xtask conformance`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

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

#[test]
fn success_that_is_none() {
    let body = "<?xml version=\"1.0\"?>\n<Error><Code>SlowDown</Code><Message>Please wait</Message></Error>";
    for operation in
        ["CopyObject", "CompleteMultipartUpload", "UploadPartCopy", "DeleteObjects", "PutBucketTagging"]
    {
        let refused = decode("s3", operation, &answer(200, &[("x-amz-request-id", "r")], body));
        let Err(DecodeError::Refused(error)) = refused else { panic!("{operation}: {refused:?}") };
        assert_eq!((&*error.code, error.request_id.as_deref()), ("SlowDown", Some("r")));
    }
    // The content of an object may be anything.
    let object = decode("s3", "GetObject", &answer(200, &[], body)).unwrap();
    assert!(object["Body"].as_str().is_some_and(|body| !body.is_empty()));
    let whole = |body| decode("s3", "GetObject", &answer(200, &[("x-amz-checksum-crc32", "Nt4iaQ==")], body));
    assert!(whole("\0\u{1}").is_ok());
    assert_eq!(whole("\0"), Err(DecodeError::Damaged));
    for cut in [20, body.len() - 1] {
        assert!(decode("s3", "CopyObject", &answer(200, &[], &body[..cut])).is_err());
    }
    let json = r#"{"Item": {"a": {"S": "b"}}}"#;
    for cut in 1..json.len() {
        assert!(decode("dynamodb", "GetItem", &answer(200, &[], &json[..cut])).is_err(), "{cut}");
    }
    for (service, operation) in [
        ("dynamodb", "GetItem"),
        ("lambda", "GetFunction"),
        ("lambda", "DeleteFunction"),
        ("s3", "ListBuckets"),
    ] {
        assert!(decode(service, operation, &answer(200, &[], "<html>login</html>")).is_err(), "{operation}");
    }
}

#[test]
fn services_with_ways_of_their_own() {
    let region = answer(200, &[], "<LocationConstraint xmlns=\"u\">eu-central-1</LocationConstraint>");
    assert_eq!(decode("s3", "GetBucketLocation", &region), Ok(json!({"LocationConstraint": "eu-central-1"})));
    let policy = answer(
        200,
        &[],
        "<GetRolePolicyResponse><GetRolePolicyResult><RoleName>r</RoleName><PolicyDocument>%7B%22Version%22%3A%221%22%7D\
         </PolicyDocument></GetRolePolicyResult></GetRolePolicyResponse>",
    );
    assert_eq!(
        decode("iam", "GetRolePolicy", &policy),
        Ok(json!({"RoleName": "r", "PolicyDocument": {"Version": "1"}}))
    );
    let list = "<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>a+b%2Fc</Key></Contents></ListBucketResult>";
    let listed = decode("s3", "ListObjectsV2", &answer(200, &[], list)).unwrap();
    assert_eq!(listed["Contents"][0]["Key"], "a b/c");
    let put = encode(
        "s3",
        "PutObject",
        json!({"Bucket": "b", "Key": "k", "SSECustomerKey": "key", "Body": "AAE="}),
    );
    let header = |name| put.request.headers().get(name);
    assert_eq!(header("x-amz-server-side-encryption-customer-key"), Some("a2V5"));
    assert_eq!(header("x-amz-server-side-encryption-customer-key-md5"), Some("PG4LipwVIkqCKLmpjKFTHQ=="));
    assert_eq!(
        (header("x-amz-checksum-crc32"), header("x-amz-sdk-checksum-algorithm")),
        (Some("Nt4iaQ=="), Some("CRC32"))
    );
    assert_eq!((put.request.uri(), put.request.body().bytes()), ("/k", Some(&[0, 1][..])));
    let own = json!({"Bucket": "b", "Key": "k", "ChecksumCRC32": "AAAAAA=="});
    assert_eq!(
        encode("s3", "PutObject", own).request.headers().get("x-amz-checksum-crc32"),
        Some("AAAAAA==")
    );
    let zone = encode("route53", "GetHostedZone", json!({"Id": "/hostedzone/Z1"}));
    assert_eq!(zone.request.uri(), "/2013-04-01/hostedzone/Z1");
    let vaults = encode("glacier", "ListVaults", json!({}));
    assert_eq!(vaults.request.uri(), "/-/vaults");
    assert_eq!(vaults.request.headers().get("x-amz-glacier-version"), Some("2012-06-01"));
    let token = encode("ec2", "CreateVpnGateway", json!({"Type": "ipsec.1"}));
    assert!(!body(&token).contains("token"));
    assert!(
        body(&encode("ec2", "RunInstances", json!({"MinCount": 1, "MaxCount": 1})))
            .contains("ClientToken=token")
    );
    let body = r#"{"error": "x", "error_description": "m"}"#;
    let told = error(
        "sso-oidc",
        "CreateToken",
        &answer(400, &[("x-amzn-errortype", "InvalidGrantException")], body),
    );
    assert_eq!(
        (&*told.code, &*told.message, told.shape.as_deref()),
        ("InvalidGrantException", "m", Some("InvalidGrantException"))
    );
}

#[test]
fn account_ids_go_into_hosts_once() {
    let input = json!({"AccountId": "123456789012", "Name": "n"});
    assert_eq!(encode("s3control", "GetAccessPoint", input).host_prefix, None);
    let prefix = encode("sdb", "ListDomains", json!({})).host_prefix;
    assert_eq!(prefix, None);
    assert_eq!(
        encode("stepfunctions", "StartSyncExecution", json!({"stateMachineArn": "a"})).host_prefix.as_deref(),
        Some("sync-")
    );
}
