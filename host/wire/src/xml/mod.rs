//! Documents in XML, read whole before anything of them is believed: one that is cut off or not
//! well-formed is refused.
//!
//! A document becomes a list of its elements in their order, each with the text between its tags as it
//! is written; texts are put together when they are asked for. That is all that answers need, and
//! quicker than a tree with every text as a node of its own. There are no document types, so no
//! entities other than the five that every document has.
//!
//! What is accepted, and what is found in it, is what `roxmltree` accepts and finds, but for what
//! docs/decisions/0011 names; tests hold it to that. INVARIANT: nothing recurses, and memory is linear in
//! the document.

mod build;
mod scanner;
#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;
use std::fmt;

/// Why a text is no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Malformed {
    what: &'static str,
    line: usize,
    column: usize,
}

impl Malformed {
    #[cold]
    fn new(text: &str, at: usize, what: &'static str) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { what, line, column }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (line {}, column {})", self.what, self.line, self.column)
    }
}

/// A document.
#[derive(Debug)]
pub(crate) struct Document<'i> {
    /// The elements, each before those in it. INVARIANT: the first is the root.
    elements: Vec<Tag<'i>>,
    /// The attributes, in the order of their elements.
    attributes: Vec<Attribute<'i>>,
}

/// What is kept of an element.
#[derive(Debug)]
struct Tag<'i> {
    /// Its name, without a prefix.
    name: &'i str,
    /// What is between its tags, as it is written.
    content: &'i str,
    /// Whether that is its text: there are no elements, comments, references or the like in it.
    is_plain: bool,
    /// The place of the first element that is neither this one nor in it. INVARIANT: greater than its own.
    after: usize,
}

/// An attribute; declarations of namespaces are none.
#[derive(Debug)]
pub(crate) struct Attribute<'i> {
    /// The place of its element.
    element: usize,
    /// Its name, without the prefix.
    pub name: &'i str,
    /// Whether it has one, and so is in a namespace.
    pub is_prefixed: bool,
    /// Its value.
    pub value: Cow<'i, str>,
}

impl<'i> Document<'i> {
    /// Reads a document.
    ///
    /// # Errors
    /// When it is not whole and well-formed, or has a document type.
    pub(crate) fn parse(text: &'i str) -> Result<Self, Malformed> {
        build::build(text)
    }

    /// The element that all others are in.
    pub(crate) fn root(&self) -> Element<'_, 'i> {
        #[expect(clippy::expect_used, reason = "the invariant of `elements`, held when it is built")]
        let tag = self.elements.first().expect("a document has a root");
        Element { document: self, place: 0, tag }
    }
}

/// An element of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'d, 'i> {
    document: &'d Document<'i>,
    place: usize,
    tag: &'d Tag<'i>,
}

impl<'d, 'i> Element<'d, 'i> {
    /// Its name, without the prefix.
    pub(crate) fn name(self) -> &'i str {
        self.tag.name
    }

    /// The elements directly in it.
    pub(crate) fn elements(self) -> impl Iterator<Item = Self> {
        let Self { document, place, tag: Tag { after, .. } } = self;
        let mut place = place + 1;
        std::iter::from_fn(move || {
            let tag = document.elements.get(place).filter(|_| place < *after)?;
            let element = Self { document, place, tag };
            place = tag.after;
            Some(element)
        })
    }

    /// The first element of a name in it.
    pub(crate) fn child(self, name: &str) -> Option<Self> {
        self.elements().find(|element| element.name() == name)
    }

    /// Its text, without that of the elements in it.
    pub(crate) fn text(self) -> Cow<'i, str> {
        if self.tag.is_plain { Cow::Borrowed(self.tag.content) } else { text::of_content(self.tag.content) }
    }

    /// Its attributes.
    pub(crate) fn attributes(self) -> impl Iterator<Item = &'d Attribute<'i>> {
        let all = &self.document.attributes;
        let first = all.partition_point(|attribute| attribute.element < self.place);
        all.iter().skip(first).take_while(move |attribute| attribute.element == self.place)
    }
}
