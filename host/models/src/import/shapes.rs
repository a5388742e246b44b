//! `shapes` of a `service-2.json`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{ImportError, flag, text};
use crate::{
    ErrorShape, EventPart, Kind, Location, Member, Shape, ShapeId, Structure, TimestampFormat, XmlNamespace,
};

/// The shapes of a model by name.
pub(super) struct Shapes<'a> {
    json: &'a Map<String, Value>,
    places: BTreeMap<&'a str, ShapeId>,
    /// Payload members that operations name instead of the shape, as old models do.
    payloads: BTreeMap<&'a str, &'a str>,
}

impl<'a> Shapes<'a> {
    pub(super) fn new(model: &'a Value) -> Result<Self, ImportError> {
        let json = model.get("shapes").and_then(Value::as_object);
        let json = json.ok_or_else(|| ImportError::new("shapes", "is no object"))?;
        let numbered = (0u32..).zip(json.keys());
        let places = numbered.map(|(place, name)| (name.as_str(), ShapeId(place))).collect();
        Ok(Self { json, places, payloads: payloads(model) })
    }

    pub(super) fn id(&self, name: &str) -> Result<ShapeId, ImportError> {
        let id = self.places.get(name).copied();
        id.ok_or_else(|| ImportError::new(format!("shapes.{name}"), "there is no such shape"))
    }

    /// The namespace of a shape's element.
    pub(super) fn namespace(&self, name: &str) -> Option<XmlNamespace> {
        self.json.get(name).and_then(namespace)
    }

    pub(super) fn all(&self) -> Result<Vec<Shape>, ImportError> {
        self.json.iter().map(|(name, json)| self.shape(name, json)).collect()
    }

    fn shape(&self, name: &str, json: &Value) -> Result<Shape, ImportError> {
        let error = json.get("error").map(|error| ErrorShape {
            code: text(error, "code"),
            status: error.get("httpStatusCode").and_then(Value::as_u64).and_then(|code| code.try_into().ok()),
        });
        Ok(Shape {
            name: name.into(),
            kind: self.kind(name, json)?,
            xml_name: text(json, "locationName"),
            sensitive: flag(json, "sensitive"),
            sparse: flag(json, "sparse"),
            min: json.get("min").and_then(Value::as_i64),
            error: error.or_else(|| flag(json, "exception").then(ErrorShape::default)),
        })
    }

    fn kind(&self, name: &str, json: &Value) -> Result<Kind, ImportError> {
        let member = |key: &str| {
            let found = json.get(key).ok_or_else(|| ImportError::new(format!("shapes.{name}"), "no element"));
            self.member(key, found?)
        };
        Ok(match json.get("type").and_then(Value::as_str).unwrap_or_default() {
            "structure" if flag(json, "document") => Kind::Document,
            "structure" => Kind::Structure(self.structure(name, json)?),
            "list" => Kind::List(Box::new(member("member")?)),
            "map" => Kind::Map(Box::new((member("key")?, member("value")?))),
            "string" | "character" => {
                let values = super::texts(json, "enum");
                Kind::String((!values.is_empty()).then(|| values.join("\n").into()))
            }
            "integer" | "short" | "byte" => Kind::Integer,
            "long" | "bigInteger" => Kind::Long,
            "float" => Kind::Float,
            "double" | "bigDecimal" => Kind::Double,
            "boolean" => Kind::Boolean,
            "blob" => Kind::Blob,
            "timestamp" => Kind::Timestamp,
            other => {
                return Err(ImportError::new(format!("shapes.{name}"), format!("unknown type `{other}`")));
            }
        })
    }

    fn structure(&self, name: &str, json: &Value) -> Result<Structure, ImportError> {
        let members: Result<Vec<Member>, ImportError> = json
            .get("members")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(name, json)| self.member(name, json))
            .collect();
        let members =
            members.map_err(|error| ImportError::new(format!("shapes.{name}"), error.to_string()))?;
        let place = |name: &str| {
            let place = members.iter().position(|member| &*member.name == name)?;
            u16::try_from(place).ok()
        };
        let payload = text(json, "payload");
        let payload = payload.as_deref().or_else(|| self.payloads.get(name).copied());
        Ok(Structure {
            required: super::texts(json, "required").iter().filter_map(|name| place(name)).collect(),
            payload: payload.and_then(place),
            union: flag(json, "union"),
            event_stream: flag(json, "eventstream"),
            members,
        })
    }

    /// A member, with the traits of the shape it refers to where it has none of its own.
    fn member(&self, name: &str, json: &Value) -> Result<Member, ImportError> {
        let shape = json.get("shape").and_then(Value::as_str).unwrap_or_default();
        let id = self.id(shape)?;
        let target = self.json.get(shape).unwrap_or(&Value::Null);
        let either = |key: &str| text(json, key).or_else(|| text(target, key));
        let set = |key: &str| flag(json, key) || flag(target, key);
        let event = match () {
            () if set("eventpayload") => Some(EventPart::Payload),
            () if set("eventheader") => Some(EventPart::Header),
            () => None,
        };
        Ok(Member {
            name: name.into(),
            shape: id,
            location: location(either("location").as_deref()),
            wire_name: either("locationName"),
            query_name: either("queryName"),
            flattened: set("flattened"),
            xml_attribute: set("xmlAttribute"),
            streaming: set("streaming"),
            json_value: set("jsonvalue"),
            idempotency_token: flag(json, "idempotencyToken"),
            host_label: flag(json, "hostLabel"),
            event,
            xml_namespace: namespace(json).or_else(|| namespace(target)),
            timestamp: timestamp(json).or_else(|| timestamp(target)),
            endpoint_parameter: json.get("contextParam").and_then(|parameter| text(parameter, "name")),
        })
    }
}

/// The payload members that operations name: shape to member.
fn payloads(model: &Value) -> BTreeMap<&str, &str> {
    let operations = model.get("operations").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let messages = operations.flat_map(|operation| [operation.get("input"), operation.get("output")]);
    let named = messages
        .flatten()
        .filter_map(|message| Some((message.get("shape")?.as_str()?, message.get("payload")?.as_str()?)));
    named.collect()
}

fn location(name: Option<&str>) -> Location {
    match name {
        Some("header") => Location::Header,
        Some("headers") => Location::Headers,
        Some("uri") => Location::Path,
        Some("querystring") => Location::Query,
        Some("statusCode") => Location::Status,
        _ => Location::Body,
    }
}

pub(super) fn namespace(json: &Value) -> Option<XmlNamespace> {
    match json.get("xmlNamespace")? {
        Value::String(uri) => Some(XmlNamespace { uri: uri.as_str().into(), prefix: None }),
        object => Some(XmlNamespace { uri: text(object, "uri")?, prefix: text(object, "prefix") }),
    }
}

fn timestamp(json: &Value) -> Option<TimestampFormat> {
    match json.get("timestampFormat")?.as_str()? {
        "iso8601" => Some(TimestampFormat::Iso8601),
        "unixTimestamp" => Some(TimestampFormat::Unix),
        "rfc822" => Some(TimestampFormat::Rfc822),
        _ => None,
    }
}
