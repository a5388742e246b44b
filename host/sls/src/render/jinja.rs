//! The `jinja` renderer.

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::{Kwargs, Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value, context, filters};
use minijinja_contrib::pycompat::unknown_method_callback;
use wasmidem_contract::{Sources, python_repr};

use super::context::Params;
use super::hub::Answers;
use super::jinja_error::{self, Failed};
use super::recorder::is_stand_in;
use super::template;
use super::{LineMap, Renderer};
use crate::problems::Problems;

/// Steps of the template engine; ten thousand states take some hundred thousand. Also bounds how
/// deep a template can nest a value, and so the stack that dropping or showing it takes.
pub(super) const STEPS: u64 = 3_000_000;
/// Operators in one tag: the engine goes down once per operator.
pub(super) const OPERATORS: usize = 10_000;
/// Bytes a template may make.
pub(super) const OUTPUT: usize = 64 << 20;
/// Levels of a value that can be written.
const DEPTH: usize = 200;
/// The name of a file's own template, apart from those it includes.
pub(super) const MAIN: &str = "<state file>";

/// A rendered template.
pub(super) struct Rendered {
    pub(super) text: Arc<str>,
    pub(super) map: LineMap,
}

/// The texts of included templates, by name.
pub(super) type Included = Arc<Mutex<HashMap<String, wasmidem_contract::Source>>>;

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
    if let Some(at) = template::overlong(text, OPERATORS) {
        jinja_error::report_overlong(at, text, map, problems);
        return None;
    }
    let answers = Answers::new(&renderer.outside);
    let names = || {
        let params = match &renderer.recorder {
            Some(recorder) => recorder.params(&renderer.params),
            None => Value::from_object(Params(Arc::clone(&renderer.params))),
        };
        context! { params => params, hub => answers.hub() }
    };
    let engine = || Engine::new(&renderer.sources, UndefinedBehavior::Strict);
    let run = engine();
    let clean = match run.render(text, names()) {
        Ok(clean) => clean,
        Err(error) => {
            let params = &renderer.params;
            let failed =
                Failed { error: &error, text, map, params, engine: &run, refused: answers.refused() };
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
    answers.repeat();
    let marked = template::marked(text).and_then(|marked| engine().render(&marked, names()).ok());
    let map = match marked.map(|marked| template::unmark(&marked)) {
        Some((unmarked, lines)) if unmarked == clean => LineMap::rendered(map, &lines, text, &clean),
        _ => {
            let name = format!("{} (rendered)", problems.files.name(map.origin().0));
            LineMap::identity(problems.files.add(&name, clean.as_str().into()), 1)
        }
    };
    Some(Rendered { text: clean.into(), map })
}

/// Fills in a template whose names are the variables; what goes wrong is reported.
pub(super) fn fill_in(
    sources: &Arc<dyn Sources>,
    variables: &wasmidem_contract::Object,
    text: &str,
    map: &LineMap,
    problems: &mut Problems,
) -> Option<String> {
    if let Some(at) = template::overlong(text, OPERATORS) {
        jinja_error::report_overlong(at, text, map, problems);
        return None;
    }
    // Here idem uses plain Jinja, where what is undefined is empty.
    let engine = Engine::new(sources, UndefinedBehavior::Lenient);
    match engine.render(text, Value::from(Serde(variables))) {
        Ok(filled) => Some(filled),
        Err(error) => {
            let failed =
                Failed { error: &error, text, map, params: variables, engine: &engine, refused: None };
            jinja_error::report(&failed, problems);
            None
        }
    }
}

/// One template engine, for one rendering.
pub(super) struct Engine {
    environment: Environment<'static>,
    pub(super) included: Included,
}

impl Engine {
    fn new(sources: &Arc<dyn Sources>, undefined: UndefinedBehavior) -> Self {
        let included = Included::default();
        let mut environment = Environment::new();
        environment.set_undefined_behavior(undefined);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_fuel(Some(STEPS));
        environment.set_recursion_limit(100);
        // Gives errors the byte range they are about.
        environment.set_debug(true);
        environment.set_unknown_method_callback(unknown_method_callback);
        environment.add_filter("b64encode", |text: String| STANDARD.encode(text));
        environment.add_filter("b64decode", b64decode);
        // Both indent each level further: their output grows with the square of the depth.
        environment.add_filter("tojson", |value: &Value, indent: Option<Value>, rest: Kwargs| {
            check_depth(value)?;
            filters::tojson(value, indent, rest)
        });
        environment.add_filter("pprint", |value: &Value| {
            check_depth(value)?;
            Ok::<_, Error>(filters::pprint(value))
        });
        environment.remove_global("debug");
        set_formatter(&mut environment);
        let sources = Arc::clone(sources);
        let loaded = Arc::clone(&included);
        environment.set_loader(move |name| load(sources.as_ref(), &loaded, name));
        Self { environment, included }
    }

    fn render(&self, text: &str, names: Value) -> Result<String, Error> {
        let template = self.environment.template_from_named_str(MAIN, text)?;
        let mut out = Bounded { bytes: Vec::new() };
        template.render_captured_to(names, &mut out)?;
        String::from_utf8(out.bytes)
            .map_err(|_| Error::new(ErrorKind::WriteFailure, "the output is not text"))
    }
}

fn load(sources: &dyn Sources, loaded: &Included, name: &str) -> Result<Option<String>, Error> {
    let found = sources.read(name).map_err(|message| Error::new(ErrorKind::InvalidOperation, message))?;
    let Some(source) = found else { return Ok(None) };
    if source.text.len() > crate::include::FILE_BYTES {
        let message = format!("`{name}` is larger than {} MiB", crate::include::FILE_BYTES >> 20);
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    if template::overlong(&source.text, OPERATORS).is_some() {
        let message = format!("a tag of `{name}` has more than {OPERATORS} operators");
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    let text = source.text.clone();
    if let Ok(mut loaded) = loaded.lock() {
        loaded.insert(name.to_owned(), source);
    }
    Ok(Some(text))
}

fn b64decode(text: &str) -> Result<String, Error> {
    let bytes = STANDARD.decode(text).map_err(|error| {
        Error::new(ErrorKind::InvalidOperation, format!("`b64decode` got no Base64: {error}"))
    })?;
    String::from_utf8(bytes)
        .map_err(|_| Error::new(ErrorKind::InvalidOperation, "`b64decode` gives no UTF-8 text"))
}

/// Lists and mappings are written as Python writes them, which is YAML as well. Counts what is
/// written, since captured blocks do not reach the output's own limit.
fn set_formatter(environment: &mut Environment<'_>) {
    let written = AtomicUsize::new(0);
    environment.set_formatter(move |out, _, value| {
        let text = match value.kind() {
            _ if is_stand_in(value) => value.to_string(),
            ValueKind::Seq | ValueKind::Map | ValueKind::Iterable => {
                check_depth(value)?;
                serde_json::to_value(value).map_or_else(|_| value.to_string(), |value| python_repr(&value))
            }
            _ => value.to_string(),
        };
        if written.fetch_add(text.len(), Ordering::Relaxed).saturating_add(text.len()) > OUTPUT {
            return Err(Error::new(ErrorKind::WriteFailure, "output"));
        }
        out.write_str(&text).map_err(|_| Error::new(ErrorKind::WriteFailure, "output"))
    });
}

pub(super) fn check_depth(value: &Value) -> Result<(), Error> {
    if shallow(value, DEPTH) {
        return Ok(());
    }
    Err(Error::new(ErrorKind::InvalidOperation, format!("the value is nested deeper than {DEPTH}")))
}

/// Whether a value has no more levels than these.
fn shallow(value: &Value, levels: usize) -> bool {
    if !matches!(value.kind(), ValueKind::Seq | ValueKind::Map | ValueKind::Iterable) {
        return true;
    }
    let Some(levels) = levels.checked_sub(1) else { return false };
    let Ok(items) = value.try_iter() else { return true };
    let is_map = value.kind() == ValueKind::Map;
    items.into_iter().all(|item| {
        let item = if is_map { value.get_item(&item).unwrap_or_default() } else { item };
        shallow(&item, levels)
    })
}

struct Bounded {
    bytes: Vec<u8>,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > OUTPUT {
            return Err(io::Error::other("output"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
