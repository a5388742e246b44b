//! What requests need beyond their models.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::utf8_percent_encode;
use serde_json::Value;
use sha2::{Digest, Sha256};
use wasmidem_models::{EndpointParameter, Operation, Service, Structure};

use crate::encode::{GREEDY, Input};

/// Operations with the member that is sent in base64 although its type is a text.
const BASE64: [(&str, &str, &str); 2] =
    [("ec2", "RunInstances", "UserData"), ("autoscaling", "CreateLaunchConfiguration", "UserData")];

/// Members that have a value unless the caller gives another. Keys in lists of S3 are asked for in a
/// form that XML can carry, and answers of S3 with checksums.
const DEFAULTS: [(&str, &[&str], &str, &str); 3] = [
    ("s3", &["ListObjects", "ListObjectsV2", "ListObjectVersions"], "EncodingType", "url"),
    ("s3", &["GetObject", "GetObjectAnnotation"], "ChecksumMode", "ENABLED"),
    ("glacier", &[], "accountId", "-"),
];

/// Keys of customers in S3: the key goes in base64, and its MD5 with it unless the caller gives one.
const CUSTOMER_KEYS: [(&str, &[&str]); 2] = [
    (
        "SSECustomer",
        &[
            "HeadObject",
            "GetObject",
            "PutObject",
            "CopyObject",
            "CreateMultipartUpload",
            "UploadPart",
            "UploadPartCopy",
            "CompleteMultipartUpload",
            "SelectObjectContent",
        ],
    ),
    ("CopySourceSSECustomer", &["CopyObject", "UploadPartCopy"]),
];

/// Shapes of ids of Route 53, whose answers have a path before them that requests must not.
const PATHS_OF_IDS: [&str; 3] = ["ResourceId", "DelegationSetId", "ChangeId"];

/// Services that want to be told the version of their API in this operation.
const VERSIONED: [&str; 3] = ["dynamodb", "timestream-query", "timestream-write"];

/// Changes the input of an operation.
pub(crate) fn before<'a>(
    service: &Service,
    operation: &Operation,
    structure: &'a Structure,
    input: &mut Input<'a>,
) {
    for (of, operations, name, value) in DEFAULTS {
        let meant = of == &*service.name && (operations.is_empty() || operations.contains(&&*operation.name));
        if meant && !is_given(input, name) {
            add(structure, input, name, value.to_owned());
        }
    }
    for (of, named, member) in BASE64 {
        if (of, named) == (&*service.name, &*operation.name) {
            change(input, member, |text| BASE64_STANDARD.encode(text));
        }
    }
    match &*service.name {
        "s3" => {
            customer_keys(operation, structure, input);
            if matches!(&*operation.name, "CopyObject" | "UploadPartCopy") {
                change(input, "CopySource", copy_source);
            }
        }
        "route53" => {
            for (member, value) in input.iter_mut() {
                let is_id = PATHS_OF_IDS.contains(&&*service.shape(member.shape).name);
                if let Some((_, id)) = value.as_str().filter(|_| is_id).and_then(|text| text.rsplit_once('/'))
                {
                    *value = Cow::Owned(id.into());
                }
            }
        }
        _ => {}
    }
}

fn is_given(input: &Input<'_>, name: &str) -> bool {
    input.iter().any(|(member, _)| &*member.name == name)
}

fn add<'a>(structure: &'a Structure, input: &mut Input<'a>, name: &str, value: String) {
    if let Some(member) = structure.member(name) {
        input.push((member, Cow::Owned(Value::String(value))));
    }
}

fn change(input: &mut Input<'_>, name: &str, with: impl Fn(&str) -> String) {
    for (_, value) in input.iter_mut().filter(|(member, _)| &*member.name == name) {
        if let Some(text) = value.as_str() {
            *value = Cow::Owned(with(text).into());
        }
    }
}

fn customer_keys<'a>(operation: &Operation, structure: &'a Structure, input: &mut Input<'a>) {
    for (prefix, operations) in CUSTOMER_KEYS {
        let (key, digest) = (format!("{prefix}Key"), format!("{prefix}KeyMD5"));
        let given = input.iter().find(|(member, _)| *member.name == *key);
        let given = given.and_then(|(_, value)| value.as_str()).map(md5::Md5::digest);
        if let Some(md5) = given
            && operations.contains(&&*operation.name)
            && !is_given(input, &digest)
        {
            change(input, &key, |text| BASE64_STANDARD.encode(text));
            add(structure, input, &digest, BASE64_STANDARD.encode(md5));
        }
    }
}

/// Bucket and key of a copy as a header takes them; a version after them stays as it is.
fn copy_source(source: &str) -> String {
    let (path, version) = match source.rfind("?versionId=").and_then(|place| source.split_at_checked(place)) {
        Some((path, version)) if !version.contains(char::is_whitespace) && version.len() > 11 => {
            (path, version)
        }
        _ => (source, ""),
    };
    format!("{}{version}", utf8_percent_encode(path, GREEDY))
}

/// Headers that a service wants.
pub(crate) fn headers(service: &Service, operation: &Operation, body: &[u8]) -> Vec<(&'static str, String)> {
    match (&*service.name, &*operation.name) {
        ("glacier", name) => {
            let mut headers = vec![("x-amz-glacier-version", service.api_version.to_string())];
            if matches!(name, "UploadArchive" | "UploadMultipartPart") {
                headers.push(("x-amz-content-sha256", hexadecimal(&Sha256::digest(body))));
                headers.push(("x-amz-sha256-tree-hash", tree_hash(body)));
            }
            headers
        }
        ("apigateway", _) => vec![("Accept", "application/json".to_owned())],
        (name, "DescribeEndpoints") if VERSIONED.contains(&name) => {
            vec![("x-amz-api-version", service.api_version.to_string())]
        }
        _ => Vec::new(),
    }
}

/// Glacier's digest of digests of pieces of a mebibyte.
fn tree_hash(body: &[u8]) -> String {
    let mut digests: Vec<_> = body.chunks(1 << 20).map(Sha256::digest).collect();
    while digests.len() > 1 {
        let pair = |pair: &[_]| match pair {
            [one, other] => Sha256::new().chain_update(one).chain_update(other).finalize(),
            alone => alone.iter().copied().next().unwrap_or_default(),
        };
        digests = digests.chunks(2).map(pair).collect();
    }
    hexadecimal(&digests.pop().unwrap_or_else(|| Sha256::digest(b"")))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether the query goes into the body: searches can be longer than a URL may be.
pub(crate) fn searches_by_post(service: &Service, operation: &Operation) -> bool {
    &*service.name == "cloudsearchdomain" && &*operation.name == "Search"
}

/// The path and query of an operation. Endpoint rules place S3's bucket.
pub(crate) fn uri<'a>(service: &Service, operation: &'a Operation) -> Cow<'a, str> {
    if &*service.name != "s3" {
        return Cow::Borrowed(&operation.uri);
    }
    let uri = operation.uri.strip_prefix("/{Bucket}").unwrap_or(&operation.uri);
    if uri.starts_with('/') { Cow::Borrowed(uri) } else { Cow::Owned(format!("/{uri}")) }
}

/// Whether endpoint rules put the account into the host's name, so that the prefix must not.
pub(crate) fn host_has_account(service: &Service, operation: &Operation) -> bool {
    let asked = |name: &str, value: &EndpointParameter| {
        name == "RequiresAccountId" && *value == EndpointParameter::Flag(true)
    };
    &*service.name == "s3control"
        && operation.endpoint_parameters.iter().any(|(name, value)| asked(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_of_copies_are_escaped() {
        assert_eq!(copy_source("bucket/a b+c.txt"), "bucket/a%20b%2Bc.txt");
        assert_eq!(copy_source("bucket/é?versionId=x"), "bucket/%C3%A9?versionId=x");
        assert_eq!(copy_source("bucket/é?versionId="), "bucket/%C3%A9%3FversionId%3D");
    }

    #[test]
    fn digests_of_digests() {
        let one = hexadecimal(&Sha256::digest(vec![7; 1 << 20]));
        assert_eq!(tree_hash(&vec![7; 1 << 20]), one);
        assert_eq!(tree_hash(b""), hexadecimal(&Sha256::digest(b"")));
        // Three pieces: the third joins the digest of the first two.
        let piece = Sha256::digest(vec![7; 1 << 20]);
        let two = Sha256::new().chain_update(piece).chain_update(piece).finalize();
        let three = Sha256::new().chain_update(two).chain_update(piece).finalize();
        assert_eq!(tree_hash(&vec![7; 3 << 20]), hexadecimal(&three));
    }
}
