//! acct files as idem writes them: made here from their description, not with the program's code.

use fernet::Fernet;
use serde_json::{Value, json};

/// A key for [`encrypted`].
pub fn key() -> String {
    Fernet::generate_key()
}

/// The usual file: a profile `default` at an endpoint.
pub fn profile(endpoint: &str, key_id: &str, secret: &str, token: Option<&str>) -> Value {
    let mut profile = json!({
        "endpoint_url": endpoint,
        "use_ssl": false,
        "region_name": wasmidem_tests::REGION,
        "aws_access_key_id": key_id,
        "aws_secret_access_key": secret,
    });
    if let Some(token) = token {
        profile["aws_session_token"] = token.into();
    }
    json!({"aws": {"default": profile}})
}

/// A Fernet token with msgpack inside.
pub fn encrypted(key: &str, document: &Value) -> String {
    let packed = rmp_serde::to_vec(document).expect("JSON can be written as msgpack");
    Fernet::new(key).expect("it is a key").encrypt(&packed)
}

/// The same as YAML; JSON is YAML.
pub fn plain(document: &Value) -> String {
    document.to_string()
}
