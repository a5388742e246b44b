//! The connection breaks: before AWS has the request, after it, in the middle of the answer.

use std::net::TcpListener;
use std::time::Duration;

use wasmidem_tests::{Fault, Protocol, TestEnvironment};

use crate::service::{SERVICES, each};

/// Nobody listens: certainly nothing was done, and that is not left open.
#[test]
fn what_was_never_sent_is_not_in_doubt() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("it is bound");
    for service in
        SERVICES.iter().filter(|service| [Protocol::Ec2, Protocol::RestXml].contains(&service.protocol))
    {
        let environment = TestEnvironment::at(format!("http://{free}"));
        let path = format!("boto3.client.{}.{}", service.name, service.write);
        let run = environment.run(&[&["exec", &path][..], service.arguments].concat());
        run.exits(1).says("cannot connect to").says("[aws.connect]").says("check the endpoint_url");
        assert!(!run.stderr.contains("may have taken effect"), "{run}");
        assert!(run.elapsed < Duration::from_secs(20), "{run}");
    }
}

#[test]
fn resets_before_it_was_done() {
    each(|bench| {
        bench.is_asked_again(&Fault::Reset, 2);
        bench.fails_to_look(&Fault::Reset, "aws.connection", 5).run.exits(1).says("broke");
        bench.is_in_doubt(&Fault::Reset, "aws.connection", false);
    });
}

#[test]
fn resets_and_ends_after_it_was_done() {
    each(|bench| {
        for fault in [Fault::Reset.after(), Fault::LostAnswer] {
            bench.is_asked_again(&fault, 2);
            bench.is_in_doubt(&fault, "aws.connection", true);
        }
    });
}

/// A length that is not kept, and pieces of which the last does not come.
#[test]
fn answers_that_break_off() {
    each(|bench| {
        for fault in [Fault::TruncatedAnswer, Fault::TruncatedPieces] {
            bench.is_in_doubt(&fault, "aws.response", true);
            bench.is_asked_again(&fault, 2);
            bench.fails_to_look(&fault, "aws.response", 5).run.says("the answer broke off");
        }
    });
}
