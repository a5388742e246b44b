//! Which types an imported AWS function may have. The guest declares them, so they are checked
//! once, before anything runs; conversion relies on it.

use wasmtime::component::Type;
use wasmtime::component::types::ComponentFunc;

use crate::interfaces::Door;

/// The parts all types of one function may consist of. The largest of ours has about 100.
const PARTS: usize = 5_000;

/// Checks that a function returns `result<T, failure>` (or `result<_, failure>`), and that its
/// parameters and `T` consist of types that JSON can carry; through the door of JSON, that it takes a
/// text and returns one.
///
/// # Errors
/// What does not fit.
pub(super) fn check(function: &ComponentFunc, door: Door) -> Result<(), String> {
    if door == Door::Json {
        check_json(function)?;
    }
    let mut parts = PARTS;
    for (name, parameter) in function.params() {
        check_type(&parameter, &mut parts).map_err(|problem| format!("parameter `{name}`: {problem}"))?;
    }
    let mut results = function.results();
    let (Some(Type::Result(result)), None) = (results.next(), results.next()) else {
        return Err("it does not return a `result`".to_owned());
    };
    if let Some(ok) = result.ok() {
        check_type(&ok, &mut parts).map_err(|problem| format!("its result: {problem}"))?;
    }
    match result.err() {
        Some(failure) if is_failure(&failure) => Ok(()),
        _ => Err("its error is not `wasmidem:host/types.failure`".to_owned()),
    }
}

/// Checks for `func(input: json) -> result<json, …>`.
fn check_json(function: &ComponentFunc) -> Result<(), String> {
    let mut parameters = function.params();
    let takes_text = matches!((parameters.next(), parameters.next()), (Some((_, Type::String)), None));
    let gives_text = function.results().next().is_some_and(|result| match result {
        Type::Result(result) => result.ok() == Some(Type::String),
        _ => false,
    });
    if takes_text && gives_text {
        Ok(())
    } else {
        Err("it is not `func(input: json) -> result<json, failure>`".to_owned())
    }
}

fn check_type(ty: &Type, parts: &mut usize) -> Result<(), String> {
    *parts = parts.checked_sub(1).ok_or_else(|| format!("it consists of more than {PARTS} parts"))?;
    match ty {
        Type::Bool | Type::S32 | Type::U32 | Type::Float64 | Type::String | Type::Enum(_) => Ok(()),
        Type::List(list) => check_type(&list.ty(), parts),
        Type::Option(option) => check_type(&option.ty(), parts),
        Type::Record(record) => record.fields().try_for_each(|field| {
            check_type(&field.ty, parts).map_err(|problem| format!("`{}`: {problem}", field.name))
        }),
        _ => Err("it is none of bool, s32, u32, f64, string, enum, list, option and record".to_owned()),
    }
}

/// Whether a type is the `failure` record, field by field.
fn is_failure(ty: &Type) -> bool {
    let Type::Record(record) = ty else {
        return false;
    };
    let fields: Vec<_> = record.fields().collect();
    let [cause, code, message, retryable, detail] = fields.as_slice() else {
        return false;
    };
    let causes = super::convert::CAUSES.iter().map(|(_, name)| *name);
    matches!(&cause.ty, Type::Enum(cases) if cases.names().eq(causes))
        && (cause.name, &code.ty, code.name) == ("cause", &Type::String, "code")
        && (message.name, &message.ty) == ("message", &Type::String)
        && (retryable.name, &retryable.ty) == ("retryable", &Type::Bool)
        && detail.name == "detail"
        && matches!(&detail.ty, Type::Option(text) if text.ty() == Type::String)
}
