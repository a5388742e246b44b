//! What answers mean.

use serde_json::{Value, json};

use super::{ActionResult, Call, Empty, Related, Resource, Resources};

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A value.
    Value(Value),
    /// A resource.
    Resource(Resource),
    /// Resources.
    Resources(Vec<Resource>),
}

impl Outcome {
    /// As JSON, with resources as Python shows them.
    #[must_use]
    pub fn into_json(self) -> Value {
        match self {
            Self::Value(value) => value,
            Self::Resource(resource) => resource.to_string().into(),
            Self::Resources(resources) => resources.iter().map(ToString::to_string).collect(),
        }
    }
}

impl Resources {
    /// What the answer to a call means, or one page of it.
    #[must_use]
    pub fn outcome(&self, resource: &Resource, call: &Call<'_>, answer: &Value) -> Outcome {
        match call.result {
            ActionResult::Answer(None) => Outcome::Value(answer.clone()),
            ActionResult::Answer(Some(path)) => Outcome::Value(path.search(answer).into_owned()),
            ActionResult::Related(related, empty) => {
                let request = Value::Object(call.input.clone());
                let none =
                    if call.lists { Outcome::Resources(Vec::new()) } else { Outcome::Value(empty.value()) };
                self.related(resource, related, &request, answer, &none)
            }
        }
    }

    /// Keeps what the answer to [`Resources::load`] says of a resource.
    pub fn loaded(&self, resource: &mut Resource, call: &Call<'_>, answer: &Value) {
        if let Outcome::Value(data) = self.outcome(resource, call, answer) {
            resource.data = Some(data);
        }
    }

    /// The resource that another leads to. An identifier that is a list makes it several, each with an
    /// element; one that is missing makes it none.
    pub(super) fn related(
        &self,
        parent: &Resource,
        related: &Related,
        request: &Value,
        response: &Value,
        none: &Outcome,
    ) -> Outcome {
        let mut identifiers: Vec<(String, Value)> = related
            .identifiers
            .iter()
            .filter_map(|(name, source)| Some((name.clone(), source.of(parent, request, response)?)))
            .collect();
        if let Some(definition) = self.types.get(&related.kind) {
            identifiers
                .sort_by_key(|(name, _)| definition.identifiers.iter().position(|known| known == name));
        }
        let data = related.data.as_ref().map(|path| path.search(response).into_owned());
        let data = data.filter(|data| !data.is_null());
        let resource = |identifiers, data| Resource {
            service: self.name.clone(),
            kind: Some(related.kind.clone()),
            identifiers,
            data,
        };
        let Some(count) = identifiers.iter().find_map(|(_, value)| value.as_array().map(Vec::len)) else {
            let all = identifiers.iter().all(|(_, value)| !value.is_null());
            return if all { Outcome::Resource(resource(identifiers, data)) } else { none.clone() };
        };
        let element = |value: &Value, position: usize| match value {
            Value::Array(list) => list.get(position).cloned().unwrap_or(Value::Null),
            value => value.clone(),
        };
        let resources = (0..count).map(|position| {
            let identifiers =
                identifiers.iter().map(|(name, value)| (name.clone(), element(value, position))).collect();
            let data = data.as_ref().and_then(|data| data.get(position)).cloned();
            resource(identifiers, data)
        });
        Outcome::Resources(resources.collect())
    }
}

impl Empty {
    fn value(self) -> Value {
        match self {
            Self::Nothing => Value::Null,
            Self::List => json!([]),
            Self::Object => json!({}),
        }
    }
}
