//! The `jinja` renderer.

use std::sync::Arc;

use minijinja::{Error, UndefinedBehavior, Value, context};
use wasmidem_contract::Sources;

use super::context::Params;
use super::engine::{Engine, OPERATORS, is_readable};
use super::hub::Answers;
use super::jinja_error::{self, Failed};
use super::rewrite::{Count, Rewritten, rewrite};
use super::template;
use super::values::from_json;
use super::{LineMap, Renderer};
use crate::problems::Problems;

/// A rendered template.
pub(super) struct Rendered {
    pub(super) text: Arc<str>,
    pub(super) map: LineMap,
}

/// Renders a text; what goes wrong is reported.
pub(super) fn render(
    renderer: &Renderer,
    text: &str,
    map: &LineMap,
    problems: &mut Problems,
) -> Option<Rendered> {
    if !template::has_tags(text) {
        let (file, first_line) = map.origin();
        return Some(Rendered { text: text.into(), map: LineMap::identity(file, first_line) });
    }
    let rewritten = readable(text, map, problems)?;
    let answers = Answers::new(&renderer.outside);
    let engine = Engine::new(&renderer.sources, UndefinedBehavior::Strict);
    let clean = match engine.render(&rewritten.text, names(renderer, &answers, &engine)) {
        Ok(clean) => clean,
        Err(error) => {
            let params = &renderer.params;
            let refused = answers.refused();
            let failed =
                Failed { error: &error, text, rewritten: &rewritten, map, params, engine: &engine, refused };
            jinja_error::report(&failed, problems);
            return None;
        }
    };
    if let Some(refused) = answers.refused() {
        jinja_error::report_hub(&refused, text, map, problems);
        return None;
    }
    if answers.context_left_out() {
        jinja_error::warn_of_context(text, map, problems);
    }
    let map = match marked(renderer, &answers, text) {
        Some((unmarked, lines)) if unmarked == clean => LineMap::rendered(map, &lines, text, &clean),
        _ => {
            let name = format!("{} (rendered)", problems.files.name(map.origin().0));
            LineMap::identity(problems.files.add(&name, clean.as_str().into()), 1)
        }
    };
    Some(Rendered { text: clean.into(), map })
}

/// Renders once more with line numbers in the text: the text without them, and the template line of
/// each rendered line.
fn marked(renderer: &Renderer, answers: &Answers, text: &str) -> Option<(String, Vec<usize>)> {
    let marked = rewrite(&template::marked(text)?, Count::Captured);
    let engine = Engine::new(&renderer.sources, UndefinedBehavior::Strict);
    answers.repeat();
    let rendered = engine.render(&marked.text, names(renderer, answers, &engine)).ok()?;
    Some(template::unmark(&rendered))
}

/// What a template can name.
fn names(renderer: &Renderer, answers: &Answers, engine: &Engine) -> Value {
    let params = match &renderer.recorder {
        Some(recorder) => recorder.params(&renderer.params, &engine.meter),
        None => Params::value(&renderer.params, &engine.meter),
    };
    context! { params => params, hub => answers.hub(&engine.meter) }
}

/// The template for the engine; what cannot be read is reported.
fn readable(text: &str, map: &LineMap, problems: &mut Problems) -> Option<Rewritten> {
    if let Some(at) = template::overlong(text, OPERATORS) {
        jinja_error::report_overlong(at, text, map, problems);
        return None;
    }
    let rewritten = rewrite(text, Count::Captured);
    if let Some(at) = rewritten.unreadable
        && is_readable(&rewritten.text)
    {
        jinja_error::report_unreadable(at, text, map, problems);
        return None;
    }
    Some(rewritten)
}

/// Fills in a template whose names are the variables; what goes wrong is reported.
pub(super) fn fill_in(
    sources: &Arc<dyn Sources>,
    variables: &wasmidem_contract::Object,
    text: &str,
    map: &LineMap,
    problems: &mut Problems,
) -> Option<String> {
    let rewritten = readable(text, map, problems)?;
    // Here idem uses plain Jinja, where what is undefined is empty.
    let engine = Engine::new(sources, UndefinedBehavior::Lenient);
    let names: Result<Vec<(String, Value)>, Error> =
        variables.iter().map(|(name, value)| Ok((name.clone(), from_json(value, &engine.meter)?))).collect();
    match names.and_then(|names| engine.render(&rewritten.text, Value::from_pairs(names))) {
        Ok(filled) => Some(filled),
        Err(error) => {
            let params = variables;
            let failed = Failed {
                error: &error,
                text,
                rewritten: &rewritten,
                map,
                params,
                engine: &engine,
                refused: None,
            };
            jinja_error::report(&failed, problems);
            None
        }
    }
}
