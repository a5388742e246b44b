//! Reading the JSON files of botocore and boto3: what is wrong with one is said with its place.

use std::fmt::Display;

use serde_json::Value;

use crate::Expression;
use crate::import::ImportError;

/// A value of a file, and where it stands.
#[derive(Clone)]
pub(crate) struct Node<'a> {
    value: &'a Value,
    place: String,
}

impl<'a> Node<'a> {
    /// The whole of a file.
    pub(crate) fn root(value: &'a Value) -> Self {
        Self { value, place: String::new() }
    }

    pub(crate) fn value(&self) -> &'a Value {
        self.value
    }

    /// Names and indexes from the top of the file.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// What is wrong with this value.
    pub(crate) fn problem(&self, problem: impl Display) -> ImportError {
        let place = if self.place.is_empty() { "the top".to_owned() } else { self.place.clone() };
        ImportError::new(place, problem.to_string())
    }

    fn below(&self, name: &str, value: &'a Value) -> Self {
        let place = if self.place.is_empty() { name.to_owned() } else { format!("{}.{name}", self.place) };
        Self { value, place }
    }

    /// A member that may be missing.
    pub(crate) fn get(&self, name: &str) -> Option<Self> {
        self.value.get(name).filter(|value| !value.is_null()).map(|value| self.below(name, value))
    }

    /// A member that has to be there.
    pub(crate) fn field(&self, name: &str) -> Result<Self, ImportError> {
        self.get(name).ok_or_else(|| self.problem(format_args!("`{name}` is missing")))
    }

    /// Refuses members of other names, which would be lost.
    pub(crate) fn has_only(&self, names: &[&str]) -> Result<(), ImportError> {
        let unknown = self.entries()?.into_iter().find(|(name, _)| !names.contains(name));
        unknown.map_or(Ok(()), |(name, _)| Err(self.problem(format_args!("`{name}` is not known here"))))
    }

    pub(crate) fn text(&self) -> Result<&'a str, ImportError> {
        self.value.as_str().ok_or_else(|| self.problem("a text is needed"))
    }

    pub(crate) fn flag(&self) -> Result<bool, ImportError> {
        self.value.as_bool().ok_or_else(|| self.problem("`true` or `false` is needed"))
    }

    pub(crate) fn number<N: TryFrom<i64>>(&self) -> Result<N, ImportError> {
        let number = self.value.as_i64().and_then(|number| N::try_from(number).ok());
        number.ok_or_else(|| self.problem("a whole number of a usual size is needed"))
    }

    /// The elements of a list.
    pub(crate) fn items(&self) -> Result<Vec<Self>, ImportError> {
        let list = self.value.as_array().ok_or_else(|| self.problem("a list is needed"))?;
        let item = |(index, value)| Self { value, place: format!("{}[{index}]", self.place) };
        Ok(list.iter().enumerate().map(item).collect())
    }

    /// The elements of a list that is a member, and may be missing.
    pub(crate) fn items_of(&self, name: &str) -> Result<Vec<Self>, ImportError> {
        self.get(name).map_or_else(|| Ok(Vec::new()), |list| list.items())
    }

    /// The members of an object, in the order of the file.
    pub(crate) fn entries(&self) -> Result<Vec<(&'a str, Self)>, ImportError> {
        let members = self.value.as_object().ok_or_else(|| self.problem("an object is needed"))?;
        Ok(members.iter().map(|(name, value)| (name.as_str(), self.below(name, value))).collect())
    }

    /// The members of an object that is a member, and may be missing.
    pub(crate) fn entries_of(&self, name: &str) -> Result<Vec<(&'a str, Self)>, ImportError> {
        self.get(name).map_or_else(|| Ok(Vec::new()), |object| object.entries())
    }

    /// A text, or several of them.
    pub(crate) fn texts(&self) -> Result<Vec<&'a str>, ImportError> {
        if self.value.is_array() {
            self.items()?.iter().map(Self::text).collect()
        } else {
            Ok(vec![self.text()?])
        }
    }

    /// An expression of JMESPath.
    pub(crate) fn expression(&self) -> Result<Expression, ImportError> {
        Expression::parse(self.text()?).map_err(|error| self.problem(error))
    }

    /// An expression, or several of them.
    pub(crate) fn expressions(&self) -> Result<Vec<Expression>, ImportError> {
        let parse = |text| Expression::parse(text).map_err(|error| self.problem(error));
        self.texts()?.into_iter().map(parse).collect()
    }
}
