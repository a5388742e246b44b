//! Makes the tree of the parser's events, with a stack of its own: no text can nest deeper than
//! the limit, and aliases cannot make more of it than the budget.

use std::collections::HashMap;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span, StructureStyle, Tag};
use wasmidem_contract::Diagnostic;

use super::node::{Data, Entry, Node};
use super::scalar::{self, BadScalar};
use crate::problems::Problems;
use crate::render::LineMap;
use crate::source::{Place, number};

/// Lists and mappings within each other.
const DEPTH: usize = 200;
/// Values in one text.
const VALUES: usize = 2_000_000;
/// What anchors and aliases may copy, in [`Node::weight`].
const ALIAS_WEIGHT: usize = 64 << 20;

/// Reads a text of one document; an empty one is null. Problems are reported; `None` if there is
/// no tree for them.
pub(crate) fn parse(text: &str, map: &LineMap, problems: &mut Problems) -> Option<Node> {
    let mut options = granit_parser::options! {
        flow_nesting_limit: DEPTH,
        block_nesting_limit: DEPTH,
    };
    options.set_emit_comments(false);
    let mut builder = Builder {
        map,
        problems,
        stack: Vec::new(),
        anchors: HashMap::new(),
        copied: 0,
        values: 0,
        root: None,
        documents: 0,
        broken: false,
    };
    for next in Parser::new_from_str_with_options(text, options) {
        match next {
            Ok((event, span)) => {
                builder.take(event, &span)?;
            }
            Err(error) => {
                let marker = error.marker();
                let place = map.place(number(marker.line()), number(marker.col() + 1), 1);
                let here = text.lines().nth(marker.line().saturating_sub(1)).unwrap_or_default();
                let problem = syntax_error(error.kind(), &error.info(), here, builder.unclosed());
                builder.problems.report(problem, place);
                return None;
            }
        }
    }
    if builder.broken {
        return None;
    }
    let nothing = Node { data: Data::Null, place: map.place(1, 1, 1) };
    Some(builder.root.unwrap_or(nothing))
}

/// `here` is the line of the error, `unclosed` the bracket that is open there, with its line.
fn syntax_error(kind: &ErrorKind, info: &str, here: &str, unclosed: Option<(char, u32)>) -> Diagnostic {
    if matches!(kind, ErrorKind::RecursionLimitExceeded) {
        return too_deep();
    }
    let diagnostic = Diagnostic::error("sls-yaml", format!("this is not YAML: {info}"));
    if let Some((bracket, line)) = unclosed {
        return diagnostic
            .with_help(format!("close the `{bracket}` of line {line}, or look for a missing `,`"));
    }
    match kind {
        ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation | ErrorKind::TabNotAllowed => {
            diagnostic.with_help("indent with spaces")
        }
        ErrorKind::UnexpectedCharacter { character } => {
            diagnostic.with_help(format!("put a text that begins with `{character}` in quotes"))
        }
        ErrorKind::UnknownAnchor => diagnostic.with_help("put a text that begins with `*` in quotes"),
        _ if here.matches(": ").count() > 1 => diagnostic.with_help("put a text that holds `: ` in quotes"),
        _ => diagnostic,
    }
}

fn too_deep() -> Diagnostic {
    Diagnostic::error("sls-too-deep", format!("lists and mappings are nested deeper than {DEPTH}"))
}

enum Open {
    List { items: Vec<Node> },
    Mapping { entries: Vec<Entry>, known: HashMap<String, usize>, key: Option<Key>, merged: Vec<Entry> },
}

enum Key {
    Plain(Node),
    /// `<<`
    Merge(Place),
}

struct Frame {
    open: Open,
    /// Written with brackets.
    flow: bool,
    place: Place,
    anchor: usize,
}

struct Builder<'a> {
    map: &'a LineMap,
    problems: &'a mut Problems,
    stack: Vec<Frame>,
    /// `None` while the anchored value is not complete.
    anchors: HashMap<usize, Option<Node>>,
    copied: usize,
    values: usize,
    root: Option<Node>,
    documents: usize,
    broken: bool,
}

impl Builder<'_> {
    /// `None` when going on makes no sense; the problem is reported.
    fn take(&mut self, event: Event<'_>, span: &Span) -> Option<()> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let problem = Diagnostic::error("sls-yaml", "a second document begins here")
                        .with_help("a state file is one document: remove the `---`");
                    return self.give_up(problem, self.place(span));
                }
                Some(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                let place = self.place(span);
                if style == ScalarStyle::Plain && tag.is_none() && text == "<<" && self.wants_key() {
                    self.set_key(Key::Merge(place));
                    return Some(());
                }
                let data = self.scalar(&text, style, tag.as_deref(), span);
                self.complete(Node { data, place }, anchor)
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.check_tag(tag.as_deref(), "seq", span);
                self.open(Open::List { items: Vec::new() }, style, anchor, span)
            }
            Event::MappingStart(style, anchor, tag) => {
                self.check_tag(tag.as_deref(), "map", span);
                let open = Open::Mapping {
                    entries: Vec::new(),
                    known: HashMap::new(),
                    key: None,
                    merged: Vec::new(),
                };
                self.open(open, style, anchor, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(id) => self.alias(id, self.place(span)),
            _ => Some(()),
        }
    }

    fn place(&self, span: &Span) -> Place {
        let length = if span.start.line() == span.end.line() {
            span.end.col().saturating_sub(span.start.col())
        } else {
            1
        };
        self.map.place(number(span.start.line()), number(span.start.col() + 1), number(length.max(1)))
    }

    /// The innermost bracket that is open.
    fn unclosed(&self) -> Option<(char, u32)> {
        let frame = self.stack.last().filter(|frame| frame.flow)?;
        Some((if matches!(frame.open, Open::List { .. }) { '[' } else { '{' }, frame.place.line))
    }

    fn give_up(&mut self, problem: Diagnostic, place: Place) -> Option<()> {
        self.problems.report(problem, place);
        None
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, span: &Span) -> Data {
        let place = self.place(span);
        let value = match tag {
            Some(tag) => match core_tag(tag) {
                Some(name) => scalar::tagged(name, text),
                None if tag.handle().is_empty() && tag.suffix() == "!" || tag.suffix().is_empty() => {
                    Some(Ok(Data::String(text.to_owned())))
                }
                None => None,
            },
            None if style == ScalarStyle::Plain => {
                if scalar::loses_zero(text) && !self.wants_key() {
                    let warning = Diagnostic::warning(
                        "sls-leading-zero",
                        format!("`{text}` is read as the number {}", text.trim_start_matches('0')),
                    )
                    .with_help(format!("write `\"{text}\"` to keep the zero"));
                    if text.trim_start_matches('0').len() > 3 {
                        self.problems.report(warning, place);
                    }
                }
                Some(scalar::resolve(text))
            }
            None => Some(Ok(Data::String(text.to_owned()))),
        };
        match value {
            Some(Ok(data)) => data,
            Some(Err(bad)) => {
                self.broken = true;
                let (message, help) = describe(&bad, text);
                self.problems.report(Diagnostic::error("sls-value", message).with_help(help), place);
                Data::Null
            }
            None => {
                self.unknown_tag(tag, span);
                Data::Null
            }
        }
    }

    fn check_tag(&mut self, tag: Option<&Tag>, expected: &str, span: &Span) {
        if let Some(tag) = tag
            && core_tag(tag) != Some(expected)
        {
            self.unknown_tag(Some(tag), span);
        }
    }

    fn unknown_tag(&mut self, tag: Option<&Tag>, span: &Span) {
        let place = self.place(&span.tag_span().unwrap_or(*span));
        self.broken = true;
        let name = tag.map(|tag| match core_tag(tag) {
            Some(name) => format!("!!{name}"),
            None => format!("{}{}", tag.handle(), tag.suffix()),
        });
        let problem = Diagnostic::error(
            "sls-tag",
            format!("the tag `{}` has no meaning here", name.unwrap_or_default()),
        )
        .with_help("put a text that begins with `!` in quotes");
        self.problems.report(problem, place);
    }

    fn open(&mut self, open: Open, style: StructureStyle, anchor: usize, span: &Span) -> Option<()> {
        let place = self.place(span);
        if self.stack.len() >= DEPTH {
            return self.give_up(too_deep(), place);
        }
        if anchor > 0 {
            self.anchors.insert(anchor, None);
        }
        self.stack.push(Frame { open, flow: style == StructureStyle::Flow, place, anchor });
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        let Some(Frame { open, place, anchor, .. }) = self.stack.pop() else { return Some(()) };
        let data = match open {
            Open::List { items } => Data::List(items),
            Open::Mapping { mut entries, known, mut merged, .. } => {
                if merged.is_empty() {
                    Data::Mapping(entries)
                } else {
                    // The mapping's own keys win over merged ones, wherever `<<` stands.
                    merged.retain(|entry| !known.contains_key(&entry.key.key_text()));
                    merged.append(&mut entries);
                    Data::Mapping(merged)
                }
            }
        };
        self.complete(Node { data, place }, anchor)
    }

    fn alias(&mut self, id: usize, place: Place) -> Option<()> {
        let Some(Some(node)) = self.anchors.get(&id) else {
            let problem = Diagnostic::error("sls-alias", "this alias stands within what it means")
                .with_help("a value cannot hold itself");
            return self.give_up(problem, place);
        };
        let mut node = node.clone();
        // What is below stays where it was written: that is what a reader must change.
        node.place = place;
        self.charge(node.weight(), place)?;
        self.complete(node, 0)
    }

    fn charge(&mut self, weight: usize, place: Place) -> Option<()> {
        self.copied = self.copied.saturating_add(weight);
        if self.copied > ALIAS_WEIGHT {
            let problem = Diagnostic::error(
                "sls-alias",
                format!("anchors and aliases make more than {} MiB of this text", ALIAS_WEIGHT >> 20),
            );
            return self.give_up(problem, place);
        }
        Some(())
    }

    fn complete(&mut self, node: Node, anchor: usize) -> Option<()> {
        self.values += 1;
        if self.values > VALUES {
            let problem = Diagnostic::error(
                "sls-too-large",
                format!("there are more than {VALUES} values in this text"),
            );
            return self.give_up(problem, node.place);
        }
        if anchor > 0 {
            self.charge(node.weight(), node.place)?;
            self.anchors.insert(anchor, Some(node.clone()));
        }
        match self.stack.last_mut().map(|frame| &mut frame.open) {
            None => self.root = Some(node),
            Some(Open::List { items }) => items.push(node),
            Some(Open::Mapping { key, .. }) => match key.take() {
                None => self.key(node)?,
                Some(Key::Plain(key)) => self.entry(key, node),
                Some(Key::Merge(place)) => self.merge(node, place),
            },
        }
        Some(())
    }

    fn wants_key(&self) -> bool {
        matches!(self.stack.last().map(|frame| &frame.open), Some(Open::Mapping { key: None, .. }))
    }

    fn set_key(&mut self, new: Key) {
        if let Some(Open::Mapping { key, .. }) = self.stack.last_mut().map(|frame| &mut frame.open) {
            *key = Some(new);
        }
    }

    fn key(&mut self, node: Node) -> Option<()> {
        if matches!(node.data, Data::List(_) | Data::Mapping(_)) {
            self.broken = true;
            let problem = Diagnostic::error("sls-key", format!("{} cannot be a key", node.describe()))
                .with_help("put text with `{` or `[` in quotes");
            self.problems.report(problem, node.place);
            self.set_key(Key::Plain(Node { data: Data::Null, place: node.place }));
        } else {
            self.set_key(Key::Plain(node));
        }
        Some(())
    }

    fn entry(&mut self, key: Node, value: Node) {
        let Some(Open::Mapping { entries, known, .. }) = self.stack.last_mut().map(|frame| &mut frame.open)
        else {
            return;
        };
        let text = key.key_text();
        if let Some(first) = known.get(&text).and_then(|index| entries.get(*index)) {
            let first = first.key.place;
            self.broken = true;
            let beside = self.problems.beside(first, key.place);
            let problem = Diagnostic::error(
                "sls-duplicate-key",
                format!("the key `{text}` is there twice, first in {beside}"),
            )
            .with_help("rename or remove one of them");
            self.problems.report(problem, key.place);
            return;
        }
        known.insert(text, entries.len());
        entries.push(Entry { key, value });
    }

    fn merge(&mut self, node: Node, place: Place) {
        let sources = match node.data {
            Data::Mapping(entries) => vec![entries],
            Data::List(items) => {
                let mut sources = Vec::new();
                for item in items {
                    match item.data {
                        Data::Mapping(entries) => sources.push(entries),
                        _ => return self.bad_merge(place),
                    }
                }
                sources
            }
            _ => return self.bad_merge(place),
        };
        let Some(Open::Mapping { merged, .. }) = self.stack.last_mut().map(|frame| &mut frame.open) else {
            return;
        };
        let mut known: std::collections::HashSet<String> =
            merged.iter().map(|entry| entry.key.key_text()).collect();
        for entry in sources.into_iter().flatten() {
            if known.insert(entry.key.key_text()) {
                merged.push(entry);
            }
        }
    }

    fn bad_merge(&mut self, place: Place) {
        self.broken = true;
        let problem = Diagnostic::error("sls-merge", "`<<` takes a mapping or a list of mappings")
            .with_help("write `<<: *name` where `&name` stands before a mapping");
        self.problems.report(problem, place);
    }
}

/// The name of one of YAML's own tags.
fn core_tag(tag: &Tag) -> Option<&str> {
    (tag.handle() == "tag:yaml.org,2002:").then(|| tag.suffix())
}

fn describe(bad: &BadScalar, text: &str) -> (String, String) {
    let quote = format!("write `\"{text}\"` if a text is meant");
    match bad {
        BadScalar::NotFinite => (format!("`{text}` is no number that an argument can have"), quote),
        BadScalar::TooLarge => {
            ("this number is too large".to_owned(), "put it in quotes if a text is meant".to_owned())
        }
        BadScalar::Equals => ("a lone `=` has no meaning".to_owned(), quote),
        BadScalar::NotOfType(kind) => {
            (format!("`{text}` is not {kind}"), "remove the tag before it".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use wasmidem_contract::Severity;

    fn read(text: &str) -> Result<Value, Vec<Diagnostic>> {
        let mut problems = Problems::default();
        let file = problems.files.add("t.sls", text.into());
        let node = parse(text, &LineMap::identity(file, 1), &mut problems);
        let (list, _) = problems.into_parts();
        node.map(|node| node.to_json()).ok_or(list)
    }

    fn codes(text: &str) -> Vec<&'static str> {
        read(text).unwrap_err().into_iter().map(|diagnostic| diagnostic.code).collect()
    }

    #[test]
    fn reads_values_in_order() {
        let value = read("b: [1, 'yes', {c: d}]\na: |\n  text\n").unwrap();
        assert_eq!(value.to_string(), r#"{"b":[1,"yes",{"c":"d"}],"a":"text\n"}"#);
        assert_eq!(read("").unwrap(), Value::Null);
        assert_eq!(read("# nothing\n").unwrap(), Value::Null);
    }

    #[test]
    fn merges_as_python_does() {
        let text = "base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\nall: {y: 5, <<: [*b, *o]}\n";
        assert_eq!(read(text).unwrap()["all"], json!({"x": 1, "z": 4, "y": 5}));
        assert_eq!(codes("a: {<<: 3}\n"), ["sls-merge"]);
    }

    #[test]
    fn finds_all_duplicates() {
        let problems = read("a: 1\nb: {c: 1, c: 2}\na: 2\n").unwrap_err();
        assert_eq!(problems.len(), 2);
        assert!(problems[1].message.contains("line 1"), "{}", problems[1].message);
        assert_eq!(problems[1].location.as_ref().unwrap().line, 3);
        assert!(problems.iter().all(|problem| problem.severity == Severity::Error));
    }

    #[test]
    fn bounds_what_a_text_can_do() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let inner = vec![format!("*a{}", level - 1); 10].join(", ");
            bomb.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
        }
        assert_eq!(codes(&bomb), ["sls-alias"]);
        assert_eq!(codes("a: &a [*a]\n"), ["sls-alias"]);
        assert_eq!(codes(&"[".repeat(5_000)), ["sls-too-deep"]);
        assert_eq!(codes(&"{a: ".repeat(5_000)), ["sls-too-deep"]);
        assert_eq!(codes(&"- ".repeat(5_000)), ["sls-too-deep"]);
        let stairs: String = (0..5_000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
        assert_eq!(codes(&stairs), ["sls-too-deep"]);
    }

    #[test]
    fn refuses_what_has_no_meaning() {
        assert_eq!(codes("a: !custom x\n"), ["sls-tag"]);
        assert_eq!(codes("a: !!set {x}\n"), ["sls-tag"]);
        assert_eq!(codes("a: .nan\nb: =\n"), ["sls-value", "sls-value"]);
        assert_eq!(codes("[a]: 1\n"), ["sls-key"]);
        assert_eq!(codes("a: 1\n---\nb: 2\n"), ["sls-yaml"]);
        assert_eq!(codes("a: *nope\n"), ["sls-yaml"]);
        assert_eq!(read("a: !!str 12\nb: ! 12\n").unwrap(), json!({"a": "12", "b": "12"}));
    }
}
