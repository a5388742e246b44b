use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use minijinja::value::{Object, ObjectRepr, from_args};
use minijinja::{Error, ErrorKind, State, Value};

use super::unknown_method;

/// Jinja's `cycler(a, b, …)`: one after the other, from the beginning again after the last.
#[derive(Debug)]
pub(in crate::render) struct Cycler {
    items: Vec<Value>,
    next: AtomicUsize,
}

impl Cycler {
    /// A cycler as a value.
    ///
    /// # Errors
    /// When there is nothing to go through.
    pub(in crate::render) fn value(items: Vec<Value>) -> Result<Value, Error> {
        if items.is_empty() {
            return Err(Error::new(ErrorKind::MissingArgument, "`cycler` needs something to go through"));
        }
        Ok(Value::from_object(Self { items, next: AtomicUsize::new(0) }))
    }

    fn current(&self) -> Option<Value> {
        self.items.get(self.next.load(Ordering::Relaxed)).cloned()
    }
}

impl Object for Cycler {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        if key.as_str() == Some("current") { self.current() } else { None }
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        let () = from_args(args)?;
        match method {
            "next" => {
                let item = self.current().unwrap_or_default();
                let following = self.next.load(Ordering::Relaxed) + 1;
                self.next.store(following % self.items.len().max(1), Ordering::Relaxed);
                Ok(item)
            }
            "reset" => {
                self.next.store(0, Ordering::Relaxed);
                Ok(Value::from(()))
            }
            _ => Err(unknown_method()),
        }
    }
}
