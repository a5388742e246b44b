//! Answers that say it was done, and cannot be read.

use wasmidem_tests::{Fault, Message, Protocol, Rule};

use crate::service::{Bench, each};

/// An answer of a server that knows nothing.
fn says(content_type: &str, body: &[u8]) -> Fault {
    Fault::Reply(Message::answer(200, content_type, body))
}

/// What the protocol's parser chokes on.
fn malformed(bench: &Bench<'_>) -> Vec<Vec<u8>> {
    use Protocol::{Cbor, Ec2, Json, Query, RestJson, RestXml};
    let texts: &[&[u8]] = match bench.service.protocol {
        Ec2 | Query => &[
            b"<DescribeVpcsResponse><vpcSet>",
            b"<CreateUserResponse/>",
            b"{\"Vpcs\": []}",
            b"\xff\xfe",
            b"ok",
            b"<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>",
        ],
        RestXml => {
            &[b"<ListAllMyBucketsResult><Buckets>", b"<html><body>hello</body></html>", b"<\xff", b"ok"]
        }
        Json | RestJson => &[b"{\"Tables\": [", b"[]", b"<html></html>", b"\xff", b"\"ok\"", b"{} {}"],
        // cut off, a list, a map of which the end is missing, a text that is none, more members than bytes
        Cbor => &[
            b"\xa1",
            b"\x80",
            b"\xbf\x61a",
            b"\xa1\x61\xff\x01",
            b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\xa0\xa0",
        ],
    };
    texts.iter().map(|text| text.to_vec()).collect()
}

#[test]
fn what_cannot_be_read_is_no_success() {
    each(|bench| {
        for (number, body) in malformed(bench).into_iter().enumerate() {
            let fault = says("application/octet-stream", &body);
            // What S3 says besides of a bucket it made counts little.
            let has_no_answer = bench.service.protocol == Protocol::RestXml && !body.starts_with(b"<");
            if !has_no_answer {
                let done = number == 0;
                let fault = if done { fault.clone().after() } else { fault.clone() };
                bench.is_in_doubt(&fault, "aws.response", done);
            }
            bench.is_asked_again(&fault, 1);
        }
        let fault = says("text/html", b"<html><body>Log in first</body></html>");
        let called = bench.fails_to_look(&fault, "aws.response", 5);
        called.run.exits(1).says("check that 127.0.0.1:");
        assert!(!called.run.stderr.contains("Log in"), "{}", called.run);
    });
}

/// A length that is right, of half a document.
#[test]
fn half_an_answer() {
    each(|bench| {
        bench.is_asked_again(&Fault::HalfBody, 1);
        if bench.service.protocol != Protocol::RestXml {
            bench.is_in_doubt(&Fault::HalfBody, "aws.response", true);
        }
    });
}

/// Nothing is not "there are none".
#[test]
fn empty_answers() {
    each(|bench| {
        let fault = says("text/plain", b"");
        bench.is_asked_again(&fault, 1);
        let called = bench.fails_to_look(&fault, "aws.response", 5);
        if ![Protocol::Ec2, Protocol::Query].contains(&bench.service.protocol) {
            called.run.says("the answer is empty");
        }
        // S3 has nothing to say of a bucket it made, and API Gateway need not.
        if ![Protocol::RestXml, Protocol::RestJson].contains(&bench.service.protocol) {
            bench.is_in_doubt(&fault, "aws.response", false);
            bench.is_in_doubt(&fault.after(), "aws.response", true);
        }
    });
}

#[test]
fn compressed_answers_that_nobody_asked_for() {
    each(|bench| {
        let called = bench.fails_to_look(&Fault::Compressed, "aws.response", 5);
        called.run.exits(1).says("compressed with `gzip`");
        bench.is_asked_again(&Fault::Compressed, 1);
        if bench.service.protocol != Protocol::RestXml {
            bench.is_in_doubt(&Fault::Compressed, "aws.response", true);
        }
    });
}

/// S3 begins some answers before the work is done, and says in the body that it failed.
#[test]
fn errors_with_the_status_of_success() {
    each(|bench| {
        if bench.service.protocol != Protocol::RestXml {
            return;
        }
        let error = Protocol::RestXml.error(200, "InternalError", "We encountered an internal error.");
        bench.proxy.inject(Rule::each("PUT /copies/", Fault::Reply(error)));
        let called = bench.call("copy_object", &["Bucket=copies", "Key=a", "CopySource=other/a"]);
        called.run.exits(1).says("We encountered an internal error");
        assert_eq!(called.result, "aws.s3.InternalError", "{}", called.run);
    });
}
