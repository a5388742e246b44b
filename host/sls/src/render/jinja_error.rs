//! Errors of templates, told with their place.

use std::ops::Range;

use minijinja::{Error, ErrorKind};
use wasmidem_contract::{Diagnostic, Object, nearest};

use super::LineMap;
use super::engine::{Engine, Included, MAIN, OPERATORS, STEPS};
use super::hub::Refused;
use super::meter::{Exceeded, TEXT, VALUES};
use super::rewrite::Rewritten;
use super::template;
use crate::problems::Problems;
use crate::source::{Place, line_starts, number};

const GLOBALS: [&str; 5] = ["params", "range", "dict", "namespace", "loop"];

/// What is known about a template that could not be rendered.
pub(super) struct Failed<'a> {
    pub(super) error: &'a Error,
    pub(super) text: &'a str,
    /// What the engine got of it.
    pub(super) rewritten: &'a Rewritten,
    pub(super) map: &'a LineMap,
    pub(super) params: &'a Object,
    pub(super) engine: &'a Engine,
    /// What `hub` refused.
    pub(super) refused: Option<Refused>,
}

/// Reports why a template could not be rendered.
pub(super) fn report(failed: &Failed<'_>, problems: &mut Problems) {
    let error = innermost(failed.error);
    let place = place(error, failed, problems);
    // The engine does not tell the name when it crosses into another template.
    let name = place.and_then(|place| problems.files.text_at(place)).unwrap_or_default();
    if let Some(refused) = &failed.refused {
        problems.report(hub(refused), place);
        return;
    }
    if let Some(exceeded) = failed.engine.meter.exceeded() {
        problems.report(too_much(exceeded), place);
        return;
    }
    problems.report(describe(error, &name, failed), place);
}

/// Reports the use of `hub` in a template that could be rendered all the same.
pub(super) fn report_hub(refused: &Refused, text: &str, map: &LineMap, problems: &mut Problems) {
    problems.report(hub(refused), place_of_hub(text, map));
}

/// Warns of a `ctx` that was given to a function.
pub(super) fn warn_of_context(text: &str, map: &LineMap, problems: &mut Problems) {
    let message = "the `ctx` given to an exec function is left out: it runs with the profile of the run";
    let warning = Diagnostic::warning("sls-hub-context", message).with_help("remove it");
    problems.report(warning, place_of_hub(text, map));
}

fn place_of_hub(text: &str, map: &LineMap) -> Place {
    let at = template::find_name(text, "hub").unwrap_or_default();
    place_of(text, at..at + 3, map)
}

/// Reports what the engine would read, but the rewriter did not.
pub(super) fn report_unreadable(at: usize, text: &str, map: &LineMap, problems: &mut Problems) {
    let problem = Diagnostic::error("sls-jinja-syntax", "this is not Jinja: something else is expected here");
    problems.report(problem, place_of(text, at..at + 1, map));
}

fn too_much(exceeded: Exceeded) -> Diagnostic {
    match exceeded {
        Exceeded::Values => Diagnostic::error(
            "sls-too-large",
            format!("the template makes values of more than {} MiB", VALUES >> 20),
        )
        .with_help("add to a list with `{% do list.append(x) %}` rather than making a new one each time"),
        Exceeded::Text => Diagnostic::error(
            "sls-too-large",
            format!("the template makes more than {} MiB of text", TEXT >> 20),
        ),
        Exceeded::Work => Diagnostic::error("sls-jinja-endless", "the template works on too much, too often")
            .with_help("make its loops shorter, or the values in them smaller"),
    }
}

/// Reports a tag with too many operators.
pub(super) fn report_overlong(at: usize, text: &str, map: &LineMap, problems: &mut Problems) {
    let message = format!("this tag, or this chain of `elif`, has more than {OPERATORS} operators");
    let problem = Diagnostic::error("sls-too-large", message).with_help("split it");
    problems.report(problem, place_of(text, at..at + 2, map));
}

const WAIT: &str = "put what needs it into a block that waits for the state: `#!require:ID`";

fn hub(refused: &Refused) -> Diagnostic {
    match refused {
        Refused::Unknown(path) => {
            Diagnostic::error("sls-hub", format!("`{path}` is not available in templates")).with_help(
                "there are `hub.exec.…` and `hub.idem.arg_bind.resolve`; take settings from `params`",
            )
        }
        Refused::NotCalled(path) => {
            Diagnostic::error("sls-hub", format!("`{path}` is a function, but it is not called"))
                .with_help(format!("write its arguments in parentheses: `{path}(…)`"))
        }
        Refused::NotNow(path) => {
            let problem = Diagnostic::error("sls-hub", format!("`{path}` cannot be used here"));
            if path.ends_with("resolve") {
                return problem.with_help(WAIT);
            }
            problem.with_help("take values of other states with `${path:id:key}`, and settings with `params`")
        }
        Refused::Call(path, failure) => {
            let message = format!("`{path}` cannot be called: {}", failure.message);
            let problem = Diagnostic::error("sls-hub-call", message);
            match failure.help() {
                Some(help) => problem.with_help(help),
                None => problem,
            }
        }
        Refused::Unbound(error) => {
            let message =
                format!("`{}` has no value: {}", error.reference, error.message.trim_end_matches('.'));
            Diagnostic::error("sls-hub-resolve", message).with_help(WAIT)
        }
        Refused::NoReference(text) => {
            Diagnostic::error("sls-hub-resolve", format!("`{text}` is no reference to a value of a state"))
                .with_help("write `${path:id:key}` in quotes")
        }
    }
}

/// The cause, which stands in an included template or a macro.
fn innermost(error: &Error) -> &Error {
    let mut found = error;
    let mut next = std::error::Error::source(error);
    while let Some(source) = next {
        if let Some(inner) = source.downcast_ref::<Error>() {
            found = inner;
        }
        next = source.source();
    }
    found
}

fn place(error: &Error, failed: &Failed<'_>, problems: &mut Problems) -> Option<Place> {
    let line = error.line()?;
    let name = error.name().unwrap_or(MAIN);
    if name == MAIN {
        let place = match error.range() {
            Some(range) => {
                let range = failed.rewritten.original(&range);
                place_of(failed.text, narrowed(error, failed.text, range), failed.map)
            }
            None => failed.map.place(number(line), 1, 1),
        };
        return Some(place);
    }
    let included = failed.engine.included.lock().ok()?;
    let Included { source, rewritten } = included.get(name)?;
    let file = problems.files.add(&source.display_name, source.text.as_str().into());
    let range = error.range().map(|range| rewritten.original(&range)).unwrap_or_else(|| {
        let start = line_starts(&source.text).get(line - 1).copied().unwrap_or_default();
        start..start
    });
    Some(problems.files.place(file, range.start, range.end))
}

/// The name that is undefined, if it stands in the range.
fn narrowed(error: &Error, text: &str, range: Range<usize>) -> Range<usize> {
    let detail = error.detail().filter(|_| error.kind() == ErrorKind::UndefinedError);
    let name = detail.and_then(|detail| detail.split('`').nth(1)).unwrap_or_default();
    let found = text.get(range.clone()).and_then(|part| template::find_word(part, name));
    found.map_or(range.clone(), |at| range.start + at..range.start + at + name.len())
}

fn place_of(text: &str, range: Range<usize>, map: &LineMap) -> Place {
    let before = text.get(..range.start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let length = text
        .get(range)
        .and_then(|part| part.lines().next())
        .map_or(1, |part| part.trim_end().chars().count());
    map.place(number(line), number(column), number(length.max(1)))
}

fn describe(error: &Error, name: &str, failed: &Failed<'_>) -> Diagnostic {
    let detail = error.detail().unwrap_or_default().to_owned();
    match error.kind() {
        ErrorKind::UndefinedError => undefined(&detail, name, failed),
        ErrorKind::SyntaxError | ErrorKind::BadEscape => {
            let message =
                if detail.is_empty() { "the template has a syntax error".to_owned() } else { detail };
            let diagnostic = Diagnostic::error("sls-jinja-syntax", format!("this is not Jinja: {message}"));
            if message.contains("unknown statement") || message.contains("end of input") {
                return diagnostic
                    .with_help("every `{% if %}`, `{% for %}` and the like needs its `{% end… %}`");
            }
            diagnostic
        }
        ErrorKind::UnknownFilter => unknown("filter", &detail),
        ErrorKind::UnknownTest => unknown("test", &detail),
        ErrorKind::UnknownFunction => unknown("function", &detail),
        ErrorKind::UnknownMethod => {
            let diagnostic = unknown("method", &detail);
            let changes = ["append", "extend", "insert", "update"];
            if changes.iter().any(|name| detail.contains(&format!("named {name}"))) {
                return diagnostic
                    .with_help("only lists and mappings can be changed; make a list of it with `| list`");
            }
            diagnostic
        }
        ErrorKind::OutOfFuel => {
            Diagnostic::error("sls-jinja-endless", format!("the template does not end within {STEPS} steps"))
                .with_help("make its loops shorter")
        }
        ErrorKind::WriteFailure => Diagnostic::error(
            "sls-too-large",
            format!("the template makes more than {} MiB of text", TEXT >> 20),
        ),
        ErrorKind::TemplateNotFound => {
            Diagnostic::error("sls-template-not-found", format!("this template cannot be found: {detail}"))
                .with_help("templates are named by their path from the root of the state files")
        }
        kind => {
            let kind = kind.to_string();
            let message = if detail.is_empty() { kind } else { format!("{kind}: {detail}") };
            Diagnostic::error("sls-jinja", format!("the template fails: {message}"))
        }
    }
}

fn unknown(what: &str, detail: &str) -> Diagnostic {
    let message = if detail.is_empty() { format!("a {what} is unknown") } else { detail.to_owned() };
    Diagnostic::error("sls-jinja-unknown", format!("the template uses an unknown {what}: {message}"))
}

/// The detail ends in `` `name` is undefined``, perhaps with the line it comes from.
fn undefined(detail: &str, shown: &str, failed: &Failed<'_>) -> Diagnostic {
    let name = detail.split_once('`').and_then(|(_, rest)| rest.split_once('`')).map(|(name, _)| name);
    let name = name.unwrap_or(shown);
    let is_name = |name: &str| name.chars().all(|c| c.is_alphanumeric() || "_.[]'\"".contains(c));
    if name.is_empty() || !is_name(name) {
        return Diagnostic::error("sls-undefined-variable", "a value in this tag is undefined")
            .with_help("give it a default: `{{ value | default('…') }}`");
    }
    let message = if detail.starts_with('`') { detail.to_owned() } else { format!("`{name}` is undefined") };
    let diagnostic = Diagnostic::error("sls-undefined-variable", message);
    let keys = || failed.params.keys().map(String::as_str);
    if let Some(key) = name.strip_prefix("params.") {
        return match nearest(key, keys()) {
            Some(meant) => diagnostic.with_help(format!("`params.{meant}` may be meant")),
            None if key.contains(['.', '[']) => diagnostic,
            None => diagnostic
                .with_help(format!("give the parameter, or write `params.get('{key}', …)` with a default")),
        };
    }
    if failed.params.contains_key(name) {
        return diagnostic.with_help(format!("`{name}` is a parameter: write `params.{name}`"));
    }
    let set = template::set_names(failed.text);
    let known = GLOBALS.iter().copied().chain(set.iter().map(String::as_str));
    match nearest(name, known) {
        Some(meant) => diagnostic.with_help(format!("`{meant}` may be meant")),
        None => match nearest(name, keys()) {
            Some(meant) => diagnostic.with_help(format!("`params.{meant}` may be meant")),
            None => diagnostic.with_help(format!(
                "set it with `{{% set {name} = … %}}`, or write it in quotes if a text is meant"
            )),
        },
    }
}
