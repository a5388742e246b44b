//! Schemas, and how values are read and written.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeMap;

use wasmidem_guest::{
    Object, Resource, Tags, Value, ec2, json,
    json::{Json, from_text, to_text},
};

/// A thing with "everything"
/// in it.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "example.thing")]
struct Thing {
    /// Must be given.
    #[resource(create_only)]
    owner: String,
    #[resource(computed, preview = "thing-{name}-arn")]
    arn: String,
    #[resource(sensitive)]
    secret: Option<String>,
    #[resource(nullable)]
    name: Option<String>,
    #[resource(rename = "type")]
    kind: Option<String>,
    size: Option<f64>,
    tags: Option<Tags>,
    limits: Option<BTreeMap<String, i64>>,
    parts: Option<Vec<Part>>,
    #[resource(unmanaged = r#"[{"GatewayId": "local"}]"#)]
    routes: Option<Vec<ec2::Route>>,
    free: Value,
}

/// A part.
#[derive(Debug, Clone, PartialEq, Default, Object)]
struct Part {
    /// Which.
    part_id: u32,
    is_spare: Option<bool>,
}

fn parsed(text: &str) -> Value {
    text.parse().unwrap()
}

#[test]
fn the_schema_says_what_the_struct_says() {
    let schema = parsed(&Thing::state_schema());
    assert_eq!(schema["description"], json!("A thing with \"everything\" in it."));
    assert_eq!(schema["required"], json!(["owner", "free"]));
    let members = &schema["properties"];
    assert_eq!(
        members["owner"],
        json!({"type": "string", "description": "Must be given.", "x-create-only": true})
    );
    assert_eq!(
        members["arn"],
        json!({"type": "string", "x-computed": true, "x-preview": "thing-{name}-arn"})
    );
    assert_eq!(members["secret"], json!({"type": "string", "x-sensitive": true}));
    assert_eq!(members["type"], json!({"type": "string"}));
    assert_eq!(
        members["tags"],
        json!({"type": "object", "x-tags": true, "additionalProperties": {"type": "string"}})
    );
    assert_eq!(members["limits"], json!({"type": "object", "additionalProperties": {"type": "integer"}}));
    assert_eq!(
        members["parts"]["items"],
        json!({
            "type": "object",
            "properties": {"PartId": {"type": "integer", "description": "Which."}, "IsSpare": {"type": "boolean"}},
            "required": ["PartId"],
        })
    );
    assert_eq!(members["routes"]["x-unmanaged"], json!([{"GatewayId": "local"}]));
    assert_eq!(members["free"], json!({}));
}

#[test]
fn records_of_aws_have_the_member_names_of_its_api() {
    let schema = parsed(&format!("{{{}}}", ec2::PrivateDnsNameOptionsOnLaunch::schema()));
    let mut names: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["EnableResourceNameDnsAAAARecord", "EnableResourceNameDnsARecord", "HostnameType"]);
    assert_eq!(schema["properties"]["HostnameType"]["description"], json!("`ip-name` or `resource-name`."));
}

#[test]
fn what_is_written_can_be_read() {
    let thing = Thing {
        owner: "a \"b\" \\ \n \u{1} ü".into(),
        arn: "arn:".into(),
        size: Some(2.5),
        tags: Some(Tags::from([("k", "v")])),
        limits: Some(BTreeMap::from([("max".to_owned(), -3)])),
        parts: Some(vec![Part { part_id: 7, is_spare: Some(true) }]),
        free: json!({"x": [1, 18_446_744_073_709_551_615_u64, 0.1, null, false]}),
        ..Thing::default()
    };
    let text = to_text(&thing);
    assert_eq!(from_text::<Thing>(&text).unwrap(), thing);
    let written = parsed(&text);
    assert_eq!(written["name"], Value::Null);
    assert!(written.get("secret").is_none() && written.as_object().unwrap().contains_key("name"));
    assert_eq!(written["free"], thing.free);
}

#[test]
fn tags_may_be_a_list() {
    let thing: Thing =
        from_text(r#"{"owner": "o", "arn": "", "tags": [{"Key": "a", "Value": "b"}, {"Key": "c"}]}"#)
            .unwrap();
    assert_eq!(thing.tags, Some(Tags::from([("a", "b"), ("c", "")])));
}

#[test]
fn what_does_not_fit_is_named() {
    for (text, message) in [
        ("[]", "the value must be a mapping, not a list"),
        (r#"{"arn": ""}"#, "`owner` must be given"),
        (r#"{"owner": null, "arn": ""}"#, "`owner` must be given"),
        (r#"{"owner": 5}"#, "`owner` must be a string, not a number"),
        (
            r#"{"owner": "", "arn": "", "parts": [{"PartId": 1}, {"PartId": -1}]}"#,
            "`parts[1].PartId` must be an integer (u32), not a number",
        ),
        (r#"{"owner": "", "arn": "", "parts": ["x"]}"#, "`parts[0]` must be a mapping, not a string"),
        (
            r#"{"owner": "", "arn": "", "limits": {"max": true}}"#,
            "`limits.max` must be an integer (i64), not a boolean",
        ),
    ] {
        assert_eq!(from_text::<Thing>(text).unwrap_err().message, message, "{text}");
    }
    assert!(from_text::<Thing>("{").unwrap_err().message.starts_with("what the host sent is not JSON"));
}
