//! AWS says no: not now, not for you.

use wasmidem_tests::{Fault, Message, Protocol};

use crate::service::{Bench, each};

/// HTML, as what stands before AWS says it.
fn page(status: u16) -> Fault {
    let body = "<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>Sorry</h1></body></html>";
    Fault::Reply(Message::answer(status, "text/html; charset=utf-8", body))
}

#[test]
fn errors_of_the_server() {
    each(|bench| {
        bench.is_asked_again(&Fault::ServerError, 2);
        let result = bench.code(bench.service.protocol.fault());
        bench
            .fails_to_look(&Fault::ServerError, &result, 5)
            .run
            .exits(1)
            .says("An internal error has occurred");
        // it may have been done before the server failed, and here it was
        bench.is_in_doubt(&Fault::ServerError, &result, false);
        bench.is_in_doubt(&Fault::ServerError.after(), &result, true);
    });
}

/// A load balancer, a proxy: they may have passed it on.
#[test]
fn pages_in_place_of_errors() {
    each(|bench| {
        for status in [502, 504] {
            bench.is_asked_again(&page(status), 1);
        }
        let called = bench.fails_to_look(&page(503), "aws.response", 5);
        called.run.exits(1).says("HTTP status 503 without an error code of AWS").says("an endpoint of AWS");
        assert!(!called.run.stderr.contains("Sorry"), "{}", called.run);
        bench.is_in_doubt(&page(502), "aws.response", false);
        bench.is_in_doubt(&page(500).after(), "aws.response", true);
        // it was refused, and asking again would not help
        let refused = bench.fails_to_look(&page(403), "aws.response", 1);
        refused.run.exits(1).says("HTTP status 403");
        let before = bench.things();
        let called = bench.writes(&page(403), usize::MAX).write();
        assert!(!called.run.stderr.contains("may have taken effect"), "{}", called.run);
        bench.happened(0, before, "403");
    });
}

#[test]
fn denials_are_final() {
    each(|bench| {
        let result = bench.code(bench.service.protocol.denial());
        bench.fails_to_look(&Fault::Denied, &result, 1).run.exits(1).says("needs permission");
        let before = bench.things();
        let called = bench.writes(&Fault::Denied, usize::MAX).write();
        called.run.exits(1).says("You are not authorized");
        assert_eq!((called.result, called.attempts), (result, 1), "{}", called.run);
        assert!(!called.run.stderr.contains("may have taken effect"), "{}", called.run);
        bench.happened(0, before, "denied");
    });
}

/// S3 says so when a request came too slowly; nothing was done.
#[test]
fn requests_that_came_too_slowly_are_sent_again() {
    each(|bench: &Bench<'_>| {
        if bench.service.protocol == Protocol::RestXml {
            let fault = Fault::Refused(400, "RequestTimeout".to_owned());
            bench.is_asked_again(&fault, 1);
            let before = bench.things();
            bench.writes(&fault, 1).write().run.exits(0);
            bench.happened(1, before, "too slow");
        }
    });
}

/// Records are added each time, whatever the operation is called; settings are only set again.
#[test]
fn what_adds_is_not_sent_again() {
    each(|bench| {
        let fault = Fault::ServerError.after();
        if bench.service.name == "dynamodb" {
            let table = ["TableName=counted", "KeySchema=[{AttributeName: id, KeyType: HASH}]"];
            let rest = [
                "AttributeDefinitions=[{AttributeName: id, AttributeType: S}]",
                "BillingMode=PAY_PER_REQUEST",
            ];
            bench.call("create_table", &[table, rest].concat()).run.exits(0);
            let key = "Key={id: {S: one}}";
            let add = [
                "TableName=counted",
                key,
                "UpdateExpression=ADD n :one",
                "ExpressionAttributeValues={':one': {N: '1'}}",
            ];
            bench.broken("UpdateItem", &fault);
            let called = bench.call("update_item", &add);
            called.run.exits(1).says("it may have taken effect").says("boto3.client.dynamodb.get_item");
            assert_eq!(called.attempts, 1, "{}", called.run);
            bench.proxy.heal();
            bench.call("get_item", &["TableName=counted", key]).run.exits(0).prints("\"N\": \"1\"");
            // the same item again is the same item
            bench.broken("PutItem", &fault);
            let called = bench.call("put_item", &["TableName=counted", "Item={id: {S: two}}"]);
            assert_eq!(called.attempts, 5, "{}", called.run);
        }
    });
}
