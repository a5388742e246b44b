//! Keys that AWS does not take. That is for whoever gave them to mend: the exit code is 8.

use wasmidem_tests::{Fault, Protocol};

use crate::service::{Bench, each};

#[track_caller]
fn is_refused(bench: &Bench<'_>, status: u16, code: &str, advice: &str) {
    let fault = Fault::Refused(status, code.to_owned());
    bench.fails_to_look(&fault, &bench.code(code), 1).run.exits(8).says(advice);
    let before = bench.things();
    let called = bench.writes(&fault, usize::MAX).write();
    called.run.exits(8).says(advice);
    assert_eq!(called.attempts, 1, "{}", called.run);
    assert!(!called.run.stderr.contains("may have taken effect"), "{}", called.run);
    bench.happened(0, before, code);
}

#[test]
fn keys_that_have_expired() {
    each(|bench| {
        let (status, code) = match bench.service.protocol {
            Protocol::Ec2 => (400, "RequestExpired"),
            Protocol::Query => (403, "ExpiredToken"),
            Protocol::Json | Protocol::Cbor => (400, "ExpiredTokenException"),
            Protocol::RestJson => (403, "ExpiredTokenException"),
            Protocol::RestXml => (400, "ExpiredToken"),
        };
        is_refused(bench, status, code, "have expired");
    });
}

#[test]
fn keys_that_are_wrong() {
    each(|bench| {
        let (status, code) = match bench.service.protocol {
            Protocol::Ec2 => (401, "AuthFailure"),
            Protocol::Query => (403, "InvalidClientTokenId"),
            Protocol::Json | Protocol::Cbor => (400, "UnrecognizedClientException"),
            Protocol::RestJson => (403, "UnrecognizedClientException"),
            Protocol::RestXml => (403, "InvalidAccessKeyId"),
        };
        is_refused(bench, status, code, "check the keys of the profile");
    });
}
