//! idem's `hub` in templates: exec functions and the values of states that ran. Nothing else of it
//! can be reached.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::meter::Meter;
use super::values::from_json;
use minijinja::value::{Kwargs, Object, ObjectRepr, Rest, from_args};
use minijinja::{Error, ErrorKind, State, Value};
use wasmidem_contract::{BindError, Failure, Reference, Results, TemplateCalls};

/// What templates reach beyond their text and parameters.
#[derive(Clone, Default)]
pub(crate) struct Outside {
    /// For `hub.exec.…`.
    pub(crate) calls: Option<Arc<dyn TemplateCalls>>,
    /// For `hub.idem.arg_bind.resolve`.
    pub(crate) results: Option<Arc<dyn Results>>,
}

/// Why a use of `hub` stopped a template.
#[derive(Debug, Clone)]
pub(super) enum Refused {
    /// There is no such part of the hub.
    Unknown(String),
    /// A function is used as if it were a value.
    NotCalled(String),
    /// It cannot be used at this time.
    NotNow(String),
    /// The function cannot be called, or not like this.
    Call(String, Failure),
    /// The reference has no value.
    Unbound(BindError),
    /// The argument of `resolve` is no reference.
    NoReference(String),
}

/// A question to what is outside.
#[derive(Debug, Clone, PartialEq)]
enum Question {
    Exec { path: String, positional: Vec<serde_json::Value>, named: wasmidem_contract::Object },
    Resolve(String),
}

#[derive(Default)]
struct Memory {
    answers: Vec<(Question, serde_json::Value)>,
    /// The answer that is given next when a template is rendered again.
    next: Option<usize>,
    refused: Option<Refused>,
    context_left_out: bool,
}

/// The answers a template was given, for all renderings of it.
///
/// INVARIANT: nothing outside is asked twice for one template: renderings after the first get the
/// answers of the first, or fail.
#[derive(Clone)]
pub(super) struct Answers {
    outside: Outside,
    memory: Arc<Mutex<Memory>>,
}

impl Answers {
    pub(super) fn new(outside: &Outside) -> Self {
        Self { outside: outside.clone(), memory: Arc::default() }
    }

    /// The `hub` of a template.
    pub(super) fn hub(&self, meter: &Arc<Meter>) -> Value {
        let meter = Arc::clone(meter);
        Value::from_object(Hub { path: "hub".to_owned(), answers: self.clone(), meter })
    }

    /// From now on answers are repeated.
    pub(super) fn repeat(&self) {
        self.memory().next = Some(0);
    }

    /// What stopped the template, or would have, had it been noticed by the engine.
    pub(super) fn refused(&self) -> Option<Refused> {
        self.memory().refused.clone()
    }

    /// Whether a `ctx` was given to a function, which needs none.
    pub(super) fn context_left_out(&self) -> bool {
        self.memory().context_left_out
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refuse(&self, refused: Refused) -> Error {
        self.memory().refused.get_or_insert(refused);
        // What the user reads is made from `refused`.
        Error::new(ErrorKind::InvalidOperation, "hub")
    }

    /// A path that is used as a value. Of an unknown one, only the longest is worth telling.
    fn refuse_path(&self, path: &str) {
        let mut memory = self.memory();
        match &mut memory.refused {
            Some(Refused::Unknown(before)) if path.starts_with(before.as_str()) => path.clone_into(before),
            Some(_) => {}
            none if path == RESOLVE || path.starts_with("hub.exec.") => {
                *none = Some(Refused::NotCalled(path.to_owned()));
            }
            none => *none = Some(Refused::Unknown(path.to_owned())),
        }
    }

    fn ask(&self, question: Question, meter: &Arc<Meter>) -> Result<Value, Error> {
        let known = {
            let mut memory = self.memory();
            match memory.next {
                None => None,
                Some(next) => {
                    memory.next = Some(next + 1);
                    let same = memory.answers.get(next).filter(|(asked, _)| *asked == question);
                    Some(same.map(|(_, answer)| answer.clone()))
                }
            }
        };
        let answer = match known {
            Some(Some(answer)) => answer,
            Some(None) => return Err(Error::new(ErrorKind::InvalidOperation, "another question")),
            None => {
                let answer = self.outside(&question).map_err(|refused| self.refuse(refused))?;
                self.memory().answers.push((question, answer.clone()));
                answer
            }
        };
        from_json(&answer, meter)
    }

    fn outside(&self, question: &Question) -> Result<serde_json::Value, Refused> {
        match question {
            Question::Exec { path, positional, named } => {
                let name = format!("hub.exec.{path}");
                let Some(calls) = &self.outside.calls else { return Err(Refused::NotNow(name)) };
                calls.exec(path, positional, named).map_err(|failure| Refused::Call(name, failure))
            }
            Question::Resolve(text) => {
                let Some(results) = &self.outside.results else {
                    return Err(Refused::NotNow(RESOLVE.to_owned()));
                };
                let inside = text.split_once("${").and_then(|(_, rest)| rest.split_once('}'));
                let reference = inside.and_then(|(inside, _)| Reference::parse(inside));
                let reference = reference.ok_or_else(|| Refused::NoReference(text.clone()))?;
                results.resolve(&reference).map_err(Refused::Unbound)
            }
        }
    }
}

const RESOLVE: &str = "hub.idem.arg_bind.resolve";
/// Makes the `ctx` that idem's users pass by hand.
const CONTEXT: &str = "hub.idem.acct.ctx";

/// A path into the hub.
struct Hub {
    path: String,
    answers: Answers,
    meter: Arc<Meter>,
}

impl Hub {
    /// Whether the path is one that can be called, or leads to one.
    fn is_known(path: &str) -> bool {
        path == "hub.exec"
            || path.starts_with("hub.exec.")
            || [RESOLVE, CONTEXT].iter().any(|known| {
                known.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
    }

    fn below(&self, name: &str) -> Self {
        Self {
            path: format!("{}.{name}", self.path),
            answers: self.answers.clone(),
            meter: Arc::clone(&self.meter),
        }
    }

    fn call_path(&self, args: &[Value]) -> Result<Value, Error> {
        if let Some(path) = self.path.strip_prefix("hub.exec.") {
            return self.exec(path, args);
        }
        match (self.path.as_str(), args) {
            (CONTEXT, _) => Ok(Value::from_object(Context)),
            (RESOLVE, [text]) if text.as_str().is_some() => {
                let text = text.as_str().unwrap_or_default().to_owned();
                self.answers.ask(Question::Resolve(text), &self.meter)
            }
            (RESOLVE, _) => {
                let given = args.first().and_then(Value::as_str).unwrap_or("what `resolve` was given");
                Err(self.answers.refuse(Refused::NoReference(given.to_owned())))
            }
            _ => {
                self.answers.refuse_path(&self.path);
                Err(Error::new(ErrorKind::InvalidOperation, "hub"))
            }
        }
    }

    fn exec(&self, path: &str, args: &[Value]) -> Result<Value, Error> {
        let (positional, keywords): (Rest<Value>, Kwargs) = from_args(args)?;
        let positional: &[Value] = &positional;
        let positional = match positional.split_first() {
            Some((first, rest)) if is_context(first) => {
                self.answers.memory().context_left_out = true;
                rest
            }
            _ => positional,
        };
        let positional =
            positional.iter().map(|value| data(value, &self.meter)).collect::<Result<Vec<_>, _>>()?;
        let mut named = wasmidem_contract::Object::new();
        for name in keywords.args() {
            if name == "ctx" {
                self.answers.memory().context_left_out = true;
            } else {
                named.insert(name.to_owned(), data(&keywords.peek::<Value>(name)?, &self.meter)?);
            }
        }
        self.answers.ask(Question::Exec { path: path.to_owned(), positional, named }, &self.meter)
    }
}

/// Whether an argument is what idem's functions take as `ctx`.
fn is_context(value: &Value) -> bool {
    let is_object = |value: &Value| {
        value.downcast_object_ref::<Context>().is_some() || value.downcast_object_ref::<Hub>().is_some()
    };
    is_object(value) || value.as_object().is_some_and(|object| object.get_value_by_str("acct").is_some())
}

/// A value as data of a call.
fn data(value: &Value, meter: &Meter) -> Result<serde_json::Value, Error> {
    if value.is_undefined() {
        // An undefined value has no members, and the engine's error says which it is.
        value.get_attr("value")?;
    }
    meter.measure(value)?;
    serde_json::to_value(value).map_err(|error| {
        Error::new(ErrorKind::InvalidOperation, format!("this cannot be an argument: {error}"))
    })
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
        let below = self.below(&key.to_string());
        if !Self::is_known(&below.path) {
            self.answers.refuse_path(&below.path);
        }
        Some(Value::from_object(below))
    }

    fn is_true(self: &Arc<Self>) -> bool {
        self.answers.refuse_path(&self.path);
        true
    }

    fn call(self: &Arc<Self>, _: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
        self.call_path(args)
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        self.below(method).call_path(args)
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.answers.refuse_path(&self.path);
        f.write_str(&self.path)
    }
}

/// Stands for idem's `ctx`. Holds nothing: with whose credentials a function runs is the host's
/// matter.
#[derive(Debug)]
struct Context;

impl Object for Context {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_leads_to_functions() {
        for path in ["hub.exec", "hub.exec.a.b", "hub.idem", "hub.idem.arg_bind", RESOLVE, CONTEXT] {
            assert!(Hub::is_known(path), "{path}");
        }
        for path in ["hub.OPT", "hub.execute", "hub.idem.RUNS", "hub.idem.arg", "hub.idem.arg_bind.resolve.x"]
        {
            assert!(!Hub::is_known(path), "{path}");
        }
    }
}
