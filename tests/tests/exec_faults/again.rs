//! AWS asks to slow down.

use wasmidem_tests::{Fault, Protocol};

use crate::service::each;

/// What AWS did not begin is sent again, be it a read or a write.
#[test]
fn throttling_that_ends() {
    each(|bench| {
        bench.is_asked_again(&Fault::Throttled, 1);
        let before = bench.things();
        let called = bench.writes(&Fault::Throttled, 2).write();
        called.run.exits(0);
        assert_eq!(called.attempts, 3, "{}", called.run);
        bench.happened(1, before, "throttled");
    });
}

#[test]
fn throttling_without_end() {
    each(|bench| {
        let (_, code) = bench.service.protocol.throttling();
        let result = bench.code(code);
        let called = bench.fails_to_look(&Fault::Throttled, &result, 6);
        called.run.exits(1).says("Request limit exceeded");
    });
}

/// Each service has codes of its own for it.
#[test]
fn other_words_for_throttling() {
    use Protocol::{Cbor, Ec2, Json, Query, RestJson, RestXml};
    each(|bench| {
        let (status, code) = match bench.service.protocol {
            Ec2 => (400, "Throttling"),
            Query => (503, "ServiceUnavailable"),
            Json => (400, "ProvisionedThroughputExceededException"),
            RestJson => (400, "LimitExceededException"),
            RestXml => (503, "ServiceUnavailable"),
            Cbor => (429, "TooManyRequestsException"),
        };
        bench.is_asked_again(&Fault::Refused(status, code.to_owned()), 1);
    });
}
