//! Between values of the component model and JSON with the member names of the AWS API.

use serde_json::{Number, Value};
use wasmidem_contract::{Cause, Failure, Object};
use wasmtime::component::types::ComponentFunc;
use wasmtime::component::{Type, Val};

use crate::names::pascal;

/// The causes as WIT names them, in the order of `wasmidem:host/types.cause`.
pub(super) const CAUSES: &[(Cause, &str)] = &[
    (Cause::NotFound, "not-found"),
    (Cause::AlreadyExists, "already-exists"),
    (Cause::Denied, "denied"),
    (Cause::Throttled, "throttled"),
    (Cause::Invalid, "invalid"),
    (Cause::Conflict, "conflict"),
    (Cause::Timeout, "timeout"),
    (Cause::Cancelled, "cancelled"),
    (Cause::Unsupported, "unsupported"),
    (Cause::Other, "other"),
];

/// The input of an operation: the fields of the record called `input`, and every other parameter by
/// its own name. What is `none` is left out.
///
/// # Errors
/// Which parameter holds something JSON cannot say.
pub(super) fn input(function: &ComponentFunc, parameters: &[Val]) -> Result<Object, String> {
    let mut input = Object::new();
    for ((name, _), parameter) in function.params().zip(parameters) {
        match parameter {
            Val::Record(fields) if name == "input" => members(fields, &mut input)?,
            other => {
                if let Some(value) =
                    to_json(other).map_err(|problem| format!("`{}` {problem}", pascal(name)))?
                {
                    input.insert(pascal(name), value);
                }
            }
        }
    }
    Ok(input)
}

/// The input of an operation as a guest writes it through the door of JSON.
///
/// # Errors
/// Why it is no object in JSON.
pub(super) fn json_input(parameters: &[Val]) -> Result<Object, String> {
    let Some(Val::String(text)) = parameters.first() else {
        return Err("it is no text".to_owned());
    };
    match serde_json::from_str(text) {
        Ok(Value::Object(input)) => Ok(input),
        Ok(_) => Err("it is no object".to_owned()),
        Err(error) => Err(format!("it is no JSON: {error}")),
    }
}

fn members(fields: &[(String, Val)], object: &mut Object) -> Result<(), String> {
    for (name, field) in fields {
        if let Some(value) = to_json(field).map_err(|problem| format!("`{}` {problem}", pascal(name)))? {
            object.insert(pascal(name), value);
        }
    }
    Ok(())
}

/// `None` for `none`.
fn to_json(value: &Val) -> Result<Option<Value>, String> {
    Ok(Some(match value {
        Val::Bool(flag) => Value::Bool(*flag),
        Val::S32(number) => Value::from(*number),
        Val::U32(number) => Value::from(*number),
        Val::Float64(number) => Number::from_f64(*number)
            .map(Value::Number)
            .ok_or_else(|| "is infinite or not a number".to_owned())?,
        Val::String(text) | Val::Enum(text) => Value::String(text.clone()),
        Val::List(items) => {
            let items: Result<Vec<Value>, String> =
                items.iter().map(|item| Ok(to_json(item)?.unwrap_or(Value::Null))).collect();
            Value::Array(items?)
        }
        Val::Record(fields) => {
            let mut object = Object::new();
            members(fields, &mut object)?;
            Value::Object(object)
        }
        Val::Option(None) => return Ok(None),
        Val::Option(Some(inner)) => return to_json(inner),
        _ => return Err("is of a type that cannot be carried".to_owned()),
    }))
}

/// The answer as the guest declared it. Members the guest does not know are dropped, so that an
/// older guest works with a newer AWS; an absent list is empty, as AWS leaves empty lists out.
///
/// # Errors
/// Which member is missing or of another type.
pub(super) fn output(ty: &Type, value: Option<Value>) -> Result<Val, String> {
    from_json(ty, value.unwrap_or(Value::Null), &mut Vec::new())
}

fn from_json(ty: &Type, value: Value, way: &mut Vec<String>) -> Result<Val, String> {
    let converted = match (ty, value) {
        (Type::Option(_), Value::Null) => Val::Option(None),
        (Type::Option(option), value) => Val::Option(Some(Box::new(from_json(&option.ty(), value, way)?))),
        (Type::List(_), Value::Null) => Val::List(Vec::new()),
        (Type::List(list), Value::Array(items)) => {
            let item_type = list.ty();
            let mut converted = Vec::with_capacity(items.len());
            for (index, item) in items.into_iter().enumerate() {
                way.push(format!("[{index}]"));
                converted.push(from_json(&item_type, item, way)?);
                way.pop();
            }
            Val::List(converted)
        }
        (Type::Record(record), Value::Object(mut object)) => {
            let mut converted = Vec::with_capacity(record.fields().len());
            for field in record.fields() {
                let member = pascal(field.name);
                let value = object.remove(&member).unwrap_or(Value::Null);
                way.push(member);
                converted.push((field.name.to_owned(), from_json(&field.ty, value, way)?));
                way.pop();
            }
            Val::Record(converted)
        }
        (Type::Enum(cases), Value::String(text)) if cases.names().any(|name| name == text) => Val::Enum(text),
        (Type::Bool, Value::Bool(flag)) => Val::Bool(flag),
        (Type::String, Value::String(text)) => Val::String(text),
        (Type::S32, Value::Number(number)) => {
            let number = number.as_i64().and_then(|number| i32::try_from(number).ok());
            number.map(Val::S32).ok_or_else(|| mismatch(ty, "a number out of range", way))?
        }
        (Type::U32, Value::Number(number)) => {
            let number = number.as_u64().and_then(|number| u32::try_from(number).ok());
            number.map(Val::U32).ok_or_else(|| mismatch(ty, "a number out of range", way))?
        }
        (Type::Float64, Value::Number(number)) => {
            number.as_f64().map(Val::Float64).ok_or_else(|| mismatch(ty, "a number out of range", way))?
        }
        (_, Value::Null) => return Err(format!("{} is missing", place(way))),
        (ty, other) => return Err(mismatch(ty, kind(&other), way)),
    };
    Ok(converted)
}

fn mismatch(expected: &Type, found: &str, way: &[String]) -> String {
    format!("{} is {found} where the module expects {}", place(way), name(expected))
}

/// `Vpc.Tags[3].Key`; the answer itself when the way is empty.
fn place(way: &[String]) -> String {
    if way.is_empty() {
        return "it".to_owned();
    }
    let mut place = String::new();
    for step in way {
        if !place.is_empty() && !step.starts_with('[') {
            place.push('.');
        }
        place.push_str(step);
    }
    format!("`{place}`")
}

fn name(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "a boolean",
        Type::S32 => "a number of 32 bits",
        Type::U32 => "a positive number of 32 bits",
        Type::Float64 => "a number",
        Type::String => "a string",
        Type::Enum(_) => "one of a few strings",
        Type::List(_) => "a list",
        Type::Record(_) => "an object",
        _ => "something else",
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A failure as the record of `wasmidem:host/types`; blame and ambiguity travel in its detail.
pub(super) fn failure(failure: &Failure) -> Val {
    let cause = CAUSES.iter().find(|(cause, _)| *cause == failure.cause).map_or("other", |(_, name)| *name);
    let detail = failure
        .clone()
        .with_detail("blame", failure.blame.to_string())
        .with_detail("ambiguous", failure.ambiguous)
        .detail
        .unwrap_or_default();
    Val::Record(vec![
        ("cause".to_owned(), Val::Enum(cause.to_owned())),
        ("code".to_owned(), Val::String(failure.code.clone())),
        ("message".to_owned(), Val::String(failure.message.clone())),
        ("retryable".to_owned(), Val::Bool(failure.retryable)),
        ("detail".to_owned(), Val::Option(Some(Box::new(Val::String(detail.to_string()))))),
    ])
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wasmidem_contract::Blame;
    use wasmtime::component::Component;
    use wasmtime::component::types::ComponentItem;

    use super::*;
    use crate::interfaces::Door;

    /// A function type, made from the text of its declaration.
    fn function(types: &str, declaration: &str) -> ComponentFunc {
        let text =
            format!(r#"(component (import "a:b/c" (instance {types} (export "f" (func {declaration})))))"#);
        let engine = crate::engine::start(false).unwrap();
        let component = Component::from_binary(&engine, &wat::parse_str(text).unwrap()).unwrap();
        let item = component.component_type().get_import(&engine, "a:b/c").unwrap().ty;
        let ComponentItem::ComponentInstance(instance) = item else { panic!("an instance") };
        let ComponentItem::ComponentFunc(function) = instance.get_export(&engine, "f").unwrap().ty else {
            panic!("a function")
        };
        function
    }

    /// What AWS's answer becomes in a result type.
    fn convert(types: &str, ty: &str, value: Value) -> Result<Val, String> {
        let function = function(types, &format!("(result {ty})"));
        output(&function.results().next().unwrap(), Some(value))
    }

    const SUBNET: &str = r#"
        (type $tag0 (record (field "key" string) (field "value" string)))
        (export "tag" (type $tag (eq $tag0)))
        (type $subnet0 (record (field "subnet-id" string) (field "enable-dns-64" (option bool))
            (field "free" (option s32)) (field "tags" (list $tag)) (field "more" (option (list $tag)))))
        (export "subnet" (type $subnet (eq $subnet0)))
        (type $mode0 (enum "ip-name" "none"))
        (export "mode" (type $mode (eq $mode0)))"#;

    fn text(text: &str) -> Val {
        Val::String(text.to_owned())
    }

    fn some(value: Val) -> Val {
        Val::Option(Some(Box::new(value)))
    }

    fn record(fields: &[(&str, Val)]) -> Val {
        Val::Record(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    }

    #[test]
    fn inputs_have_the_names_of_aws() {
        let declaration = r#"(param "input" $subnet) (param "dry-run" (option bool)) (param "names" (list string))
            (param "how" $mode) (param "rate" f64) (param "count" u32)"#;
        let function = function(SUBNET, declaration);
        let tag = record(&[("key", text("k")), ("value", text("v"))]);
        let subnet = record(&[
            ("subnet-id", text("s-1")),
            ("enable-dns-64", some(Val::Bool(true))),
            ("free", Val::Option(None)),
            ("tags", Val::List(vec![tag])),
            ("more", some(Val::List(Vec::new()))),
        ]);
        let parameters = |rate| {
            let names = Val::List(vec![text("a"), text("b")]);
            [
                subnet.clone(),
                Val::Option(None),
                names,
                Val::Enum("ip-name".into()),
                Val::Float64(rate),
                Val::U32(7),
            ]
        };
        assert_eq!(
            Value::Object(input(&function, &parameters(1.5)).unwrap()),
            json!({
                "SubnetId": "s-1", "EnableDns64": true, "Tags": [{"Key": "k", "Value": "v"}], "More": [],
                "Names": ["a", "b"], "How": "ip-name", "Rate": 1.5, "Count": 7,
            })
        );
        assert_eq!(
            input(&function, &parameters(f64::NAN)).unwrap_err(),
            "`Rate` is infinite or not a number"
        );
    }

    #[test]
    fn outputs_become_what_the_guest_declared() {
        let answer = json!([{
            "SubnetId": "s-1", "EnableDns64": null, "Free": -3, "Novelty": {"x": 1},
            "More": [{"Key": "k", "Value": "v", "New": 1}],
        }]);
        let tag = record(&[("key", text("k")), ("value", text("v"))]);
        let subnet = record(&[
            ("subnet-id", text("s-1")),
            ("enable-dns-64", Val::Option(None)),
            ("free", some(Val::S32(-3))),
            ("tags", Val::List(Vec::new())),
            ("more", some(Val::List(vec![tag]))),
        ]);
        assert_eq!(convert(SUBNET, "(list $subnet)", answer).unwrap(), Val::List(vec![subnet]));
        assert_eq!(convert(SUBNET, "(list $subnet)", Value::Null).unwrap(), Val::List(Vec::new()));
        assert_eq!(convert(SUBNET, "$mode", json!("none")).unwrap(), Val::Enum("none".into()));
        assert_eq!(convert("", "u32", json!(4_294_967_295_u32)).unwrap(), Val::U32(u32::MAX));
        assert_eq!(convert("", "f64", json!(2)).unwrap(), Val::Float64(2.0));
    }

    #[test]
    fn outputs_that_do_not_fit_say_where() {
        for (ty, answer, expected) in [
            ("(list $subnet)", json!([{"SubnetId": "s"}, {}]), "`[1].SubnetId` is missing"),
            (
                "(list $subnet)",
                json!([{"SubnetId": "s", "Tags": [{"Key": 1}]}]),
                "`[0].Tags[0].Key` is a number where the module expects a string",
            ),
            (
                "$subnet",
                json!({"SubnetId": "s", "Free": 2_147_483_648_u32}),
                "`Free` is a number out of range where the module expects a number of 32 bits",
            ),
            (
                "$subnet",
                json!({"SubnetId": "s", "Free": 1.5}),
                "`Free` is a number out of range where the module expects a number of 32 bits",
            ),
            (
                "$subnet",
                json!({"SubnetId": "s", "Tags": {}}),
                "`Tags` is an object where the module expects a list",
            ),
            ("$subnet", json!(null), "it is missing"),
            ("$mode", json!("other"), "it is a string where the module expects one of a few strings"),
            (
                "u32",
                json!(-1),
                "it is a number out of range where the module expects a positive number of 32 bits",
            ),
            ("bool", json!("true"), "it is a string where the module expects a boolean"),
        ] {
            assert_eq!(convert(SUBNET, ty, answer.clone()).unwrap_err(), expected, "{answer}");
        }
    }

    #[test]
    fn failures_carry_blame_and_ambiguity() {
        let mut given = Failure::new(Cause::AlreadyExists, Blame::Aws, "aws.X", "no").with_detail("a", 1);
        given.ambiguous = true;
        let Val::Record(fields) = failure(&given) else { panic!("a record") };
        assert_eq!(fields[0], ("cause".into(), Val::Enum("already-exists".into())));
        let Val::Option(Some(detail)) = &fields[4].1 else { panic!("{fields:?}") };
        let Val::String(detail) = &**detail else { panic!("{detail:?}") };
        let detail: Value = serde_json::from_str(detail).unwrap();
        assert_eq!(detail, json!({"a": 1, "blame": "AWS", "ambiguous": true}));
    }

    #[test]
    fn signatures_are_checked() {
        let check = |types: &str, declaration: &str| {
            super::super::signature::check(&function(types, declaration), Door::typed("x")).unwrap_err()
        };
        assert_eq!(check("", ""), "it does not return a `result`");
        assert_eq!(check("", "(result (result string))"), "its error is not `wasmidem:host/types.failure`");
        assert_eq!(
            check("", "(result (result string (error string)))"),
            "its error is not `wasmidem:host/types.failure`"
        );
        assert!(
            check("", r#"(param "n" s64) (result (result))"#).starts_with("parameter `n`: it is none of")
        );
        assert!(check("", "(result (result (list (tuple u8))))").starts_with("its result: it is none of"));
        // 2^13 parts in 14 types
        let mut types =
            String::from(r#"(type $a0 (record (field "x" bool))) (export "t0" (type $t0 (eq $a0)))"#);
        for level in 1..14 {
            let before = level - 1;
            types.push_str(&format!(
                r#"(type $a{level} (record (field "x" $t{before}) (field "y" $t{before})))
                   (export "t{level}" (type $t{level} (eq $a{level})))"#
            ));
        }
        assert!(check(&types, "(result (result $t13))").ends_with("it consists of more than 5000 parts"));
    }
}
