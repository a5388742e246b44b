//! Answers that point elsewhere. Requests are signed, so they go nowhere but to AWS: only the region in
//! which S3 says that a bucket is, is followed, and that once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use wasmidem_tests::{Canned, Fault, Message};

use crate::service::each;

#[test]
fn nothing_is_sent_to_where_an_answer_points() {
    let visits = Arc::new(AtomicUsize::new(0));
    let counting = Arc::clone(&visits);
    let elsewhere = Canned::start(move |_| {
        counting.fetch_add(1, Ordering::Relaxed);
        Message::answer(200, "text/plain", "")
    });
    each(|bench| {
        for status in [301, 303, 307] {
            let answer = Message::answer(status, "text/html", "<html>moved</html>")
                .with("Location", &format!("http://{}/", elsewhere.address()))
                .with("x-amz-bucket-region", "eu-central-1");
            let fault = Fault::Reply(answer);
            let called = bench.fails_to_look(&fault, "aws.response", 1);
            called.run.exits(1).says(&format!("HTTP status {status}")).says("points elsewhere");
            bench.is_in_doubt(&fault, "aws.response", false);
        }
    });
    assert_eq!(visits.load(Ordering::Relaxed), 0);
}

/// What S3 says of a bucket in another region counts for S3 of AWS, not for an endpoint of one's own.
#[test]
fn an_endpoint_of_ones_own_has_no_other_regions() {
    let visits = Arc::new(AtomicUsize::new(0));
    let counting = Arc::clone(&visits);
    let elsewhere = Canned::start(move |_| {
        counting.fetch_add(1, Ordering::Relaxed);
        Message::answer(200, "text/plain", "")
    });
    each(|bench| {
        if bench.service.name != "s3" {
            return;
        }
        for (status, code) in [(301, "PermanentRedirect"), (307, "TemporaryRedirect")] {
            let error =
                bench.service.protocol.error(status, code, "Please send all future requests elsewhere.");
            let error = error
                .with("Location", &format!("http://{}/", elsewhere.address()))
                .with("x-amz-bucket-region", "eu-central-1");
            bench.proxy.forget();
            let called = bench.fails_to_look(&Fault::Reply(error), &bench.code(code), 1);
            called.run.exits(1).says("Please send all future requests elsewhere");
            assert_eq!(bench.proxy.requests().len(), 1);
        }
    });
    assert_eq!(visits.load(Ordering::Relaxed), 0);
}
