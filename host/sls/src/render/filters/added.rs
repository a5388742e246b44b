//! Filters of Jinja that the engine lacks, or does differently.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::formatting::FormatStyle;
use minijinja::value::{Kwargs, Rest, ValueKind, ValueOrKwargs, from_args};
use minijinja::{Environment, Error, State, Value};

use super::{refuse_undefined, wrong};
use crate::render::meter::{Exceeded, Meter, bytes};
use crate::render::operators::formatted;
use crate::render::python;
use crate::render::values::{elements, of_text};

type Filter = fn(&[Value], &Arc<Meter>) -> Result<Value, Error>;

const ADDED: [(&str, Filter); 13] = [
    ("b64encode", b64encode),
    ("b64decode", b64decode),
    ("string", |args, meter| shown(args, meter).map(Value::from)),
    ("join", join),
    ("format", format),
    ("truncate", truncate),
    ("wordwrap", wordwrap),
    ("wordcount", wordcount),
    ("center", center),
    ("urlencode", urlencode),
    ("filesizeformat", filesizeformat),
    ("forceescape", |args, meter| shown(args, meter).map(|text| Value::from(escaped(&text)))),
    ("xmlattr", xmlattr),
];

pub(super) fn add_to(environment: &mut Environment<'static>, meter: &Arc<Meter>) {
    for (name, filter) in ADDED {
        let meter = Arc::clone(meter);
        environment.add_filter(name, move |state: &mut State, args: Rest<ValueOrKwargs>| {
            let args = args.into_values();
            refuse_undefined(name, state, &args)?;
            args.iter().try_for_each(|arg| meter.read(arg))?;
            // None makes more than six times its text, apart from widths, which are checked.
            let made = args.iter().map(|arg| bytes(arg.as_str().map_or(0, str::len))).sum::<u64>();
            meter.fits(made.saturating_mul(6))?;
            let result = filter(&args, &meter)?;
            meter.make(bytes(result.as_str().map_or(0, str::len)))?;
            Ok::<_, Error>(result)
        });
    }
}

/// The first argument as text.
fn shown(args: &[Value], meter: &Meter) -> Result<String, Error> {
    let value = args.first().cloned().unwrap_or_default();
    python::text(&value, meter)
}

fn b64encode(args: &[Value], meter: &Arc<Meter>) -> Result<Value, Error> {
    // As in idem, null is empty.
    if args.first().is_some_and(Value::is_none) {
        return Ok(Value::from(""));
    }
    Ok(Value::from(STANDARD.encode(shown(args, meter)?)))
}

fn b64decode(args: &[Value], meter: &Arc<Meter>) -> Result<Value, Error> {
    if args.first().is_some_and(Value::is_none) {
        return Ok(Value::from(""));
    }
    let bytes = STANDARD.decode(shown(args, meter)?).map_err(|_| wrong("`b64decode` got no Base64"))?;
    String::from_utf8(bytes).map(Value::from).map_err(|_| wrong("`b64decode` gives no UTF-8 text"))
}

fn join(args: &[Value], meter: &Arc<Meter>) -> Result<Value, Error> {
    let (value, separator, attribute, names): (&Value, Option<Value>, Option<&str>, Kwargs) =
        from_args(args)?;
    let separator: Option<Value> = separator.or(names.get("d")?);
    let attribute: Option<&str> = attribute.or(names.get("attribute")?);
    names.assert_all_used()?;
    let separator = separator.map_or(Ok(String::new()), |separator| python::text(&separator, meter))?;
    let mut out = String::new();
    for (number, item) in value.try_iter()?.checked().enumerate() {
        let mut item = item?;
        for part in attribute.into_iter().flat_map(|attribute| attribute.split('.')) {
            item = match part.parse::<usize>() {
                Ok(index) => item.get_item_by_index(index)?,
                Err(_) => item.get_attr(part)?,
            };
        }
        let before = if number > 0 { separator.as_str() } else { "" };
        let item = python::text_after(&item, out.len() + before.len(), Exceeded::Values, meter)?;
        meter.fits(bytes(out.len() + before.len() + item.len()))?;
        out.push_str(before);
        out.push_str(&item);
    }
    Ok(Value::from(out))
}

fn format(args: &[Value], meter: &Arc<Meter>) -> Result<Value, Error> {
    let (text, rest) = args.split_first().ok_or_else(|| wrong("`format` needs a text"))?;
    let text = text.as_str().ok_or_else(|| wrong("`format` needs a text"))?;
    formatted(FormatStyle::Printf, text, rest, meter)
}

/// `truncate(length=255, killwords=false, end='...', leeway=5)`
fn truncate(args: &[Value], meter: &Arc<Meter>) -> Result<Value, Error> {
    let text = shown(args, meter)?;
    let rest = args.get(1..).unwrap_or_default();
    let (length, kill_words, end, leeway, names): (
        Option<usize>,
        Option<bool>,
        Option<String>,
        Option<usize>,
        Kwargs,
    ) = from_args(rest)?;
    let length = length.or(names.get("length")?).unwrap_or(255);
    let kill_words = kill_words.or(names.get("killwords")?).unwrap_or(false);
    let end: String = end.or(names.get("end")?).unwrap_or_else(|| "...".to_owned());
    let leeway = leeway.or(names.get("leeway")?).unwrap_or(5);
    names.assert_all_used()?;
    let kept =
        length.checked_sub(end.chars().count()).ok_or_else(|| wrong("`truncate` to less than its end"))?;
    if text.chars().count() <= length.saturating_add(leeway) {
        return Ok(Value::from(text));
    }
    let cut: String = text.chars().take(kept).collect();
    let cut =
        if kill_words { cut.as_str() } else { cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words) };
    Ok(Value::from(format!("{cut}{end}")))
}

/// `wordwrap(width=79, break_long_words=true, wrapstring='\n', break_on_hyphens=true)`
fn wordwrap(args: &[Value], meter: &Arc<Meter>) -> Result<Value, Error> {
    let text = shown(args, meter)?;
    let rest = args.get(1..).unwrap_or_default();
    let (width, break_words, end, at_hyphens, names): (
        Option<usize>,
        Option<bool>,
        Option<String>,
        Option<bool>,
        Kwargs,
    ) = from_args(rest)?;
    let width = width.or(names.get("width")?).unwrap_or(79);
    let break_words = break_words.or(names.get("break_long_words")?).unwrap_or(true);
    let end: String = end.or(names.get("wrapstring")?).unwrap_or_else(|| "\n".to_owned());
    let at_hyphens = at_hyphens.or(names.get("break_on_hyphens")?).unwrap_or(true);
    names.assert_all_used()?;
    if width == 0 {
        return Err(wrong("`wordwrap` to no width at all"));
    }
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        wrap(line, width, break_words, at_hyphens, &mut lines);
    }
    meter.fits(bytes(lines.len()).saturating_mul(bytes(end.len())).saturating_add(bytes(text.len())))?;
    Ok(Value::from(lines.join(&end)))
}

/// Breaks a line between words.
fn wrap(line: &str, width: usize, break_words: bool, at_hyphens: bool, lines: &mut Vec<String>) {
    let mut current = String::new();
    let mut length = 0;
    for chunk in chunks(line, at_hyphens) {
        let chunk_length = chunk.chars().count();
        if length + chunk.trim_end().chars().count() <= width {
            current.push_str(chunk);
            length += chunk_length;
            continue;
        }
        if length > 0 {
            lines.push(current.trim_end().to_owned());
            current.clear();
            length = 0;
        }
        for c in chunk.chars() {
            if break_words && length == width && !c.is_whitespace() {
                lines.push(std::mem::take(&mut current));
                length = 0;
            }
            current.push(c);
            length += 1;
        }
    }
    lines.push(current.trim_end().to_owned());
}

/// Words with the white space after them; also cut after hyphens.
fn chunks(line: &str, at_hyphens: bool) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut before = 'x';
    for (at, c) in line.char_indices() {
        let begins_word = before.is_whitespace() && !c.is_whitespace();
        let after_hyphen = at_hyphens && before == '-' && c.is_alphabetic();
        if at > start && (begins_word || after_hyphen) {
            found.push(line.get(start..at).unwrap_or_default());
            start = at;
        }
        before = c;
    }
    found.push(line.get(start..).unwrap_or_default());
    found
}

fn wordcount(args: &[Value], meter: &Arc<Meter>) -> Result<Value, Error> {
    let text = shown(args, meter)?;
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    Ok(Value::from(words.count()))
}

fn center(args: &[Value], meter: &Arc<Meter>) -> Result<Value, Error> {
    let text = shown(args, meter)?;
    let (width, names): (Option<usize>, Kwargs) = from_args(args.get(1..).unwrap_or_default())?;
    let width = width.or(names.get("width")?).unwrap_or(80);
    names.assert_all_used()?;
    of_text(&text, "center", &[Value::from(width)], meter)
}

/// A text as part of a URL, or a mapping as a query.
fn urlencode(args: &[Value], meter: &Arc<Meter>) -> Result<Value, Error> {
    let value = args.first().cloned().unwrap_or_default();
    let show = |value: &Value| python::text(value, meter);
    let mut pairs = Vec::new();
    match value.kind() {
        ValueKind::Map => {
            for key in value.try_iter()? {
                pairs.push((show(&key)?, show(&value.get_item(&key)?)?));
            }
        }
        ValueKind::Seq | ValueKind::Iterable => {
            for pair in elements(&value, meter)? {
                pairs.push((show(&pair.get_item_by_index(0)?)?, show(&pair.get_item_by_index(1)?)?));
            }
        }
        _ => return Ok(Value::from(quoted(&show(&value)?, "/"))),
    }
    let length = pairs.iter().map(|(key, value)| bytes(key.len() + value.len() + 1)).sum::<u64>();
    meter.fits(length.saturating_mul(3))?;
    let pairs: Vec<String> =
        pairs.iter().map(|(key, value)| format!("{}={}", in_query(key), in_query(value))).collect();
    Ok(Value::from(pairs.join("&")))
}

fn quoted(text: &str, safe: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        if c.is_ascii_alphanumeric() || "_.-~".contains(c) || safe.contains(c) {
            out.push(c);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn in_query(text: &str) -> String {
    quoted(text, "").replace("%20", "+")
}

fn filesizeformat(args: &[Value], _: &Arc<Meter>) -> Result<Value, Error> {
    let (value, binary, names): (&Value, Option<bool>, Kwargs) = from_args(args)?;
    let binary = binary.or(names.get("binary")?).unwrap_or(false);
    names.assert_all_used()?;
    let size = match value.as_str() {
        Some(text) => text.parse::<f64>().map_err(|_| wrong("`filesizeformat` got no number"))?,
        None => f64::try_from(value.clone())?,
    };
    Ok(Value::from(minijinja_contrib::filters::filesizeformat(size, Some(binary))))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// The attributes of an element, with a space before them.
fn xmlattr(args: &[Value], meter: &Arc<Meter>) -> Result<Value, Error> {
    let (attributes, with_space): (&Value, Option<bool>) = from_args(args)?;
    let mut out = String::new();
    for key in attributes.try_iter()? {
        let value = attributes.get_item(&key)?;
        if value.is_none() || value.is_undefined() {
            continue;
        }
        let key = python::text(&key, meter)?;
        if key.contains(|c: char| c.is_whitespace() || "/>=".contains(c)) {
            return Err(wrong("a name of `xmlattr` has a character that it cannot have"));
        }
        let value = python::text(&value, meter)?;
        meter.fits(bytes(out.len()).saturating_add(bytes(value.len()).saturating_mul(6)))?;
        let value = escaped(&value);
        meter.fits(bytes(out.len() + key.len() + value.len() + 4))?;
        out.push_str(&format!(" {}=\"{value}\"", escaped(&key)));
    }
    if with_space == Some(false) {
        out = out.trim_start().to_owned();
    }
    Ok(Value::from(out))
}
