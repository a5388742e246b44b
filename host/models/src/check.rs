//! Input is held to the model before anything is sent: all problems at once, each with its place.

use std::fmt;

use serde_json::{Map, Value};
use wasmidem_contract::nearest;

use crate::{Kind, Member, Operation, Service, Shape, ShapeId, Structure};

/// How many problems are told; who has more of them needs no longer list.
const MOST: usize = 50;

/// Something wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, e.g. `Tags[0].Key`; empty for the input itself.
    pub place: String,
    /// What is wrong there.
    pub defect: Defect,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Defect {
    /// A member that has to be given is not.
    Missing(Box<str>),
    /// There is no such member.
    Unknown {
        /// The name that was given.
        name: String,
        /// The member that is probably meant.
        meant: Option<Box<str>>,
    },
    /// It is of another type.
    Type {
        /// What it has to be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A text, list or number is less than it has to be.
    Least(i64),
    /// Of these members exactly one has to be given.
    One(Vec<Box<str>>),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inside = if self.place.is_empty() { String::new() } else { format!(" in `{}`", self.place) };
        let place = if self.place.is_empty() { "the input" } else { &self.place };
        match &self.defect {
            Defect::Missing(name) => write!(f, "`{name}` is missing{inside}"),
            Defect::Unknown { name, meant: None } => write!(f, "there is no `{name}`{inside}"),
            Defect::Unknown { name, meant: Some(meant) } => {
                write!(f, "there is no `{name}`{inside}; did you mean `{meant}`?")
            }
            Defect::Type { expected, found } => write!(f, "`{place}` must be {expected}, not {found}"),
            Defect::Least(least) => {
                write!(f, "`{place}` must be at least {least} (its value, or its length)")
            }
            Defect::One(names) => write!(f, "`{place}` takes exactly one of {}", names.join(", ")),
        }
    }
}

/// Everything that is wrong with the input of an operation; nothing if it can be sent. A member that is
/// null counts as not given.
pub fn check(service: &Service, operation: &Operation, input: &Map<String, Value>) -> Vec<Problem> {
    let nothing = Structure::default();
    let mut checker = Checker { service, place: Vec::new(), problems: Vec::new() };
    checker.structure(service.input(operation).unwrap_or(&nothing), input);
    checker.problems
}

struct Checker<'a> {
    service: &'a Service,
    place: Vec<String>,
    problems: Vec<Problem>,
}

impl<'a> Checker<'a> {
    fn report(&mut self, defect: Defect) {
        if self.problems.len() < MOST {
            let mut place = String::new();
            for step in &self.place {
                if !place.is_empty() && !step.starts_with('[') {
                    place.push('.');
                }
                place.push_str(step);
            }
            self.problems.push(Problem { place, defect });
        }
    }

    fn inside(&mut self, step: String, check: impl FnOnce(&mut Self)) {
        self.place.push(step);
        check(self);
        self.place.pop();
    }

    fn structure(&mut self, structure: &'a Structure, value: &Map<String, Value>) {
        let given = |name: &str| value.get(name).is_some_and(|value| !value.is_null());
        for member in structure.required() {
            if !given(&member.name) && !member.idempotency_token {
                self.report(Defect::Missing(member.name.clone()));
            }
        }
        if structure.union && value.values().filter(|value| !value.is_null()).count() != 1 {
            let names = structure.members.iter().map(|member| member.name.clone()).collect();
            self.report(Defect::One(names));
        }
        for (name, value) in value {
            match structure.member(name) {
                Some(member) if !value.is_null() => {
                    self.inside(name.clone(), |checker| checker.member(member, value));
                }
                Some(_) => {}
                None => {
                    let names = structure.members.iter().map(|member| &*member.name);
                    let meant = nearest_member(name, names).map(Into::into);
                    self.report(Defect::Unknown { name: name.clone(), meant });
                }
            }
        }
    }

    fn member(&mut self, member: &'a Member, value: &Value) {
        if member.json_value && !value.is_string() {
            return;
        }
        self.value(member.shape, value);
    }

    fn value(&mut self, id: ShapeId, value: &Value) {
        let shape = self.service.shape(id);
        match (&shape.kind, value) {
            (Kind::Structure(structure), Value::Object(members)) => self.structure(structure, members),
            (Kind::List(element), Value::Array(items)) => {
                self.least(shape, items.len());
                for (index, item) in items.iter().enumerate() {
                    if !(item.is_null() && shape.sparse) {
                        self.inside(format!("[{index}]"), |checker| checker.member(element, item));
                    }
                }
            }
            (Kind::Map(entry), Value::Object(members)) => {
                for (key, item) in members {
                    if !(item.is_null() && shape.sparse) {
                        self.inside(format!("[{key}]"), |checker| checker.member(&entry.1, item));
                    }
                }
            }
            (Kind::String(_), Value::String(text)) => self.least(shape, text.chars().count()),
            (Kind::Integer, Value::Number(number)) => match number.as_i64() {
                Some(number) if i32::try_from(number).is_ok() => self.least_number(shape, number),
                _ => self.mistyped(shape, value),
            },
            (Kind::Long, Value::Number(number)) => match number.as_i64() {
                Some(number) => self.least_number(shape, number),
                None => self.mistyped(shape, value),
            },
            (Kind::Float | Kind::Double, Value::Number(_)) | (Kind::Boolean, Value::Bool(_)) => {}
            (Kind::Float | Kind::Double, Value::String(text)) if is_number_word(text) => {}
            (Kind::Blob, Value::String(_)) | (Kind::Timestamp, Value::String(_) | Value::Number(_)) => {}
            (Kind::Document, _) => {}
            _ => self.mistyped(shape, value),
        }
    }

    fn mistyped(&mut self, shape: &Shape, value: &Value) {
        self.report(Defect::Type { expected: expected(&shape.kind), found: found(value) });
    }

    fn least(&mut self, shape: &Shape, length: usize) {
        self.least_number(shape, i64::try_from(length).unwrap_or(i64::MAX));
    }

    fn least_number(&mut self, shape: &Shape, number: i64) {
        if let Some(least) = shape.min
            && number < least
        {
            self.report(Defect::Least(least));
        }
    }
}

/// The member that a wrong name probably means: names of AWS differ in more than spelling from what
/// people write, so `vpc_id` and `vpcid` mean `VpcId`.
fn nearest_member<'a>(name: &str, names: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let plain = |name: &str| name.replace(['_', '-'], "").to_ascii_lowercase();
    let wanted = plain(name);
    names.clone().find(|candidate| plain(candidate) == wanted).or_else(|| nearest(name, names))
}

/// The numbers that JSON has no number for.
fn is_number_word(text: &str) -> bool {
    matches!(text, "NaN" | "Infinity" | "-Infinity")
}

fn expected(kind: &Kind) -> &'static str {
    match kind {
        Kind::Structure(_) | Kind::Map(_) => "an object",
        Kind::List(_) => "a list",
        Kind::String(_) => "a text",
        Kind::Integer => "a whole number of 32 bits",
        Kind::Long => "a whole number",
        Kind::Float | Kind::Double => "a number",
        Kind::Boolean => "true or false",
        Kind::Blob => "a text (base64)",
        Kind::Timestamp => "a time (RFC 3339, or seconds since 1970)",
        Kind::Document => "anything",
    }
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(number) if number.is_f64() => "a number with a fraction",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;
    use serde_json::json;

    fn problems(service: &str, operation: &str, input: Value) -> Vec<String> {
        let service = Catalogue::shipped().service(service).unwrap();
        let operation = service.operation(operation).unwrap();
        check(service, operation, input.as_object().unwrap()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn all_problems_are_told_with_their_places() {
        let input = json!({
            "Buckt": "b",
            "CreateBucketConfiguration": {"Tags": [{"Key": 1, "value": "x"}], "LocationConstraint": null},
        });
        assert_eq!(
            problems("s3", "CreateBucket", input),
            [
                "`Bucket` is missing",
                "there is no `Buckt`; did you mean `Bucket`?",
                "`Value` is missing in `CreateBucketConfiguration.Tags[0]`",
                "`CreateBucketConfiguration.Tags[0].Key` must be a text, not a number",
                "there is no `value` in `CreateBucketConfiguration.Tags[0]`; did you mean `Value`?",
            ]
        );
    }

    #[test]
    fn good_input_has_no_problems() {
        let item = json!({"id": {"S": "1"}, "n": {"N": "7"}, "l": {"L": [{"BOOL": true}, {"B": "AAE="}]}});
        let nothing: [String; 0] = [];
        assert_eq!(problems("dynamodb", "PutItem", json!({"TableName": "t", "Item": item})), nothing);
        assert_eq!(problems("sts", "GetCallerIdentity", json!({})), nothing);
        assert_eq!(problems("ec2", "RunInstances", json!({"MinCount": 1, "MaxCount": 1})), nothing);
    }

    #[test]
    fn unions_numbers_and_lengths_are_checked() {
        let content = json!([{"text": "a", "guardContent": {"text": {"text": "b"}}}, {}]);
        let input = json!({"modelId": "m", "messages": [{"role": "user", "content": content}]});
        assert_eq!(problems("bedrock-runtime", "Converse", input).len(), 2);
        assert_eq!(
            problems("ec2", "RunInstances", json!({"MinCount": 1.5, "MaxCount": 4_294_967_296_i64})),
            [
                "`MinCount` must be a whole number of 32 bits, not a number with a fraction",
                "`MaxCount` must be a whole number of 32 bits, not a number",
            ]
        );
        assert_eq!(
            problems("iam", "CreateRole", json!({"RoleName": "", "AssumeRolePolicyDocument": "{}"})),
            ["`RoleName` must be at least 1 (its value, or its length)"]
        );
        assert_eq!(problems("sts", "GetCallerIdentity", json!({"a": 1})), ["there is no `a`"]);
    }
}
