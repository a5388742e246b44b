//! Answers in XML.

use std::borrow::Cow;

use roxmltree::Node;
use serde_json::map::Entry;
use serde_json::{Map, Value};
use wasmidem_models::{Kind, Location, Member, Service, Structure};

use super::{DecodeError, json};
use crate::DEEPEST;

/// The elements of an element.
pub(crate) fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

/// The first element of a name.
pub(crate) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    elements(node).find(|element| element.tag_name().name() == name)
}

/// The text of an element, with what is in several pieces put together.
pub(crate) fn text<'a>(node: Node<'a, '_>) -> Cow<'a, str> {
    let mut pieces = node.children().filter(Node::is_text).filter_map(|piece| piece.text());
    let Some(first) = pieces.next() else { return Cow::Borrowed("") };
    let mut text = Cow::Borrowed(first);
    for piece in pieces {
        text.to_mut().push_str(piece);
    }
    text
}

pub(super) fn structure(
    service: &Service,
    structure: &Structure,
    node: Node<'_, '_>,
) -> Result<Map<String, Value>, DecodeError> {
    members(service, structure, node, 0)
}

fn members(
    service: &Service,
    structure: &Structure,
    node: Node<'_, '_>,
    depth: usize,
) -> Result<Map<String, Value>, DecodeError> {
    if depth > DEEPEST {
        return Err(DecodeError::Deep);
    }
    if structure.union
        && let Some(unknown) = unknown_member(service, structure, node)?
    {
        return Ok(unknown);
    }
    // No more room than there are elements, so that memory stays linear in the answer.
    let mut output = Map::with_capacity(elements(node).count().min(structure.members.len()));
    for element in elements(node) {
        let name = element.tag_name().name();
        // One element can be several members: S3 has a list and its one element in older form.
        for member in structure.members.iter().filter(|member| is_in(service, member, name)) {
            enter(service, member, element, depth + 1, &mut output)?;
        }
    }
    for member in structure.members.iter().filter(|member| member.xml_attribute) {
        if let Some(text) = attribute(node, member.wire_name()) {
            output.insert(member.name.to_string(), json::scalar(service, member, text)?);
        }
    }
    Ok(output)
}

/// Enters what an element holds of a member.
fn enter(
    service: &Service,
    member: &Member,
    element: Node<'_, '_>,
    depth: usize,
    output: &mut Map<String, Value>,
) -> Result<(), DecodeError> {
    match member.flattened.then(|| &service.shape(member.shape).kind) {
        Some(Kind::List(item)) => {
            let item = value(service, item, element, depth)?;
            if let Value::Array(items) =
                output.entry(&*member.name).or_insert_with(|| Value::Array(Vec::new()))
            {
                items.push(item);
            }
        }
        Some(Kind::Map(entry)) => {
            let item = pair(service, entry, element, depth)?;
            if let Value::Object(items) =
                output.entry(&*member.name).or_insert_with(|| Value::Object(Map::new()))
            {
                items.extend(item);
            }
        }
        // Of what is there twice, the first counts.
        _ => {
            if let Entry::Vacant(free) = output.entry(&*member.name) {
                free.insert(value(service, member, element, depth)?);
            }
        }
    }
    Ok(())
}

/// Whether elements of a name are a member. Those of a flattened list are named after its elements, or
/// after the list.
fn is_in(service: &Service, member: &Member, name: &str) -> bool {
    if !matches!(member.location, Location::Body | Location::Path | Location::Query) {
        return false;
    }
    if member.flattened
        && let Kind::List(element) = &service.shape(member.shape).kind
        && let Some(element) = element.wire_name.as_deref()
    {
        return element == name || member.wire_name() == name;
    }
    member.wire_name() == name
}

/// An attribute. The prefix in the name of one is that of the model, not necessarily of the answer.
fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let (prefixed, local) = name.split_once(':').map_or((false, name), |(_, local)| (true, local));
    let mut attributes = node.attributes();
    let found = attributes.find(|found| found.name() == local && found.namespace().is_some() == prefixed);
    found.map(|attribute| attribute.value())
}

/// A member of a union that the model does not know, in botocore's form.
fn unknown_member(
    service: &Service,
    structure: &Structure,
    node: Node<'_, '_>,
) -> Result<Option<Map<String, Value>>, DecodeError> {
    let name = |element: Node<'_, '_>| element.tag_name().name().to_owned();
    let Some(first) = elements(node).next().map(name) else {
        return Err(DecodeError::Mistyped { place: "a union".to_owned(), expected: "exactly one member" });
    };
    if elements(node).any(|other| other.tag_name().name() != first) {
        return Err(DecodeError::Mistyped { place: "a union".to_owned(), expected: "exactly one member" });
    }
    let known = structure.members.iter().any(|member| is_in(service, member, &first));
    Ok((!known).then(|| json::unknown(&first)))
}

pub(super) fn value(
    service: &Service,
    member: &Member,
    node: Node<'_, '_>,
    depth: usize,
) -> Result<Value, DecodeError> {
    if depth > DEEPEST {
        return Err(DecodeError::Deep);
    }
    match &service.shape(member.shape).kind {
        Kind::Structure(structure) => Ok(Value::Object(members(service, structure, node, depth)?)),
        Kind::List(element) => {
            let items = elements(node).map(|item| value(service, element, item, depth + 1));
            Ok(Value::Array(items.collect::<Result<_, _>>()?))
        }
        Kind::Map(entry) => {
            let mut output = Map::new();
            for element in elements(node) {
                output.extend(pair(service, entry, element, depth + 1)?);
            }
            Ok(Value::Object(output))
        }
        _ => json::scalar(service, member, &text(node)),
    }
}

/// The key and the value of an element of a map.
fn pair(
    service: &Service,
    (key, item): &(Member, Member),
    node: Node<'_, '_>,
    depth: usize,
) -> Result<Option<(String, Value)>, DecodeError> {
    let key = child(node, key.wire_name.as_deref().unwrap_or("key"));
    let found = child(node, item.wire_name.as_deref().unwrap_or("value"));
    let Some((key, found)) = key.zip(found) else { return Ok(None) };
    Ok(Some((text(key).into_owned(), value(service, item, found, depth)?)))
}
