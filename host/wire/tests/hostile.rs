//! Answers that nobody sends in earnest: they are refused, and neither panic nor overflow the stack.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use serde_json::{Map, Value, json};
use wasmidem_models::{Catalogue, Protocol, Service};
use wasmidem_wire::{Codec, Trouble};

/// Services of every protocol, with an operation whose output is nested without end.
const OPERATIONS: [(&str, &str); 7] = [
    ("ec2", "DescribeVpcs"),
    ("iam", "GetRole"),
    ("dynamodb", "GetItem"),
    ("lambda", "GetFunction"),
    ("lexv2-models", "DescribeIntent"),
    ("s3", "ListObjectsV2"),
    ("cloudwatch", "GetMetricData"),
];

fn answer(status: u16, body: &[u8]) -> HttpResponse {
    HttpResponse::new(StatusCode::try_from(status).unwrap(), SdkBody::from(body.to_vec()))
}

fn service(name: &str) -> Service {
    let mut service = Catalogue::shipped().service(name).unwrap().clone();
    if name == "cloudwatch" {
        service.protocol = Protocol::RpcV2Cbor;
    }
    service
}

/// Reads a body as every kind of answer there is.
fn read(body: &[u8]) {
    for (name, operation) in OPERATIONS {
        let service = service(name);
        let codec = Codec::of(&service);
        let operation = service.operation(operation).unwrap();
        for status in [200, 400, 500] {
            let answer = answer(status, body);
            let _ = codec.decode(operation, &answer);
            assert!(!codec.error(operation, &answer).code.is_empty());
            let _ = codec.request_id(&answer);
        }
    }
}

fn refused(name: &str, operation: &str, body: &[u8]) {
    let service = service(name);
    let operation = service.operation(operation).unwrap();
    assert!(Codec::of(&service).decode(operation, &answer(200, body)).is_err(), "{name}");
}

#[test]
fn nesting_without_end_is_refused() {
    let deep = 200_000;
    let lists = [b"[".repeat(deep), b"]".repeat(deep)].concat();
    let objects = [b"{\"a\":".repeat(deep), b"1".to_vec(), b"}".repeat(deep)].concat();
    let elements = [b"<a>".repeat(deep), b"</a>".repeat(deep)].concat();
    let arrays = [vec![0x81; deep], vec![0x00]].concat();
    let open_arrays = vec![0x9F; deep];
    let maps = [b"\xA1\x61a".repeat(deep), vec![0x00]].concat();
    let tags = [b"\xA1\x61a".to_vec(), vec![0xC1; deep]].concat();
    for body in [&lists, &objects, &elements, &arrays, &open_arrays, &maps, &tags] {
        read(body);
    }
    for body in [&arrays, &open_arrays, &maps, &tags] {
        refused("cloudwatch", "GetMetricData", body);
    }
    refused("dynamodb", "GetItem", &objects);
    // Along members that the model knows.
    let item = [b"{\"M\":{\"a\":".repeat(deep), b"1".to_vec(), b"}}".repeat(deep)].concat();
    refused("dynamodb", "GetItem", &[b"{\"Item\":{\"a\":".to_vec(), item, b"}}".to_vec()].concat());
}

#[test]
fn entities_and_lengths_that_lie_are_refused() {
    let bomb = b"<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]>\
        <GetRoleResponse><GetRoleResult><Role><Path>&b;</Path></Role></GetRoleResult></GetRoleResponse>";
    refused("iam", "GetRole", bomb);
    // Texts, bytes, lists and maps of 2^63 and of 2^32 elements.
    for head in [0x7B, 0x5B, 0x9B, 0xBB] {
        refused("cloudwatch", "GetMetricData", &[head, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
        refused("cloudwatch", "GetMetricData", &[0xA1, 0x61, b'a', head - 1, 0xFF, 0xFF, 0xFF, 0xFF]);
    }
}

#[test]
fn broken_answers_are_refused_or_read() {
    let seeds: [&[u8]; 5] = [
        b"{\"Item\":{\"a\":{\"S\":\"b\"},\"t\":{\"L\":[{\"N\":\"1\"},null]}},\"CreationDate\":1.5e9}",
        b"<GetRoleResponse><GetRoleResult><Role><Path>/</Path><CreateDate>2026-01-02T03:04:05Z</CreateDate>\
          <AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>",
        b"<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>a%2</Key></Contents></ListBucketResult>",
        b"<ErrorResponse><Error><Code>c</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>",
        b"\xBF\x67Message\xC1\xFB\x41\xD0\x00\x00\x00\x00\x00\x00\x61a\x9F\xF9\x7E\x00\x5F\x41\x01\xFF\xFF\xFF",
    ];
    // Changes at random that are the same every time.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    for seed in seeds {
        read(seed);
        for _ in 0..120 {
            let mut body = seed.to_vec();
            for _ in 0..=random(3) {
                let place = random(body.len());
                body[place] = u8::try_from(random(256)).unwrap();
            }
            body.truncate(1 + random(body.len()));
            read(&body);
        }
    }
}

#[test]
fn inputs_of_wrong_types_are_refused() {
    let mut deep = json!("end");
    for _ in 0..150 {
        deep = json!({"M": {"a": deep}});
    }
    let dynamodb = service("dynamodb");
    let operation = dynamodb.operation("PutItem").unwrap();
    let input = json!({"TableName": "t", "Item": {"a": deep}});
    let error =
        Codec::of(&dynamodb).encode(operation, input.as_object().unwrap(), &mut String::new).unwrap_err();
    assert_eq!(error.trouble, Trouble::Deep);
    let values = [json!(true), json!(1.5), json!(-1), json!("é\n\u{0}"), json!([{}]), json!({"a": [1]})];
    for name in ["ec2", "iam", "dynamodb", "lambda", "s3", "route53", "cloudwatch", "lex-runtime"] {
        let service = service(name);
        for operation in &service.operations {
            let members = service.input(operation).map(|input| input.members.as_slice()).unwrap_or_default();
            for value in &values {
                let named = members.iter().map(|member| (member.name.to_string(), value.clone()));
                let input: Map<String, Value> = named.collect();
                let _ = Codec::of(&service).encode(operation, &input, &mut String::new);
            }
        }
    }
}

#[test]
fn a_label_cannot_change_the_path_or_the_host() {
    let encode = |name: &str, operation: &str, input: Value| {
        let service = service(name);
        let operation = service.operation(operation).unwrap();
        let encoded = Codec::of(&service).encode(operation, input.as_object().unwrap(), &mut String::new);
        encoded.map(|encoded| encoded.request.uri().to_owned()).map_err(|error| error.to_string())
    };
    let uri = encode("lambda", "GetFunction", json!({"FunctionName": "a/../../b?c#d"})).unwrap();
    assert_eq!(uri, "/2015-03-31/functions/a%2F..%2F..%2Fb%3Fc%23d");
    assert!(encode("lambda", "GetFunction", json!({"FunctionName": ""})).is_err());
    assert!(encode("lambda", "GetFunction", json!({})).is_err());
    let uri = encode("s3", "GetObject", json!({"Bucket": "b", "Key": "dir/ü a+b.txt?x"})).unwrap();
    assert_eq!(uri, "/dir/%C3%BC%20a%2Bb.txt%3Fx");
    let host = json!({"logGroupIdentifiers": ["a"]});
    assert!(encode("logs", "StartLiveTail", host).is_ok());
    for account in ["a/b", "a b", "", "x@y", ".", "a..b", "é"] {
        let input = json!({"name": "n", "scope": "s", "AccountId": account});
        let _ = encode("s3control", "GetAccessPoint", input);
    }
}
