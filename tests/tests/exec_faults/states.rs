//! States of services that are spoken with in other protocols than EC2: what was made by a call whose answer
//! was lost is found by the same run or the next, and nothing is made twice.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use wasmidem_tests::{Emulator, Fault, Finished, Proxy, Rule, TestEnvironment, module};

/// A state, the requests that make and delete it, where all of its kind are (operation and member), and how it is
/// known there.
struct Kind {
    name: &'static str,
    state: &'static str,
    making: &'static str,
    deleting: &'static str,
    list: (&'static str, &'static str),
    mark: &'static str,
}

const KINDS: [Kind; 6] = [
    Kind {
        name: "sqs.queue",
        state: "
it:
  aws.sqs.queue.present:
    - name: it
    - delay_seconds: 5
    - tags: {team: a}
",
        making: "CreateQueue",
        deleting: "DeleteQueue",
        list: ("sqs.list_queues", "QueueUrls"),
        mark: "/it\"",
    },
    Kind {
        name: "iam.role",
        state: "
it:
  aws.iam.role.present:
    - name: it
    - assume_role_policy_document: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: 'sts:AssumeRole'}]}
    - tags: {team: a}
",
        making: "CreateRole",
        deleting: "DeleteRole",
        list: ("iam.list_roles", "Roles"),
        mark: "\"RoleName\":\"it\"",
    },
    Kind {
        name: "dynamodb.table",
        state: "
it:
  aws.dynamodb.table.present:
    - name: it
    - attribute_definitions: [{AttributeName: id, AttributeType: S}]
    - key_schema: [{AttributeName: id, KeyType: HASH}]
    - billing_mode: PAY_PER_REQUEST
    - tags: {team: a}
",
        making: "CreateTable",
        deleting: "DeleteTable",
        list: ("dynamodb.list_tables", "TableNames"),
        mark: "\"it\"",
    },
    Kind {
        name: "s3.bucket",
        state: "
it:
  aws.s3.bucket.present:
    - name: it-bucket
    - create_bucket_configuration: {LocationConstraint: us-west-1}
    - tags: {team: a}
",
        making: "PUT /it-bucket/$",
        deleting: "DELETE /it-bucket/$",
        list: ("s3.list_buckets", "Buckets"),
        mark: "\"it-bucket\"",
    },
    // Nothing about a key is its own but its id.
    Kind {
        name: "kms.key",
        state: "
it:
  aws.kms.key.present:
    - description: first
    - tags: {team: a}
",
        making: "CreateKey",
        deleting: "ScheduleKeyDeletion",
        list: ("kms.list_keys", "Keys"),
        mark: "KeyId",
    },
    // Its creation is made known by a token.
    Kind {
        name: "lambda_aws.function",
        state: "
role:
  aws.iam.role.present:
    - name: it-role
    - assume_role_policy_document: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}
it:
  aws.lambda_aws.function.present:
    - name: it
    - role: ${aws.iam.role:role:arn}
    - runtime: python3.12
    - handler: a.b
    - code: {ZipFile: UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==}
",
        making: "POST /2015-03-31/functions",
        deleting: "DELETE /2015-03-31/functions",
        list: ("lambda.list_functions", "Functions"),
        mark: "\"FunctionName\":\"it\"",
    },
];

/// Runs states with the modules they need, and no others.
fn apply(kind: &Kind, environment: &TestEnvironment, states: &str) -> Finished {
    let modules = match kind.name {
        "lambda_aws.function" => vec!["lambda_aws_function", "iam_role"],
        name => vec![name],
    };
    let modules = modules.into_iter().map(|name| module(&name.replace('.', "_")).display().to_string());
    let line: Vec<String> = modules.chain([states.to_owned()]).collect();
    environment.states(&line)
}

/// Does the same with each kind at once, each with what it needs alone.
fn each(check: impl Fn(&Kind, &Emulator, &Proxy, &TestEnvironment) + Sync) {
    let emulator = Emulator::lease();
    let failed: Vec<&str> = thread::scope(|scope| {
        let one = |kind: &'static Kind| {
            let (emulator, check) = (&emulator, &check);
            scope.spawn(move || {
                let proxy = Proxy::start(emulator.address());
                let mut environment = TestEnvironment::at(proxy.endpoint());
                environment.limit(Duration::from_secs(150));
                environment.write("states.sls", kind.state);
                let fine =
                    catch_unwind(AssertUnwindSafe(|| check(kind, emulator, &proxy, &environment))).is_ok();
                (!fine).then_some(kind.name)
            })
        };
        let running: Vec<_> = KINDS.iter().map(one).collect();
        running.into_iter().filter_map(|running| running.join().expect("it catches panics")).collect()
    });
    assert!(failed.is_empty(), "not with {failed:?}; see above");
}

fn things(kind: &Kind, emulator: &Emulator) -> usize {
    let (path, member) = kind.list;
    let run = TestEnvironment::at(emulator.endpoint()).run(&[
        "exec",
        &format!("boto3.client.{path}"),
        "--output",
        "json",
    ]);
    // a list without members is no success in idem
    assert_eq!(run.stderr, "", "{run}");
    let all = run.json()["ret"][member].as_array().cloned().unwrap_or_default();
    all.iter().filter(|thing| thing.to_string().contains(kind.mark)).count()
}

fn survives(fault: &Fault) {
    each(|kind, emulator, proxy, environment| {
        proxy.inject(Rule::each(kind.making, fault.clone()).times(1));
        let first = apply(kind, environment, "states.sls");
        let place = format!("{}: {fault:?}", kind.name);
        assert!(matches!(first.code, Some(0 | 1)), "{place}: {first}");
        assert!(!first.stderr.contains("panicked"), "{first}");
        assert!(proxy.requests().iter().any(|request| request.fault.is_some()), "{place}: it is not called");
        proxy.heal();
        let next = apply(kind, environment, "states.sls");
        assert!(next.code == Some(0), "{place}: the next run: {next}\nfirst: {first}");
        assert_eq!(things(kind, emulator), 1, "{place}: {next}\nfirst: {first}");
        assert_eq!(proxy.reached(kind.making), 1, "{place}: it was made again: {next}\nfirst: {first}");
        proxy.forget();
        apply(kind, environment, "states.sls").exits(0).unchanged();
        let state = next.state("it");
        assert!(state["new_state"] != Value::Null, "{place}: {state}");
    });
}

#[test]
fn the_connection_breaks_after_it_was_made() {
    survives(&Fault::Reset.after());
}

#[test]
fn the_server_fails_after_it_was_made() {
    survives(&Fault::ServerError.after());
}

#[test]
fn the_answer_is_cut() {
    survives(&Fault::TruncatedPieces);
}

/// Nothing was made, which nobody can know: the run or the next makes it.
#[test]
fn the_connection_breaks_before_it_is_made() {
    survives(&Fault::Reset);
}

/// A connection that was kept for the next request ends before that, and nobody said so.
#[test]
fn connections_that_are_not_kept() {
    each(|kind, emulator, proxy, environment| {
        proxy.inject(Rule::each("*", Fault::Farewell));
        apply(kind, environment, "states.sls").exits(0);
        assert_eq!(things(kind, emulator), 1, "{}", kind.name);
        apply(kind, environment, "states.sls").exits(0).unchanged();
    });
}

/// What was deleted by a call whose answer was lost is not missed.
#[test]
fn the_connection_breaks_after_it_was_deleted() {
    each(|kind, emulator, proxy, environment| {
        apply(kind, environment, "states.sls").exits(0);
        environment.write("gone.sls", format!("it:\n  aws.{}.absent: []\n", kind.name));
        proxy.inject(Rule::each(kind.deleting, Fault::Reset.after()).times(1));
        let first = apply(kind, environment, "gone.sls");
        assert!(matches!(first.code, Some(0 | 1)), "{}: {first}", kind.name);
        assert!(
            proxy.requests().iter().any(|request| request.fault.is_some()),
            "{}: it is not called",
            kind.name
        );
        proxy.heal();
        apply(kind, environment, "gone.sls").exits(0);
        apply(kind, environment, "gone.sls").exits(0).unchanged();
        // a key goes on for days
        if kind.name != "kms.key" {
            assert_eq!(things(kind, emulator), 0, "{}: {first}", kind.name);
        }
    });
}

/// All calls of a run are refused at once, and each is signed again.
#[test]
fn a_clock_that_is_wrong() {
    each(|kind, emulator, proxy, environment| {
        proxy.inject(Rule::each("*", Fault::Clock(7200, 403, "SignatureDoesNotMatch".to_owned())));
        let run = apply(kind, environment, "states.sls");
        run.exits(0).succeeded(&["it"]);
        assert_eq!(things(kind, emulator), 1, "{run}");
        apply(kind, environment, "states.sls").exits(0).unchanged();
    });
}
