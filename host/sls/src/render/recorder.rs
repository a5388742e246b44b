//! Parameters that are only asked for: what templates get in place of those that are not given, when
//! a state file is looked at without running it.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use minijinja::value::{Enumerator, ObjectRepr, Tuple, from_args};
use minijinja::{Error, State, Value};
use wasmidem_contract::{Object, python_str};

use super::meter::Meter;
use super::values::from_json;

/// Enclose the number of a parameter in rendered text. Private-use characters, which YAML takes and
/// no sensible state file has.
const MARK: (char, char) = ('\u{E002}', '\u{E003}');

/// A step from a parameter to a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

/// What was asked for.
#[derive(Debug)]
struct Asked {
    /// As the template writes it, without braces.
    display: String,
    steps: Vec<Step>,
    default: serde_json::Value,
}

#[derive(Debug, Default)]
struct Memory {
    asked: Vec<Asked>,
    known: HashMap<Vec<Step>, usize>,
}

/// Remembers which parameters templates ask for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recorder(Arc<Mutex<Memory>>);

impl Recorder {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The `params` of a template: those that are given, and stand-ins for all others.
    pub(super) fn params(&self, given: &Arc<Object>, meter: &Arc<Meter>) -> Value {
        let (given, meter) = (Arc::clone(given), Arc::clone(meter));
        Value::from_object(Recorded { recorder: self.clone(), given, meter })
    }

    fn ask(&self, parent: Option<usize>, step: Step, by_get: bool, default: Option<&Value>) -> Value {
        let mut memory = self.memory();
        let above = parent.and_then(|parent| memory.asked.get(parent));
        let mut steps = above.map(|above| above.steps.clone()).unwrap_or_default();
        steps.push(step.clone());
        if let Some(number) = memory.known.get(&steps) {
            return self.stand_in(*number);
        }
        let above = above.map_or("params", |above| &above.display);
        let default = default.filter(|default| !default.is_none());
        let default = default.map(|default| serde_json::to_value(default).unwrap_or_default());
        let display = match (&step, &default) {
            (Step::Index(index), _) => format!("{above}[{index}]"),
            (Step::Key(key), _) if !by_get => format!("{above}['{key}']"),
            (Step::Key(key), None) => format!("{above}.get('{key}')"),
            (Step::Key(key), Some(serde_json::Value::Bool(flag))) => format!("{above}.get('{key}', {flag})"),
            (Step::Key(key), Some(default)) => format!("{above}.get('{key}', '{}')", python_str(default)),
        };
        let number = memory.asked.len();
        memory.known.insert(steps.clone(), number);
        let default = default.unwrap_or_else(|| "".into());
        memory.asked.push(Asked { display, steps, default });
        self.stand_in(number)
    }

    fn stand_in(&self, number: usize) -> Value {
        Value::from_object(StandIn { recorder: self.clone(), number })
    }

    /// All that was asked for, with defaults, as `params` would have to be.
    pub(crate) fn asked_for(&self) -> serde_json::Value {
        let memory = self.memory();
        let mut found = serde_json::Value::Object(Object::new());
        for asked in &memory.asked {
            insert(&mut found, &asked.steps, asked.default.clone());
        }
        found
    }

    /// Adds the parameters that a text was made with.
    pub(crate) fn used_in(&self, text: &str, found: &mut serde_json::Value) {
        let memory = self.memory();
        for asked in numbers(text).filter_map(|number| memory.asked.get(number)) {
            insert(found, &asked.steps, "".into());
        }
    }

    /// The text with parameters as templates write them.
    pub(crate) fn shown(&self, text: &str) -> String {
        if !text.contains(MARK.0) {
            return text.to_owned();
        }
        let memory = self.memory();
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(MARK.0) {
            out.push_str(before);
            let Some((number, after)) = after.split_once(MARK.1) else { break };
            if let Some(asked) = number.parse::<usize>().ok().and_then(|number| memory.asked.get(number)) {
                out.push_str(&format!("{{{{ {} }}}}", asked.display));
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

fn numbers(text: &str) -> impl Iterator<Item = usize> {
    text.split(MARK.0).skip(1).filter_map(|rest| rest.split_once(MARK.1)?.0.parse().ok())
}

/// The longest list that is made of an index.
const ELEMENTS: usize = 1_000;

/// Puts a value at a place. What stands there already, and is more than a text, stays.
fn insert(tree: &mut serde_json::Value, steps: &[Step], value: serde_json::Value) {
    let mut here = tree;
    for step in steps {
        match step {
            Step::Key(key) => {
                if !here.is_object() {
                    *here = serde_json::Value::Object(Object::new());
                }
                let Some(members) = here.as_object_mut() else { return };
                here = members.entry(key).or_insert(serde_json::Value::Null);
            }
            Step::Index(index) => {
                if !here.is_array() {
                    *here = serde_json::Value::Array(Vec::new());
                }
                let Some(items) = here.as_array_mut().filter(|_| *index < ELEMENTS) else { return };
                if items.len() <= *index {
                    items.resize(index + 1, serde_json::Value::Null);
                }
                let Some(item) = items.get_mut(*index) else { return };
                here = item;
            }
        }
    }
    if !here.is_object() && !here.is_array() {
        *here = value;
    }
}

fn step(key: &Value) -> Option<Step> {
    match key.as_str() {
        Some(key) => Some(Step::Key(key.to_owned())),
        None => key.as_usize().map(Step::Index),
    }
}

/// `params` itself.
#[derive(Debug)]
struct Recorded {
    recorder: Recorder,
    given: Arc<Object>,
    meter: Arc<Meter>,
}

impl Recorded {
    fn value(&self, key: &Value, by_get: bool, default: Option<&Value>) -> Option<Value> {
        if let Some(value) = key.as_str().and_then(|key| self.given.get(key)) {
            return Some(from_json(value, &self.meter).unwrap_or_else(Value::from));
        }
        Some(self.recorder.ask(None, step(key)?, by_get, default))
    }
}

impl minijinja::value::Object for Recorded {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.value(key, false, None)
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
            return Err(Error::from(minijinja::ErrorKind::UnknownMethod));
        }
        let (key, default): (&Value, Option<Value>) = from_args(args)?;
        default.iter().try_for_each(|default| self.meter.look_into(default))?;
        Ok(self.value(key, true, default.as_ref()).unwrap_or_default())
    }
}

/// Stands for a parameter that is not given: false in conditions, one element in loops, and in text
/// a number from which the parameter is found again.
#[derive(Debug)]
struct StandIn {
    recorder: Recorder,
    number: usize,
}

impl StandIn {
    fn itself(&self) -> Value {
        self.recorder.stand_in(self.number)
    }
}

impl minijinja::value::Object for StandIn {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Iterable
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        Some(self.recorder.ask(Some(self.number), step(key)?, false, None))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(vec![self.itself()])
    }

    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        match method {
            "get" => {
                let (key, default): (&Value, Option<Value>) = from_args(args)?;
                let step = step(key).unwrap_or_else(|| Step::Key(key.to_string()));
                Ok(self.recorder.ask(Some(self.number), step, true, default.as_ref()))
            }
            "items" => Ok(Value::from(vec![Value::from(Tuple::from([self.itself(), self.itself()]))])),
            "keys" | "values" => Ok(Value::from(vec![self.itself()])),
            _ => Ok(self.itself()),
        }
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", MARK.0, self.number, MARK.1)
    }
}

/// Whether a value stands for a parameter.
pub(super) fn is_stand_in(value: &Value) -> bool {
    value.downcast_object_ref::<StandIn>().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn builds_what_was_asked_for() {
        let mut tree = json!({});
        let steps = |text: &str| -> Vec<Step> {
            text.split('.')
                .map(|part| part.parse().map_or_else(|_| Step::Key(part.to_owned()), Step::Index))
                .collect()
        };
        for (path, value) in [("a.b", json!("")), ("a", json!("")), ("l.1.n", json!("")), ("d", json!(3))] {
            insert(&mut tree, &steps(path), value);
        }
        insert(&mut tree, &[Step::Key("far".into()), Step::Index(usize::MAX)], json!(1));
        assert_eq!(tree, json!({"a": {"b": ""}, "l": [null, {"n": ""}], "d": 3, "far": []}));
    }
}
