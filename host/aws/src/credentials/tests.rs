use std::fs;

use super::*;

/// Nothing of the machine the tests run on.
fn environment(variables: &[(&str, &str)]) -> Environment {
    let nowhere = [("HOME", "/nonexistent")];
    Environment::new(nowhere.into_iter().chain(variables.iter().copied()))
}

async fn from_acct(
    yaml: &str,
    variables: &[(&str, &str)],
    profile: Option<&str>,
) -> Result<Profiles, CredentialsError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("acct.yaml");
    fs::write(&file, yaml).unwrap();
    let acct = Some(AcctInput { file, key: None });
    let profile = profile.map(str::to_owned);
    Profiles::load(&Input { acct, profile, environment: environment(variables), ..Input::default() }).await
}

/// What is laid over the profiles of an acct file, or over keys in the environment.
async fn laid_over(yaml: Option<&str>, overrides: &str) -> Result<Profiles, CredentialsError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("acct.yaml");
    fs::write(&file, yaml.unwrap_or_default()).unwrap();
    let keys = [("AWS_ACCESS_KEY_ID", "X"), ("AWS_SECRET_ACCESS_KEY", "Y"), ("AWS_REGION", "eu-west-1")];
    Profiles::load(&Input {
        acct: yaml.map(|_| AcctInput { file, key: None }),
        overrides: Some(Secret::new(overrides)),
        environment: environment(&keys),
        ..Input::default()
    })
    .await
}

/// With the given `~/.aws/config` and `~/.aws/credentials`.
async fn from_shared(
    config: &str,
    credentials: &str,
    variables: &[(&str, &str)],
    profile: Option<&str>,
) -> Result<Profiles, CredentialsError> {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join(".aws")).unwrap();
    fs::write(home.path().join(".aws/config"), config).unwrap();
    fs::write(home.path().join(".aws/credentials"), credentials).unwrap();
    let home = [("HOME", home.path().to_str().unwrap())];
    let environment = Environment::new(home.into_iter().chain(variables.iter().copied()));
    let profile = profile.map(str::to_owned);
    Profiles::load(&Input { profile, environment, ..Input::default() }).await
}

fn keys(profiles: &Profiles, name: &str) -> (String, String, Option<String>) {
    let profile = profiles.get(name).map_err(|error| error.to_string()).unwrap();
    let keys = &profile.keys;
    let text = |secret: &Secret| secret.expose().to_owned();
    (text(&keys.access_key_id), text(&keys.secret_access_key), keys.session_token.as_ref().map(text))
}

fn error<T>(result: Result<T, CredentialsError>) -> CredentialsError {
    result.err().unwrap()
}

#[tokio::test]
async fn acct_profiles_know_the_aliases() {
    let yaml = "
aws:
  default: {region_name: eu-central-1, region: us-east-1, aws_access_key_id: A, aws_secret_access_key: S}
  second: {location: us-west-2, key_id: B, access_key: T, session_token: U, endpoint: 'http://127.0.0.1:5000', use_ssl: false}
  third: {id: C, key: V}
";
    let profiles =
        from_acct(yaml, &[("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "X")], None).await.unwrap();
    assert_eq!(profiles.names(), ["default", "second", "third"]);
    assert_eq!(profiles.region("default").unwrap(), "eu-central-1");
    assert_eq!(keys(&profiles, "second"), ("B".into(), "T".into(), Some("U".into())));
    assert_eq!(profiles.get("second").unwrap().endpoints.of("STS").unwrap().host, "127.0.0.1:5000");
    // idem would send the secret as the token here
    assert_eq!(keys(&profiles, "third"), ("C".into(), "V".into(), None));
    assert_eq!(profiles.region("third").unwrap(), "eu-west-1");
    assert!(profiles.warnings().is_empty(), "{:?}", profiles.warnings());
}

#[tokio::test]
async fn acct_profiles_fail_only_when_used() {
    let yaml = "
aws:
  default: {id: A, key: S}
  role: {id: A, key: S, assume_role: {role_arn: 'arn:aws:iam::123456789012:role/r'}}
  half: {id: A}
  number: {id: 12, key: S}
  endpoint: {id: A, key: S, endpoint_url: 'localhost:5000'}
  plain: {id: A, key: S, use_ssl: false}
  trusting: {id: A, key: S, verify: false}
  typo: {id: A, key: S, regoin: eu-central-1}
aws.gsuite: {}
";
    let profiles = from_acct(yaml, &[], None).await.unwrap();
    assert_eq!(error(profiles.region("default")).code(), "credentials.region");
    assert_eq!(
        error(profiles.get("role")).to_string(),
        "profile `role` uses `assume_role`, which is not supported yet"
    );
    for (name, part) in [
        ("half", "`aws_secret_access_key` is missing"),
        ("number", "`id` must be text, not a number"),
        ("endpoint", "the endpoint must be a URL"),
        ("plain", "needs an `endpoint_url`"),
        ("trusting", "`verify: false` is not supported"),
    ] {
        let error = error(profiles.get(name));
        assert_eq!(error.code(), "credentials.invalid", "{name}");
        assert!(error.to_string().contains(part), "{error}");
    }
    let warnings = profiles.warnings().join("\n");
    assert!(warnings.contains("`regoin`") && warnings.contains("`region` may be meant"), "{warnings}");
    assert!(warnings.contains("`aws.gsuite`"), "{warnings}");
}

#[tokio::test]
async fn a_mistyped_profile_is_never_the_default_one() {
    let yaml = "aws: {default: {id: A, key: S}, production: {id: B, key: T}}";
    let keys = [("AWS_ACCESS_KEY_ID", "X"), ("AWS_SECRET_ACCESS_KEY", "Y")];
    let unknown = error(from_acct(yaml, &keys, Some("prodution")).await);
    assert_eq!(unknown.code(), "credentials.profile");
    assert_eq!(unknown.help().unwrap(), "`production` may be meant; there is `default`, `production`");
    let profiles = from_acct(yaml, &keys, None).await.unwrap();
    assert_eq!(error(profiles.get("prodution")).code(), "credentials.profile");
    assert_eq!(error(from_shared("", "", &keys, Some("x")).await).code(), "credentials.profile");
    assert_eq!(error(from_shared("", "", &[("AWS_PROFILE", "x")], None).await).code(), "credentials.profile");
    let profiles = from_acct("asw: {default: {id: A, key: S}}", &keys, None).await.unwrap();
    let missing = error(profiles.get("default"));
    assert_eq!(
        (missing.code(), missing.help().unwrap().as_str()),
        ("credentials.acct.provider", "`asw` may be meant to be `aws`")
    );
}

#[tokio::test]
async fn variables_and_shared_files() {
    let config = "[default]\nregion = eu-north-1\n[profile dev]\nregion = us-east-2\nendpoint_url = http://127.0.0.1:4566\n\
                  [profile role]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = default\n\
                  [profile bare]\nregion = us-east-1\n";
    let credentials = "[default]\naws_access_key_id = A\naws_secret_access_key = S\n\
                       [dev]\naws_access_key_id = B\naws_secret_access_key = T\naws_session_token = U\n";
    let profiles = from_shared(config, credentials, &[], Some("dev")).await.unwrap();
    assert_eq!(keys(&profiles, "default"), ("A".into(), "S".into(), None));
    assert_eq!(keys(&profiles, "dev"), ("B".into(), "T".into(), Some("U".into())));
    assert_eq!(profiles.region("dev").unwrap(), "us-east-2");
    assert_eq!(profiles.get("dev").unwrap().endpoints.of("EC2").unwrap().host, "127.0.0.1:4566");
    assert_eq!(
        error(profiles.get("role")).to_string(),
        "profile `role` uses `role_arn`, which is not supported yet"
    );
    assert_eq!(error(profiles.get("bare")).code(), "credentials.invalid");

    let profiles = from_shared(config, credentials, &[("AWS_PROFILE", "dev")], None).await.unwrap();
    assert_eq!(keys(&profiles, "default").0, "B");
    let variables = [
        ("AWS_PROFILE", "dev"),
        ("AWS_ACCESS_KEY_ID", "X"),
        ("AWS_SECRET_ACCESS_KEY", "Y"),
        ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1"),
    ];
    let profiles = from_shared(config, credentials, &variables, None).await.unwrap();
    assert_eq!(keys(&profiles, "default"), ("X".into(), "Y".into(), None));
    assert_eq!(keys(&profiles, "dev").0, "B");
    assert_eq!(profiles.region("default").unwrap(), "us-east-2");
    let default = profiles.get("default").unwrap();
    let endpoints = &default.endpoints;
    assert_eq!(endpoints.of("STS").unwrap().host, "127.0.0.1:1");
    assert_eq!(endpoints.of("EC2").unwrap().host, "127.0.0.1:4566");
    assert!(profiles.warnings().join("").contains("AWS_PROFILE asks for"));
}

#[tokio::test]
async fn says_what_is_missing() {
    let nothing = from_shared("[default]\nregion = eu-north-1", "", &[], None).await.unwrap();
    let missing = error(nothing.get("default"));
    assert_eq!(missing.code(), "credentials.none");
    for way in ["ACCT_FILE", "AWS_ACCESS_KEY_ID", "~/.aws/credentials"] {
        assert!(missing.help().unwrap().contains(way), "{way}");
    }
    let half = from_shared("", "", &[("AWS_ACCESS_KEY_ID", "A")], None).await.unwrap();
    assert!(error(half.get("default")).to_string().contains("AWS_SECRET_ACCESS_KEY is not"));
    let broken = error(from_shared("", "[default]\ncanary\n", &[], None).await);
    assert_eq!(broken.code(), "credentials.shared");
    assert!(broken.to_string().contains("line 2") && !broken.to_string().contains("canary"), "{broken}");
    let named = [("AWS_CONFIG_FILE", "/nonexistent/config")];
    let profiles = from_shared("", "", &named, None).await.unwrap();
    assert!(profiles.warnings().join("").contains("AWS_CONFIG_FILE"));
}

#[test]
fn debug_shows_no_secret() {
    let input = Input {
        acct: Some(AcctInput { file: "f".into(), key: Some(Secret::new("canary")) }),
        environment: environment(&[("AWS_SECRET_ACCESS_KEY", "canary"), ("AWS_SESSION_TOKEN", "canary")]),
        ..Input::default()
    };
    let text = format!("{input:?}");
    assert!(text.contains("AWS_SESSION_TOKEN") && !text.contains("canary"), "{text}");
}

#[tokio::test]
async fn states_can_add_profiles() {
    let acct = "aws: {default: {aws_access_key_id: AKIDCANARY, aws_secret_access_key: canary-secret, region: eu-west-1}}";
    let profiles = from_acct(acct, &[], None).await.unwrap();
    let members = |value: serde_json::Value| value.as_object().cloned().unwrap();
    let add = |name, source, value| profiles.add("aws", name, source, &members(value));

    add("west", Some("default"), serde_json::json!({"region_name": "us-west-2"})).unwrap();
    assert_eq!(profiles.region("west").unwrap(), "us-west-2");
    assert_eq!(profiles.get("west").unwrap().keys.secret_access_key.expose(), "canary-secret");
    assert_eq!(profiles.names(), ["default", "west"]);

    add("own", None, serde_json::json!({"id": "AKIDOTHER", "key": "other", "region": "us-east-1"})).unwrap();
    assert_eq!(profiles.get("own").unwrap().keys.access_key_id.expose(), "AKIDOTHER");

    for (source, value, expected) in [
        (Some("nosuch"), serde_json::json!({}), "credentials.profile"),
        (Some("default"), serde_json::json!({"regon": "x"}), "credentials.invalid"),
        (Some("default"), serde_json::json!({"aws_session_token": "canary"}), "credentials.invalid"),
        (None, serde_json::json!({"region": "eu-west-1"}), "credentials.invalid"),
    ] {
        let failure = add("bad", source, value).unwrap_err();
        assert_eq!(failure.code, expected);
        assert!(!format!("{failure:?}").contains("canary"));
    }
    profiles.add("gcp", "x", None, &members(serde_json::json!({"secret": "canary"}))).unwrap();
    assert_eq!(Accounts::names(&profiles, "gcp"), ["x"]);
}

#[tokio::test]
async fn overrides_lie_over_an_acct_file() {
    let yaml = "aws: {default: {key_id: A, access_key: S, region_name: us-east-1}, other: {key_id: B, access_key: T}}";
    let over = r#"{"aws": {"default": {"region_name": "eu-central-1"}, "new": {"id": "C", "key": "U"}}}"#;
    let profiles = laid_over(Some(yaml), over).await.unwrap();
    assert_eq!(profiles.names(), ["default", "new", "other"]);
    assert_eq!(profiles.region("default").as_deref(), Ok("eu-central-1"));
    assert_eq!(keys(&profiles, "default"), ("A".into(), "S".into(), None));
    assert_eq!(keys(&profiles, "new"), ("C".into(), "U".into(), None));
}

#[tokio::test]
async fn overrides_lie_over_the_environment() {
    let profiles = laid_over(None, r#"{"aws": {"default": {"region_name": "eu-central-1"}}}"#).await.unwrap();
    assert_eq!(profiles.region("default").as_deref(), Ok("eu-central-1"));
    assert_eq!(keys(&profiles, "default"), ("X".into(), "Y".into(), None));
}

#[tokio::test]
async fn wrong_overrides_are_refused_without_being_shown() {
    for wrong in [r#"{"aws": "canary"}"#, "canary", r#"{"aws": {"default": "canary"}}"#, r#"["canary"]"#] {
        let error = error(laid_over(None, wrong).await);
        assert_eq!(error.code(), "credentials.overrides");
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}

/// With `acct.extras`, an acct file or else keys in the environment, and a file of keys.
async fn with_extras(yaml: Option<&str>, extras: &str) -> Result<Profiles, CredentialsError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("acct.yaml");
    fs::write(&file, yaml.unwrap_or_default()).unwrap();
    let keys = "[one]\naws_access_key_id = A\naws_secret_access_key = S\nregion = us-west-2\n\
                [two]\naws_access_key_id = B\naws_secret_access_key = T\n";
    fs::write(folder.path().join("keys"), keys).unwrap();
    let home = folder.path().to_str().unwrap();
    let variables = [
        ("AWS_ACCESS_KEY_ID", "X"),
        ("AWS_SECRET_ACCESS_KEY", "Y"),
        ("AWS_REGION", "eu-west-1"),
        ("HOME", home),
    ];
    Profiles::load(&Input {
        acct: yaml.map(|_| AcctInput { file, key: None }),
        extras: Some(Secret::new(extras)),
        environment: Environment::new(variables),
        ..Input::default()
    })
    .await
}

#[tokio::test]
async fn extras_give_profiles_without_one_a_region() {
    let yaml = "aws: {default: {id: A, access_key: S}, west: {id: B, access_key: T, region: us-west-1}}";
    let extras = r#"{"aws": {"region_name": "eu-central-1"}, "other": {"x": 1}}"#;
    let profiles = with_extras(Some(yaml), extras).await.unwrap();
    assert_eq!(profiles.region("default").as_deref(), Ok("eu-central-1"));
    assert_eq!(profiles.region("west").as_deref(), Ok("us-west-1"));
    assert_eq!(profiles.warnings(), ["`other` of `acct.extras` has no effect"]);
    let profiles = with_extras(None, extras).await.unwrap();
    assert_eq!(profiles.region("default").as_deref(), Ok("eu-central-1"));
    let nothing = with_extras(Some(yaml), "{}").await.unwrap();
    assert_eq!(nothing.region("default").as_deref(), Ok("eu-west-1"));
}

#[tokio::test]
async fn extras_name_files_whose_sections_are_profiles() {
    let extras = r#"{"aws.iam": {"paths": ["~/keys", "~/nosuch"], "endpoint_url": "http://127.0.0.1:1"}}"#;
    for yaml in [None, Some("aws: {two: {id: C, access_key: U, region: eu-north-1}}")] {
        let profiles = with_extras(yaml, extras).await.unwrap();
        assert_eq!(keys(&profiles, "one"), ("A".into(), "S".into(), None));
        assert_eq!(profiles.region("one").as_deref(), Ok("us-west-2"));
        let two = yaml.map_or(("B", "T"), |_| ("C", "U"));
        assert_eq!(keys(&profiles, "two"), (two.0.into(), two.1.into(), None));
        assert!(profiles.get("one").unwrap().endpoints.all.is_some());
        assert!(profiles.warnings().iter().any(|text| text.contains("nosuch")), "{:?}", profiles.warnings());
    }
}

#[tokio::test]
async fn wrong_extras_are_refused_without_being_shown() {
    let wrong = [
        "canary",
        r#"["canary"]"#,
        r#"{"aws": {"region_name": ["canary"]}}"#,
        r#"{"aws": {"region_name": "canary here"}}"#,
        r#"{"aws.iam": {"paths": [1]}}"#,
    ];
    for wrong in wrong {
        let error = error(with_extras(None, wrong).await);
        assert_eq!(error.code(), "credentials.extras", "{wrong}");
        assert!(!error.to_string().contains("canary") || wrong.contains("here"), "{error}");
    }
}
