//! Where a request goes.

use wasmidem_contract::Failure;
use wasmidem_models::endpoint::{AuthScheme, ParameterValue, Parameters};
use wasmidem_models::{Catalogue, EndpointParameter};

use super::Request;
use super::failure::Call;
use crate::Profile;

/// Where a request goes, and how it is signed there.
#[derive(Debug)]
pub(super) struct Place {
    /// Scheme, host and the path that all requests begin with.
    pub(super) url: String,
    pub(super) headers: Vec<(String, Vec<String>)>,
    pub(super) schemes: Vec<AuthScheme>,
    /// Whether the user chose it.
    pub(super) is_own: bool,
}

/// Asks the rules of the service. `region` is another than that of the profile, if AWS said so.
pub(super) fn resolve(
    call: &Call<'_>,
    profile: &Profile,
    request: Request<'_>,
    region: Option<&str>,
) -> Result<Place, Failure> {
    let Request { service, .. } = request;
    let catalogue = Catalogue::shipped();
    let rules = catalogue.endpoints(&service.name);
    let rules = rules.ok_or_else(|| call.unsupported("the service has no endpoints"))?;
    let mut parameters = Parameters::new();
    let own = profile.endpoints.of(&service.id);
    let region = match region {
        Some(region) => region,
        None => profile.region()?,
    };
    for parameter in rules.parameters() {
        let name = parameter.name.as_str();
        match parameter.built_in.as_deref() {
            Some("AWS::Region") => parameters.set(name, region),
            Some("AWS::UseFIPS") => parameters.set(name, profile.fips),
            Some("AWS::UseDualStack") => parameters.set(name, profile.dual_stack),
            Some("SDK::Endpoint") => {
                if let Some(own) = own {
                    parameters.set(name, own.url.as_str());
                }
            }
            // An endpoint of one's own rarely has a host name for each bucket.
            Some("AWS::S3::ForcePathStyle") => parameters.set(name, own.is_some()),
            _ => {}
        }
    }
    from_request(request, &mut parameters);
    let found = rules.resolve(&parameters, catalogue.partitions());
    let found = found.map_err(|error| call.without_endpoint(&error.to_string()))?;
    Ok(Place { url: found.url, headers: found.headers, schemes: found.auth_schemes, is_own: own.is_some() })
}

/// Sets what the operation itself and its input say.
fn from_request(Request { service, operation, input }: Request<'_>, parameters: &mut Parameters) {
    for (name, value) in &operation.endpoint_parameters {
        match value {
            EndpointParameter::Text(text) => parameters.set(&**name, &**text),
            EndpointParameter::Flag(flag) => parameters.set(&**name, *flag),
            EndpointParameter::Texts(texts) => {
                parameters.set(&**name, texts.iter().map(ToString::to_string).collect::<Vec<String>>());
            }
        }
    }
    let members = service.input(operation).into_iter().flat_map(|input| &input.members);
    for member in members {
        let Some(name) = member.endpoint_parameter.as_deref() else { continue };
        match input.get(&*member.name) {
            Some(serde_json::Value::String(text)) => parameters.set(name, text.as_str()),
            Some(serde_json::Value::Bool(flag)) => parameters.set(name, *flag),
            _ => {}
        }
    }
    if !operation.endpoint_paths.is_empty() {
        let input = serde_json::Value::Object(input.clone());
        for (name, path) in &operation.endpoint_paths {
            if let Ok(Some(value)) = ParameterValue::find(path, &input) {
                parameters.set(&**name, value);
            }
        }
    }
}
