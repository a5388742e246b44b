//! What arguments a resource or function takes, read from the JSON Schema a module exports. The
//! keywords beyond JSON Schema are explained in `wit/README.md`.

use serde_json::Value;

use crate::{Object, document, nearest};

/// A JSON Schema of an object, with the keywords `x-create-only`, `x-computed`, `x-write-only`, `x-sensitive`,
/// `x-tags`, `x-policy`, `x-json-text`, `x-preview` and `x-unmanaged` on its members. The default takes no
/// arguments.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schema(Object);

/// What is wrong with an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArgumentProblem {
    /// A required argument is not given.
    Missing {
        /// Its name.
        name: String,
    },
    /// There is no argument of this name.
    Unknown {
        /// The name given.
        name: String,
        /// The name that may be meant.
        suggestion: Option<String>,
    },
    /// The value is of the wrong type.
    WrongType {
        /// The argument, with the way into it: `routes[0].GatewayId`.
        name: String,
        /// The type it must have.
        expected: String,
        /// The type it has, and the value if it is short.
        found: String,
    },
}

impl Schema {
    /// Reads a schema.
    ///
    /// # Errors
    /// When the text is not JSON, or not a schema of an object.
    pub fn parse(text: &str) -> Result<Self, String> {
        let value: Value =
            serde_json::from_str(text).map_err(|error| format!("the schema is not JSON: {error}"))?;
        let Value::Object(object) = value else {
            return Err("the schema is not an object".to_owned());
        };
        let members_fit = object.get("properties").is_none_or(|members| {
            members.as_object().is_some_and(|members| members.values().all(Value::is_object))
        });
        let required_fit = object
            .get("required")
            .is_none_or(|names| names.as_array().is_some_and(|names| names.iter().all(Value::is_string)));
        if !members_fit || !required_fit {
            return Err("`properties` or `required` of the schema is malformed".to_owned());
        }
        Ok(Self(object))
    }

    /// The schema as JSON.
    pub fn as_json(&self) -> &Object {
        &self.0
    }

    /// What the resource or function is.
    pub fn description(&self) -> &str {
        self.0.get("description").and_then(Value::as_str).unwrap_or_default()
    }

    /// The members with their schemas.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.as_str(), schema))
    }

    /// The schema of a member.
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.0.get("properties")?.get(name)
    }

    /// The members that must be given.
    pub fn required(&self) -> impl Iterator<Item = &str> {
        self.0.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// Whether a member can be set only when the resource is created.
    pub fn create_only(&self, name: &str) -> bool {
        self.flag(name, "x-create-only")
    }

    /// Whether a member is set by AWS and cannot be given.
    pub fn computed(&self, name: &str) -> bool {
        self.flag(name, "x-computed")
    }

    /// Whether AWS takes a member and does not tell it again.
    pub fn write_only(&self, name: &str) -> bool {
        self.flag(name, "x-write-only")
    }

    /// Whether a member's value must not be shown.
    pub fn sensitive(&self, name: &str) -> bool {
        self.flag(name, "x-sensitive")
    }

    /// What states of this kind are shown without, since the rest says which they are: the name, or the
    /// name and the id.
    pub fn unnamed(&self) -> &'static [&'static str] {
        match self.0.get("x-unnamed") {
            Some(Value::Bool(true)) => &["name", "resource_id"],
            Some(Value::String(member)) if member == "name" => &["name"],
            _ => &[],
        }
    }

    /// Members with what a preview of a creation shows for them when they are not given: what AWS, or
    /// the module, sets then. `{name}` in a text stands for the name of the state.
    pub fn previewed(&self, name: &str) -> impl Iterator<Item = (&str, Value)> {
        self.members().filter_map(move |(member, schema)| {
            let shown = match schema.get("x-preview")? {
                Value::String(text) => Value::String(text.replace("{name}", name)),
                other => other.clone(),
            };
            Some((member, shown))
        })
    }

    fn flag(&self, name: &str, keyword: &str) -> bool {
        self.member(name).is_some_and(|member| flag(member, keyword))
    }

    /// Turns what may be written in several ways into the one way the module knows: tags given as
    /// `[{Key: k, Value: v}]`, or with the names of KMS, become `{k: v}`, documents that are shown as
    /// text become text. What does not fit is left for [`Self::check`].
    pub fn normalise(&self, arguments: &mut Object) {
        for (name, argument) in arguments.iter_mut() {
            if let Some(schema) = self.member(name) {
                normalise(schema, argument);
            }
        }
    }

    /// Everything that is wrong with the arguments. Null counts as not given, but for a member that
    /// may be anything. `name` and `resource_id` are known to every resource.
    pub fn check(&self, arguments: &Object) -> Vec<ArgumentProblem> {
        let mut problems = Vec::new();
        for name in self.required() {
            let anything = self.member(name).is_some_and(|schema| schema.get("type").is_none());
            if arguments.get(name).is_none_or(|given| given.is_null() && !anything) {
                problems.push(ArgumentProblem::Missing { name: name.to_owned() });
            }
        }
        for (name, argument) in arguments {
            match self.member(name) {
                Some(schema) => check_type(name, argument, schema, &mut problems),
                None if name == "name"
                    || name == "resource_id"
                    || self.0.contains_key("additionalProperties") => {}
                None => problems.push(ArgumentProblem::Unknown {
                    name: name.clone(),
                    suggestion: nearest(name, self.members().map(|(name, _)| name)).map(str::to_owned),
                }),
            }
        }
        problems
    }
}

fn flag(schema: &Value, keyword: &str) -> bool {
    schema.get(keyword).and_then(Value::as_bool).unwrap_or(false)
}

fn normalise(schema: &Value, argument: &mut Value) {
    if flag(schema, "x-tags")
        && let Some(tags) = argument.as_array().and_then(|tags| tags_of_list(tags))
    {
        *argument = Value::Object(tags);
    } else if flag(schema, "x-json-text")
        && let Some(text) = document::standard_text(argument)
    {
        *argument = Value::String(text);
    } else if let (Value::Object(members), Some(Value::Object(known))) = (argument, schema.get("properties"))
    {
        for (name, member) in members.iter_mut() {
            if let Some(schema) = known.get(name) {
                normalise(schema, member);
            }
        }
    }
}

fn tags_of_list(list: &[Value]) -> Option<Object> {
    list.iter()
        .map(|tag| {
            let tag = tag.as_object().filter(|tag| tag.len() <= 2)?;
            let member = |names: [&str; 2]| names.into_iter().find_map(|name| tag.get(name));
            let key = member(["Key", "TagKey"])?.as_str()?.to_owned();
            let value = member(["Value", "TagValue"]).cloned();
            Some((key, value.unwrap_or_else(|| Value::String(String::new()))))
        })
        .collect()
}

fn check_type(name: &str, value: &Value, schema: &Value, problems: &mut Vec<ArgumentProblem>) {
    let expected: Vec<&str> = match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => return,
    };
    let fits = |kind: &&str| match *kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    if value.is_null() {
        return;
    }
    if !expected.iter().any(fits) {
        problems.push(ArgumentProblem::WrongType {
            name: name.to_owned(),
            expected: expected.join(" or "),
            found: describe(value),
        });
        return;
    }
    match value {
        Value::Array(items) => {
            if let Some(schema) = schema.get("items") {
                for (index, item) in items.iter().enumerate() {
                    check_type(&format!("{name}[{index}]"), item, schema, problems);
                }
            }
        }
        Value::Object(members) => {
            let whole = schema;
            for (key, member) in members {
                let schema = schema
                    .get("properties")
                    .and_then(|known| known.get(key))
                    .or_else(|| schema.get("additionalProperties"));
                match schema {
                    Some(schema) => check_type(&format!("{name}.{key}"), member, schema, problems),
                    None if known_members(whole).next().is_some() => {
                        problems.push(ArgumentProblem::Unknown {
                            name: format!("{name}.{key}"),
                            suggestion: nearest(key, known_members(whole)).map(str::to_owned),
                        })
                    }
                    None => {}
                }
            }
        }
        _ => {}
    }
}

fn known_members(schema: &Value) -> impl Iterator<Item = &str> {
    schema.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name.as_str())
}

/// The type of a value for people, with the value itself when it is short and plain.
fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => format!("the boolean `{flag}`"),
        Value::Number(number) => format!("the number `{number}`"),
        Value::String(text) if text.chars().count() <= 40 => format!("the string `{text}`"),
        Value::String(_) => "a string".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(value: Value) -> Object {
        value.as_object().cloned().unwrap()
    }

    fn schema() -> Schema {
        let text = json!({
            "properties": {
                "vpc_id": {"type": "string"},
                "port": {"type": "integer"},
                "tags": {"type": "object", "x-tags": true, "additionalProperties": {"type": "string"}},
                "policy": {"type": ["string", "object"], "x-json-text": true},
                "attributes": {"type": "object", "properties": {"Policy": {"x-json-text": true}}},
                "arn": {"type": "string", "x-computed": true, "x-preview": "thing-{name}-arn"},
                "enabled": {"type": "boolean", "x-preview": true},
                "routes": {"type": "array", "items": {"type": "object", "properties": {"GatewayId": {"type": "string"}}}},
            },
            "required": ["vpc_id"],
        });
        Schema::parse(&text.to_string()).unwrap()
    }

    #[test]
    fn finds_all_problems() {
        let problems = schema().check(&object(json!({
            "vpc_idd": "x", "port": "80", "routes": [{"GatewayId": 5}], "tags": {"a": 1}, "name": "n",
        })));
        let texts: Vec<String> = problems.iter().map(|problem| format!("{problem:?}")).collect();
        assert_eq!(problems.len(), 5, "{texts:?}");
        assert!(problems.contains(&ArgumentProblem::Unknown {
            name: "vpc_idd".into(),
            suggestion: Some("vpc_id".into())
        }));
        assert!(problems.contains(&ArgumentProblem::WrongType {
            name: "routes[0].GatewayId".into(),
            expected: "string".into(),
            found: "the number `5`".into(),
        }));
    }

    #[test]
    fn knows_the_members_inside_of_arguments() {
        let problems = schema().check(&object(json!({"vpc_id": "v", "routes": [{"GatewayIdd": "x"}]})));
        let unknown = ArgumentProblem::Unknown {
            name: "routes[0].GatewayIdd".into(),
            suggestion: Some("GatewayId".into()),
        };
        assert_eq!(problems, [unknown]);
    }

    #[test]
    fn accepts_tags_in_both_forms() {
        let tags = json!([{"Key": "a", "Value": "b"}, {"TagKey": "c", "TagValue": "d"}, {"Key": "e"}]);
        let mut arguments = object(json!({"vpc_id": "v", "tags": tags}));
        schema().normalise(&mut arguments);
        assert_eq!(arguments.get("tags"), Some(&json!({"a": "b", "c": "d", "e": ""})));
        assert!(schema().check(&arguments).is_empty());
    }

    #[test]
    fn only_what_may_be_anything_may_be_null() {
        let schema = Schema::parse(
            r#"{"properties": {"value": {}, "text": {"type": "string"}}, "required": ["value", "text"]}"#,
        );
        let given = object(json!({"value": null, "text": null}));
        let missing = |name: &str| ArgumentProblem::Missing { name: name.into() };
        assert_eq!(schema.as_ref().unwrap().check(&given), [missing("text")]);
        assert_eq!(schema.unwrap().check(&Object::new()), [missing("value"), missing("text")]);
    }

    #[test]
    fn documents_become_text() {
        let given =
            json!({"policy": r#"{"b":1,"a":["y","x"]}"#, "attributes": {"Policy": {"a": 1}, "Other": "o"}});
        let mut arguments = object(given);
        schema().normalise(&mut arguments);
        let wanted = json!({"policy": r#"{"a": ["x", "y"], "b": 1}"#, "attributes": {"Policy": r#"{"a": 1}"#, "Other": "o"}});
        assert_eq!(Value::Object(arguments), wanted);
    }

    #[test]
    fn says_what_a_preview_shows() {
        let schema = schema();
        let shown: Vec<(&str, Value)> = schema.previewed("it").collect();
        assert_eq!(shown, [("arn", json!("thing-it-arn")), ("enabled", json!(true))]);
    }

    #[test]
    fn refuses_what_is_no_schema() {
        for text in ["", "[]", "{\"properties\": 3}", "{\"required\": [1]}"] {
            assert!(Schema::parse(text).is_err(), "{text}");
        }
    }
}
