use serde::{Deserialize, Serialize};

use crate::{Kind, Operation, Shape, ShapeId, Structure, XmlNamespace};

/// A service of AWS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// The name boto3 has for it, e.g. `dynamodb`, `logs`.
    pub name: Box<str>,
    /// What AWS calls it in code, e.g. `CloudWatch Logs`.
    pub id: Box<str>,
    /// The version of its API, e.g. `2016-11-15`.
    pub api_version: Box<str>,
    /// How requests and answers are written.
    pub protocol: Protocol,
    /// The first part of the host's name.
    pub endpoint_prefix: Box<str>,
    /// The name in signatures.
    pub signing_name: Box<str>,
    /// How requests are signed: schemes in order of preference, as `aws.auth#sigv4`.
    pub auth: Vec<Box<str>>,
    /// The version of the signature where there is no list of schemes: `v4`, `s3`, `v2`, `bearer` …
    pub signature_version: Box<str>,
    /// What stands before the operation in the header `X-Amz-Target`.
    pub target_prefix: Option<Box<str>>,
    /// The namespace of bodies in XML.
    pub xml_namespace: Option<XmlNamespace>,
    /// Whether errors still have the codes of the query protocol, for clients that ask.
    pub query_compatible: bool,
    /// The operations, sorted by name.
    pub operations: Vec<Operation>,
    /// The shapes; INVARIANT: every [`ShapeId`] of this service is a place in it.
    pub shapes: Vec<Shape>,
}

/// How requests and answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Protocol {
    /// EC2's variant of the query protocol.
    Ec2,
    /// A form as request, XML as answer.
    Query,
    /// JSON with the operation in a header, version 1.0.
    Json10,
    /// JSON with the operation in a header, version 1.1.
    Json11,
    /// HTTP with bodies in JSON.
    RestJson,
    /// HTTP with bodies in XML.
    RestXml,
    /// Bodies in CBOR, the operation in the path.
    RpcV2Cbor,
}

impl Service {
    /// The operation of a name.
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        let place = self.operations.binary_search_by(|operation| (*operation.name).cmp(name)).ok()?;
        self.operations.get(place)
    }

    /// A shape.
    #[inline]
    pub fn shape(&self, id: ShapeId) -> &Shape {
        #[expect(
            clippy::expect_used,
            reason = "the invariant of `shapes`, held when data is imported and read"
        )]
        self.shapes.get(id.0 as usize).expect("the shape of this service")
    }

    /// The members of a shape; none if it is no structure.
    pub fn structure(&self, id: ShapeId) -> Option<&Structure> {
        match &self.shape(id).kind {
            Kind::Structure(structure) => Some(structure),
            _ => None,
        }
    }

    /// The input of an operation.
    pub fn input(&self, operation: &Operation) -> Option<&Structure> {
        self.structure(operation.input.as_ref()?.shape)
    }

    /// The output of an operation.
    pub fn output(&self, operation: &Operation) -> Option<&Structure> {
        self.structure(operation.output.as_ref()?.shape)
    }

    /// The error with a code on the wire.
    pub fn error(&self, code: &str) -> Option<(ShapeId, &Shape)> {
        let named = |shape: &Shape| {
            shape.error.as_ref().is_some_and(|error| error.code.as_deref().unwrap_or(&shape.name) == code)
                || shape.error.is_some() && &*shape.name == code
        };
        let place = self.shapes.iter().position(named)?;
        Some((ShapeId(u32::try_from(place).ok()?), self.shapes.get(place)?))
    }

    /// Whether every reference is to a shape there is.
    pub(crate) fn is_sound(&self) -> bool {
        let there = |id: ShapeId| (id.0 as usize) < self.shapes.len();
        let shapes = self.shapes.iter().all(|shape| match &shape.kind {
            Kind::Structure(structure) => structure.members.iter().all(|member| there(member.shape)),
            Kind::List(element) => there(element.shape),
            Kind::Map(entry) => there(entry.0.shape) && there(entry.1.shape),
            _ => true,
        });
        let message = |message: &Option<crate::Message>| message.as_ref().is_none_or(|io| there(io.shape));
        let operations = self.operations.iter().all(|operation| {
            message(&operation.input)
                && message(&operation.output)
                && operation.errors.iter().all(|error| there(*error))
        });
        shapes && operations
    }
}
