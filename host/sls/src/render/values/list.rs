use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use minijinja::value::{Enumerator, Kwargs, Object, ObjectRepr, ValueKind, from_args};
use minijinja::{Error, ErrorKind, State, Value};

use super::unknown_method;
use crate::render::meter::{ELEMENT, Meter, bytes};

/// A list that can be changed.
pub(in crate::render) struct List {
    items: Mutex<Vec<Value>>,
    meter: Arc<Meter>,
}

impl List {
    /// A list as a value; its elements are counted by whoever makes them.
    pub(in crate::render) fn value(items: Vec<Value>, meter: &Arc<Meter>) -> Value {
        Value::from_object(Self { items: Mutex::new(items), meter: Arc::clone(meter) })
    }

    /// A new list of all elements of a value.
    ///
    /// # Errors
    /// When it has no elements, or too many.
    pub(in crate::render) fn of(value: &Value, meter: &Arc<Meter>) -> Result<Value, Error> {
        Ok(Self::value(elements(value, meter)?, meter))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Value>> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn copy(&self) -> Result<Vec<Value>, Error> {
        let items = self.lock();
        self.meter.make(bytes(items.len()).saturating_mul(ELEMENT))?;
        Ok(items.clone())
    }

    /// Where an index stands; negative ones count from the end.
    fn at(&self, index: i64) -> Option<usize> {
        let length = self.lock().len();
        let index = if index < 0 { i64::try_from(length).ok()?.checked_add(index)? } else { index };
        usize::try_from(index).ok().filter(|index| *index < length)
    }

    fn insert(&self, index: i64, item: Value) -> Result<(), Error> {
        self.meter.make(ELEMENT)?;
        let mut items = self.lock();
        let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let at = if index < 0 { length.saturating_add(index).max(0) } else { index.min(length) };
        self.meter.work(bytes(items.len()))?;
        items.insert(usize::try_from(at).unwrap_or_default(), item);
        Ok(())
    }

    fn pop(&self, index: i64) -> Result<Value, Error> {
        let at = self.at(index).ok_or_else(|| failed("pop from an empty list, or past its end"))?;
        let mut items = self.lock();
        self.meter.work(bytes(items.len()))?;
        Ok(items.remove(at))
    }

    /// The position of an equal element.
    fn position(&self, wanted: &Value) -> Result<Option<usize>, Error> {
        self.meter.look_into(wanted)?;
        let items = self.lock().clone();
        for (at, item) in items.iter().enumerate() {
            self.meter.look_into(item)?;
            if item == wanted {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    fn sort(&self, reverse: bool) -> Result<(), Error> {
        let mut items = self.lock().clone();
        let all = |kind: ValueKind| items.iter().all(|item| item.kind() == kind);
        if !items.is_empty() && !all(ValueKind::String) && !all(ValueKind::Number) {
            return Err(failed("only texts, or only numbers, can be sorted"));
        }
        // Each element is compared once per doubling of their number.
        for _ in 0..=items.len().checked_ilog2().unwrap_or(0) {
            items.iter().try_for_each(|item| self.meter.look_into(item))?;
        }
        items.sort();
        if reverse {
            items.reverse();
        }
        *self.lock() = items;
        Ok(())
    }
}

/// The elements of a value.
///
/// # Errors
/// When it has none, or too many.
pub(in crate::render) fn elements(value: &Value, meter: &Meter) -> Result<Vec<Value>, Error> {
    if let Some(length) = value.len() {
        meter.make(bytes(length).saturating_mul(ELEMENT))?;
        return value.try_iter()?.checked().collect();
    }
    let mut items = Vec::new();
    for item in value.try_iter()?.checked() {
        meter.make(ELEMENT)?;
        items.push(item?);
    }
    Ok(items)
}

fn failed(message: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of {}", self.lock().len())
    }
}

impl Object for List {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let at = self.at(key.as_i64()?)?;
        self.lock().get(at).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        // The length as it is now, so that a loop over a list that grows in it comes to an end.
        Enumerator::Seq(self.lock().len())
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
        let none = Value::from(());
        match method {
            "append" => {
                let (item,): (Value,) = from_args(args)?;
                self.meter.make(ELEMENT)?;
                self.lock().push(item);
                Ok(none)
            }
            "extend" => {
                let (more,): (Value,) = from_args(args)?;
                let more = elements(&more, &self.meter)?;
                self.lock().extend(more);
                Ok(none)
            }
            "insert" => {
                let (index, item): (i64, Value) = from_args(args)?;
                self.insert(index, item)?;
                Ok(none)
            }
            "pop" => {
                let (index,): (Option<i64>,) = from_args(args)?;
                self.pop(index.unwrap_or(-1))
            }
            "remove" => {
                let (wanted,): (Value,) = from_args(args)?;
                let at = self.position(&wanted)?.ok_or_else(|| failed("the list has no such element"))?;
                self.lock().remove(at);
                Ok(none)
            }
            "clear" => {
                let () = from_args(args)?;
                self.lock().clear();
                Ok(none)
            }
            "copy" => {
                let () = from_args(args)?;
                Ok(Self::value(self.copy()?, &self.meter))
            }
            "index" => {
                let (wanted,): (Value,) = from_args(args)?;
                let at = self.position(&wanted)?.ok_or_else(|| failed("the list has no such element"))?;
                Ok(Value::from(at))
            }
            "count" => {
                let (wanted,): (Value,) = from_args(args)?;
                self.meter.look_into(&wanted)?;
                let items = self.lock().clone();
                items.iter().try_for_each(|item| self.meter.look_into(item))?;
                Ok(Value::from(items.iter().filter(|item| **item == wanted).count()))
            }
            "reverse" => {
                let () = from_args(args)?;
                self.meter.work(bytes(self.lock().len()))?;
                self.lock().reverse();
                Ok(none)
            }
            "sort" => {
                let (options,): (Kwargs,) = from_args(args)?;
                self.sort(options.get::<Option<bool>>("reverse")?.unwrap_or(false))?;
                options.assert_all_used()?;
                Ok(none)
            }
            _ => Err(unknown_method()),
        }
    }
}
