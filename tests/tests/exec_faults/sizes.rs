//! Answers without end. The program neither keeps them nor waits for them.

use wasmidem_tests::{Fault, Message, Protocol};

use crate::service::each;

const MIB: u64 = 1 << 20;
/// What the program may have of the machine, in KiB: of an answer it keeps 64 MiB.
const MEMORY: u64 = 160 * 1024;

#[test]
fn answers_that_are_too_large() {
    each(|bench| {
        for size in [200 * MIB, 1 << 50] {
            let fault = Fault::Flood(size);
            let called = bench.fails_to_look(&fault, "aws.response", 1);
            called.run.exits(1).says("the answer is larger than 64 MiB");
            assert!(called.run.peak_kib < MEMORY, "{} KiB: {}", called.run.peak_kib, called.run);
        }
        let called = bench.is_in_doubt(&Fault::Flood(200 * MIB).after(), "aws.response", true);
        assert!(called.run.peak_kib < MEMORY, "{} KiB: {}", called.run.peak_kib, called.run);
    });
}

/// Values take far more room than bytes: a list of noughts would be forty times as large.
#[test]
fn answers_with_too_many_values() {
    let many = 5 << 20;
    each(|bench| {
        let body = match bench.service.protocol {
            Protocol::Json | Protocol::RestJson => {
                [b"{\"a\":[".to_vec(), b"0,".repeat(many), b"0]}".to_vec()].concat()
            }
            Protocol::Cbor => [vec![0xa1, 0x61, b'a', 0x9f], vec![0; many], vec![0xff]].concat(),
            _ => [b"<a>".to_vec(), b"<b/>".repeat(many), b"</a>".to_vec()].concat(),
        };
        let fault = Fault::Reply(Message::answer(200, "text/plain", body));
        let called = bench.fails_to_look(&fault, "aws.response", 1);
        called.run.exits(1).says("more than 4 million values");
        assert!(called.run.peak_kib < MEMORY, "{} KiB: {}", called.run.peak_kib, called.run);
    });
}

#[test]
fn headers_without_end() {
    each(|bench| {
        let called = bench.fails_to_look(&Fault::EndlessHeader, "aws.connection", 5);
        called.run.exits(1).says("head is too large");
        assert!(called.run.peak_kib < MEMORY, "{} KiB: {}", called.run.peak_kib, called.run);
        bench.is_asked_again(&Fault::EndlessHeader, 1);
        bench.is_in_doubt(&Fault::EndlessHeader, "aws.connection", false);
    });
}
