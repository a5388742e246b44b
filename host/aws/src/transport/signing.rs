//! How a request is signed.

use aws_runtime::auth::{SigV4OperationSigningConfig, SigningOptions};
use aws_sigv4::http_request::SignableBody;
use aws_types::SigningName;
use aws_types::region::{Region, SigningRegion, SigningRegionSet};
use wasmidem_contract::Failure;

use super::Request;
use super::endpoint::Place;
use super::failure::Call;

/// A signature.
#[derive(Debug)]
pub(super) enum Signature {
    /// None: the operation is open to everybody.
    Nothing,
    /// For one region.
    V4(SigV4OperationSigningConfig),
    /// For several regions at once.
    V4a(SigV4OperationSigningConfig),
}

/// The best way to sign that both sides know.
pub(super) fn choose(
    call: &Call<'_>,
    request: Request<'_>,
    place: &Place,
    region: Option<&str>,
) -> Result<Signature, Failure> {
    let Request { service, operation, .. } = request;
    if operation.auth.anonymous {
        return Ok(Signature::Nothing);
    }
    let by_operation: Vec<&str> = operation.auth.schemes.iter().map(|scheme| short(scheme)).collect();
    if by_operation.first() == Some(&"noAuth") {
        return Ok(Signature::Nothing);
    }
    let config = |scheme: Option<&wasmidem_models::endpoint::AuthScheme>| {
        config(request, scheme, region.unwrap_or_else(|| call.region()))
    };
    for scheme in &place.schemes {
        match scheme.name.as_str() {
            "sigv4" => return Ok(Signature::V4(config(Some(scheme)))),
            "sigv4a" => return Ok(Signature::V4a(config(Some(scheme)))),
            _ => {}
        }
    }
    if let Some(other) = place.schemes.first() {
        return Err(
            call.unsupported(&format!("it is signed with `{}`, which is not supported yet", other.name))
        );
    }
    let by_service: Vec<&str> = service.auth.iter().map(|scheme| short(scheme)).collect();
    let schemes = if by_operation.is_empty() { by_service } else { by_operation };
    let known = schemes.iter().find(|scheme| matches!(**scheme, "sigv4" | "sigv4a"));
    match (known.copied(), &*service.signature_version) {
        (Some("sigv4a"), _) => Ok(Signature::V4a(config(None))),
        (Some(_), _) => Ok(Signature::V4(config(None))),
        (None, "v4" | "s3" | "s3v4") if schemes.is_empty() => Ok(Signature::V4(config(None))),
        (None, version) => {
            let scheme = schemes.first().copied().unwrap_or(version);
            Err(call.unsupported(&format!("it is signed with `{scheme}`, which is not supported yet")))
        }
    }
}

/// `sigv4` of `aws.auth#sigv4`.
fn short(scheme: &str) -> &str {
    scheme.rsplit_once('#').map_or(scheme, |(_, name)| name)
}

fn config(
    Request { service, operation, .. }: Request<'_>,
    scheme: Option<&wasmidem_models::endpoint::AuthScheme>,
    region: &str,
) -> SigV4OperationSigningConfig {
    let of_s3 = matches!(&*service.id, "S3" | "S3 Control" | "S3 Outposts");
    let mut options = SigningOptions::default();
    // Keys of S3 are signed as they are: `a//b` is another than `a/b`.
    options.double_uri_encode =
        !scheme.and_then(|scheme| scheme.disable_double_encoding).unwrap_or(&*service.id == "S3");
    options.normalize_uri_path =
        !scheme.and_then(|scheme| scheme.disable_normalize_path).unwrap_or(&*service.id == "S3");
    options.content_sha256_header = of_s3 || &*service.id == "Glacier";
    if operation.unsigned_payload {
        options.payload_override = Some(SignableBody::UnsignedPayload);
    }
    let name = scheme.and_then(|scheme| scheme.signing_name.as_deref()).unwrap_or(&service.signing_name);
    let region = scheme.and_then(|scheme| scheme.signing_region.as_deref()).unwrap_or(region);
    let regions = scheme.and_then(|scheme| scheme.signing_region_set.as_ref());
    let regions = regions.map_or_else(|| region.to_owned(), |regions| regions.join(","));
    SigV4OperationSigningConfig {
        region: Some(SigningRegion::from(Region::new(region.to_owned()))),
        region_set: Some(SigningRegionSet::from(Region::new(regions))),
        name: Some(SigningName::from(name.to_owned())),
        signing_options: options,
    }
}
