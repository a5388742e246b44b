use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use zeroize::Zeroizing;

use crate::CredentialsError;
use crate::credentials::shown;

/// A parsed acct file. It has no `Debug`, and its texts are wiped when dropped.
#[derive(Clone, PartialEq)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(Zeroizing<String>),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// Settings that a state file gives.
    pub(crate) fn from_json(value: &wasmidem_contract::Value) -> Self {
        use wasmidem_contract::Value;
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Number(number) => match number.as_i64() {
                Some(number) => Self::Integer(number),
                None => Self::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => Self::Text(Zeroizing::new(text.clone())),
            Value::Array(items) => Self::List(items.iter().map(Self::from_json).collect()),
            Value::Object(members) => Self::Map(
                members.iter().map(|(name, value)| (name.clone(), Self::from_json(value))).collect(),
            ),
        }
    }

    /// The member of a map.
    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        self.members().find_map(|(key, value)| (key == name).then_some(value))
    }

    /// The members of a map; none for anything else.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &Node)> {
        let members = match self {
            Self::Map(members) => members.as_slice(),
            _ => &[],
        };
        members.iter().map(|(key, value)| (key.as_str(), value))
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What it is, for people.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }

    /// Lays another document over this one: maps member by member, all else as a whole.
    pub(crate) fn lay_over(&mut self, over: Node) {
        match (self, over) {
            (Self::Map(members), Self::Map(over)) => {
                for (name, value) in over {
                    match members.iter_mut().find(|(known, _)| *known == name) {
                        Some((_, member)) => member.lay_over(value),
                        None => members.push((name, value)),
                    }
                }
            }
            (member, over) => *member = over,
        }
    }

    /// Adds what it lacks at the two levels of providers and profiles. A profile that is there stays as it
    /// is: with settings of two sources it could be an identity that nobody meant.
    pub(crate) fn complete(&mut self, more: Self) {
        let (Self::Map(providers), Self::Map(more)) = (self, more) else { return };
        for (name, profiles) in more {
            match (providers.iter_mut().find(|(known, _)| *known == name), profiles) {
                (None, profiles) => providers.push((name, profiles)),
                (Some((_, Self::Map(known))), Self::Map(profiles)) => {
                    for (name, profile) in profiles {
                        if !known.iter().any(|(known, _)| *known == name) {
                            known.push((name, profile));
                        }
                    }
                }
                (Some((_, known)), profiles) if *known == Self::Null => *known = profiles,
                (Some(_), _) => {}
            }
        }
    }

    /// Checks the levels of the provider `aws`; what others look like is not our business.
    pub(crate) fn check_layout(&self, path: &str) -> Result<(), CredentialsError> {
        let wrong =
            |place: String, expected| CredentialsError::Layout { path: path.to_owned(), place, expected };
        if !matches!(self, Self::Map(_)) {
            return Err(wrong("the file".to_owned(), "a mapping of providers"));
        }
        let Some(aws) = self.get("aws") else {
            return Ok(());
        };
        match aws {
            Self::Map(_) | Self::Null => {}
            _ => return Err(wrong("`aws`".to_owned(), "a mapping of profiles")),
        }
        for (name, profile) in aws.members() {
            if !matches!(profile, Self::Map(_) | Self::Null) {
                return Err(wrong(format!("profile `{}` of `aws`", shown(name)), "a mapping of settings"));
            }
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a number, a boolean, a list or a mapping")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Node::deserialize(deserializer)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Integer(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Node, E> {
        i64::try_from(value).map(Node::Integer).map_err(|_| E::custom("number out of range"))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Float(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(Zeroizing::new(value.to_owned())))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(Zeroizing::new(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some((key, value)) = map.next_entry::<Node, Node>()? {
            let key = match key {
                Node::Text(text) => text.as_str().to_owned(),
                Node::Integer(number) => number.to_string(),
                Node::Bool(value) => value.to_string(),
                _ => return Err(de::Error::custom("a key must be text")),
            };
            members.push((key, value));
        }
        Ok(Node::Map(members))
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}
