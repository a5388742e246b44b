//! A machine whose clock is wrong. AWS tells the time, and by that the request is signed once more.

use wasmidem_tests::{Fault, Protocol, Rule};

use crate::service::{Bench, each};

const HOURS: i64 = 3600;

/// The ways a service refuses a signature for its time.
fn refusals(protocol: Protocol) -> &'static [(u16, &'static str)] {
    match protocol {
        Protocol::Ec2 => &[(400, "RequestExpired"), (401, "AuthFailure")],
        Protocol::Query => &[(400, "RequestExpired"), (403, "SignatureDoesNotMatch")],
        Protocol::Json | Protocol::Cbor => &[(400, "InvalidSignatureException"), (400, "RequestExpired")],
        Protocol::RestJson => &[(403, "InvalidSignatureException"), (403, "SignatureDoesNotMatch")],
        Protocol::RestXml => &[(403, "RequestTimeTooSkewed"), (403, "SignatureDoesNotMatch")],
    }
}

#[test]
fn the_clock_is_set_by_that_of_aws() {
    each(|bench| {
        for (status, code) in refusals(bench.service.protocol) {
            for ahead in [2 * HOURS, -2 * HOURS] {
                let fault = Fault::Clock(ahead, *status, (*code).to_owned());
                let called = bench.reads(&fault, usize::MAX).read();
                called.run.exits(0);
                assert_eq!(called.attempts, 2, "{fault:?}: {}", called.run);
                let before = bench.things();
                let called = bench.writes(&fault, usize::MAX).write();
                called.run.exits(0);
                assert_eq!(called.attempts, 2, "{fault:?}: {}", called.run);
                bench.happened(1, before, code);
            }
        }
    });
}

/// AWS says so although the time is right: something else is wrong, and sending again does not help.
#[test]
fn another_reason_is_not_taken_for_the_clock() {
    each(|bench| {
        for (status, code) in refusals(bench.service.protocol) {
            let fault = Fault::Refused(*status, (*code).to_owned());
            let called = bench.fails_to_look(&fault, &bench.code(code), 1);
            called.run.exits(8);
            let before = bench.things();
            assert_eq!(bench.writes(&fault, usize::MAX).write().attempts, 1);
            bench.happened(0, before, code);
        }
    });
}

/// The clock is set once. Who says the same of the right time is not believed again.
#[test]
fn a_clock_that_cannot_be_right() {
    each(|bench: &Bench<'_>| {
        let (status, code) = refusals(bench.service.protocol)[0];
        let answer = bench.service.protocol.error(status, code, "The time of the request is too far off.");
        let answer = answer.with("Date", "Sat, 01 Jan 2000 00:00:00 GMT");
        let called = bench.fails_to_look(&Fault::Reply(answer), &bench.code(code), 2);
        called.run.exits(8);
    });
}

/// An answer to HEAD has a status and no code.
#[test]
fn buckets_are_found_with_a_wrong_clock() {
    each(|bench| {
        if bench.service.protocol != Protocol::RestXml {
            return;
        }
        bench.call("create_bucket", &["Bucket=timely", bench.service.arguments[1]]).run.exits(0);
        bench
            .proxy
            .inject(Rule::each("HEAD /", Fault::Clock(2 * HOURS, 403, "RequestTimeTooSkewed".to_owned())));
        let called = bench.call("head_bucket", &["Bucket=timely"]);
        called.run.exits(0);
        assert_eq!(called.attempts, 2, "{}", called.run);
        bench.proxy.heal();
        bench.proxy.inject(Rule::each("HEAD /", Fault::Denied));
        let called = bench.call("head_bucket", &["Bucket=timely"]);
        called.run.exits(1).says("needs permission");
        assert_eq!(called.attempts, 1, "{}", called.run);
    });
}
