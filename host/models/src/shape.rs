use serde::{Deserialize, Serialize};

/// A shape of a service, as a place in its list of shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ShapeId(pub(crate) u32);

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Its name in the model.
    pub name: Box<str>,
    /// What values it has.
    pub kind: Kind,
    /// The name of its element in XML, where it differs from that of the shape.
    pub xml_name: Option<Box<str>>,
    /// Whether values are secrets.
    pub sensitive: bool,
    /// Whether lists and maps of it may hold nulls.
    pub sparse: bool,
    /// The least length, size or value: what is shorter is refused before it is sent.
    pub min: Option<i64>,
    /// For shapes of errors.
    pub error: Option<ErrorShape>,
}

/// What a shape says about an error.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ErrorShape {
    /// The code on the wire, if it is not the name of the shape.
    pub code: Option<Box<str>>,
    /// The status of the answer.
    pub status: Option<u16>,
}

/// What values a shape has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Kind {
    /// Named members.
    Structure(Structure),
    /// Values of one shape.
    List(Box<Member>),
    /// Values of one shape by key.
    Map(Box<(Member, Member)>),
    /// Text. The values that are known, one a line; others are accepted too.
    String(Option<Box<str>>),
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// A number of single precision.
    Float,
    /// A number of double precision.
    Double,
    /// True or false.
    Boolean,
    /// Bytes; base64 in JSON.
    Blob,
    /// A point in time; RFC 3339 in JSON.
    Timestamp,
    /// Any JSON.
    Document,
}

/// Named members.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Structure {
    /// The members, in the order of the model.
    pub members: Vec<Member>,
    /// The places of members that must be given.
    pub required: Vec<u16>,
    /// The place of the member that is the whole body of the message.
    pub payload: Option<u16>,
    /// Whether exactly one member is given.
    pub union: bool,
    /// Whether it is a stream of events.
    pub event_stream: bool,
}

impl Structure {
    /// The member of a name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| &*member.name == name)
    }

    /// The members that must be given.
    pub fn required(&self) -> impl Iterator<Item = &Member> {
        self.required.iter().filter_map(|place| self.members.get(usize::from(*place)))
    }

    /// The member that is the whole body of the message.
    pub fn payload(&self) -> Option<&Member> {
        self.members.get(usize::from(self.payload?))
    }
}

/// A member of a structure, or the elements of a list, or the keys or values of a map. Traits of the
/// shape it refers to are repeated here, so that no more is needed to write a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The name callers use.
    pub name: Box<str>,
    /// The shape of its values.
    pub shape: ShapeId,
    /// Where it goes in an HTTP message.
    pub location: Location,
    /// The name on the wire, if it is another.
    pub wire_name: Option<Box<str>>,
    /// The name in requests of the ec2 protocol, if it is another still.
    pub query_name: Option<Box<str>>,
    /// Whether a list or map has no element around its elements.
    pub flattened: bool,
    /// Whether it is an attribute of the XML element.
    pub xml_attribute: bool,
    /// Whether it is bytes that need not fit into memory.
    pub streaming: bool,
    /// Whether it is JSON written as a text.
    pub json_value: bool,
    /// Whether a value is made up if none is given, so that AWS knows a request that is repeated.
    pub idempotency_token: bool,
    /// Whether it is part of the host's name.
    pub host_label: bool,
    /// Whether, in events, it is the whole event or a header of it.
    pub event: Option<EventPart>,
    /// The namespace of its element.
    pub xml_namespace: Option<XmlNamespace>,
    /// How times are written, if not as the protocol does by itself.
    pub timestamp: Option<TimestampFormat>,
    /// The parameter of endpoint rules that it sets.
    pub endpoint_parameter: Option<Box<str>>,
}

impl Member {
    /// The name on the wire.
    #[inline]
    pub fn wire_name(&self) -> &str {
        self.wire_name.as_deref().unwrap_or(&self.name)
    }
}

/// Where a member goes in an HTTP message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Location {
    /// In the body.
    Body,
    /// In a header.
    Header,
    /// In all headers with a prefix.
    Headers,
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// It is the status.
    Status,
}

/// What a member is to an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventPart {
    /// All of it.
    Payload,
    /// A header.
    Header,
}

/// How times are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimestampFormat {
    /// `2026-01-02T03:04:05Z`
    Iso8601,
    /// Seconds since 1970.
    Unix,
    /// `Fri, 02 Jan 2026 03:04:05 GMT`
    Rfc822,
}

/// A namespace of XML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct XmlNamespace {
    /// Its name.
    pub uri: Box<str>,
    /// The prefix of names in it.
    pub prefix: Option<Box<str>>,
}
