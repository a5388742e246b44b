use serde::{Deserialize, Serialize};

use crate::{ShapeId, XmlNamespace};

/// An operation of a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// The name callers use.
    pub name: Box<str>,
    /// The name on the wire, if it is another: CloudFront's `CreateDistribution` is
    /// `CreateDistribution2020_05_31` there.
    pub wire_name: Option<Box<str>>,
    /// The HTTP method.
    pub method: Box<str>,
    /// The path and query, with `{Label}` for members.
    pub uri: Box<str>,
    /// The input, if it takes any.
    pub input: Option<Message>,
    /// The output, if it has any.
    pub output: Option<Message>,
    /// The errors it declares.
    pub errors: Vec<ShapeId>,
    /// What comes before the host's name, with `{Label}` for members.
    pub host_prefix: Option<Box<str>>,
    /// Whether and how requests are signed, if not as the service has it.
    pub auth: Auth,
    /// What checks the body.
    pub checksum: Option<Checksum>,
    /// Parameters of endpoint rules that it sets.
    pub endpoint_parameters: Vec<(Box<str>, EndpointParameter)>,
    /// Parameters of endpoint rules that are found in the input: name and path.
    pub endpoint_paths: Vec<(Box<str>, Box<str>)>,
    /// Whether the body is not part of the signature.
    pub unsigned_payload: bool,
    /// Whether the model says that repeating it does no harm.
    pub idempotent: bool,
}

impl Operation {
    /// The name on the wire.
    pub fn wire_name(&self) -> &str {
        self.wire_name.as_deref().unwrap_or(&self.name)
    }
}

/// The input or output of an operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Its shape, a structure.
    pub shape: ShapeId,
    /// The name of its element in XML, if it is not that of the shape.
    pub xml_name: Option<Box<str>>,
    /// The namespace of that element.
    pub xml_namespace: Option<XmlNamespace>,
    /// The element around the result, in the query protocol.
    pub wrapper: Option<Box<str>>,
}

/// How requests are authenticated.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Auth {
    /// Requests are not signed at all.
    pub anonymous: bool,
    /// Schemes in order of preference, as `aws.auth#sigv4`; empty for those of the service.
    pub schemes: Vec<Box<str>>,
}

/// What checks the body of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksum {
    /// Whether AWS refuses requests without.
    pub required: bool,
    /// The input member that names the algorithm; without it, it is MD5 alone.
    pub algorithm_member: Option<Box<str>>,
}

/// The value of a parameter of endpoint rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum EndpointParameter {
    /// A text.
    Text(Box<str>),
    /// A switch.
    Flag(bool),
    /// Texts.
    Texts(Vec<Box<str>>),
}
