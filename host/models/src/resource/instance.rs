//! One resource: its type, identifiers and data.

use std::fmt;

use serde_json::{Map, Value};

use super::{Related, ResourceError, ResourceType, Resources};

/// A resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// What boto3 calls the service.
    pub service: String,
    /// Its type, such as `Vpc`; nothing if it stands for the service itself.
    pub kind: Option<String>,
    /// Its identifiers in their order, by the names in Python.
    pub identifiers: Vec<(String, Value)>,
    /// What AWS says of it, once it was looked at.
    pub data: Option<Value>,
}

impl Resource {
    /// The value of an identifier.
    #[must_use]
    pub fn identifier(&self, name: &str) -> Option<&Value> {
        self.identifiers.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Its type with the service, as boto3 writes it: `ec2.Vpc`.
    #[must_use]
    pub fn class(&self) -> String {
        format!("{}.{}", self.service, self.kind.as_deref().unwrap_or("ServiceResource"))
    }
}

/// As Python shows it: `ec2.Vpc(id='vpc-1')`.
impl fmt::Display for Resource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}(", self.class())?;
        for (position, (name, value)) in self.identifiers.iter().enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            write!(formatter, "{comma}{name}={}", shown(value))?;
        }
        formatter.write_str(")")
    }
}

/// A value as Python's `repr` shows it.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text,
        Value::Null => return "None".to_owned(),
        Value::Bool(flag) => return if *flag { "True" } else { "False" }.to_owned(),
        other => return other.to_string(),
    };
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut shown = String::from(quote);
    for character in text.chars() {
        match character {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            '\\' => shown.push_str("\\\\"),
            character if character == quote => shown.extend(['\\', quote]),
            character if character.is_ascii_control() => {
                shown.push_str(&format!("\\x{:02x}", u32::from(character)));
            }
            character => shown.push(character),
        }
    }
    shown.push(quote);
    shown
}

impl Resources {
    /// The resource that stands for the service itself.
    #[must_use]
    pub fn service(&self) -> Resource {
        Resource { service: self.name.clone(), kind: None, identifiers: Vec::new(), data: None }
    }

    pub(super) fn type_of(&self, resource: &Resource) -> Option<&ResourceType> {
        match &resource.kind {
            Some(kind) => self.types.get(kind),
            None => Some(&self.service),
        }
    }

    /// A resource of a type.
    ///
    /// # Errors
    ///
    /// There is no such type, or its identifiers are not what is given: in their order, or by name.
    pub fn create(
        &self,
        kind: &str,
        arguments: &[Value],
        named: &Map<String, Value>,
    ) -> Result<Resource, ResourceError> {
        let class = || format!("{}.{kind}", self.name);
        let Some(definition) = self.types.get(kind) else {
            return Err(ResourceError::Unknown { resource: self.name.clone(), name: kind.to_owned() });
        };
        let takes = definition.identifiers.len();
        if arguments.len() > takes {
            return Err(ResourceError::TooManyArguments { resource: class(), takes, given: arguments.len() });
        }
        if let Some(name) = named.keys().find(|name| !definition.identifiers.contains(name)) {
            return Err(ResourceError::UnknownArgument { resource: class(), name: name.clone() });
        }
        let mut identifiers = Vec::with_capacity(takes);
        for (position, name) in definition.identifiers.iter().enumerate() {
            let value = named.get(name).or_else(|| arguments.get(position)).filter(|value| !value.is_null());
            match value {
                Some(value) => identifiers.push((name.clone(), value.clone())),
                None => return Err(ResourceError::Missing { resource: class(), name: name.clone() }),
            }
        }
        Ok(Resource { service: self.name.clone(), kind: Some(kind.to_owned()), identifiers, data: None })
    }

    /// A resource below another: what identifies that one comes first.
    pub(super) fn subresource(
        &self,
        parent: &Resource,
        related: &Related,
        arguments: &[Value],
        named: &Map<String, Value>,
    ) -> Result<Resource, ResourceError> {
        let known = related.identifiers.iter();
        let known = known.filter_map(|(_, source)| source.of(parent, &Value::Null, &Value::Null));
        let arguments: Vec<Value> = known.chain(arguments.iter().cloned()).collect();
        self.create(&related.kind, &arguments, named)
    }
}
