//! What resources have, and what it is called in Python.

use std::collections::BTreeMap;

use super::Context;
use crate::document::Node;
use crate::import::ImportError;
use crate::resource::{Member, Related, Source};

/// The members of a resource by their names. Each name is that of one thing: what comes later and is called
/// the same has its category behind its name.
#[derive(Default)]
struct Names(BTreeMap<String, Member>);

impl Names {
    fn add(
        &mut self,
        name: String,
        category: &str,
        member: Member,
        node: &Node<'_>,
    ) -> Result<(), ImportError> {
        // `meta` is what every resource has in Python.
        let taken = |name: &str| name == "meta" || self.0.contains_key(name);
        let name = if taken(&name) { format!("{name}_{category}") } else { name };
        if taken(&name) {
            return Err(node.problem(format_args!("`{name}` would be two things")));
        }
        self.0.insert(name, member);
        Ok(())
    }
}

impl Context<'_> {
    pub(super) fn members(
        &self,
        node: &Node<'_>,
        identifiers: &[String],
        is_service: bool,
    ) -> Result<BTreeMap<String, Member>, ImportError> {
        let mut names = Names::default();
        if let Some(load) = node.get("load") {
            names.add("load".to_owned(), "load", Member::Load, &load)?;
        }
        for name in identifiers {
            names.add(name.clone(), "identifier", Member::Identifier(name.clone()), node)?;
        }
        for (name, action) in node.entries_of("actions")? {
            names.add(self.naming.method(name), "action", Member::Action(self.action(&action)?), &action)?;
        }
        for (name, related, place) in self.has(node, is_service)? {
            let found = related.identifiers.iter().any(|(_, source)| matches!(source, Source::Data(_)));
            if found {
                names.add(self.naming.method(&name), "reference", Member::Reference(related), &place)?;
            } else {
                names.add(name, "subresource", Member::Subresource(related), &place)?;
            }
        }
        for (name, action) in node.entries_of("hasMany")? {
            let member = Member::Collection(self.action(&action)?);
            names.add(self.naming.method(name), "collection", member, &action)?;
        }
        for (name, waiter) in node.entries_of("waiters")? {
            waiter.has_only(&["waiterName", "params", "path"])?;
            let member = Member::Waiter {
                waiter: waiter.field("waiterName")?.text()?.to_owned(),
                parameters: self.parameters(&waiter)?,
            };
            names.add(self.naming.method(&format!("WaitUntil{name}")), "waiter", member, &waiter)?;
        }
        self.attributes(node, identifiers, &mut names)?;
        if node.get("load").is_some() {
            names.0.entry("reload".to_owned()).or_insert(Member::Load);
        }
        Ok(names.0)
    }

    /// The resources below and beside one. The service has all types, unless it says otherwise.
    fn has<'a>(
        &'a self,
        node: &Node<'a>,
        is_service: bool,
    ) -> Result<Vec<(String, Related, Node<'a>)>, ImportError> {
        let mut all = Vec::new();
        for (name, has) in node.entries_of("has")? {
            has.has_only(&["resource"])?;
            all.push((name.to_owned(), self.related(&has.field("resource")?)?, has));
        }
        if is_service {
            for (name, definition) in self.types.entries()? {
                if all.iter().any(|(_, related, _)| related.kind == name) {
                    continue;
                }
                let identifiers = definition.items_of("identifiers")?;
                let identifier =
                    |node: &Node<'_>| Ok((self.naming.method(node.field("name")?.text()?), Source::Input));
                let identifiers = identifiers.iter().map(identifier).collect::<Result<_, _>>()?;
                let related = Related { kind: name.to_owned(), identifiers, data: None };
                all.push((name.to_owned(), related, definition));
            }
        }
        Ok(all)
    }

    fn attributes(
        &self,
        node: &Node<'_>,
        identifiers: &[String],
        names: &mut Names,
    ) -> Result<(), ImportError> {
        let Some(shape) = node.get("shape") else { return Ok(()) };
        let mut aliases = BTreeMap::new();
        for (identifier, name) in node.items_of("identifiers")?.iter().zip(identifiers) {
            if let Some(member) = identifier.get("memberName") {
                aliases.insert(member.text()?, name);
            }
        }
        for member in self.shape(shape.text()?) {
            let name = self.naming.method(member);
            if identifiers.contains(&name) {
                continue;
            }
            let found = match aliases.get(member) {
                Some(identifier) => Member::Identifier((*identifier).clone()),
                None => Member::Attribute(member.to_owned()),
            };
            names.add(name, "attribute", found, &shape)?;
        }
        Ok(())
    }
}
