use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indexmap::IndexMap;
use minijinja::value::{Enumerator, Kwargs, Object, ObjectRepr, Tuple, ValueKind, from_args};
use minijinja::{Error, ErrorKind, State, Value};

use super::{List, check_key, unknown_method};
use crate::render::meter::{ELEMENT, ENTRY, Meter, bytes};

/// A mapping that can be changed; keeps the order of its keys.
pub(in crate::render) struct Dict {
    entries: Mutex<IndexMap<Value, Value>>,
    meter: Arc<Meter>,
}

impl Dict {
    /// A mapping as a value; its entries are counted by whoever makes them.
    pub(in crate::render) fn value(
        entries: impl IntoIterator<Item = (Value, Value)>,
        meter: &Arc<Meter>,
    ) -> Value {
        let entries = Mutex::new(entries.into_iter().collect());
        Value::from_object(Self { entries, meter: Arc::clone(meter) })
    }

    fn lock(&self) -> MutexGuard<'_, IndexMap<Value, Value>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn insert(&self, key: Value, value: Value) -> Result<(), Error> {
        check_key(&key)?;
        self.meter.look(&key)?;
        self.meter.make(ENTRY)?;
        self.lock().insert(key, value);
        Ok(())
    }

    fn take(&self, key: &Value) -> Result<Option<Value>, Error> {
        check_key(key)?;
        self.meter.look(key)?;
        self.meter.work(bytes(self.lock().len()))?;
        Ok(self.lock().shift_remove(key))
    }

    /// The values of a walk over the entries.
    fn list(&self, element: impl Fn(&Value, &Value) -> Value, each: u64) -> Result<Value, Error> {
        let entries = self.lock();
        self.meter.make(bytes(entries.len()).saturating_mul(each))?;
        let items = entries.iter().map(|(key, value)| element(key, value)).collect();
        drop(entries);
        Ok(List::value(items, &self.meter))
    }
}

/// The entries of a mapping, or of a list of pairs.
///
/// # Errors
/// When it is neither, or too large.
pub(in crate::render) fn entries(value: &Value, meter: &Meter) -> Result<Vec<(Value, Value)>, Error> {
    let mut found = Vec::new();
    for item in value.try_iter()?.checked() {
        let item = item?;
        meter.make(ENTRY)?;
        if value.kind() == ValueKind::Map {
            let member = value.get_item(&item)?;
            found.push((item, member));
        } else if item.len() == Some(2) {
            let key = item.get_item_by_index(0)?;
            check_key(&key)?;
            found.push((key, item.get_item_by_index(1)?));
        } else {
            let message = "a mapping is made of a mapping, or of pairs";
            return Err(Error::new(ErrorKind::InvalidOperation, message));
        }
    }
    Ok(found)
}

/// The entries of an optional mapping and of keyword arguments.
///
/// # Errors
/// When it is no mapping, or too large.
pub(in crate::render) fn all_entries(
    value: Option<&Value>,
    keywords: &Kwargs,
    meter: &Meter,
) -> Result<Vec<(Value, Value)>, Error> {
    let mut found = match value {
        Some(value) => entries(value, meter)?,
        None => Vec::new(),
    };
    for name in keywords.args() {
        meter.make(ENTRY)?;
        found.push((Value::from(name), keywords.peek(name)?));
    }
    Ok(found)
}

impl fmt::Debug for Dict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a mapping of {}", self.lock().len())
    }
}

impl Object for Dict {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        check_key(key).ok()?;
        self.lock().get(key).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let mapping = Arc::clone(self);
        // The length as it is now, so that a loop over a mapping that grows in it comes to an end.
        let indexes = 0..self.lock().len();
        Enumerator::Iter(Box::new(
            indexes.map_while(move |index| mapping.lock().get_index(index).map(|(key, _)| key.clone())),
        ))
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        Some(self.lock().len())
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        let none = || Value::from(());
        let missing = || Error::new(ErrorKind::InvalidOperation, "the mapping has no such key");
        match method {
            "get" => {
                let (key, default): (&Value, Option<Value>) = from_args(args)?;
                Ok(self.get_value(key).or(default).unwrap_or_else(none))
            }
            "keys" => {
                let () = from_args(args)?;
                self.list(|key, _| key.clone(), ELEMENT)
            }
            "values" => {
                let () = from_args(args)?;
                self.list(|_, value| value.clone(), ELEMENT)
            }
            "items" => {
                let () = from_args(args)?;
                self.list(|key, value| Value::from(Tuple::from([key.clone(), value.clone()])), ENTRY)
            }
            "update" => {
                let (more, keywords): (Option<&Value>, Kwargs) = from_args(args)?;
                for (key, value) in all_entries(more, &keywords, &self.meter)? {
                    self.insert(key, value)?;
                }
                Ok(none())
            }
            "setdefault" => {
                let (key, default): (Value, Option<Value>) = from_args(args)?;
                if let Some(found) = self.get_value(&key) {
                    return Ok(found);
                }
                let value = default.unwrap_or_else(none);
                self.insert(key, value.clone())?;
                Ok(value)
            }
            "pop" => {
                let (key, default): (&Value, Option<Value>) = from_args(args)?;
                self.take(key)?.or(default).ok_or_else(missing)
            }
            "popitem" => {
                let () = from_args(args)?;
                let (key, value) = self.lock().pop().ok_or_else(missing)?;
                Ok(Value::from(Tuple::from([key, value])))
            }
            "clear" => {
                let () = from_args(args)?;
                self.lock().clear();
                Ok(none())
            }
            "copy" => {
                let () = from_args(args)?;
                let entries = self.lock().clone();
                self.meter.make(bytes(entries.len()).saturating_mul(ENTRY))?;
                Ok(Self::value(entries, &self.meter))
            }
            _ => Err(unknown_method()),
        }
    }
}
