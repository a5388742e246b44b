//! `operations` of a `service-2.json`.

use serde_json::Value;

use super::shapes::{Shapes, namespace};
use super::{ImportError, flag, text, texts};
use crate::{Auth, Checksum, EndpointParameter, Message, Operation};

/// The operation of a name.
pub(super) fn operation(name: &str, json: &Value, shapes: &Shapes<'_>) -> Result<Operation, ImportError> {
    let http = json.get("http").unwrap_or(&Value::Null);
    let message = |key: &str| json.get(key).map(|json| message(json, shapes)).transpose();
    let errors = json.get("errors").and_then(Value::as_array).into_iter().flatten();
    let errors: Result<_, _> =
        errors.filter_map(|error| text(error, "shape")).map(|name| shapes.id(&name)).collect();
    Ok(Operation {
        name: name.into(),
        wire_name: text(json, "name").filter(|wire| &**wire != name),
        method: text(http, "method").unwrap_or_else(|| "POST".into()),
        uri: text(http, "requestUri").unwrap_or_else(|| "/".into()),
        input: message("input")?,
        output: message("output")?,
        errors: errors?,
        host_prefix: json.get("endpoint").and_then(|endpoint| text(endpoint, "hostPrefix")),
        auth: Auth {
            anonymous: json.get("authtype").and_then(Value::as_str) == Some("none"),
            schemes: texts(json, "auth"),
        },
        checksum: checksum(json),
        endpoint_parameters: endpoint_parameters(json),
        endpoint_paths: endpoint_paths(json),
        unsigned_payload: flag(json, "unsignedPayload"),
        idempotent: flag(json, "idempotent"),
    })
}

fn message(json: &Value, shapes: &Shapes<'_>) -> Result<Message, ImportError> {
    let shape = text(json, "shape").unwrap_or_default();
    Ok(Message {
        shape: shapes.id(&shape)?,
        xml_name: text(json, "locationName"),
        xml_namespace: namespace(json).or_else(|| shapes.namespace(&shape)),
        wrapper: text(json, "resultWrapper"),
    })
}

fn checksum(json: &Value) -> Option<Checksum> {
    let described = json.get("httpChecksum");
    let required = flag(json, "httpChecksumRequired")
        || described.is_some_and(|checksum| flag(checksum, "requestChecksumRequired"));
    let algorithm_member = described.and_then(|checksum| text(checksum, "requestAlgorithmMember"));
    (required || algorithm_member.is_some()).then_some(Checksum { required, algorithm_member })
}

fn endpoint_parameters(json: &Value) -> Vec<(Box<str>, EndpointParameter)> {
    let parameters = json.get("staticContextParams").and_then(Value::as_object).into_iter().flatten();
    let value = |json: &Value| match json {
        Value::String(text) => Some(EndpointParameter::Text(text.as_str().into())),
        Value::Bool(flag) => Some(EndpointParameter::Flag(*flag)),
        Value::Array(items) => {
            Some(EndpointParameter::Texts(items.iter().filter_map(Value::as_str).map(Into::into).collect()))
        }
        _ => None,
    };
    parameters.filter_map(|(name, json)| Some((name.as_str().into(), value(json.get("value")?)?))).collect()
}

fn endpoint_paths(json: &Value) -> Vec<(Box<str>, Box<str>)> {
    let parameters = json.get("operationContextParams").and_then(Value::as_object).into_iter().flatten();
    parameters.filter_map(|(name, json)| Some((name.as_str().into(), text(json, "path")?))).collect()
}
