//! `resources-1.json` of boto3.

mod actions;
mod members;

use std::collections::BTreeMap;

use serde_json::Value;

use super::{ResourceType, Resources};
use crate::document::Node;
use crate::import::{ImportError, Naming};

const KEYS: [&str; 8] =
    ["identifiers", "shape", "load", "actions", "has", "hasMany", "waiters", "batchActions"];

/// What the import looks things up in.
struct Context<'a> {
    naming: &'a Naming,
    /// The service's `service-2.json`.
    model: &'a Value,
    /// All types of the file.
    types: Node<'a>,
}

impl Resources {
    /// Reads a file `resources-1.json`. The service's `service-2.json` says what data the resources
    /// have; `name` is what boto3 calls it.
    ///
    /// # Errors
    ///
    /// Something in the file is not understood.
    pub fn import(name: &str, file: &Value, model: &Value, naming: &Naming) -> Result<Self, ImportError> {
        let file = Node::root(file);
        file.has_only(&["service", "resources"])?;
        let types = file.field("resources")?;
        let context = Context { naming, model, types: types.clone() };
        let mut all = BTreeMap::new();
        for (name, node) in types.entries()? {
            all.insert(name.to_owned(), context.resource(&node, false)?);
        }
        Ok(Self {
            name: name.to_owned(),
            service: context.resource(&file.field("service")?, true)?,
            types: all,
        })
    }
}

impl Context<'_> {
    fn resource(&self, node: &Node<'_>, is_service: bool) -> Result<ResourceType, ImportError> {
        node.has_only(&KEYS)?;
        let mut identifiers = Vec::new();
        for identifier in node.items_of("identifiers")? {
            identifier.has_only(&["name", "memberName", "type"])?;
            identifiers.push(self.naming.method(identifier.field("name")?.text()?));
        }
        let mut batch_actions = BTreeMap::new();
        for (name, action) in node.entries_of("batchActions")? {
            batch_actions.insert(self.naming.method(name), self.action(&action)?);
        }
        Ok(ResourceType {
            load: node.get("load").map(|load| self.action(&load)).transpose()?,
            members: self.members(node, &identifiers, is_service)?,
            identifiers,
            batch_actions,
        })
    }

    /// The names of the members of a structure.
    fn shape(&self, name: &str) -> Vec<&str> {
        let shape = self.model.get("shapes").and_then(|shapes| shapes.get(name));
        let members = shape.and_then(|shape| shape.get("members")).and_then(Value::as_object);
        members.into_iter().flatten().map(|(name, _)| name.as_str()).collect()
    }
}

#[cfg(test)]
mod tests;
