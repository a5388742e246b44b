//! What templates can name: `params` and `hub`.

use std::fmt;
use std::sync::{Arc, Mutex};

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

/// idem's `hub`, of which nothing is available: remembers what was asked for, so that no use of it
/// goes unnoticed.
#[derive(Clone)]
pub(super) struct Hub {
    path: String,
    asked: Arc<Mutex<Option<String>>>,
}

impl Hub {
    pub(super) fn new() -> Self {
        Self { path: "hub".to_owned(), asked: Arc::default() }
    }

    /// The longest path that was asked for first.
    pub(super) fn asked(&self) -> Option<String> {
        self.asked.lock().ok().and_then(|asked| asked.clone())
    }

    fn remember(&self, path: &str) {
        if let Ok(mut asked) = self.asked.lock()
            && asked.as_ref().is_none_or(|before| path.starts_with(before.as_str()))
        {
            *asked = Some(path.to_owned());
        }
    }
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

impl Object for Hub {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let path = format!("{}.{key}", self.path);
        self.remember(&path);
        Some(Value::from_object(Self { path, asked: Arc::clone(&self.asked) }))
    }

    fn is_true(self: &Arc<Self>) -> bool {
        self.remember(&self.path);
        true
    }

    fn call(self: &Arc<Self>, _: &mut State<'_, '_>, _: &[Value]) -> Result<Value, Error> {
        self.remember(&self.path);
        Err(Error::new(ErrorKind::InvalidOperation, "hub"))
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        _: &[Value],
    ) -> Result<Value, Error> {
        self.remember(&format!("{}.{method}", self.path));
        Err(Error::new(ErrorKind::InvalidOperation, "hub"))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.remember(&self.path);
        f.write_str(&self.path)
    }
}
