//! What answers have beyond or against their models.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use wasmidem_models::{Kind, Member, Operation, Service, Structure};

use crate::decode::headers::header;
use crate::decode::{DecodeError, body};
use crate::encode::differs;
use crate::error::{self, ErrorAnswer};
use crate::xml::Document;

/// Bits that are left over at the end do not matter, and padding was read before.
const BASE64_STANDARD_LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// An operation, members of its output, and lists there with a member of their elements.
type Escaped = (&'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

/// Lists of S3: members whose value is escaped, and lists of members of which one is.
const ESCAPED: [Escaped; 3] = [
    (
        "ListObjects",
        &["Delimiter", "Marker", "NextMarker"],
        &[("Contents", "Key"), ("CommonPrefixes", "Prefix")],
    ),
    (
        "ListObjectsV2",
        &["Delimiter", "Prefix", "StartAfter"],
        &[("Contents", "Key"), ("CommonPrefixes", "Prefix")],
    ),
    (
        "ListObjectVersions",
        &["KeyMarker", "NextKeyMarker", "Prefix", "Delimiter"],
        &[("Versions", "Key"), ("DeleteMarkers", "Key"), ("CommonPrefixes", "Prefix")],
    ),
];

/// The error of an answer of S3 whose status says success: it is sent before the work is done, and the
/// work may fail.
pub(crate) fn hidden_error(
    service: &Service,
    operation: &Operation,
    response: &HttpResponse,
) -> Result<Option<ErrorAnswer>, DecodeError> {
    let payload = service.output(operation).and_then(Structure::payload);
    let kind = payload.map(|member| &service.shape(member.shape).kind);
    if &*service.name != "s3" || matches!(kind, Some(Kind::Blob | Kind::String(_))) {
        return Ok(None);
    }
    let body = body(response)?;
    let is_error = |text: &str| {
        let document = Document::parse(text).ok();
        document.is_some_and(|document| document.root().name() == "Error")
    };
    let mentioned = body.windows(6).any(|window| window == b"<Error");
    if !mentioned || !std::str::from_utf8(body).is_ok_and(is_error) {
        return Ok(None);
    }
    Ok(Some(error::error(service, operation, response)))
}

/// Whether an object is not the one that its checksum is of, as when it was changed or cut on its way.
pub(crate) fn is_damaged(service: &Service, operation: &Operation, response: &HttpResponse) -> bool {
    let asked = &*service.name == "s3" && matches!(&*operation.name, "GetObject" | "GetObjectAnnotation");
    if !asked || response.status().as_u16() != 200 {
        return false;
    }
    let body = response.body().bytes().unwrap_or_default();
    response.headers().iter().any(|(name, value)| differs(name, value, body))
}

/// Whether a header that is not of its type counts as not there.
pub(crate) fn is_lenient(service: &Service, member: &Member) -> bool {
    &*service.name == "s3" && &*member.name == "Expires"
}

/// Where a service writes what is said about an error, if not where others do.
pub(crate) fn message_member(service: &Service) -> Option<&'static str> {
    (&*service.name == "sso-oidc").then_some("error_description")
}

/// Changes an output.
pub(crate) fn after(
    service: &Service,
    operation: &Operation,
    response: &HttpResponse,
    output: &mut Map<String, Value>,
) {
    match (&*service.name, &*operation.name) {
        ("iam", _) => {
            if let Some(structure) = service.output(operation) {
                policies(service, structure, output);
            }
        }
        ("cloudformation", "GetTemplate") => {
            replace(output, "TemplateBody", |text| serde_json::from_str(text).ok())
        }
        ("ec2", "GetConsoleOutput") => {
            replace(output, "Output", |text| Some(String::from_utf8_lossy(&lenient_base64(text)?).into()))
        }
        ("s3", "GetBucketLocation") => {
            let text = response.body().bytes().and_then(|bytes| std::str::from_utf8(bytes).ok());
            if let Some(document) = text.and_then(|text| Document::parse(text).ok()) {
                let region = document.root().text();
                let region = if region.is_empty() { Value::Null } else { region.into() };
                output.insert("LocationConstraint".to_owned(), region);
            }
        }
        ("s3", name) => {
            let has_expiry =
                service.output(operation).is_some_and(|output| output.member("Expires").is_some());
            if let Some(text) = header(response, "expires").filter(|_| has_expiry) {
                output.insert("ExpiresString".to_owned(), text.into());
            }
            if output.get("EncodingType").is_some_and(|encoding| encoding == "url") {
                unescape(name, output);
            }
        }
        _ => {}
    }
}

/// As Python reads base64: what is not of the alphabet counts as not there, and nothing is read after the
/// padding. `None` if what is left is cut off, or what is written is beyond latin-1.
fn lenient_base64(text: &str) -> Option<Vec<u8>> {
    if text.chars().any(|c| c > '\u{ff}') {
        return None;
    }
    let mut sextets = String::new();
    let mut padding = 0;
    for c in text.chars() {
        match c {
            '=' if sextets.len() % 4 >= 2 => {
                padding += 1;
                if sextets.len() % 4 + padding >= 4 {
                    return BASE64_STANDARD_LENIENT.decode(sextets).ok();
                }
            }
            'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' => {
                padding = 0;
                sextets.push(c);
            }
            _ => {}
        }
    }
    sextets.len().is_multiple_of(4).then(|| BASE64_STANDARD_LENIENT.decode(sextets).ok()).flatten()
}

fn replace(members: &mut Map<String, Value>, name: &str, with: impl Fn(&str) -> Option<Value>) {
    if let Some(value) = members.get_mut(name)
        && let Some(new) = value.as_str().and_then(with)
    {
        *value = new;
    }
}

/// Policies of IAM are JSON, escaped as in a URL; callers get the JSON.
fn policies(service: &Service, structure: &Structure, members: &mut Map<String, Value>) {
    for member in &structure.members {
        if let Some(value) = members.get_mut(&*member.name) {
            policy(service, member, value);
        }
    }
}

fn policy(service: &Service, member: &Member, value: &mut Value) {
    let shape = service.shape(member.shape);
    match (&shape.kind, value) {
        (Kind::Structure(structure), Value::Object(members)) => policies(service, structure, members),
        (Kind::List(element), Value::Array(items)) => {
            items.iter_mut().for_each(|item| policy(service, element, item));
        }
        (Kind::String(_), value) if &*shape.name == "policyDocumentType" => {
            let text = value.as_str().map(|text| percent_decode_str(text).decode_utf8_lossy());
            if let Some(json) = text.and_then(|text| serde_json::from_str(&text).ok()) {
                *value = json;
            }
        }
        _ => {}
    }
}

/// Keys of S3 as they are. Callers who ask for escaped ones get them as they are, too.
fn unescape(operation: &str, output: &mut Map<String, Value>) {
    let decoded = |text: &str| Some(percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into());
    for (_, top, nested) in ESCAPED.iter().filter(|(name, ..)| *name == operation) {
        for name in *top {
            replace(output, name, decoded);
        }
        for (list, name) in *nested {
            let items = output.get_mut(*list).and_then(Value::as_array_mut);
            for item in items.into_iter().flatten().filter_map(Value::as_object_mut) {
                replace(item, name, decoded);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The right side is what `base64.b64decode` of Python 3.11 says.
    #[test]
    fn base64_is_read_as_python_reads_it() {
        for (text, bytes) in [
            ("aGVsbG8=", Some(&b"hello"[..])),
            ("aGVs\nbG8=", Some(b"hello")),
            ("../..//x", Some(b"\xff\xff\xf1")),
            ("=aGVs", Some(b"hel")),
            ("YQ==YQ==", Some(b"a")),
            ("YR==", Some(b"a")),
            ("YQ=", None),
            ("aGVsbG8", None),
            ("Y", None),
            ("", Some(b"")),
            ("aGVé=", Some(b"he")),
            ("日本語", None),
        ] {
            assert_eq!(lenient_base64(text).as_deref(), bytes, "{text:?}");
        }
    }
}
