//! The resources of boto3: objects with identifiers, whose methods are operations with a part of the
//! input filled in. What is here decides what to send and what an answer means; sending is for others.

mod access;
#[cfg(feature = "import")]
mod import;
mod instance;
mod parameters;
mod results;

use std::collections::BTreeMap;

pub use access::{Access, Call};
pub use instance::Resource;
pub use results::Outcome;

use parameters::Parameter;
use serde::{Deserialize, Serialize};

use crate::Expression;

/// The resources of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resources {
    /// What boto3 calls the service.
    name: String,
    /// The resource that stands for the service itself.
    service: ResourceType,
    types: BTreeMap<String, ResourceType>,
}

/// A type of resources, such as `Vpc`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ResourceType {
    /// The names of the identifiers, in the order in which they are given.
    identifiers: Vec<String>,
    /// The operation that looks at the resource.
    load: Option<Action>,
    /// What the resource has, by the names in Python.
    members: BTreeMap<String, Member>,
    /// What can be done with many of them at once, by the names in Python.
    batch_actions: BTreeMap<String, Action>,
}

/// Something that a resource has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Member {
    /// The identifier of this name.
    Identifier(String),
    /// Looks at the resource.
    Load,
    Action(Action),
    /// A resource whose missing identifiers are arguments.
    Subresource(Related),
    /// A resource that is found in the data of this one.
    Reference(Related),
    /// Resources that an operation lists.
    Collection(Action),
    Waiter {
        waiter: String,
        parameters: Vec<Parameter>,
    },
    /// A member of the resource's data.
    Attribute(String),
}

/// An operation, and what its answer is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Action {
    operation: String,
    parameters: Vec<Parameter>,
    result: ActionResult,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum ActionResult {
    /// The answer, or a part of it.
    Answer(Option<Expression>),
    /// One resource or several of them.
    Related(Related, Empty),
}

/// What an action gives when the answer has no resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Empty {
    Nothing,
    List,
    Object,
}

/// A resource that another leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Related {
    kind: String,
    identifiers: Vec<(String, Source)>,
    data: Option<Expression>,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Source {
    /// An identifier of the resource at hand.
    Identifier(String),
    /// Its data.
    Data(Expression),
    /// The answer.
    Response(Expression),
    /// The input that was sent.
    Request(Expression),
    /// The caller.
    Input,
    Text(String),
    Number(i64),
    Flag(bool),
}

/// Why a resource cannot do what it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResourceError {
    /// It has nothing of this name.
    #[error("`{resource}` has no `{name}`")]
    Unknown {
        /// The type of the resource, such as `ec2.Vpc`.
        resource: String,
        /// The name.
        name: String,
    },
    /// It has no identifier of this name.
    #[error("`{resource}` takes no argument `{name}`")]
    UnknownArgument {
        /// The type of the resource.
        resource: String,
        /// The name.
        name: String,
    },
    /// There are more arguments than identifiers.
    #[error("`{resource}` takes {takes} arguments, and not {given}")]
    TooManyArguments {
        /// The type of the resource.
        resource: String,
        /// How many identifiers it has.
        takes: usize,
        /// How many arguments there are.
        given: usize,
    },
    /// An identifier is not given.
    #[error("`{resource}` needs the argument `{name}`")]
    Missing {
        /// The type of the resource.
        resource: String,
        /// The identifier.
        name: String,
    },
    /// It cannot be looked at, and what is asked for needs that.
    #[error("`{resource}` cannot be loaded")]
    NotLoadable {
        /// The type of the resource.
        resource: String,
    },
    /// It was looked at, and is not there.
    #[error("`{resource}` does not exist")]
    Absent {
        /// The resource, with its identifiers.
        resource: String,
    },
}

impl Resources {
    /// The names of all types of resources.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str)
    }

    /// The names in Python of what a type of resources has or, without a type, the service itself; none if
    /// there is no such type.
    pub fn members(&self, kind: Option<&str>) -> impl Iterator<Item = &str> {
        let definition = match kind {
            Some(kind) => self.types.get(kind),
            None => Some(&self.service),
        };
        definition.into_iter().flat_map(|definition| definition.members.keys()).map(String::as_str)
    }

    /// The names of the identifiers of a type, in the order in which they are given; none if there is no such
    /// type.
    pub fn identifiers(&self, kind: &str) -> impl Iterator<Item = &str> {
        let definition = self.types.get(kind).into_iter();
        definition.flat_map(|definition| &definition.identifiers).map(String::as_str)
    }
}
