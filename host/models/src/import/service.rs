//! A `service-2.json`.

use serde_json::Value;

use super::operations::operation;
use super::shapes::{Shapes, namespace};
use super::{ImportError, flag, text, texts};
use crate::{Operation, Protocol, Service};

/// Protocols in the order of preference of botocore: what its users are served with today.
const PREFERENCE: [&str; 6] = ["json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor", "query", "ec2"];

/// The service of a model; `name` is what boto3 calls it.
///
/// # Errors
/// What in the model is not as it should be.
pub fn service(name: &str, model: &Value) -> Result<Service, ImportError> {
    let metadata = model.get("metadata").unwrap_or(&Value::Null);
    let shapes = Shapes::new(model)?;
    let operations = model.get("operations").and_then(Value::as_object).into_iter().flatten();
    let operations: Result<Vec<Operation>, ImportError> =
        operations.map(|(name, json)| operation(name, json, &shapes)).collect();
    let mut operations = operations?;
    operations.sort_by(|one, other| one.name.cmp(&other.name));
    let required = |key: &str| text(metadata, key).unwrap_or_default();
    let endpoint_prefix = required("endpointPrefix");
    Ok(Service {
        name: name.into(),
        id: required("serviceId"),
        api_version: required("apiVersion"),
        protocol: protocol(metadata)?,
        signing_name: text(metadata, "signingName").unwrap_or_else(|| endpoint_prefix.clone()),
        endpoint_prefix,
        auth: texts(metadata, "auth"),
        signature_version: required("signatureVersion"),
        target_prefix: text(metadata, "targetPrefix"),
        xml_namespace: namespace(metadata),
        query_compatible: metadata.get("awsQueryCompatible").is_some()
            || flag(metadata, "awsQueryCompatible"),
        operations,
        shapes: shapes.all()?,
    })
}

fn protocol(metadata: &Value) -> Result<Protocol, ImportError> {
    let offered = texts(metadata, "protocols");
    let preferred = PREFERENCE.into_iter().find(|name| offered.iter().any(|offer| &**offer == *name));
    let only = text(metadata, "protocol").unwrap_or_default();
    match preferred.unwrap_or(&only) {
        "json" if text(metadata, "jsonVersion").as_deref() == Some("1.0") => Ok(Protocol::Json10),
        "json" => Ok(Protocol::Json11),
        "rest-json" => Ok(Protocol::RestJson),
        "rest-xml" => Ok(Protocol::RestXml),
        "query" => Ok(Protocol::Query),
        "ec2" => Ok(Protocol::Ec2),
        "smithy-rpc-v2-cbor" => Ok(Protocol::RpcV2Cbor),
        other => Err(ImportError::new("metadata.protocol", format!("`{other}` is unknown"))),
    }
}

/// Lays what a `*.sdk-extras.json` adds over a file.
pub fn merge(file: &mut Value, addition: &Value) {
    match (file, addition) {
        (Value::Object(file), Value::Object(addition)) => {
            for (key, value) in addition {
                match file.get_mut(key) {
                    Some(found) if found.is_object() && value.is_object() => merge(found, value),
                    _ => {
                        file.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        (file, addition) => *file = addition.clone(),
    }
}
