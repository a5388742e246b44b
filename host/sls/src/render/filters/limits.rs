//! What the engine's filters make at most, checked before they do.

use minijinja::value::ValueKind;
use minijinja::{Error, Value};

use super::wrong;
use crate::render::meter::{ELEMENT, Meter, bytes};

/// How large the result of a filter can be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Limit {
    None,
    /// So many times its text.
    Times(u64),
    /// As many elements as the argument has characters or elements.
    Elements,
    /// As many lists as the argument says.
    Groups,
    /// Each line is indented.
    Indent,
    Replace,
    /// Each line is indented by its level.
    Json,
    /// Only numbers are summed.
    Numbers,
}

/// The longest a number of a format may make what it formats.
const WIDTH: u64 = 100_000;

fn text(args: &[Value], index: usize) -> &str {
    args.get(index).and_then(Value::as_str).unwrap_or_default()
}

/// The largest of the numbers among arguments, also of those given by name.
fn largest_number(args: &[Value]) -> u64 {
    let number = |value: &Value| {
        let is_number = matches!(value.kind(), ValueKind::Number);
        is_number.then(|| value.as_usize().map_or(0, bytes))
    };
    let mut found = 0;
    for arg in args {
        if arg.is_kwargs() {
            for key in arg.try_iter().into_iter().flatten() {
                let named = arg.get_item(&key).ok().and_then(|value| number(&value));
                found = found.max(named.unwrap_or(0));
            }
        } else {
            found = found.max(number(arg).unwrap_or(0));
        }
    }
    found
}

impl Limit {
    /// Refuses what would not fit.
    pub(super) fn check(self, args: &[Value], meter: &Meter) -> Result<(), Error> {
        let first = text(args, 0);
        let length = bytes(first.len());
        let elements = match args.first() {
            Some(value) if value.kind() != ValueKind::String => bytes(value.len().unwrap_or(0)),
            _ => length,
        };
        match self {
            Self::None => Ok(()),
            Self::Times(times) => meter.fits(length.saturating_mul(times)),
            Self::Elements => meter.fits(elements.saturating_mul(ELEMENT)),
            Self::Groups => {
                let groups = largest_number(args.get(1..).unwrap_or_default());
                meter.fits(elements.saturating_add(groups).saturating_mul(4 * ELEMENT))
            }
            Self::Indent => {
                let lines = bytes(first.matches('\n').count() + 1);
                let width = largest_number(args.get(1..).unwrap_or_default()).max(4);
                meter.fits(lines.saturating_mul(width).saturating_add(length))
            }
            Self::Replace => {
                let (old, new) = (text(args, 1), text(args, 2));
                let found = if old.is_empty() { first.len() + 1 } else { first.matches(old).count() };
                meter.fits(bytes(found).saturating_mul(bytes(new.len())).saturating_add(length))
            }
            Self::Json => {
                let Some(value) = args.first() else { return Ok(()) };
                let size = meter.measure(value)?;
                let indent = largest_number(args.get(1..).unwrap_or_default()).max(4);
                let line = indent.saturating_mul(size.depth + 1).saturating_add(8);
                meter.fits(size.nodes.saturating_mul(line).saturating_add(size.bytes.saturating_mul(6)))
            }
            Self::Numbers => {
                let Some(value) = args.first() else { return Ok(()) };
                let is_number = |item: &Value| {
                    !matches!(item.kind(), ValueKind::String | ValueKind::Seq | ValueKind::Iterable)
                };
                let by_attribute = args.len() > 1;
                if by_attribute || value.try_iter()?.all(|item| is_number(&item)) {
                    return meter.fits(elements.saturating_mul(ELEMENT));
                }
                Err(wrong("only numbers can be summed; use `join` for texts"))
            }
        }
    }
}

/// Refuses a format that would make too much of its arguments.
pub(in crate::render) fn check_format(format: &str, args: &[Value], meter: &Meter) -> Result<(), Error> {
    let mut most = bytes(format.len());
    let mut largest = 0;
    for arg in args {
        let size = meter.measure(arg)?;
        // Quotes, commas and escapes take a few bytes each.
        largest = largest.max(size.bytes.saturating_mul(4).saturating_add(size.nodes.saturating_mul(16)));
        if arg.kind() == ValueKind::Number && format.contains('*') {
            most = most.saturating_add(arg.as_usize().map_or(0, bytes));
        }
    }
    let fields = bytes(format.matches(['%', '{']).count());
    most = most.saturating_add(fields.saturating_mul(largest.saturating_add(400)));
    let numbers = format.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    for digits in numbers {
        let number: u64 = digits.parse().unwrap_or(u64::MAX);
        if number > WIDTH {
            return Err(wrong("a width in the format is too large"));
        }
        most = most.saturating_add(number);
    }
    meter.fits(most)
}
