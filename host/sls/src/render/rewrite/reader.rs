//! Goes through the tokens of a tag and writes out what the engine gets.

use super::token::{Kind, Token};

/// A part of the text that the engine gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// What stands in the template.
    Source { start: usize, end: usize },
    /// What is put in between.
    New(&'static str),
}

/// The place of what is not expected there.
pub(super) struct Unexpected(pub(super) usize);

pub(super) type Read = Result<(), Unexpected>;

/// Reads the tokens of one tag.
pub(super) struct Reader<'t, 'o> {
    pub(super) tokens: &'t [Token<'t>],
    pub(super) next: usize,
    /// How much of the template is written out.
    written: usize,
    /// The end of the tag's inside.
    end: usize,
    pub(super) depth: usize,
    out: &'o mut Vec<Part>,
}

impl<'t, 'o> Reader<'t, 'o> {
    /// Reads tokens that stand in `start..end` of the template.
    pub(super) fn new(tokens: &'t [Token<'t>], start: usize, end: usize, out: &'o mut Vec<Part>) -> Self {
        Self { tokens, next: 0, written: start, end, depth: 0, out }
    }

    pub(super) fn peek(&self) -> Option<Token<'t>> {
        self.tokens.get(self.next).copied()
    }

    pub(super) fn peek_after(&self) -> Option<Token<'t>> {
        self.tokens.get(self.next + 1).copied()
    }

    pub(super) fn is_sign(&self, sign: &str) -> bool {
        self.peek().is_some_and(|token| token.kind == Kind::Sign && token.text == sign)
    }

    pub(super) fn is_name(&self, name: &str) -> bool {
        self.peek().is_some_and(|token| token.kind == Kind::Name && token.text == name)
    }

    pub(super) fn unexpected(&self) -> Unexpected {
        Unexpected(self.peek().map_or(self.end, |token| token.start))
    }

    /// Writes the white space before the next token.
    pub(super) fn gap(&mut self) {
        let start = self.peek().map_or(self.end, |token| token.start);
        if self.written < start {
            self.out.push(Part::Source { start: self.written, end: start });
            self.written = start;
        }
    }

    /// Writes the next token.
    pub(super) fn take(&mut self) {
        self.gap();
        if let Some(token) = self.peek() {
            self.out.push(Part::Source { start: token.start, end: token.end });
            self.written = token.end;
            self.next += 1;
        }
    }

    /// Writes something in place of the next token.
    pub(super) fn replace(&mut self, with: &'static str) {
        self.gap();
        if let Some(token) = self.peek() {
            self.put(with);
            self.written = token.end;
            self.next += 1;
        }
    }

    pub(super) fn put(&mut self, text: &'static str) {
        self.out.push(Part::New(text));
    }

    pub(super) fn mark(&mut self) -> usize {
        self.gap();
        self.out.len()
    }

    pub(super) fn before(&mut self, mark: usize, text: &'static str) {
        self.out.insert(mark.min(self.out.len()), Part::New(text));
    }

    pub(super) fn skip_sign(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        if found {
            self.take();
        }
        found
    }

    pub(super) fn skip_name(&mut self, name: &str) -> bool {
        let found = self.is_name(name);
        if found {
            self.take();
        }
        found
    }

    pub(super) fn expect(&mut self, sign: &str) -> Read {
        if self.skip_sign(sign) { Ok(()) } else { Err(self.unexpected()) }
    }

    pub(super) fn expect_name(&mut self) -> Read {
        match self.peek() {
            Some(token) if token.kind == Kind::Name => {
                self.take();
                Ok(())
            }
            _ => Err(self.unexpected()),
        }
    }

    /// Nothing may be left.
    pub(super) fn finish(mut self) -> Read {
        if self.peek().is_some() {
            return Err(self.unexpected());
        }
        self.gap();
        Ok(())
    }

    /// Writes all that is left as it is.
    pub(super) fn rest(mut self) {
        self.next = self.tokens.len();
        self.gap();
    }
}
