//! Rewrites templates before the engine gets them, so that what they make can be counted, and so
//! that lists and mappings can be changed as in Python.
//!
//! The engine has no limit on what an operator makes, and its lists never change. So operators and
//! literals become calls of functions that the engine is given:
//!
//! | template | engine |
//! | --- | --- |
//! | `a + b`, `a ~ b`, `a * b`, `a % b` | `__add(a,b)`, `__cat(a,b)`, `__mul(a,b)`, `__mod(a,b)` |
//! | `[a]`, `{k: v}` | `__list([a])`, `__dict({__key(k): v})` |
//! | `a[1:]`, `a[b]` | `__slice(a,1,none)`, `__at(a)[b]` |
//! | `a == b`, `a in b` | `__cmp(a) == __cmp(b)`, `__cmp(a) in __cmp(b)` |
//! | `for x in a`, `f(*a)` | `for x in __iter(a)`, `f(*__iter(a))` |
//! | text that is captured, e.g. in a macro | the same after `{{ __raw(length) }}` |
//!
//! INVARIANT: lines stay where they are, since nothing that is put in holds a line end, and white
//! space is trimmed as before.

mod expression;
mod reader;
mod statement;
mod token;

use std::ops::Range;

use reader::{Part, Reader};

use super::template::{Kind, Piece, assigns, pieces};

/// A rewritten template.
#[derive(Debug, Default, Clone)]
pub(super) struct Rewritten {
    pub(super) text: String,
    /// Where parts of the text come from, in order.
    origins: Vec<Origin>,
    /// A place that could not be read, if there is one: its tag is left as it was.
    pub(super) unreadable: Option<usize>,
}

#[derive(Debug, Clone)]
struct Origin {
    /// Where the part begins in the new text.
    at: usize,
    /// Where it stands in the template.
    source: Range<usize>,
}

impl Rewritten {
    /// From a byte range of the new text to that of the template.
    pub(super) fn original(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.offset(range.start, false);
        let end = self.offset(range.end, true);
        start..end.max(start)
    }

    /// What was put in belongs to what comes after it at the start of a range, else to what was before.
    fn offset(&self, offset: usize, is_end: bool) -> usize {
        let index = self.origins.partition_point(|origin| origin.at <= offset);
        let Some(origin) = index.checked_sub(1).and_then(|index| self.origins.get(index)) else {
            return self.origins.first().map_or(offset, |origin| origin.source.start);
        };
        let inside = origin.source.start + (offset - origin.at);
        if inside < origin.source.end || (is_end && inside == origin.source.end) {
            return inside;
        }
        match self.origins.get(index).filter(|_| !is_end) {
            Some(next) => next.source.start,
            None => origin.source.end,
        }
    }
}

/// Which text is counted when it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// What is captured; the rest goes to the output, which has a limit of its own.
    Captured,
    /// All of it, since the template may be included within what is captured.
    All,
}

/// Rewrites a template.
pub(super) fn rewrite(template: &str, count: Count) -> Rewritten {
    let pieces = pieces(template);
    let mut writer = Writer { template, parts: Vec::new(), counts: Vec::new(), unreadable: None };
    if count == Count::All {
        writer.count(text_before(pieces.iter()), false);
    }
    let mut nesting = Nesting::default();
    for (index, piece) in pieces.iter().enumerate() {
        let word = match &piece.kind {
            Kind::Statement(word) => word.as_str(),
            Kind::Expression => "",
            Kind::Text | Kind::Comment => {
                writer.source(piece.start, piece.end);
                continue;
            }
        };
        nesting.enter(word, template.get(piece.start..piece.end).unwrap_or_default());
        let is_counted = nesting.captures() || count == Count::All;
        let counted = if is_counted { text_after(&pieces, index) } else { 0 };
        match word {
            // Each execution makes an object, which is charged before it.
            "macro" | "call" => writer.count(MACRO_BYTES, piece.trims_before),
            "raw" => writer.count(counted, piece.trims_before),
            _ => {}
        }
        writer.tag(piece, if word == "raw" { 0 } else { counted });
    }
    writer.finish()
}

/// The statements that are open.
#[derive(Default)]
struct Nesting<'t>(Vec<(&'t str, bool)>);

impl<'t> Nesting<'t> {
    /// Goes on to a tag with its first word.
    fn enter(&mut self, word: &'t str, body: &str) {
        let captures = match word {
            "macro" | "call" | "filter" | "block" => true,
            "set" if !assigns(body) => true,
            "for" => body.contains("recursive"),
            _ => {
                let ended = word.strip_prefix("end");
                if self.0.last().is_some_and(|(open, _)| Some(*open) == ended) {
                    self.0.pop();
                }
                return;
            }
        };
        self.0.push((word, captures));
    }

    fn captures(&self) -> bool {
        self.0.iter().any(|(_, captures)| *captures)
    }
}

/// What a macro takes, at most, besides the values it holds.
const MACRO_BYTES: usize = 512;

/// The bytes of text up to the next tag.
fn text_after(pieces: &[Piece], index: usize) -> usize {
    text_before(pieces.get(index + 1..).unwrap_or_default().iter())
}

fn text_before<'p>(pieces: impl Iterator<Item = &'p Piece>) -> usize {
    pieces
        .take_while(|piece| matches!(piece.kind, Kind::Text | Kind::Comment))
        .filter(|piece| piece.kind == Kind::Text)
        .map(|piece| piece.end - piece.start)
        .sum()
}

struct Writer<'t> {
    template: &'t str,
    parts: Vec<Part>,
    /// The numbers in `__raw(…)`, with the part they come before.
    counts: Vec<(usize, usize)>,
    unreadable: Option<usize>,
}

impl Writer<'_> {
    fn source(&mut self, start: usize, end: usize) {
        if start < end {
            self.parts.push(Part::Source { start, end });
        }
    }

    fn put(&mut self, text: &'static str) {
        self.parts.push(Part::New(text));
    }

    fn number(&mut self, number: usize) {
        self.counts.push((self.parts.len(), number));
    }

    /// Counts what is written next.
    fn count(&mut self, counted: usize, trims_before: bool) {
        if counted > 0 {
            self.put(if trims_before { "{{- __raw(" } else { "{{ __raw(" });
            self.number(counted);
            self.put(") }}");
        }
    }

    fn tag(&mut self, piece: &Piece, counted: usize) {
        let body = self.template.get(piece.start..piece.end).unwrap_or_default();
        let close = if piece.kind == Kind::Expression { "}}" } else { "%}" };
        let trim = |text: Option<&str>| usize::from(text.is_some_and(|text| text.starts_with(['-', '+'])));
        let open = piece.start + 2 + trim(body.get(2..));
        let is_closed = body.len() >= 4 && body.ends_with(close);
        if !is_closed || open > piece.end - 2 {
            // The engine tells what is wrong with it.
            return self.source(piece.start, piece.end);
        }
        let inside = self.template.get(open..piece.end - 2).unwrap_or_default();
        let close_length = 2 + usize::from(inside.ends_with(['-', '+']));
        let close_at = piece.end - close_length;
        self.source(piece.start, open);
        let before = self.parts.len();
        if let Err(at) = self.inside(piece, open, close_at) {
            self.unreadable.get_or_insert(at);
            self.parts.truncate(before);
            self.source(open, close_at);
        }
        if counted == 0 {
            return self.source(close_at, piece.end);
        }
        // The text after it is trimmed by the tag that is put in.
        self.put(if piece.kind == Kind::Expression { " }}{{ __raw(" } else { " %}{{ __raw(" });
        self.number(counted);
        self.put(if piece.trims_after { ") -}}" } else { ") }}" });
    }

    fn inside(&mut self, piece: &Piece, start: usize, end: usize) -> Result<(), usize> {
        let tokens = token::tokens(self.template, start, end)?;
        let mut reader = Reader::new(&tokens, start, end, &mut self.parts);
        let read = if piece.kind == Kind::Expression {
            reader.expression().and_then(|()| reader.finish())
        } else {
            statement::statement(reader)
        };
        read.map_err(|unexpected| unexpected.0)
    }

    fn finish(self) -> Rewritten {
        let mut rewritten = Rewritten { unreadable: self.unreadable, ..Rewritten::default() };
        let mut counts = self.counts.into_iter().peekable();
        for (index, part) in self.parts.into_iter().enumerate() {
            while let Some((_, number)) = counts.next_if(|(at, _)| *at == index) {
                rewritten.text.push_str(&number.to_string());
            }
            match part {
                Part::New(text) => rewritten.text.push_str(text),
                Part::Source { start, end } => {
                    rewritten.origins.push(Origin { at: rewritten.text.len(), source: start..end });
                    rewritten.text.push_str(self.template.get(start..end).unwrap_or_default());
                }
            }
        }
        rewritten
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(template: &str) -> String {
        let rewritten = rewrite(template, Count::Captured);
        assert_eq!(rewritten.unreadable, None, "{template}");
        rewritten.text
    }

    #[test]
    fn rewrites_operators() {
        for (template, expected) in [
            ("{{ a + b }}", "{{ __add(a , b) }}"),
            ("{{ a + b - c + d + e }}", "{{ __add(__add(a , b) - c , d , e) }}"),
            ("{{a~b~c*2%3}}", "{{__cat(a,b,__mod(__mul(c,2),3))}}"),
            ("{{ (a ~ b) ~ -c.d ** 2 / 3 }}", "{{ __cat((__cat(a , b)) , -c.d ** 2 / 3) }}"),
            (
                "{{ x == 1 and y not in z or not w < v }}",
                "{{ __cmp(x) == 1 and __cmp(y) not in __cmp(z) or not __cmp(w) < __cmp(v) }}",
            ),
            ("{{ 'a' 'b' if c else d if e else f }}", "{{ 'a' 'b' if c else d if e else f }}"),
            ("{{- x[1] -}}", "{{- __at(x)[1] -}}"),
            ("{{ x['k'].y[1:][::-1].z(1) }}", "{{ __slice(__slice(x['k'].y,1,none),none,none,-1).z(1) }}"),
            ("{{ {'a': [1, x], k: {}} }}", "{{ __dict({'a': __list([1, x]), __key(k): __dict({})}) }}"),
            (
                "{{ f(a, *b, c=[1], **d) | g(a + 1) | h }}",
                "{{ f(a, *__iter(b), c=__list([1]), **__iter(d)) | g(__add(a , 1)) | h }}",
            ),
            ("{{ x is divisibleby 3 and y is in [1] }}", "{{ x is divisibleby 3 and y is in __list([1]) }}"),
            ("{{ loop.changed(x) }}", "{{ loop.changed(__cmp(x)) }}"),
            ("{{ () }}{{ (1,) }}", "{{ () }}{{ (1,) }}"),
        ] {
            assert_eq!(show(template), expected, "{template}");
        }
    }

    #[test]
    fn rewrites_statements() {
        for (template, expected) in [
            (
                "{% for a, b in x + y if a == b recursive %}",
                "{% for a, b in __iter(__add(x , y)) if __cmp(a) == __cmp(b) recursive %}",
            ),
            (
                "{% set l = [] %}{% do l.append(a ~ b) %}",
                "{% set l = __list([]) %}{% do l.append(__cat(a , b)) %}",
            ),
            ("{% set a, ns.b = 1, 2 + x %}", "{% set a, ns.b = 1, __add(2 , x) %}"),
            (
                "{% if a %}{% elif b in c %}{% else %}{% endif %}",
                "{% if a %}{% elif __cmp(b) in __cmp(c) %}{% else %}{% endif %}",
            ),
            ("{% with a = [1], b = 2 %}{% endwith %}", "{% with a = __list([1]), b = 2 %}{% endwith %}"),
            ("{% include ['a', b] ignore missing %}", "{% include __list(['a', b]) ignore missing %}"),
            ("{% from 'x' import a as b with context %}", "{% from 'x' import a as b with context %}"),
        ] {
            assert_eq!(show(template), expected, "{template}");
        }
    }

    #[test]
    fn counts_what_is_captured() {
        for (template, expected) in [
            ("a{% set x %}bc{% endset %}d", "a{% set x  %}{{ __raw(2) }}bc{% endset %}d"),
            (
                "{% set x -%} b {%- y -%} cd{#- e #}f{% endset %}",
                "{% set x  %}{{ __raw(3) -}} b {%- y  %}{{ __raw(4) -}} cd{#- e #}f{% endset %}",
            ),
            (
                "{%- macro m(a=[]) %}x{{ a }}y{% endmacro %}z",
                "{{- __raw(512) }}{%- macro m(a=__list([]))  %}{{ __raw(1) }}x{{ a  }}{{ __raw(1) }}y{% endmacro %}z",
            ),
            (
                "{% set x %}{% raw %}{{{% endraw %}{% endset %}",
                "{% set x %}{{ __raw(2) }}{% raw %}{{{% endraw %}{% endset %}",
            ),
            (
                "{% filter upper %}{% for a in b %}c{% endfor %}d{% endfilter %}e",
                "{% filter upper %}{% for a in __iter(b)  %}{{ __raw(1) }}c{% endfor  %}{{ __raw(1) }}d{% endfilter %}e",
            ),
        ] {
            assert_eq!(show(template), expected, "{template}");
        }
        assert_eq!(rewrite("a{{ b }}c", Count::All).text, "{{ __raw(1) }}a{{ b  }}{{ __raw(1) }}c");
    }

    #[test]
    fn finds_places_again() {
        let template = "ab {{ [x] ~ y }} cd";
        let rewritten = rewrite(template, Count::Captured);
        let at = |what: &str| {
            let start = rewritten.text.find(what).unwrap();
            let original = rewritten.original(&(start..start + what.len()));
            template.get(original).unwrap()
        };
        assert_eq!(at("x"), "x");
        assert_eq!(at("__cat(__list([x]) , y)"), "[x] ~ y");
        assert_eq!(at("__list([x])"), "[x]");
        assert_eq!(at("cd"), "cd");
        assert_eq!(rewritten.original(&(0..9_999)), 0..template.len());
    }

    #[test]
    fn leaves_what_it_cannot_read() {
        for (template, at) in [
            ("{{ a + }}", 7),
            ("{% if a b %}x{{ [1] }}", 8),
            ("{{ [1 }}", 0),
            ("{{ 'x }}", 0),
            ("{{ a ? b }}", 5),
        ] {
            let rewritten = rewrite(template, Count::Captured);
            if at > 0 {
                assert_eq!(rewritten.unreadable, Some(at), "{template}");
            }
        }
        for template in
            ["{{", "{%", "{{-", "{{--}}", "{%-%}", "{{}}", "{% %}", "{%--%}", "{{ }}", "{{-}}", "ä{{ö}}ü"]
        {
            rewrite(template, Count::All);
        }
    }
}
