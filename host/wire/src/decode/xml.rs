//! Answers in XML.

use serde_json::map::Entry;
use serde_json::{Map, Value};
use wasmidem_models::{Kind, Location, Member, Service, Structure};

use super::{DecodeError, json};
use crate::DEEPEST;
use crate::xml::Element;

pub(super) fn structure(
    service: &Service,
    structure: &Structure,
    node: Element<'_, '_>,
) -> Result<Map<String, Value>, DecodeError> {
    members(service, structure, node, 0)
}

fn members(
    service: &Service,
    structure: &Structure,
    node: Element<'_, '_>,
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
    let mut output = Map::with_capacity(node.elements().count().min(structure.members.len()));
    for element in node.elements() {
        let name = element.name();
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
    element: Element<'_, '_>,
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
    let named = member.wire_name() == name || member.flattened && element_name(service, member) == Some(name);
    named && matches!(member.location, Location::Body | Location::Path | Location::Query)
}

/// What the elements of a list are called, if not as others are.
fn element_name<'s>(service: &'s Service, member: &Member) -> Option<&'s str> {
    match &service.shape(member.shape).kind {
        Kind::List(element) => element.wire_name.as_deref(),
        _ => None,
    }
}

/// An attribute. The prefix in the name of one is that of the model, not necessarily of the answer.
fn attribute<'d>(node: Element<'d, '_>, name: &str) -> Option<&'d str> {
    let (is_prefixed, local) = name.split_once(':').map_or((false, name), |(_, local)| (true, local));
    let found = node.attributes().find(|found| found.name == local && found.is_prefixed == is_prefixed);
    found.map(|attribute| &*attribute.value)
}

/// A member of a union that the model does not know, in botocore's form.
fn unknown_member(
    service: &Service,
    structure: &Structure,
    node: Element<'_, '_>,
) -> Result<Option<Map<String, Value>>, DecodeError> {
    let name = |element: Element<'_, '_>| element.name().to_owned();
    let Some(first) = node.elements().next().map(name) else {
        return Err(DecodeError::Mistyped { place: "a union".to_owned(), expected: "exactly one member" });
    };
    if node.elements().any(|other| other.name() != first) {
        return Err(DecodeError::Mistyped { place: "a union".to_owned(), expected: "exactly one member" });
    }
    let known = structure.members.iter().any(|member| is_in(service, member, &first));
    Ok((!known).then(|| json::unknown(&first)))
}

pub(super) fn value(
    service: &Service,
    member: &Member,
    node: Element<'_, '_>,
    depth: usize,
) -> Result<Value, DecodeError> {
    if depth > DEEPEST {
        return Err(DecodeError::Deep);
    }
    match &service.shape(member.shape).kind {
        Kind::Structure(structure) => Ok(Value::Object(members(service, structure, node, depth)?)),
        Kind::List(element) => {
            let mut items = Vec::with_capacity(node.elements().count());
            for item in node.elements() {
                items.push(value(service, element, item, depth + 1)?);
            }
            Ok(Value::Array(items))
        }
        Kind::Map(entry) => {
            let mut output = Map::new();
            for element in node.elements() {
                output.extend(pair(service, entry, element, depth + 1)?);
            }
            Ok(Value::Object(output))
        }
        _ => json::scalar(service, member, &node.text()),
    }
}

/// The key and the value of an element of a map.
fn pair(
    service: &Service,
    (key, item): &(Member, Member),
    node: Element<'_, '_>,
    depth: usize,
) -> Result<Option<(String, Value)>, DecodeError> {
    let key = node.child(key.wire_name.as_deref().unwrap_or("key"));
    let found = node.child(item.wire_name.as_deref().unwrap_or("value"));
    let Some((key, found)) = key.zip(found) else { return Ok(None) };
    Ok(Some((key.text().into_owned(), value(service, item, found, depth)?)))
}
