//! The `params` of templates.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::value::{Enumerator, Object, ObjectRepr, from_args};
use minijinja::{Error, ErrorKind, State, Value};

use super::NULL_MARKER;
use super::meter::Meter;
use super::values::from_json;

/// The `params` of a template.
#[derive(Debug)]
pub(super) struct Params {
    given: Arc<wasmidem_contract::Object>,
    /// Values that were asked for: a list that a template changes stays changed in it, as in idem.
    values: Mutex<HashMap<String, Value>>,
    meter: Arc<Meter>,
}

impl Params {
    /// The parameters as a value of a template.
    pub(super) fn value(given: &Arc<wasmidem_contract::Object>, meter: &Arc<Meter>) -> Value {
        let (given, meter) = (Arc::clone(given), Arc::clone(meter));
        Value::from_object(Self { given, values: Mutex::default(), meter })
    }

    /// A parameter's value, where null is the marker.
    fn find(&self, key: &str) -> Option<Value> {
        let value = self.given.get(key)?;
        if value.is_null() {
            return Some(null());
        }
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = values.get(key) {
            return Some(known.clone());
        }
        let made = from_json(value, &self.meter).unwrap_or_else(Value::from);
        values.insert(key.to_owned(), made.clone());
        Some(made)
    }
}

impl Object for Params {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.find(key.as_str()?)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.given.keys().map(|key| Value::from(key.as_str())).collect())
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        if method != "get" {
            return Err(Error::from(ErrorKind::UnknownMethod));
        }
        let (key, default): (&str, Option<Value>) = from_args(args)?;
        Ok(self.find(key).or(default).filter(|value| !value.is_none()).unwrap_or_else(null))
    }
}

/// Null as `params` gives it: false in conditions, and null once it is rendered and read as data.
#[derive(Debug)]
struct Null;

fn null() -> Value {
    Value::from_object(Null)
}

impl Object for Null {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NULL_MARKER)
    }
}
