//! Texts with places to fill in: `https://{Bucket}.{url#authority}`.

use super::Compiler;
use super::calls::selector;
use crate::document::Node;
use crate::endpoint::rules::{Part, Selector, Text};
use crate::import::ImportError;

impl Compiler<'_> {
    pub(super) fn text(&self, node: &Node<'_>) -> Result<Text, ImportError> {
        let mut rest = node.text()?;
        let mut parts = Vec::new();
        let mut literal = String::new();
        while let Some(brace) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(brace);
            literal.push_str(before);
            // Braces stand for themselves when doubled.
            if let Some(behind) = from.strip_prefix("{{") {
                literal.push('{');
                rest = behind;
            } else if let Some(behind) = from.strip_prefix("}}") {
                literal.push('}');
                rest = behind;
            } else {
                let inside = from.strip_prefix('{').and_then(|from| from.split_once('}'));
                let (path, behind) = inside.ok_or_else(|| node.problem("a brace has no counterpart"))?;
                if !literal.is_empty() {
                    parts.push(Part::Literal(std::mem::take(&mut literal)));
                }
                parts.push(Part::Read(self.place(path, node)?));
                rest = behind;
            }
        }
        literal.push_str(rest);
        if parts.is_empty() {
            return Ok(Text::Constant(literal));
        }
        if !literal.is_empty() {
            parts.push(Part::Literal(literal));
        }
        Ok(Text::Template(parts))
    }

    fn place(&self, path: &str, node: &Node<'_>) -> Result<Selector, ImportError> {
        match path.split_once('#') {
            Some((name, path)) => selector(self.find(name, node)?, path, node),
            None => Ok(Selector { slot: self.find(path, node)?, attribute: None, index: None }),
        }
    }
}
