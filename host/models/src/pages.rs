//! Answers that come in pages: how to ask for the next one, and how to put them together. The results
//! are those of botocore's paginators.

#[cfg(feature = "import")]
mod import;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value, json};

use crate::Expression;

/// How an operation gives its answer in pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paginator {
    tokens: Vec<Token>,
    more_results: Option<Expression>,
    limit: Option<String>,
    results: Vec<Members>,
    others: Vec<Members>,
}

/// What of a page goes into the input of the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Token {
    input: String,
    output: Expression,
}

/// Names of members from the top, such as `Accounts` or `DistributionList.Items`.
/// INVARIANT: not empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Members(Vec<String>);

/// The service gives the same token again: its pages would never end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the service gave the same token for the next page twice: {token}")]
pub struct SameToken {
    /// The token, or all of them, in JSON.
    pub token: String,
}

impl Paginator {
    /// The member of the input that limits the size of a page.
    #[must_use]
    pub fn limit(&self) -> Option<&str> {
        self.limit.as_deref()
    }

    /// The input that asks for the page after this one, or nothing if this is the last.
    ///
    /// # Errors
    ///
    /// The token is the one that this page was asked for with.
    pub fn next(
        &self,
        input: &Map<String, Value>,
        page: &Value,
    ) -> Result<Option<Map<String, Value>>, SameToken> {
        if self.more_results.as_ref().is_some_and(|more| !is_true(&more.search(page))) {
            return Ok(None);
        }
        let found = |token: &Token| Some(token.output.search(page).into_owned()).filter(is_true);
        let tokens: Vec<(&str, Option<Value>)> =
            self.tokens.iter().map(|token| (token.input.as_str(), found(token))).collect();
        if tokens.iter().all(|(_, token)| token.is_none()) {
            return Ok(None);
        }
        if tokens.iter().all(|(name, token)| input.get(*name) == token.as_ref()) {
            let tokens: Map<_, _> =
                tokens.into_iter().map(|(name, token)| (name.to_owned(), json!(token))).collect();
            return Err(SameToken { token: Value::Object(tokens).to_string() });
        }
        let mut next = input.clone();
        for (name, token) in tokens {
            match token {
                Some(token) => next.insert(name.to_owned(), token),
                None => next.shift_remove(name),
            };
        }
        Ok(Some(next))
    }
}

/// Whether Python takes the value for true.
fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// The pages of one answer, put together while they come.
#[derive(Debug)]
pub struct Pages<'a> {
    paginator: &'a Paginator,
    whole: Value,
    others: Option<Value>,
}

impl<'a> Pages<'a> {
    /// No pages yet.
    #[must_use]
    pub fn new(paginator: &'a Paginator) -> Self {
        Self { paginator, whole: json!({}), others: None }
    }

    /// Takes what a page adds to the answer: elements go to the end of their list, numbers are added up,
    /// texts continue each other. What the model says to be no part of the list is that of the first
    /// page.
    pub fn add(&mut self, mut page: Value) {
        if self.others.is_none() {
            let mut others = json!({});
            for members in &self.paginator.others {
                members.set(&mut others, members.get(&page).cloned().unwrap_or(Value::Null));
            }
            self.others = Some(others);
        }
        for members in &self.paginator.results {
            let Some(result) = members.get_mut(&mut page).map(Value::take).filter(|result| !result.is_null())
            else {
                continue;
            };
            match members.get_mut(&mut self.whole).filter(|whole| !whole.is_null()) {
                Some(whole) => append(whole, result),
                None => members.set(&mut self.whole, result),
            }
        }
    }

    /// The whole answer. Tokens are no part of it.
    #[must_use]
    pub fn whole(self) -> Value {
        let mut whole = self.whole;
        if let Some(others) = self.others {
            merge(&mut whole, others);
        }
        whole
    }
}

/// Adds a result to the same one of the pages before. One of another kind is none.
fn append(whole: &mut Value, result: Value) {
    match (whole, result) {
        (Value::Array(whole), Value::Array(result)) => whole.extend(result),
        (Value::String(whole), Value::String(result)) => whole.push_str(&result),
        (Value::Number(whole), Value::Number(result)) => {
            let integers = whole.as_i64().zip(result.as_i64());
            let sum = integers.and_then(|(whole, result)| whole.checked_add(result)).map(Number::from);
            let floats = || Number::from_f64(whole.as_f64()? + result.as_f64()?);
            if let Some(sum) = sum.or_else(floats) {
                *whole = sum;
            }
        }
        _ => {}
    }
}

/// Lays members over those that are there.
fn merge(whole: &mut Value, others: Value) {
    let (Value::Object(whole), Value::Object(others)) = (whole, others) else { return };
    for (name, other) in others {
        match whole.get_mut(&name) {
            Some(there) if there.is_object() && other.is_object() => merge(there, other),
            _ => {
                whole.insert(name, other);
            }
        }
    }
}

impl Members {
    fn get<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        self.0.iter().try_fold(value, |value, name| value.get(name))
    }

    fn get_mut<'a>(&self, value: &'a mut Value) -> Option<&'a mut Value> {
        self.0.iter().try_fold(value, |value, name| value.get_mut(name))
    }

    /// Sets a member, and makes the objects that it is in.
    fn set(&self, whole: &mut Value, value: Value) {
        let mut place = whole;
        for name in &self.0 {
            if !place.is_object() {
                *place = json!({});
            }
            let Value::Object(members) = place else { return };
            place = members.entry(name.as_str()).or_insert(Value::Null);
        }
        *place = value;
    }
}
