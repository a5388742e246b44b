//! Buckets that are in another region than the profile: S3 says where, and the request is sent there.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use wasmidem_contract::Value;

use super::Request;
use super::reading::{Answer, Said};
use crate::Profile;
use crate::credentials::check_region;

/// Codes by which S3 says that a bucket is elsewhere.
const CODES: [&str; 7] = [
    "301",
    "307",
    "400",
    "AuthorizationHeaderMalformed",
    "IllegalLocationConstraintException",
    "PermanentRedirect",
    "TemporaryRedirect",
];

/// The regions of buckets that were found elsewhere, so that each is asked for once.
#[derive(Debug, Default)]
pub(super) struct Redirects(Mutex<HashMap<String, String>>);

impl Redirects {
    /// The region of the bucket that a request is about, if it is known to be elsewhere.
    pub(super) fn region(&self, profile: &Profile, request: Request<'_>) -> Option<String> {
        let bucket = bucket(profile, request)?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(bucket).cloned()
    }

    /// The region to send a request to after this answer; kept for later requests.
    pub(super) fn follow(&self, profile: &Profile, request: Request<'_>, answer: &Answer) -> Option<String> {
        let bucket = bucket(profile, request)?;
        let Said::Refused(refused) = &answer.said else { return None };
        if !CODES.contains(&refused.code.as_str()) {
            return None;
        }
        let told = refused.members.get("Region").and_then(Value::as_str);
        let region = answer.bucket_region.as_deref().or(told)?;
        let region = check_region(region).ok()?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known.insert(bucket.to_owned(), region.clone());
        let there = before.as_deref().or(profile.region.as_deref());
        (there != Some(region.as_str())).then_some(region)
    }
}

/// The bucket that a request is about, where regions are those of AWS.
fn bucket<'a>(profile: &Profile, Request { service, operation, input }: Request<'a>) -> Option<&'a str> {
    let of_s3 = &*service.id == "S3" && profile.endpoints.of(&service.id).is_none();
    if !of_s3 || &*operation.name == "CreateBucket" {
        return None;
    }
    input.get("Bucket").and_then(Value::as_str)
}
