//! The template engine, set up for one rendering.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex};

use minijinja::formatting::FormatStyle;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, Value};
use minijinja_contrib::pycompat::unknown_method_callback;
use wasmidem_contract::{Source, Sources};

use super::filters::{self, counted};
use super::meter::{ELEMENT, ENTRY, Exceeded, Meter, TEXT, bytes};
use super::operators::{self, formatted};
use super::python;
use super::rewrite::{Count, Rewritten, rewrite};
use super::template;
use super::values::of_text;

/// Steps of the template engine; ten thousand states take some hundred thousand. Also bounds how
/// deep a template can nest a value, and so the stack that dropping it takes.
pub(super) const STEPS: u64 = 6_000_000;
/// Operators in one tag: the engine goes down once per operator.
pub(super) const OPERATORS: usize = 10_000;
/// The name of a file's own template, apart from those it includes.
pub(super) const MAIN: &str = "<state file>";

/// A template that was included.
pub(super) struct Included {
    pub(super) source: Source,
    pub(super) rewritten: Rewritten,
}

/// The templates that were included, by name.
pub(super) type AllIncluded = Arc<Mutex<HashMap<String, Included>>>;

/// One template engine, for one rendering.
pub(super) struct Engine {
    environment: Environment<'static>,
    pub(super) included: AllIncluded,
    pub(super) meter: Arc<Meter>,
}

impl Engine {
    pub(super) fn new(sources: &Arc<dyn Sources>, undefined: UndefinedBehavior) -> Self {
        let included = AllIncluded::default();
        let meter = Arc::new(Meter::default());
        let mut environment = Environment::new();
        environment.set_undefined_behavior(undefined);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_fuel(Some(STEPS));
        environment.set_recursion_limit(100);
        // Gives errors the byte range they are about.
        environment.set_debug(true);
        environment.remove_global("debug");
        environment.add_function("joiner", minijinja_contrib::globals::joiner);
        operators::add_to(&mut environment, &meter);
        filters::add_to(&mut environment, &meter);
        let of_methods = Arc::clone(&meter);
        environment.set_unknown_method_callback(move |state, value, method, args| {
            call_method(state, value, method, args, &of_methods)
        });
        set_formatter(&mut environment, &meter);
        let sources = Arc::clone(sources);
        let loaded = Arc::clone(&included);
        environment.set_loader(move |name| load(sources.as_ref(), &loaded, name));
        Self { environment, included, meter }
    }

    /// Renders a rewritten template.
    pub(super) fn render(&self, text: &str, names: Value) -> Result<String, Error> {
        let template = self.environment.template_from_named_str(MAIN, text)?;
        let mut out = Bounded { bytes: Vec::new() };
        template.render_captured_to(names, &mut out)?;
        String::from_utf8(out.bytes)
            .map_err(|_| Error::new(ErrorKind::WriteFailure, "the output is not text"))
    }
}

fn load(sources: &dyn Sources, loaded: &AllIncluded, name: &str) -> Result<Option<String>, Error> {
    let failed = |message: String| Error::new(ErrorKind::InvalidOperation, message);
    let Some(source) = sources.read(name).map_err(failed)? else { return Ok(None) };
    if source.text.len() > crate::include::FILE_BYTES {
        return Err(failed(format!("`{name}` is larger than {} MiB", crate::include::FILE_BYTES >> 20)));
    }
    if template::overlong(&source.text, OPERATORS).is_some() {
        return Err(failed(format!("a tag of `{name}` has more than {OPERATORS} operators")));
    }
    let rewritten = rewrite(&source.text, Count::All);
    let text = rewritten.text.clone();
    if let Some(at) = rewritten.unreadable
        && is_readable(&text)
    {
        let line = source.text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        return Err(Error::new(ErrorKind::SyntaxError, format!("unexpected input in `{name}` line {line}")));
    }
    if let Ok(mut loaded) = loaded.lock() {
        loaded.insert(name.to_owned(), Included { source, rewritten });
    }
    Ok(Some(text))
}

/// Whether the engine reads a template. If it reads what could not be rewritten, nothing would count
/// what that makes; if not, it says best what is wrong.
pub(super) fn is_readable(template: &str) -> bool {
    Environment::new().template_from_str(template).is_ok()
}

/// Methods of texts, and of lists and mappings that the engine made.
fn call_method(
    state: &mut State<'_, '_>,
    value: &Value,
    method: &str,
    args: &[Value],
    meter: &Arc<Meter>,
) -> Result<Value, Error> {
    meter.read(value)?;
    args.iter().try_for_each(|arg| meter.look_into(arg))?;
    let Some(text) = value.as_str() else {
        meter.fits(bytes(value.len().unwrap_or(0)).saturating_mul(ENTRY))?;
        return counted(unknown_method_callback(state, value, method, args)?, meter);
    };
    match method {
        "format" => return formatted(FormatStyle::StrFormat, text, args, meter),
        // The filters say the same, and count.
        "join" => {
            let (items, rest) = args.split_first().ok_or_else(|| Error::from(ErrorKind::MissingArgument))?;
            return state.apply_filter("join", &[&[items.clone(), value.clone()], rest].concat());
        }
        "replace" if args.len() == 2 => {
            return state.apply_filter("replace", &[std::slice::from_ref(value), args].concat());
        }
        "replace" => {
            let new = args.get(1).and_then(Value::as_str).map_or(0, str::len);
            meter.fits(bytes(text.len()).saturating_mul(1 + bytes(new)))?;
        }
        "split" | "splitlines" => meter.fits(bytes(text.len()).saturating_mul(ELEMENT))?,
        _ => meter.fits(bytes(text.len()).saturating_mul(3))?,
    }
    let result = match of_text(text, method, args, meter) {
        Err(error) if error.kind() == ErrorKind::UnknownMethod => {
            unknown_method_callback(state, value, method, args)
        }
        result => result,
    };
    counted(result?, meter)
}

/// Values are written as Python writes them, which is YAML as well. Counts what is written, since
/// captured blocks do not reach the output's own limit.
fn set_formatter(environment: &mut Environment<'_>, meter: &Arc<Meter>) {
    let meter = Arc::clone(meter);
    environment.set_formatter(move |out, _, value| {
        // What is undefined and must not be was refused before; this is `{{ x if false }}`.
        if value.is_undefined() {
            return Ok(());
        }
        let text = python::text_after(value, 0, Exceeded::Text, &meter)?;
        meter.write(bytes(text.len()))?;
        out.write_str(&text).map_err(|_| Error::new(ErrorKind::WriteFailure, "output"))
    });
}

struct Bounded {
    bytes: Vec<u8>,
}

impl io::Write for Bounded {
    fn write(&mut self, new: &[u8]) -> io::Result<usize> {
        if bytes(self.bytes.len() + new.len()) > TEXT {
            return Err(io::Error::other("output"));
        }
        self.bytes.extend_from_slice(new);
        Ok(new.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
