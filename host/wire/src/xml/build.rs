//! From a text to a document.

use std::borrow::Cow;
use std::collections::HashSet;

use memchr::memmem;

use super::scanner::{self, Name, Scanner};
use super::{Attribute, Document, Malformed, Tag, text};

/// How many namespaces may be declared at a place: they are searched one by one, and documents have few.
const MOST_NAMESPACES: usize = 256;

/// What prefixes `xml` and `xmlns` stand for, always.
const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// What a declaration says, in its order; only the first has to be there.
const DECLARED: [&[u8]; 3] = [b"version", b"encoding", b"standalone"];

pub(super) fn build(text: &str) -> Result<Document<'_>, Malformed> {
    let mut builder = Builder {
        scanner: Scanner::new(text),
        // Each has two tags, or is small.
        elements: Vec::with_capacity(memchr::memchr_iter(b'<', text.as_bytes()).count() / 2 + 1),
        attributes: Vec::new(),
        open: Vec::new(),
        namespaces: Vec::new(),
        has_returns: memchr::memchr(b'\r', text.as_bytes()).is_some(),
        has_ends_of_data: memmem::find(text.as_bytes(), b"]]>").is_some(),
    };
    if !scanner::has_only_characters(text) {
        return Err(builder.scanner.malformed("there are characters that no document may have"));
    }
    builder.declaration()?;
    builder.miscellaneous()?;
    if builder.scanner.peek() != Some(b'<') {
        return Err(builder.scanner.malformed("an element is expected"));
    }
    if builder.scanner.rest().starts_with(b"<!DOCTYPE") {
        return Err(builder.scanner.malformed("document types are not accepted"));
    }
    builder.start_tag()?;
    builder.contents()?;
    builder.miscellaneous()?;
    if builder.scanner.peek().is_some() {
        return Err(builder.scanner.malformed("there is something after the document"));
    }
    Ok(Document { elements: builder.elements, attributes: builder.attributes })
}

struct Builder<'i> {
    scanner: Scanner<'i>,
    elements: Vec<Tag<'i>>,
    attributes: Vec<Attribute<'i>>,
    /// The elements that have no end yet, from the root on.
    open: Vec<Open<'i>>,
    /// Prefixes that are declared by those, and what they stand for; later ones hide earlier ones.
    namespaces: Vec<(&'i str, Cow<'i, str>)>,
    /// Whether there are carriage returns anywhere.
    has_returns: bool,
    /// Whether there is what ends CDATA anywhere.
    has_ends_of_data: bool,
}

/// An element that has no end yet.
struct Open<'i> {
    place: usize,
    /// Its name with the prefix.
    name: &'i str,
    /// Where its content begins.
    content: usize,
    is_plain: bool,
    /// How many prefixes were declared before it.
    namespaces: usize,
}

impl<'i> Builder<'i> {
    /// `XMLDecl` `[23]`, if there is one.
    fn declaration(&mut self) -> Result<(), Malformed> {
        self.scanner.takes("\u{FEFF}".as_bytes());
        if !self.scanner.takes(b"<?xml ") {
            return Ok(());
        }
        self.scanner.spaces();
        if !self.scanner.rest().starts_with(b"version") {
            return Err(self.scanner.malformed("the declaration has no version"));
        }
        for part in DECLARED {
            if self.scanner.rest().starts_with(part) {
                self.scanner.name()?;
                self.value()?;
                if !self.scanner.spaces() {
                    break;
                }
            }
        }
        self.scanner.needs(b"?>", "the declaration does not end")
    }

    /// `Misc` `[27]`: comments, instructions and spaces.
    fn miscellaneous(&mut self) -> Result<(), Malformed> {
        loop {
            self.scanner.spaces();
            if self.scanner.takes(b"<!--") {
                self.comment()?;
            } else if self.scanner.takes(b"<?") {
                self.instruction()?;
            } else {
                return Ok(());
            }
        }
    }

    /// What is in the root, and its end.
    fn contents(&mut self) -> Result<(), Malformed> {
        while !self.open.is_empty() {
            let start = self.scanner.at();
            let stop = self.scanner.markup();
            if self.has_ends_of_data && self.scanner.since(start).contains("]]>") {
                return Err(self.scanner.malformed("there is `]]>` in a text"));
            }
            match stop {
                Some(b'&') => {
                    self.is_not_plain();
                    self.scanner.reference()?;
                }
                Some(_) if self.scanner.takes(b"</") => self.end_tag()?,
                Some(_) => {
                    self.is_not_plain();
                    self.markup()?;
                }
                None => return Err(self.scanner.malformed("the document is cut off")),
            }
        }
        Ok(())
    }

    fn is_not_plain(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.is_plain = false;
        }
    }

    /// What begins with `<` and is no end of an element.
    fn markup(&mut self) -> Result<(), Malformed> {
        if self.scanner.takes(b"<!--") {
            self.comment()
        } else if self.scanner.takes(b"<![CDATA[") {
            self.scanner.until(b"]]>", "CDATA does not end").map(|_| ())
        } else if self.scanner.takes(b"<?") {
            self.instruction()
        } else {
            self.start_tag()
        }
    }

    /// `Comment` `[15]`
    fn comment(&mut self) -> Result<(), Malformed> {
        self.scanner.until(b"--", "a comment does not end")?;
        self.scanner.needs(b">", "there is `--` in a comment")
    }

    /// `PI` `[16]`
    fn instruction(&mut self) -> Result<(), Malformed> {
        if self.scanner.rest().starts_with(b"xml ") {
            return Err(self.scanner.malformed("a declaration is not at the start"));
        }
        self.scanner.colonized()?;
        self.scanner.until(b"?>", "an instruction does not end").map(|_| ())
    }

    /// `STag` `[40]` or `EmptyElemTag` `[44]`
    fn start_tag(&mut self) -> Result<(), Malformed> {
        self.scanner.needs(b"<", "an element is expected")?;
        let name = self.scanner.name()?;
        let place = self.elements.len();
        let namespaces = self.namespaces.len();
        // Most have no attributes.
        let is_empty = !self.scanner.takes(b">") && self.attributes(place)?;
        if !name.prefix.is_empty() {
            self.namespace(name.prefix)?;
        }
        let content = self.scanner.at();
        self.elements.push(Tag { name: name.local, content: "", is_plain: true, after: place + 1 });
        if is_empty {
            self.namespaces.truncate(namespaces);
        } else {
            let name = name.qualified;
            self.open.push(Open { place, name, content, is_plain: !self.has_returns, namespaces });
        }
        Ok(())
    }

    /// `ETag` `[42]`, without its first two characters.
    fn end_tag(&mut self) -> Result<(), Malformed> {
        let content_end = self.scanner.at().saturating_sub(2);
        let Some(open) = self.open.pop() else { return Ok(()) };
        if !self.scanner.takes(open.name.as_bytes()) {
            return Err(self.scanner.malformed("another element ends than began"));
        }
        if !self.scanner.takes(b">") {
            self.scanner.spaces();
            self.scanner.needs(b">", "another element ends than began")?;
        }
        let after = self.elements.len();
        let content = self.scanner.between(open.content, content_end);
        if let Some(tag) = self.elements.get_mut(open.place) {
            tag.content = content;
            tag.is_plain = open.is_plain;
            tag.after = after;
        }
        self.namespaces.truncate(open.namespaces);
        Ok(())
    }

    /// Attributes `[41]` up to the end of a tag; declarations of namespaces are kept as such. Returns
    /// whether the element ends with the tag.
    fn attributes(&mut self, element: usize) -> Result<bool, Malformed> {
        let mut names = Vec::new();
        let declared_before = self.namespaces.len();
        let is_empty = loop {
            let spaced = self.scanner.spaces();
            if self.scanner.takes(b">") {
                break false;
            }
            if self.scanner.takes(b"/") {
                self.scanner.needs(b">", "a tag does not end")?;
                break true;
            }
            if !spaced {
                return Err(self.scanner.malformed("a tag does not end"));
            }
            let name = self.scanner.name()?;
            let Some(value) = text::of_attribute(self.value()?) else {
                return Err(self.scanner.malformed("a reference in an attribute is no known one"));
            };
            match (name.prefix, name.local) {
                ("xmlns", prefix) => self.declare(prefix, value, declared_before)?,
                ("", "xmlns") => self.declare("", value, declared_before)?,
                (prefix, local) => {
                    names.push(name);
                    let is_prefixed = !prefix.is_empty();
                    self.attributes.push(Attribute { element, name: local, is_prefixed, value });
                }
            }
        };
        self.hold_apart(&names)?;
        Ok(is_empty)
    }

    /// Declares a prefix, or the empty one.
    fn declare(&mut self, prefix: &'i str, name: Cow<'i, str>, before: usize) -> Result<(), Malformed> {
        let is_again = self.namespaces.iter().skip(before).any(|(declared, _)| *declared == prefix);
        let is_reserved = prefix == "xmlns" || name == XMLNS || (prefix == "xml") != (name == XML);
        if is_again || is_reserved || self.namespaces.len() == MOST_NAMESPACES {
            return Err(self.scanner.malformed("a namespace is declared that cannot be"));
        }
        self.namespaces.push((prefix, name));
        Ok(())
    }

    /// The value of an attribute, with what is before it, as it is written.
    fn value(&mut self) -> Result<&'i str, Malformed> {
        self.scanner.spaces();
        self.scanner.needs(b"=", "an attribute has no value")?;
        self.scanner.spaces();
        let quote = match self.scanner.peek() {
            Some(quote @ (b'"' | b'\'')) => quote,
            _ => return Err(self.scanner.malformed("the value of an attribute has no quotes")),
        };
        self.scanner.takes(&[quote]);
        let start = self.scanner.at();
        self.scanner.stop(|byte| byte == quote || byte == b'<');
        let value = self.scanner.since(start);
        self.scanner.needs(&[quote], "the value of an attribute does not end")?;
        Ok(value)
    }

    /// Refuses attributes of an element whose prefix is not declared, and two of one name.
    fn hold_apart(&self, names: &[Name<'i>]) -> Result<(), Malformed> {
        let mut found = HashSet::new();
        for name in names {
            let namespace = match name.prefix {
                "" => None,
                prefix => Some(self.namespace(prefix)?),
            };
            if !found.insert((namespace, name.local)) {
                return Err(self.scanner.malformed("an attribute is there twice"));
            }
        }
        Ok(())
    }

    /// What a prefix stands for.
    fn namespace(&self, prefix: &str) -> Result<&str, Malformed> {
        let found = self.namespaces.iter().rev().find(|(declared, _)| *declared == prefix);
        match (prefix, found) {
            ("xml", _) => Ok(XML),
            (_, Some((_, name))) => Ok(name),
            (_, None) => Err(self.scanner.malformed("a prefix is not declared")),
        }
    }
}
