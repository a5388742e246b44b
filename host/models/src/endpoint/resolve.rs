//! Evaluation: parameters in, endpoint out.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use super::parameters::{ParameterValue, Parameters};
use super::partitions::Partitions;
use super::rules::{
    AuthSchemeTemplate, EndpointTemplate, Operand, Parameter, ParameterType, Property, RuleSet, Step, Text,
};
use super::scope::{Scope, Value};

/// Where a request goes, and how it is signed.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    /// Scheme, host and, if there is one, the path that all requests begin with.
    pub url: String,
    /// Headers that requests have to carry.
    pub headers: Vec<(String, Vec<String>)>,
    /// Ways to sign, the preferred one first. Empty if the service's usual one applies.
    pub auth_schemes: Vec<AuthScheme>,
    /// What else the rules say, such as `backend` of S3.
    pub properties: Map<String, Json>,
}

/// A way to sign requests. What is absent is the service's usual one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthScheme {
    /// `sigv4`, `sigv4a` or `sigv4-s3express`.
    pub name: String,
    /// The service in the signature.
    pub signing_name: Option<String>,
    /// The region in the signature.
    pub signing_region: Option<String>,
    /// The regions in a signature of SigV4A; `*` stands for all.
    pub signing_region_set: Option<Vec<String>>,
    /// Whether the path is encoded once only in what is signed.
    pub disable_double_encoding: Option<bool>,
    /// Whether the path is signed as it is.
    pub disable_normalize_path: Option<bool>,
}

/// Why there is no endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// A parameter has to be set.
    #[error("the endpoint depends on `{0}`, which is not set")]
    Missing(String),
    /// A parameter is of another type.
    #[error("the endpoint's parameter `{name}` has to be {needed}")]
    Type {
        /// The parameter.
        name: String,
        /// What it takes.
        needed: &'static str,
    },
    /// The service's rules say so, with these words.
    #[error("{0}")]
    Refused(String),
    /// No rule is for these parameters.
    #[error("the service has no endpoint for these parameters")]
    None,
    /// The rules contradict themselves.
    #[error("the service's endpoint rules use {found} where {needed} is needed")]
    Unfit {
        /// What is there.
        found: &'static str,
        /// What is needed.
        needed: &'static str,
    },
}

impl Parameter {
    fn value<'a>(&'a self, parameters: &'a Parameters) -> Result<Value<'a>, EndpointError> {
        let given = parameters.get(&self.name).or(self.default.as_ref());
        let needed = match (self.kind, given) {
            (_, None) if self.required => return Err(EndpointError::Missing(self.name.clone())),
            (_, None) => return Ok(Value::Absent),
            (ParameterType::Text, Some(ParameterValue::Text(text))) => {
                return Ok(Value::Text(Cow::Borrowed(text)));
            }
            (ParameterType::Flag, Some(ParameterValue::Flag(flag))) => return Ok(Value::Flag(*flag)),
            (ParameterType::Texts, Some(ParameterValue::Texts(texts))) => {
                return Ok(Value::Texts(Cow::Borrowed(texts)));
            }
            (ParameterType::Text, Some(_)) => "a string",
            (ParameterType::Flag, Some(_)) => "a boolean",
            (ParameterType::Texts, Some(_)) => "a list of strings",
        };
        Err(EndpointError::Type { name: self.name.clone(), needed })
    }
}

impl RuleSet {
    /// Where a request with these parameters goes.
    ///
    /// # Errors
    ///
    /// A required parameter is missing or a parameter is of another type, the rules refuse the
    /// parameters, or no rule is for them.
    pub fn resolve(
        &self,
        parameters: &Parameters,
        partitions: &Partitions,
    ) -> Result<Endpoint, EndpointError> {
        let mut scope = Scope::new(self.slots, partitions);
        for (slot, parameter) in (0..).zip(&self.parameters) {
            scope.set(slot, parameter.value(parameters)?);
        }
        let mut position = 0;
        // INVARIANT: the position only grows, so each step is taken once at most.
        while let Some(step) = self.steps.get(position) {
            position += 1;
            match step {
                Step::Evaluate(evaluation) => {
                    let value = scope.call(&evaluation.call)?;
                    match evaluation.otherwise {
                        Some(otherwise) if !value.holds() => {
                            position = position.max(usize::try_from(otherwise).unwrap_or(usize::MAX));
                        }
                        _ => {
                            if let Some(slot) = evaluation.into {
                                scope.set(slot, value);
                            }
                        }
                    }
                }
                Step::Endpoint(template) => return template.filled(&scope),
                Step::Error(reason) => {
                    return Err(EndpointError::Refused(scope.filled(reason)?.into_owned()));
                }
            }
        }
        Err(EndpointError::None)
    }
}

impl EndpointTemplate {
    fn filled(&self, scope: &Scope<'_>) -> Result<Endpoint, EndpointError> {
        let set = |operand: &Operand| {
            let text = scope.text(operand)?.map(Cow::into_owned);
            text.ok_or(EndpointError::Unfit { found: "nothing", needed: "a string" })
        };
        let header = |(name, values): &(String, Vec<_>)| {
            Ok((name.clone(), values.iter().map(set).collect::<Result<_, EndpointError>>()?))
        };
        let property = |(name, property): &(String, Property)| Ok((name.clone(), property.filled(scope)?));
        Ok(Endpoint {
            url: set(&self.url)?,
            headers: self.headers.iter().map(header).collect::<Result<_, EndpointError>>()?,
            auth_schemes: self
                .auth_schemes
                .iter()
                .map(|scheme| scheme.filled(scope))
                .collect::<Result<_, _>>()?,
            properties: self.properties.iter().map(property).collect::<Result<_, EndpointError>>()?,
        })
    }
}

fn filled(text: &Text, scope: &Scope<'_>) -> Result<String, EndpointError> {
    scope.filled(text).map(Cow::into_owned)
}

impl AuthSchemeTemplate {
    fn filled(&self, scope: &Scope<'_>) -> Result<AuthScheme, EndpointError> {
        let text = |text: &Option<Text>| text.as_ref().map(|text| filled(text, scope)).transpose();
        let regions = |regions: &Vec<Text>| regions.iter().map(|region| filled(region, scope)).collect();
        Ok(AuthScheme {
            name: self.name.clone(),
            signing_name: text(&self.signing_name)?,
            signing_region: text(&self.signing_region)?,
            signing_region_set: self.signing_region_set.as_ref().map(regions).transpose()?,
            disable_double_encoding: self.disable_double_encoding,
            disable_normalize_path: self.disable_normalize_path,
        })
    }
}

impl Property {
    fn filled(&self, scope: &Scope<'_>) -> Result<Json, EndpointError> {
        Ok(match self {
            Self::Text(text) => Json::String(filled(text, scope)?),
            Self::Texts(texts) => Json::Array(
                texts.iter().map(|text| Ok(filled(text, scope)?.into())).collect::<Result<_, _>>()?,
            ),
            Self::Flag(flag) => Json::Bool(*flag),
        })
    }
}
