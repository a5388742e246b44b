//! What operators of templates do, with Python's meaning and within limits. The rewritten template
//! calls them as functions.

use std::sync::Arc;

use minijinja::formatting::{FormatStyle, format};
use minijinja::value::{Kwargs, Rest, Tuple, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, Value};

use super::filters::check_format;
use super::meter::{ELEMENT, ENTRY, Exceeded, Meter, bytes};
use super::python;
use super::values::{Cycler, Dict, List, all_entries, check_key, elements};

/// Adds the functions to an engine.
pub(super) fn add_to(environment: &mut Environment<'static>, meter: &Arc<Meter>) {
    let with = |function: fn(&[Value], &Arc<Meter>) -> Result<Value, Error>| {
        let meter = Arc::clone(meter);
        move |args: Rest<Value>| function(&args, &meter)
    };
    environment.add_function("__add", with(|args, meter| fold(args, meter, add)));
    environment.add_function("__mul", with(|args, meter| fold(args, meter, multiply)));
    environment.add_function("__mod", with(|args, meter| fold(args, meter, remainder)));
    let counted = Arc::clone(meter);
    environment.add_function("__cat", move |state: &mut State, args: Rest<Value>| {
        concatenate(state, &args, &counted)
    });
    environment.add_function("__slice", with(slice));
    environment.add_function("__list", with(|args, meter| List::of(only(args)?, meter)));
    environment.add_function(
        "__dict",
        with(|args, meter| Ok(Dict::value(super::values::entries(only(args)?, meter)?, meter))),
    );
    environment.add_function(
        "__key",
        with(|args, _| {
            check_key(only(args)?)?;
            only(args).cloned()
        }),
    );
    environment.add_function(
        "__cmp",
        with(|args, meter| {
            meter.look_into(only(args)?)?;
            only(args).cloned()
        }),
    );
    let look = |args: &[Value], meter: &Arc<Meter>| {
        meter.look(only(args)?)?;
        only(args).cloned()
    };
    environment.add_function("__at", with(look));
    environment.add_function("__iter", with(look));
    let counted = Arc::clone(meter);
    environment.add_function("__raw", move |length: u64| counted.write(length).map(|()| ""));
    let counted = Arc::clone(meter);
    environment.add_function("cycler", |items: Rest<Value>| Cycler::value(items.0));
    environment.add_function("dict", move |value: Option<Value>, keywords: Kwargs| {
        all_entries(value.as_ref(), &keywords, &counted).map(|entries| Dict::value(entries, &counted))
    });
}

fn only(args: &[Value]) -> Result<&Value, Error> {
    args.first().ok_or_else(|| Error::from(ErrorKind::MissingArgument))
}

/// `((a ∘ b) ∘ c)`
fn fold(
    args: &[Value],
    meter: &Arc<Meter>,
    operator: fn(&Value, &Value, &Arc<Meter>) -> Result<Value, Error>,
) -> Result<Value, Error> {
    let (first, rest) = args.split_first().ok_or_else(|| Error::from(ErrorKind::MissingArgument))?;
    rest.iter().try_fold(first.clone(), |left, right| operator(&left, right, meter))
}

/// A number: whole if possible.
enum Number {
    Whole(i128),
    Real(f64),
}

fn number(value: &Value) -> Option<Number> {
    if !matches!(value.kind(), ValueKind::Number | ValueKind::Bool) {
        return None;
    }
    if value.is_integer() || value.kind() == ValueKind::Bool {
        return i128::try_from(value.clone()).ok().map(Number::Whole);
    }
    f64::try_from(value.clone()).ok().map(Number::Real)
}

fn whole(value: i128) -> Value {
    i64::try_from(value).map_or_else(|_| Value::from(value), Value::from)
}

#[allow(clippy::cast_precision_loss)]
fn real(number: &Number) -> f64 {
    match number {
        Number::Whole(whole) => *whole as f64,
        Number::Real(real) => *real,
    }
}

/// Both operands as numbers, and what a whole and a real operation make of them.
fn arithmetic(
    left: &Value,
    right: &Value,
    of_whole: fn(i128, i128) -> Option<i128>,
    of_real: fn(f64, f64) -> f64,
) -> Option<Result<Value, Error>> {
    let (left, right) = (number(left)?, number(right)?);
    if let (Number::Whole(left), Number::Whole(right)) = (&left, &right) {
        let failed = || Error::new(ErrorKind::InvalidOperation, "the result is no number that can be held");
        return Some(of_whole(*left, *right).map(whole).ok_or_else(failed));
    }
    Some(Ok(Value::from(of_real(real(&left), real(&right)))))
}

fn impossible(operator: &str, left: &Value, right: &Value) -> Error {
    for value in [left, right] {
        // An undefined value has no members, and the engine's error says which it is.
        if let Err(undefined) = value.get_attr("value") {
            return undefined;
        }
    }
    let message = format!("`{operator}` does not work with a {} and a {}", left.kind(), right.kind());
    Error::new(ErrorKind::InvalidOperation, message)
}

fn is_list(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable)
}

fn add(left: &Value, right: &Value, meter: &Arc<Meter>) -> Result<Value, Error> {
    if let Some(sum) = arithmetic(left, right, i128::checked_add, |left, right| left + right) {
        return sum;
    }
    if let (Some(left), Some(right)) = (left.as_str(), right.as_str()) {
        meter.make(bytes(left.len() + right.len()))?;
        return Ok(Value::from([left, right].concat()));
    }
    if is_list(left) && is_list(right) && left.is_tuple() == right.is_tuple() {
        let mut items = elements(left, meter)?;
        items.extend(elements(right, meter)?);
        return Ok(if left.is_tuple() { Value::from(Tuple::from(items)) } else { List::value(items, meter) });
    }
    Err(impossible("+", left, right))
}

fn multiply(left: &Value, right: &Value, meter: &Arc<Meter>) -> Result<Value, Error> {
    if let Some(product) = arithmetic(left, right, i128::checked_mul, |left, right| left * right) {
        return product;
    }
    let (repeated, times) = if number(left).is_some() { (right, left) } else { (left, right) };
    let times = match number(times) {
        Some(Number::Whole(times)) => usize::try_from(times.max(0)).unwrap_or(usize::MAX),
        _ => return Err(impossible("*", left, right)),
    };
    if let Some(text) = repeated.as_str() {
        meter.make(bytes(text.len()).saturating_mul(bytes(times)))?;
        return Ok(Value::from(text.repeat(times)));
    }
    if !is_list(repeated) {
        return Err(impossible("*", left, right));
    }
    let items = elements(repeated, meter)?;
    meter.make(bytes(items.len()).saturating_mul(bytes(times)).saturating_mul(ELEMENT))?;
    let length = items.len().saturating_mul(times);
    let items: Vec<Value> = items.iter().cycle().take(length).cloned().collect();
    Ok(if repeated.is_tuple() { Value::from(Tuple::from(items)) } else { List::value(items, meter) })
}

/// `%`: the rest of a division, or Python's formatting of a text.
fn remainder(left: &Value, right: &Value, meter: &Arc<Meter>) -> Result<Value, Error> {
    if let Some(text) = left.as_str() {
        let args = if right.is_tuple() { elements(right, meter)? } else { vec![right.clone()] };
        return formatted(FormatStyle::Printf, text, &args, meter);
    }
    let of_whole = |left: i128, right: i128| {
        let rest = left.checked_rem(right)?;
        // The sign is that of the divisor.
        if rest != 0 && (rest < 0) != (right < 0) { rest.checked_add(right) } else { Some(rest) }
    };
    let of_real = |left: f64, right: f64| {
        let rest = left % right;
        if rest != 0.0 && (rest < 0.0) != (right < 0.0) { rest + right } else { rest }
    };
    arithmetic(left, right, of_whole, of_real).unwrap_or_else(|| Err(impossible("%", left, right)))
}

/// Fills in a format, where lists and mappings are written as Python does.
///
/// # Errors
/// When arguments and format do not fit together, or make too much.
pub(super) fn formatted(
    style: FormatStyle,
    text: &str,
    args: &[Value],
    meter: &Arc<Meter>,
) -> Result<Value, Error> {
    check_format(text, args, meter)?;
    let by_name = text.contains("%(") || style == FormatStyle::StrFormat;
    let mut shown = Vec::with_capacity(args.len());
    for arg in args {
        shown.push(match arg.kind() {
            ValueKind::Seq | ValueKind::Iterable | ValueKind::Map if !by_name && !arg.is_kwargs() => {
                Value::from(python::text(arg, meter)?)
            }
            _ => arg.clone(),
        });
    }
    let filled = format(style, text, &shown)?;
    meter.make(bytes(filled.len()))?;
    Ok(Value::from(filled))
}

fn concatenate(state: &mut State<'_, '_>, args: &[Value], meter: &Arc<Meter>) -> Result<Value, Error> {
    let mut out = String::new();
    for arg in args {
        if arg.is_undefined() {
            // Empty after `x if false`, else an error that says what is undefined.
            state.format(arg.clone())?;
            continue;
        }
        out.push_str(&python::text_after(arg, out.len(), Exceeded::Values, meter)?);
    }
    meter.make(bytes(out.len()))?;
    Ok(Value::from(out))
}

/// `value[start:stop:step]`
fn slice(args: &[Value], meter: &Arc<Meter>) -> Result<Value, Error> {
    let value = only(args)?;
    let bound = |index: usize| match args.get(index).filter(|bound| !bound.is_none()) {
        None => Ok(None),
        Some(bound) => i64::try_from(bound.clone()).map(Some),
    };
    let (start, stop, step) = (bound(1)?, bound(2)?, bound(3)?.unwrap_or(1));
    if step == 0 {
        return Err(Error::new(ErrorKind::InvalidOperation, "the step of a slice cannot be 0"));
    }
    if let Some(text) = value.as_str() {
        meter.fits(bytes(text.len()).saturating_mul(4))?;
        meter.make(bytes(text.len()))?;
        let characters: Vec<char> = text.chars().collect();
        return Ok(Value::from(cut(&characters, start, stop, step).collect::<String>()));
    }
    if !is_list(value) {
        return Err(impossible("[:]", value, value));
    }
    let items = elements(value, meter)?;
    let items: Vec<Value> = cut(&items, start, stop, step).collect();
    meter.make(bytes(items.len()).saturating_mul(ELEMENT))?;
    Ok(if value.is_tuple() { Value::from(Tuple::from(items)) } else { List::value(items, meter) })
}

/// The elements a slice means, as Python counts.
fn cut<T: Clone>(items: &[T], start: Option<i64>, stop: Option<i64>, step: i64) -> impl Iterator<Item = T> {
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let (least, most) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let clamp = |bound: i64| {
        let bound = if bound < 0 { bound.saturating_add(length) } else { bound };
        bound.clamp(least, most)
    };
    let start = start.map_or(if step > 0 { least } else { most }, clamp);
    let stop = stop.map_or(if step > 0 { most } else { least }, clamp);
    let mut at = start;
    std::iter::from_fn(move || {
        let inside = if step > 0 { at < stop } else { at > stop };
        let item = usize::try_from(at).ok().filter(|_| inside).and_then(|at| items.get(at)).cloned();
        at = at.saturating_add(step);
        item
    })
}

/// What a mapping counts; for values that are made elsewhere.
pub(super) fn mapping_bytes(entries: usize) -> u64 {
    bytes(entries).saturating_mul(ENTRY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(result: Result<Value, Error>) -> String {
        python::text(&result.unwrap(), &Meter::default()).unwrap()
    }

    #[test]
    fn calculates_as_python_does() {
        let meter = Arc::new(Meter::default());
        let v = |number: i64| Value::from(number);
        assert_eq!(show(add(&v(1), &Value::from(true), &meter)), "2");
        assert_eq!(show(add(&v(1), &Value::from(0.5), &meter)), "1.5");
        assert_eq!(show(multiply(&v(-2), &v(3), &meter)), "-6");
        assert_eq!(show(multiply(&v(2), &Value::from("ab"), &meter)), "abab");
        assert_eq!(show(multiply(&Value::from(vec![1]), &v(-1), &meter)), "[]");
        assert_eq!(show(remainder(&v(-7), &v(3), &meter)), "2");
        assert_eq!(show(remainder(&v(7), &v(-3), &meter)), "-2");
        assert_eq!(
            show(remainder(
                &Value::from("%s=%03d"),
                &Value::from(Tuple::from([Value::from("a"), v(7)])),
                &meter
            )),
            "a=007"
        );
        assert_eq!(show(remainder(&Value::from("%s"), &Value::from(vec![true]), &meter)), "[True]");
        assert!(remainder(&v(1), &v(0), &meter).is_err());
        assert!(add(&v(1), &Value::from("a"), &meter).is_err());
        assert!(multiply(&Value::from(i128::MAX), &v(2), &meter).is_err());
    }

    #[test]
    fn cuts_as_python_does() {
        let all: Vec<i32> = (0..5).collect();
        let part = |start, stop, step| cut(&all, start, stop, step).collect::<Vec<_>>();
        assert_eq!(part(None, None, 1), [0, 1, 2, 3, 4]);
        assert_eq!(part(Some(1), Some(-1), 1), [1, 2, 3]);
        assert_eq!(part(Some(-2), None, 1), [3, 4]);
        assert_eq!(part(None, None, -1), [4, 3, 2, 1, 0]);
        assert_eq!(part(Some(3), Some(0), -2), [3, 1]);
        assert_eq!(part(Some(9), Some(-9), -1), [4, 3, 2, 1, 0]);
        assert_eq!(part(Some(i64::MIN), Some(i64::MAX), i64::MAX), [0]);
        assert!(part(Some(3), Some(1), 1).is_empty());
    }

    #[test]
    fn makes_no_more_than_allowed() {
        let meter = Arc::new(Meter::default());
        let huge = Value::from(1_000_000_000_000_i64);
        assert!(multiply(&Value::from("x"), &huge, &meter).is_err());
        assert!(multiply(&Value::from(vec![1]), &huge, &meter).is_err());
        let mut doubled = Value::from("x");
        let end = (0..60).find(|_| match add(&doubled, &doubled, &meter) {
            Ok(sum) => {
                doubled = sum;
                false
            }
            Err(_) => true,
        });
        assert!(end.is_some());
    }
}
