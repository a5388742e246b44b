//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use ec2_internet_gateway::InternetGateway;
use wasmidem_guest::{
    ec2::operation::{
        AttachInternetGateway, CreateInternetGateway, DeleteInternetGateway, DescribeInternetGateways,
        DetachInternetGateway,
    },
    fake::Fake,
    json,
    json::{from_text, to_text},
    prelude::*,
};

fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(
        DescribeInternetGateways,
        vec![ec2::InternetGateway {
            internet_gateway_id: "igw-1".into(),
            attachments: Some(vec![ec2::InternetGatewayAttachment {
                state: Some("available".into()),
                vpc_id: Some("vpc-1".into()),
            }]),
            ..Default::default()
        }],
    );
    aws.answer(AttachInternetGateway, ()).answer(DetachInternetGateway, ()).answer(DeleteInternetGateway, ());
    aws
}

fn desired(value: &Value) -> InternetGateway {
    from_text(&value.to_string()).unwrap()
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    let shown: Value = to_text(&InternetGateway::read("igw-1").unwrap().unwrap()).parse().unwrap();
    assert_eq!(
        shown,
        json!({"tags": {}, "vpc_id": ["vpc-1"], "attachments": [{"State": "available", "VpcId": "vpc-1"}]})
    );
    aws.answer(
        DescribeInternetGateways,
        vec![ec2::InternetGateway { attachments: Some(Vec::new()), ..Default::default() }],
    );
    assert_eq!(to_text(&InternetGateway::read("igw-1").unwrap().unwrap()), r#"{"tags":{}}"#);
}

#[test]
fn the_gateway_of_the_vpc_is_adopted() {
    let aws = aws();
    assert_eq!(
        InternetGateway::find(&desired(&json!({"vpc_id": ["vpc-1"]}))).unwrap().as_deref(),
        Some("igw-1")
    );
    aws.forget();
    assert_eq!(InternetGateway::find(&desired(&json!({"vpc_id": []}))).unwrap(), None);
    assert_eq!(InternetGateway::find(&desired(&json!({"tags": {"a": "b"}}))).unwrap(), None);
    assert_eq!(aws.calls(), Vec::<&str>::new());
}

#[test]
fn it_moves_between_vpcs() {
    let aws = aws();
    let actual = InternetGateway::read("igw-1").unwrap().unwrap();
    let update = |vpc_id: Value| {
        InternetGateway::update("igw-1", &actual, &desired(&json!({"vpc_id": vpc_id}))).unwrap()
    };
    assert_eq!(update(json!(["vpc-2"])), ["detached from vpc-1", "attached to vpc-2"]);
    assert_eq!(update(json!([])), ["detached from vpc-1"]);
    assert_eq!(update(json!(["vpc-1"])), Vec::<String>::new());
    assert_eq!(update(Value::Null), Vec::<String>::new());
    assert_eq!(aws.inputs(AttachInternetGateway), [("igw-1".to_owned(), "vpc-2".to_owned())]);
}

#[test]
fn it_is_detached_before_it_is_deleted() {
    let aws = aws();
    let last = InternetGateway::read("igw-1").unwrap().unwrap();
    aws.on(DetachInternetGateway, |_| Err(Failure::not_found("not attached any more")));
    assert_eq!(InternetGateway::delete("igw-1", &last).unwrap(), Progress::Done);
    assert_eq!(aws.writes(), ["ec2:DetachInternetGateway", "ec2:DeleteInternetGateway"]);
}

#[test]
fn creation_is_one_call() {
    let aws = Fake::new();
    aws.on(CreateInternetGateway, |_| {
        Ok(ec2::InternetGateway { internet_gateway_id: "igw-1".into(), ..Default::default() })
    });
    let made =
        InternetGateway::create(&desired(&json!({"vpc_id": ["vpc-1"], "tags": {"Name": "one"}}))).unwrap();
    assert_eq!((made.id.as_str(), made.pending), ("igw-1", false));
    let tags = aws.inputs(CreateInternetGateway)[0].clone().unwrap();
    assert_eq!(tags[0].tags, [ec2::Tag { key: "Name".into(), value: "one".into() }]);
}
