//! The model-driven door: every operation of AWS, with the JSON of its API. Authors meet it through
//! `aws!`, which says which operations a module may ask for.
//!
//! ```
//! use wasmidem_guest::{fake::Fake, input, json, prelude::*};
//!
//! wasmidem_guest::aws! { iam: [GetRole, DeleteRole] }
//!
//! # fn main() {
//! let aws = Fake::new();
//! aws.answer(iam::operation::GetRole, json!({"Role": {"RoleName": "web", "Path": "/"}}));
//! let path: Option<String> = iam::get_role(input! { RoleName: "web" }).found("Role.Path").unwrap();
//! assert_eq!(path.as_deref(), Some("/"));
//! assert_eq!(aws.calls(), ["iam:GetRole"]);
//! assert_eq!(aws.inputs(iam::operation::GetRole), [json!({"RoleName": "web"})]);
//! # }
//! ```

use crate::{
    Failure, Result, Value,
    json::{Json, Members, to_text},
};
#[cfg(not(target_arch = "wasm32"))]
use crate::{Operation, fake};

/// Asks the host.
///
/// # Errors
/// When AWS refuses, or no policy permits it.
#[doc(hidden)]
pub fn asked(input: Value, operation: fn(&str) -> Result<String>) -> Result<Value> {
    let output = operation(&to_text(&without_nulls(input)))?;
    serde_json::from_str(&output)
        .map_err(|error| Failure::other(format!("what AWS answered came as no JSON: {error}")))
}

/// Asks the fake.
///
/// # Errors
/// When the test says so, or nothing.
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub fn faked<O: Operation<Input = Value, Output = Value>>(_operation: O, input: Value) -> Result<Value> {
    fake::call::<O>(without_nulls(input))
}

/// What is null in an input counts as not given.
fn without_nulls(input: Value) -> Value {
    match input {
        Value::Object(members) => {
            let given = members.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(given.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

/// Of a call: a member of what AWS answered.
pub trait Parts: Sized {
    /// The member at a path, such as `Role.Arn`.
    ///
    /// # Errors
    /// When the call failed, or the member is missing (unless `T` is an `Option`) or does not fit.
    fn part<T: Json>(self, path: &str) -> Result<T>;

    /// The same, or `None` when AWS says that there is no such thing, or the answer has no such
    /// member.
    ///
    /// # Errors
    /// Any other failure of the call, or when the member does not fit.
    fn found<T: Json>(self, path: &str) -> Result<Option<T>>;

    /// The whole answer, or `None` when AWS says that there is no such thing.
    ///
    /// # Errors
    /// Any other failure of the call.
    fn found_whole(self) -> Result<Option<Members>>;

    /// The first of a list in the answer, or `None` when AWS says that there is no such thing, or the
    /// list is empty.
    ///
    /// # Errors
    /// Any other failure of the call, or when the list does not fit.
    fn first<T: Json>(self, path: &str) -> Result<Option<T>> {
        Ok(self.found::<Vec<T>>(path)?.and_then(|found| found.into_iter().next()))
    }
}

impl Parts for Result<Value> {
    fn part<T: Json>(self, path: &str) -> Result<T> {
        Ok(Members::of(self?)?.at(path)?)
    }

    fn found<T: Json>(self, path: &str) -> Result<Option<T>> {
        match self.found_whole()? {
            Some(mut answer) => Ok(answer.at(path)?),
            None => Ok(None),
        }
    }

    fn found_whole(self) -> Result<Option<Members>> {
        match self {
            Err(failure) if failure.is_not_found() => Ok(None),
            other => Ok(Some(Members::of(other?)?)),
        }
    }
}

/// A member of every object of a list: their names, say.
///
/// # Errors
/// When one has no such member, or it does not fit.
pub fn every<T: Json>(objects: Vec<Members>, member: &str) -> Result<Vec<T>> {
    objects.into_iter().map(|mut object| Ok(object.take(member)?)).collect()
}

/// All elements of a list that AWS answers in pages: `tokens` are the members of the input and of
/// the output that carry the token of the next page, `items` is the member with the list. The input
/// is that for the first page.
///
/// ```
/// # use wasmidem_guest::{Members, fake::Fake, json, pages, input};
/// # wasmidem_guest::aws! { iam: [ListRoles] }
/// # fn main() {
/// # let aws = Fake::new();
/// # aws.on(iam::operation::ListRoles, |input| Ok(match input.get("Marker") {
/// #     None => json!({"Roles": [{}], "Marker": "2"}),
/// #     _ => json!({"Roles": [{}]}),
/// # }));
/// let roles: Vec<Members> = pages(iam::list_roles, input! {}, ("Marker", "Marker"), "Roles").unwrap();
/// assert_eq!(roles.len(), 2);
/// # }
/// ```
///
/// # Errors
/// When a call fails, or AWS says that the page after one is that one.
pub fn pages<T: Json>(
    operation: impl Fn(Value) -> Result<Value>,
    input: Value,
    (token, next): (&str, &str),
    items: &str,
) -> Result<Vec<T>> {
    let mut all = Vec::new();
    let mut page = input;
    loop {
        let mut output = Members::of(operation(page.clone())?)?;
        let after = output.at::<Option<String>>(next)?.filter(|after| !after.is_empty());
        all.extend(output.at::<Option<Vec<T>>>(items)?.unwrap_or_default());
        let Some(after) = after else { return Ok(all) };
        let Some(members) = page.as_object_mut() else { return Ok(all) };
        if members.get(token).and_then(Value::as_str) == Some(&after) {
            return Err(Failure::other(format!(
                "AWS answers the same page again and again: `{token}` stays"
            )));
        }
        members.insert(token.to_owned(), Value::String(after));
    }
}
