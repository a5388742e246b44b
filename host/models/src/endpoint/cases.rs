//! The tests that AWS publishes with the rules of each service: `endpoint-tests-1.json`.

use serde_json::{Map, Value, json};

use super::{AuthScheme, Endpoint, EndpointError, ParameterValue, Parameters, Partitions, RuleSet};
use crate::document::Node;
use crate::import::ImportError;

/// What became of one test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Where in the file it stands, such as `testCases[3]`.
    pub place: String,
    /// What it is about, in AWS's words.
    pub documentation: String,
    /// What is different from what is expected; nothing if the test passes.
    pub difference: Option<String>,
}

/// Runs the tests of the file `endpoint-tests-1.json` of a service.
///
/// # Errors
///
/// Something in the file is not understood.
pub fn cases(rules: &RuleSet, partitions: &Partitions, file: &Value) -> Result<Vec<Case>, ImportError> {
    let cases = Node::root(file).field("testCases")?.items()?;
    cases.iter().map(|case| run(rules, partitions, case)).collect()
}

fn run(rules: &RuleSet, partitions: &Partitions, case: &Node<'_>) -> Result<Case, ImportError> {
    let mut parameters = Parameters::new();
    for (name, value) in case.entries_of("params")? {
        parameters.set(name, parameter(&value)?);
    }
    let found = outcome(rules.resolve(&parameters, partitions));
    let expected = expected(&case.field("expect")?)?;
    let difference = (found != expected).then(|| format!("expected {expected}, found {found}"));
    let documentation = case.get("documentation").map(|node| node.text().map(str::to_owned)).transpose()?;
    Ok(Case { place: case.place().to_owned(), documentation: documentation.unwrap_or_default(), difference })
}

fn parameter(node: &Node<'_>) -> Result<ParameterValue, ImportError> {
    Ok(match node.value() {
        Value::Bool(flag) => ParameterValue::Flag(*flag),
        Value::Array(_) => ParameterValue::Texts(node.texts()?.into_iter().map(str::to_owned).collect()),
        _ => ParameterValue::Text(node.text()?.to_owned()),
    })
}

/// What a test expects, in the form of [`outcome`].
fn expected(node: &Node<'_>) -> Result<Value, ImportError> {
    if let Some(error) = node.get("error") {
        return Ok(json!({ "error": error.text()? }));
    }
    let endpoint = node.field("endpoint")?;
    let or_empty = |name| endpoint.get(name).map_or_else(|| json!({}), |node| node.value().clone());
    Ok(json!({
        "url": endpoint.field("url")?.text()?,
        "headers": or_empty("headers"),
        "properties": or_empty("properties"),
    }))
}

fn outcome(resolved: Result<Endpoint, EndpointError>) -> Value {
    match resolved {
        Err(error) => json!({ "error": error.to_string() }),
        Ok(endpoint) => {
            let mut properties = endpoint.properties;
            if !endpoint.auth_schemes.is_empty() {
                let schemes = endpoint.auth_schemes.into_iter().map(scheme).collect();
                properties.insert("authSchemes".to_owned(), Value::Array(schemes));
            }
            let headers: Map<_, _> =
                endpoint.headers.into_iter().map(|(name, values)| (name, json!(values))).collect();
            json!({ "url": endpoint.url, "headers": headers, "properties": properties })
        }
    }
}

fn scheme(scheme: AuthScheme) -> Value {
    let mut members = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            members.insert(name.to_owned(), value);
        }
    };
    set("name", Some(scheme.name.into()));
    set("signingName", scheme.signing_name.map(Value::from));
    set("signingRegion", scheme.signing_region.map(Value::from));
    set("signingRegionSet", scheme.signing_region_set.map(Value::from));
    set("disableDoubleEncoding", scheme.disable_double_encoding.map(Value::from));
    set("disableNormalizePath", scheme.disable_normalize_path.map(Value::from));
    Value::Object(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_told() {
        let partition = json!({ "id": "aws", "regionRegex": "^x$", "regions": {}, "outputs": {
            "dnsSuffix": "", "dualStackDnsSuffix": "", "implicitGlobalRegion": "",
            "supportsFIPS": true, "supportsDualStack": true,
        } });
        let partitions = Partitions::import(&json!({ "partitions": [partition] })).unwrap();
        let signed = json!({ "authSchemes": [{ "name": "sigv4", "signingRegion": "{Region}" }] });
        let rules = RuleSet::import(&json!({
            "version": "1.0",
            "parameters": { "Region": { "type": "string" } },
            "rules": [
                { "type": "endpoint", "conditions": [{ "fn": "isSet", "argv": [{ "ref": "Region" }] }],
                  "endpoint": { "url": "https://{Region}", "properties": signed } },
                { "type": "error", "conditions": [], "error": "no region" },
            ],
        }))
        .unwrap();
        let signed = json!({ "authSchemes": [{ "name": "sigv4", "signingRegion": "r" }] });
        let file = json!({ "testCases": [
            { "params": { "Region": "r" },
              "expect": { "endpoint": { "url": "https://r", "properties": signed } } },
            { "params": { "Region": "r" }, "expect": { "endpoint": { "url": "https://r" } } },
            { "documentation": "nothing", "expect": { "error": "no region" } },
            { "expect": { "error": "no Region" } },
        ] });
        let found = cases(&rules, &partitions, &file).unwrap();
        let different: Vec<&str> =
            found.iter().filter(|case| case.difference.is_some()).map(|case| case.place.as_str()).collect();
        assert_eq!(different, ["testCases[1]", "testCases[3]"]);
        assert_eq!(found[2].documentation, "nothing");
        let difference = found[3].difference.as_deref();
        assert_eq!(difference, Some(r#"expected {"error":"no Region"}, found {"error":"no region"}"#));
        let file = json!({ "testCases": [{ "expect": {} }] });
        let problem = cases(&rules, &partitions, &file).unwrap_err().to_string();
        assert_eq!(problem, "testCases[0].expect: `endpoint` is missing");
    }
}
