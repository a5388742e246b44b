//! The `params` of templates.

use std::fmt;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr, Serde, from_args};
use minijinja::{Error, ErrorKind, State, Value};

use super::NULL_MARKER;

/// The `params` of a template.
#[derive(Debug)]
pub(super) struct Params(pub(super) Arc<wasmidem_contract::Object>);

impl Params {
    /// A parameter's value, where null is the marker.
    fn value(&self, key: &str) -> Option<Value> {
        self.0.get(key).map(|value| if value.is_null() { null() } else { Value::from(Serde(value)) })
    }
}

impl Object for Params {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.value(key.as_str()?)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.keys().map(|key| Value::from(key.as_str())).collect())
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
        Ok(self.value(key).or(default).filter(|value| !value.is_none()).unwrap_or_else(null))
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
