//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use ec2_security_group_rule::Rule;
use wasmidem_guest::{
    ec2::operation::{
        AuthorizeSecurityGroupEgress, AuthorizeSecurityGroupIngress, CreateTags, DescribeSecurityGroupRules,
        ModifySecurityGroupRules, RevokeSecurityGroupEgress,
    },
    fake::Fake,
    json,
    json::{from_text, to_text},
    prelude::*,
};

fn https() -> ec2::SecurityGroupRule {
    ec2::SecurityGroupRule {
        security_group_rule_id: "sgr-1".into(),
        group_id: Some("sg-1".into()),
        is_egress: Some(false),
        ip_protocol: Some("tcp".into()),
        from_port: Some(443),
        to_port: Some(443),
        cidr_ipv4: Some("0.0.0.0/0".into()),
        description: Some("https".into()),
        ..Default::default()
    }
}

fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(DescribeSecurityGroupRules, vec![https()])
        .answer(ModifySecurityGroupRules, ())
        .answer(CreateTags, ());
    aws
}

fn desired(more: Value) -> Rule {
    let mut all = json!({"name": "r", "group_id": "sg-1", "is_egress": false, "ip_protocol": "tcp", "from_port": 443, "to_port": 443});
    if let (Some(all), Value::Object(more)) = (all.as_object_mut(), more) {
        all.extend(more);
    }
    from_text(&all.to_string()).unwrap()
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    let shown = || to_text(&Rule::read("sgr-1").unwrap().unwrap()).parse::<Value>().unwrap();
    assert_eq!(
        shown(),
        json!({
            "name": null, "group_id": "sg-1", "is_egress": false, "ip_protocol": "tcp", "from_port": 443, "to_port": 443,
            "cidr_ipv4": "0.0.0.0/0", "description": "https", "tags": {},
        })
    );
    let tags = vec![
        ec2::Tag { key: "Name".into(), value: "web".into() },
        ec2::Tag { key: "aws:x".into(), value: "y".into() },
    ];
    aws.answer(DescribeSecurityGroupRules, vec![ec2::SecurityGroupRule { tags: Some(tags), ..https() }]);
    assert_eq!((&shown()["name"], &shown()["tags"]), (&json!("web"), &json!({"Name": "web"})));
}

#[test]
fn the_same_traffic_is_adopted() {
    let _aws = aws();
    let find = |more| Rule::find(&desired(more)).unwrap();
    assert_eq!(find(json!({"cidr_ipv4": "0.0.0.0/0", "description": "other"})).as_deref(), Some("sgr-1"));
    assert_eq!(find(json!({"cidr_ipv4": "10.0.0.0/8"})), None);
    assert_eq!(find(json!({"cidr_ipv6": "::/0"})), None);
    assert_eq!(find(json!({"cidr_ipv4": "0.0.0.0/0", "is_egress": true})), None);
}

#[test]
fn creation_is_one_call_in_the_right_direction() {
    let aws = aws();
    aws.answer(AuthorizeSecurityGroupIngress, vec![https()])
        .answer(AuthorizeSecurityGroupEgress, vec![https()]);
    let peer = json!({"referenced_group_info": {"GroupId": "sg-2", "UserId": "1"}, "description": "d", "tags": {"a": "b"}});
    assert_eq!(Rule::create(&desired(peer)).unwrap().id, "sgr-1");
    Rule::create(&desired(json!({"is_egress": true, "prefix_list_id": "pl-1"}))).unwrap();
    assert_eq!(aws.calls(), ["ec2:AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupEgress"]);
    let inbound = &aws.inputs(AuthorizeSecurityGroupIngress)[0];
    let pair = &inbound.ip_permissions[0].user_id_group_pairs.as_ref().unwrap()[0];
    assert_eq!((pair.group_id.as_deref(), pair.description.as_deref()), (Some("sg-2"), Some("d")));
    assert_eq!(inbound.tag_specifications.as_ref().unwrap()[0].resource_type, "security-group-rule");
    let outbound = &aws.inputs(AuthorizeSecurityGroupEgress)[0].ip_permissions[0];
    assert_eq!(outbound.prefix_list_ids.as_ref().unwrap()[0].prefix_list_id.as_deref(), Some("pl-1"));
}

#[test]
fn a_change_keeps_what_is_not_given() {
    let aws = aws();
    let actual = Rule::read("sgr-1").unwrap().unwrap();
    assert_eq!(Rule::update("sgr-1", &actual, &desired(json!({}))).unwrap(), Vec::<String>::new());
    Rule::update("sgr-1", &actual, &desired(json!({"to_port": 444}))).unwrap();
    Rule::update("sgr-1", &actual, &desired(json!({"cidr_ipv6": "::/0", "description": "new"}))).unwrap();
    let contents: Vec<_> = aws
        .inputs(ModifySecurityGroupRules)
        .into_iter()
        .filter_map(|(_, updates)| updates[0].security_group_rule.clone())
        .collect();
    assert_eq!((contents[0].to_port, contents[0].cidr_ipv4.as_deref()), (Some(444), Some("0.0.0.0/0")));
    assert_eq!(contents[0].description.as_deref(), Some("https"));
    assert_eq!((contents[1].cidr_ipv4.as_deref(), contents[1].cidr_ipv6.as_deref()), (None, Some("::/0")));
    assert_eq!(contents[1].description.as_deref(), Some("new"));
}

#[test]
fn tags_alone_do_not_touch_the_rule() {
    let aws = aws();
    let actual = Rule::read("sgr-1").unwrap().unwrap();
    Rule::update("sgr-1", &actual, &desired(json!({"tags": {"a": "b"}}))).unwrap();
    assert_eq!(aws.writes(), ["ec2:CreateTags"]);
}

#[test]
fn it_is_revoked_in_its_direction() {
    let aws = aws();
    aws.on(RevokeSecurityGroupEgress, |_| Err(Failure::not_found("gone")));
    assert_eq!(Rule::delete("sgr-1", &desired(json!({"is_egress": true}))).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(RevokeSecurityGroupEgress), [("sg-1".to_owned(), vec!["sgr-1".to_owned()])]);
}
