use serde_json::{Value as Json, json};

use crate::endpoint::{EndpointError, Parameters, Partitions, RuleSet};

fn partitions() -> Partitions {
    let outputs = |suffix: &str| {
        json!({
            "name": "aws", "dnsSuffix": suffix, "dualStackDnsSuffix": "api.aws", "supportsFIPS": true,
            "supportsDualStack": false, "implicitGlobalRegion": "us-east-1"
        })
    };
    let file = json!({ "partitions": [
        { "id": "aws", "regionRegex": "^(us|eu)-\\w+-\\d+$", "regions": { "us-east-1": {}, "aws-global": {} },
          "outputs": outputs("amazonaws.com") },
        { "id": "aws-cn", "regionRegex": "^cn-\\w+-\\d+$", "regions": { "cn-north-1": {} },
          "outputs": outputs("amazonaws.com.cn") },
    ] });
    Partitions::import(&file).unwrap()
}

fn rule_set(rules: &Json) -> RuleSet {
    let parameters = json!({
        "Region": { "type": "String", "builtIn": "AWS::Region", "required": true },
        "UseFIPS": { "type": "boolean", "builtIn": "AWS::UseFIPS", "required": true, "default": false },
        "Bucket": { "type": "string" },
        "Names": { "type": "stringArray" },
    });
    RuleSet::import(&json!({ "version": "1.0", "parameters": parameters, "rules": rules })).unwrap()
}

/// The URL, or the reason why there is none.
fn url(rules: &Json, parameters: &Parameters) -> String {
    match rule_set(rules).resolve(parameters, &partitions()) {
        Ok(endpoint) => endpoint.url,
        Err(error) => format!("error: {error}"),
    }
}

fn region(name: &str) -> Parameters {
    Parameters::new().with("Region", name)
}

fn endpoint(conditions: &Json, url: &Json) -> Json {
    json!({ "type": "endpoint", "conditions": conditions, "endpoint": { "url": url } })
}

#[test]
fn what_no_subrule_is_for_goes_to_the_next_rule() {
    let named = json!([{ "fn": "isSet", "argv": [{ "ref": "Bucket" }] }]);
    let fips = json!([{ "fn": "booleanEquals", "argv": [{ "ref": "UseFIPS" }, true] }]);
    let rules = json!([
        { "type": "tree", "conditions": named, "rules": [
            endpoint(&fips, &json!("https://fips/{Bucket}")),
        ] },
        { "type": "error", "conditions": fips, "error": "no {Region} with FIPS" },
        endpoint(&json!([]), &json!("https://{Region}")),
    ]);
    assert_eq!(url(&rules, &region("r")), "https://r");
    assert_eq!(url(&rules, &region("r").with("Bucket", "b")), "https://r");
    assert_eq!(url(&rules, &region("r").with("UseFIPS", true)), "error: no r with FIPS");
    assert_eq!(url(&rules, &region("r").with("UseFIPS", true).with("Bucket", "b")), "https://fips/b");
}

#[test]
fn values_of_conditions_are_read_behind_them() {
    let rules = json!([
        endpoint(
            &json!([
                { "fn": "aws.parseArn", "argv": [{ "ref": "Bucket" }], "assign": "arn" },
                { "fn": "getAttr", "argv": [{ "ref": "arn" }, "resourceId[1]"], "assign": "name" },
                { "fn": "not", "argv": [{ "fn": "stringEquals", "argv": [{ "ref": "name" }, ""] }] },
            ]),
            &json!("https://{name}.{arn#service}.{arn#region}"),
        ),
        endpoint(
            &json!([{ "fn": "aws.partition", "argv": [{ "ref": "Region" }], "assign": "partition" }]),
            &json!("https://{{{Region}}}.{partition#dnsSuffix}"),
        ),
    ]);
    let arn = "arn:aws:s3:eu-west-1:123456789012:accesspoint:mine";
    assert_eq!(url(&rules, &region("r").with("Bucket", arn)), "https://mine.s3.eu-west-1");
    assert_eq!(url(&rules, &region("us-east-1")), "https://{us-east-1}.amazonaws.com");
    assert_eq!(url(&rules, &region("cn-new-7")), "https://{cn-new-7}.amazonaws.com.cn");
    assert_eq!(url(&rules, &region("moon")), "https://{moon}.amazonaws.com");
}

#[test]
fn functions_of_newer_rule_sets_are_known() {
    let rules = json!([
        endpoint(
            &json!([
                { "fn": "split", "argv": [{ "ref": "Bucket" }, "--", 0], "assign": "parts" },
                { "fn": "getAttr", "argv": [{ "ref": "parts" }, "[-2]"], "assign": "zone" },
                { "fn": "ite", "argv": [{ "ref": "UseFIPS" }, "-fips", ""], "assign": "suffix" },
            ]),
            &json!("https://{zone}{suffix}"),
        ),
        endpoint(
            &json!([{ "fn": "coalesce", "argv": [{ "ref": "Bucket" }, { "ref": "Region" }], "assign": "host" }]),
            &json!("https://{host}"),
        ),
    ]);
    assert_eq!(url(&rules, &region("r").with("Bucket", "b--zone--x-s3")), "https://zone");
    assert_eq!(url(&rules, &region("r").with("Bucket", "b--z--x").with("UseFIPS", true)), "https://z-fips");
    assert_eq!(url(&rules, &region("r").with("Bucket", "plain")), "https://plain");
    assert_eq!(url(&rules, &region("r")), "https://r");
}

#[test]
fn endpoints_say_how_to_sign() {
    let rules = json!([{ "type": "endpoint", "conditions": [], "endpoint": {
        "url": { "ref": "Region" },
        "headers": { "x-amz-region": ["{Region}"] },
        "properties": {
            "backend": "S3Express",
            "authSchemes": [
                { "name": "sigv4a", "signingRegionSet": ["*"], "disableDoubleEncoding": true },
                { "name": "sigv4", "signingName": "s3", "signingRegion": "{Region}" },
            ],
        },
    } }]);
    let endpoint = rule_set(&rules).resolve(&region("here"), &partitions()).unwrap();
    assert_eq!(endpoint.headers, [("x-amz-region".to_owned(), vec!["here".to_owned()])]);
    assert_eq!(endpoint.properties.get("backend"), Some(&json!("S3Express")));
    let [first, second] = endpoint.auth_schemes.as_slice() else { panic!("{endpoint:?}") };
    assert_eq!((first.name.as_str(), first.disable_double_encoding), ("sigv4a", Some(true)));
    assert_eq!(first.signing_region_set.as_deref(), Some(["*".to_owned()].as_slice()));
    assert_eq!(
        (second.signing_name.as_deref(), second.signing_region.as_deref()),
        (Some("s3"), Some("here"))
    );
    assert_eq!(second.disable_double_encoding, None);
}

#[test]
fn parameters_are_held_to_what_is_declared() {
    let rules = rule_set(&json!([endpoint(&json!([]), &json!("https://{Region}"))]));
    let resolve = |parameters: &Parameters| rules.resolve(parameters, &partitions()).unwrap_err();
    assert_eq!(resolve(&Parameters::new()), EndpointError::Missing("Region".to_owned()));
    let message = resolve(&Parameters::new().with("Region", true)).to_string();
    assert_eq!(message, "the endpoint's parameter `Region` has to be a string");
    let region = rules.parameters().first().unwrap();
    assert_eq!((region.built_in.as_deref(), region.required), (Some("AWS::Region"), true));
    assert_eq!(rule_set(&json!([])).resolve(&self::region("r"), &partitions()), Err(EndpointError::None));
}

#[test]
fn rules_are_stored_as_they_are() {
    let named = json!([{ "fn": "isSet", "argv": [{ "ref": "Bucket" }] }]);
    let rules = rule_set(&json!([endpoint(&named, &json!("https://{Bucket}"))]));
    let bytes = postcard::to_stdvec(&rules).unwrap();
    assert_eq!(postcard::from_bytes::<RuleSet>(&bytes).unwrap(), rules);
    let partitions = partitions();
    let stored: Partitions = postcard::from_bytes(&postcard::to_stdvec(&partitions).unwrap()).unwrap();
    assert_eq!(stored.all(), partitions.all());
}

#[test]
fn what_is_not_understood_is_said_with_its_place() {
    let refused = |rules: Json| {
        let file =
            json!({ "version": "1.0", "parameters": { "Region": { "type": "string" } }, "rules": rules });
        RuleSet::import(&file).unwrap_err().to_string()
    };
    assert_eq!(
        refused(json!([{ "type": "tree", "rules": [{ "type": "leaf" }] }])),
        "rules[0].rules[0].type: this type of rule is not known"
    );
    assert_eq!(
        refused(json!([endpoint(&json!([{ "fn": "guess", "argv": [] }]), &json!(""))])),
        "rules[0].conditions[0]: `guess` with 0 arguments is not known"
    );
    assert_eq!(
        refused(json!([endpoint(&json!([]), &json!("{Bucket}"))])),
        "rules[0].endpoint.url: `Bucket` is not set here"
    );
    assert_eq!(
        refused(json!([endpoint(&json!([]), &json!("{Region"))])),
        "rules[0].endpoint.url: a brace has no counterpart"
    );
    let twice = json!([{ "fn": "isSet", "argv": ["x"], "assign": "Region" }]);
    assert_eq!(
        refused(json!([endpoint(&twice, &json!(""))])),
        "rules[0].conditions[0].assign: `Region` is set already"
    );
    let mut deep = json!([]);
    for _ in 0..100 {
        deep = json!([{ "type": "tree", "rules": deep }]);
    }
    assert!(refused(deep).ends_with(": the rules are nested too deep"));
}
