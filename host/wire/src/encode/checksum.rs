//! Checksums of bodies, as botocore sends them when nothing is configured: CRC32 wherever an operation
//! takes one. What AWS once asked a Content-MD5 for takes a CRC32 as well.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha1::Digest;
use wasmidem_models::{Operation, Structure};

use super::{Draft, EncodeError, Input, Trouble};

const PREFIX: &str = "x-amz-checksum-";

/// Adds the checksum of the body if the operation takes one and the caller gave none.
pub(super) fn add(
    operation: &Operation,
    structure: &Structure,
    input: &Input<'_>,
    draft: &mut Draft,
) -> Result<(), EncodeError> {
    let Some(checksum) = &operation.checksum else { return Ok(()) };
    // As for botocore, a header about checksums is one.
    if draft.headers.iter().any(|(name, _)| is_checksum(name)) {
        return Ok(());
    }
    let member = checksum.algorithm_member.as_deref();
    let asked = input.iter().find(|(given, _)| Some(&*given.name) == member);
    let algorithm = match asked {
        Some((_, algorithm)) => algorithm.as_str().unwrap_or_default().to_ascii_lowercase(),
        None => {
            let named = structure.members.iter().find(|given| Some(&*given.name) == member);
            if let Some(header) = named.and_then(|member| member.wire_name.as_deref()) {
                draft.header(header, "CRC32");
            }
            "crc32".to_owned()
        }
    };
    let Some(digest) = digest(&algorithm, &draft.body) else {
        return Err(EncodeError::new(Trouble::Algorithm(algorithm)));
    };
    draft.header(&format!("{PREFIX}{algorithm}"), digest);
    Ok(())
}

/// The digest of a body in base64; `None` if the algorithm is not known here.
fn digest(algorithm: &str, body: &[u8]) -> Option<String> {
    Some(match algorithm {
        "crc32" => BASE64_STANDARD.encode(crc32fast::hash(body).to_be_bytes()),
        "sha1" => BASE64_STANDARD.encode(sha1::Sha1::digest(body)),
        "sha256" => BASE64_STANDARD.encode(sha2::Sha256::digest(body)),
        "sha512" => BASE64_STANDARD.encode(sha2::Sha512::digest(body)),
        "md5" => BASE64_STANDARD.encode(md5::Md5::digest(body)),
        _ => return None,
    })
}

/// Whether a header of an answer is the checksum of another body. One with a dash is that of the parts
/// an object was uploaded in, and says nothing about its body.
pub(crate) fn differs(name: &str, value: &str, body: &[u8]) -> bool {
    let algorithm = name.strip_prefix(PREFIX).filter(|_| !value.contains('-'));
    algorithm.and_then(|algorithm| digest(algorithm, body)).is_some_and(|digest| digest != value.trim())
}

fn is_checksum(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.strip_prefix(PREFIX).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
