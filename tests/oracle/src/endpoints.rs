//! Requests go to the same places, and are signed for the same.

use serde_json::json;

use crate::clients::{self, Answer, Place};
use crate::{ours, xml};

/// A region of each partition that the clients know, and one nobody knows yet.
const REGIONS: [&str; 9] = [
    "us-east-1",
    "eu-central-1",
    "eu-west-1",
    "ap-southeast-2",
    "us-gov-west-1",
    "cn-north-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "eu-central-9",
];

#[test]
fn endpoints_are_those_of_the_clients() {
    let mut refused = 0;
    for (service, operation) in [("ec2", "DescribeRegions"), ("sts", "GetCallerIdentity")] {
        for region in REGIONS {
            for (fips, dual_stack) in [(false, false), (true, false), (false, true), (true, true)] {
                let place = Place { region, fips, dual_stack };
                let Some(ours) = ours::endpoint(service, place) else {
                    // the client has no request to show then
                    refused += 1;
                    continue;
                };
                let answer = Answer::ok(xml::empty(service, operation));
                let theirs = clients::call(service, operation, &json!({}), answer, place);
                assert_eq!(ours.url, theirs.origin, "{service} {place:?}");
                assert!(ours.headers.is_empty(), "{service} {place:?}");
                let scheme = ours.auth_schemes.into_iter().next().unwrap_or_default();
                let region = scheme.signing_region.unwrap_or_else(|| region.to_owned());
                let name = scheme.signing_name.unwrap_or_else(|| service.to_owned());
                assert_eq!((region, name), theirs.scope, "{service} {place:?}");
            }
        }
    }
    assert!(refused < REGIONS.len(), "{refused} places have no endpoint");
}
