//! Values as text, as Python writes them.

use minijinja::value::ValueKind;
use minijinja::{Error, Value};
use wasmidem_contract::python_repr;

use super::meter::{Exceeded, Meter, bytes, check_depth};
use super::recorder::is_stand_in;

/// What is written, and how much of it there may be.
struct Writer<'m> {
    out: String,
    most: u64,
    what: Exceeded,
    meter: &'m Meter,
}

/// A value as `str()` writes it, not counted yet. It may be as long as what is left of `what` after
/// `used` bytes.
///
/// # Errors
/// When it is undefined, too long, or nested too deep.
pub(super) fn text_after(value: &Value, used: usize, what: Exceeded, meter: &Meter) -> Result<String, Error> {
    let most = meter.left(what).saturating_sub(bytes(used));
    let mut writer = Writer { out: String::new(), most, what, meter };
    match value.as_str() {
        Some(text) => writer.push(text)?,
        None => writer.repr(value, 0)?,
    }
    Ok(writer.out)
}

/// A value as `str()` writes it, to be used as a value.
///
/// # Errors
/// When it is undefined, too long, or nested too deep.
pub(super) fn text(value: &Value, meter: &Meter) -> Result<String, Error> {
    text_after(value, 0, Exceeded::Values, meter)
}

impl Writer<'_> {
    fn push(&mut self, text: &str) -> Result<(), Error> {
        self.meter.work(bytes(text.len()))?;
        if bytes(self.out.len() + text.len()) > self.most {
            return Err(self.meter.stop(self.what));
        }
        self.out.push_str(text);
        Ok(())
    }

    fn repr(&mut self, value: &Value, depth: usize) -> Result<(), Error> {
        self.meter.visit()?;
        match value.kind() {
            ValueKind::Undefined => {
                // An undefined value has no members, and the engine's error says which it is.
                value.get_attr("value")?;
                Ok(())
            }
            ValueKind::String => {
                let text = value.as_str().unwrap_or_default();
                self.push(&python_repr(&serde_json::Value::String(text.to_owned())))
            }
            ValueKind::Seq | ValueKind::Iterable if !is_stand_in(value) => {
                check_depth(depth)?;
                let is_tuple = value.is_tuple();
                self.push(if is_tuple { "(" } else { "[" })?;
                let mut count = 0;
                for item in value.try_iter()? {
                    if count > 0 {
                        self.push(", ")?;
                    }
                    self.repr(&item, depth + 1)?;
                    count += 1;
                }
                self.push(match (is_tuple, count) {
                    (true, 1) => ",)",
                    (true, _) => ")",
                    (false, _) => "]",
                })
            }
            ValueKind::Map => {
                check_depth(depth)?;
                self.push("{")?;
                for (number, key) in value.try_iter()?.enumerate() {
                    if number > 0 {
                        self.push(", ")?;
                    }
                    self.repr(&key, depth + 1)?;
                    self.push(": ")?;
                    self.repr(&value.get_item(&key)?, depth + 1)?;
                }
                self.push("}")
            }
            ValueKind::Number if !value.is_integer() => match f64::try_from(value.clone()) {
                Ok(number) => self.push(&real(number)),
                Err(_) => self.push(&value.to_string()),
            },
            _ => self.push(&value.to_string()),
        }
    }
}

/// A number with a point, which Python writes with an exponent when it is very large or small.
fn real(number: f64) -> String {
    let plain = number == 0.0 || (1e-4..1e16).contains(&number.abs()) || !number.is_finite();
    if plain {
        return Value::from(number).to_string();
    }
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
    format!("{digits}e{sign}{exponent:0>2}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::value::Tuple;

    #[test]
    fn writes_python() {
        let meter = Meter::default();
        let show = |value: Value| text(&value, &meter).unwrap();
        assert_eq!(show(Value::from("it's")), "it's");
        assert_eq!(show(Value::from(vec!["it's", "b"])), "[\"it's\", 'b']");
        let pairs =
            Value::from_pairs([(Value::from(1), Value::from(true)), (Value::from("k"), Value::from(()))]);
        assert_eq!(show(pairs), "{1: True, 'k': None}");
        assert_eq!(show(Value::from(Tuple::from([Value::from(1.0)]))), "(1.0,)");
        assert_eq!(show(Value::from(Tuple::from([Value::from(1), Value::from(2)]))), "(1, 2)");
        let numbers = [1e20, 1.5e-7, -0.25, 1e16, 123456789.0, 0.0].map(Value::from).to_vec();
        assert_eq!(show(Value::from(numbers)), "[1e+20, 1.5e-07, -0.25, 1e+16, 123456789.0, 0.0]");
        assert!(text(&Value::UNDEFINED, &meter).is_err());
        meter.make(meter.left(Exceeded::Values) - 100).unwrap();
        assert!(text(&Value::from(vec![1; 10]), &meter).is_ok());
        assert!(text(&Value::from(vec![1; 1_000]), &meter).is_err());
    }
}
