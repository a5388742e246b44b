//! What it takes to get something of a resource.

use serde_json::{Map, Value, json};

use super::parameters::{Parameter, input};
use super::results::Outcome;
use super::{Action, ActionResult, Member, Resource, ResourceError, Resources, Source};

/// What it takes to get something of a resource.
#[derive(Debug, PartialEq)]
pub enum Access<'a> {
    /// Nothing more: this is it.
    Done(Outcome),
    /// An operation. [`Resources::outcome`] says what its answer means.
    Call(Call<'a>),
    /// The resource has to be looked at first: this operation is sent, its answer given to
    /// [`Resources::loaded`], and the same asked for again.
    Load(Call<'a>),
    /// Waiting.
    Wait {
        /// The name of the service's waiter, such as `VpcAvailable`.
        waiter: &'a str,
        /// The input of its operation.
        input: Map<String, Value>,
    },
}

/// An operation that is to be sent.
#[derive(Debug, PartialEq)]
pub struct Call<'a> {
    /// The operation, such as `CreateSubnet`.
    pub operation: &'a str,
    /// Its input.
    pub input: Map<String, Value>,
    /// Whether it lists: each page of the answer means resources.
    pub lists: bool,
    pub(super) result: &'a ActionResult,
}

impl<'a> Call<'a> {
    fn new(action: &'a Action, input: Map<String, Value>) -> Self {
        Self { operation: &action.operation, input, lists: false, result: &action.result }
    }
}

impl Resources {
    /// What it takes to get something of a resource, or to do something with it, by its name in Python:
    /// an action (`create_subnet`), an attribute (`cidr_block`), a resource below (`Object`), a reference
    /// (`vpc`), all of a collection (`subnets`), a waiter (`wait_until_available`). `load` looks at the
    /// resource unless it was looked at.
    ///
    /// # Errors
    ///
    /// The resource has no such thing, the arguments are not for it, or it needs data that there is not.
    pub fn access(
        &self,
        resource: &Resource,
        name: &str,
        arguments: &[Value],
        named: &Map<String, Value>,
    ) -> Result<Access<'_>, ResourceError> {
        let unknown = || ResourceError::Unknown { resource: resource.class(), name: name.to_owned() };
        let definition = self.type_of(resource).ok_or_else(unknown)?;
        let member = definition.members.get(name).ok_or_else(unknown)?;
        if member.needs_data() && resource.data.is_none() {
            return Ok(Access::Load(self.load(resource)?));
        }
        Ok(match member {
            Member::Identifier(name) => {
                let value = resource.identifier(name).cloned();
                Access::Done(Outcome::Value(value.unwrap_or(Value::Null)))
            }
            Member::Load => Access::Done(Outcome::Value(Value::Null)),
            Member::Action(action) => {
                let mut input = input(&action.parameters, resource);
                input.extend(named.clone());
                Access::Call(Call::new(action, input))
            }
            Member::Collection(action) => {
                let mut input = input(&action.parameters, resource);
                for (name, value) in named {
                    add(input.entry(name.as_str()).or_insert(Value::Null), value);
                }
                Access::Call(Call { lists: true, ..Call::new(action, input) })
            }
            Member::Subresource(related) => {
                Access::Done(Outcome::Resource(self.subresource(resource, related, arguments, named)?))
            }
            Member::Reference(related) => {
                let data = resource.data.as_ref().unwrap_or(&Value::Null);
                Access::Done(self.related(
                    resource,
                    related,
                    &Value::Null,
                    data,
                    &Outcome::Value(Value::Null),
                ))
            }
            Member::Waiter { waiter, parameters } => {
                let mut input = input(parameters, resource);
                input.extend(named.clone());
                Access::Wait { waiter, input }
            }
            Member::Attribute(member) => {
                let data = resource.data.as_ref().filter(|data| !data.is_null());
                let data = data.ok_or_else(|| ResourceError::Absent { resource: resource.to_string() })?;
                Access::Done(Outcome::Value(data.get(member).cloned().unwrap_or(Value::Null)))
            }
        })
    }

    /// The operation that looks at a resource.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn load(&self, resource: &Resource) -> Result<Call<'_>, ResourceError> {
        let action = self.type_of(resource).and_then(|definition| definition.load.as_ref());
        let action = action.ok_or_else(|| ResourceError::NotLoadable { resource: resource.class() })?;
        Ok(Call::new(action, input(&action.parameters, resource)))
    }

    /// The operation of an action on all of some resources of one type, such as `stop` on instances;
    /// nothing if there are no resources.
    ///
    /// # Errors
    ///
    /// The type has no such action, or it needs data that a resource does not have.
    pub fn batch(
        &self,
        resources: &[Resource],
        name: &str,
        named: &Map<String, Value>,
    ) -> Result<Option<Call<'_>>, ResourceError> {
        let Some(first) = resources.first() else { return Ok(None) };
        let action = self.type_of(first).and_then(|definition| definition.batch_actions.get(name));
        let unknown = || ResourceError::Unknown { resource: first.class(), name: name.to_owned() };
        let action = action.ok_or_else(unknown)?;
        let mut input = json!({});
        for (position, resource) in resources.iter().enumerate() {
            for parameter in &action.parameters {
                if parameter.needs_data() && resource.data.is_none() {
                    return Err(ResourceError::NotLoadable { resource: resource.class() });
                }
                parameter.fill(&mut input, resource, Some(position));
            }
        }
        let Value::Object(mut input) = input else { return Ok(None) };
        input.extend(named.clone());
        Ok(Some(Call::new(action, input)))
    }
}

impl Member {
    fn needs_data(&self) -> bool {
        match self {
            Self::Action(action) | Self::Collection(action) => {
                let identified = match &action.result {
                    ActionResult::Related(related, _) => related.needs_data(),
                    ActionResult::Answer(_) => false,
                };
                identified || action.parameters.iter().any(Parameter::needs_data)
            }
            Self::Waiter { parameters, .. } => parameters.iter().any(Parameter::needs_data),
            Self::Subresource(related) | Self::Reference(related) => related.needs_data(),
            Self::Attribute(_) | Self::Load => true,
            Self::Identifier(_) => false,
        }
    }
}

impl super::Related {
    fn needs_data(&self) -> bool {
        self.identifiers.iter().any(|(_, source)| matches!(source, Source::Data(_)))
    }
}

/// Lays an argument over what is filled in: elements go to the end of their list.
fn add(there: &mut Value, value: &Value) {
    match (there, value) {
        (Value::Array(there), Value::Array(more)) => there.extend(more.iter().cloned()),
        (Value::Object(there), Value::Object(more)) => {
            for (name, value) in more {
                add(there.entry(name.as_str()).or_insert(Value::Null), value);
            }
        }
        (there, value) => *there = value.clone(),
    }
}
