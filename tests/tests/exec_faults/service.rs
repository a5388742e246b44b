//! Services of each protocol behind the proxy.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use wasmidem_tests::{
    Canned, Emulator, Fault, Finished, Message, Protocol, Proxy, Rule, TestEnvironment, cbor,
};

/// A service, with a call that looks and one that makes something. A `%` is another number each time.
pub struct Service {
    pub protocol: Protocol,
    pub name: &'static str,
    read: &'static str,
    /// What the request is known by.
    pub reading: &'static str,
    /// The member of the answer that has a list of what there is.
    list: &'static str,
    pub write: &'static str,
    pub arguments: &'static [&'static str],
    pub writing: &'static str,
    /// What advice names, to look what came of the write.
    pub advised: &'static str,
}

pub const SERVICES: [Service; 7] = [
    Service {
        protocol: Protocol::Ec2,
        name: "ec2",
        read: "describe_vpcs",
        reading: "DescribeVpcs",
        list: "Vpcs",
        write: "create_vpc",
        arguments: &["CidrBlock=10.7.0.0/16"],
        writing: "CreateVpc",
        advised: "ec2.describe_vpcs",
    },
    Service {
        protocol: Protocol::Query,
        name: "iam",
        read: "list_users",
        reading: "ListUsers",
        list: "Users",
        write: "create_user",
        arguments: &["UserName=user-%"],
        writing: "CreateUser",
        advised: "iam.list_users",
    },
    // JSON 1.1
    Service {
        protocol: Protocol::Json,
        name: "kms",
        read: "list_keys",
        reading: "ListKeys",
        list: "Keys",
        write: "create_key",
        arguments: &[],
        writing: "CreateKey",
        advised: "kms.list_keys",
    },
    // JSON 1.0
    Service {
        protocol: Protocol::Json,
        name: "dynamodb",
        read: "list_tables",
        reading: "ListTables",
        list: "TableNames",
        write: "create_table",
        arguments: &[
            "TableName=table-%",
            "KeySchema=[{AttributeName: id, KeyType: HASH}]",
            "AttributeDefinitions=[{AttributeName: id, AttributeType: S}]",
            "BillingMode=PAY_PER_REQUEST",
        ],
        writing: "CreateTable",
        advised: "dynamodb.list_tables",
    },
    Service {
        protocol: Protocol::RestJson,
        name: "apigateway",
        read: "get_rest_apis",
        reading: "GET /restapis",
        list: "items",
        write: "create_rest_api",
        arguments: &["name=api-%"],
        writing: "POST /restapis",
        advised: "apigateway.get_rest_apis",
    },
    Service {
        protocol: Protocol::RestXml,
        name: "s3",
        read: "list_buckets",
        reading: "GET /",
        list: "Buckets",
        write: "create_bucket",
        arguments: &["Bucket=box-%", "CreateBucketConfiguration={LocationConstraint: us-west-1}"],
        writing: "PUT /box",
        advised: "s3.list_buckets",
    },
    // The emulator does not speak CBOR.
    Service {
        protocol: Protocol::Cbor,
        name: "eventbridgev2",
        read: "list_event_buses",
        reading: "ListEventBuses",
        list: "EventBuses",
        write: "create_event_bus",
        arguments: &["Name=bus-%"],
        writing: "CreateEventBus",
        advised: "eventbridgev2.list_event_buses",
    },
];

/// A call that has ended.
pub struct Called {
    pub run: Finished,
    /// How often it was sent, and what it came to: `ok`, or the code of the failure.
    pub attempts: u64,
    pub result: String,
}

/// A service that can be called.
pub struct Bench<'a> {
    pub service: &'static Service,
    pub proxy: Proxy,
    pub environment: TestEnvironment,
    /// Around the proxy.
    direct: TestEnvironment,
    number: &'a AtomicUsize,
}

/// Something in place of the emulator that speaks CBOR, and always has one bus.
fn buses() -> Canned {
    Canned::start(|request| {
        let looks = request.start.contains("/ListEventBuses");
        let body = match looks {
            // {"EventBuses": [{"Name": "bus"}]}
            true => [&[0xa1, 0x6a][..], b"EventBuses", &[0x81], &cbor(&[("Name", "bus")])].concat(),
            false => cbor(&[("EventBusArn", "arn:aws:events:us-west-1:123456789012:event-bus/bus")]),
        };
        Message::answer(200, "application/cbor", body).with("smithy-protocol", "rpc-v2-cbor")
    })
}

/// Does the same with each service, all at once, so that one run tells everything.
pub fn each(check: impl Fn(&Bench<'_>) + Sync) {
    with(&[], check);
}

/// The same, waiting for answers so many seconds only.
pub fn each_hurried(patience: &str, check: impl Fn(&Bench<'_>) + Sync) {
    with(&[("WASMIDEM_AWS_READ_TIMEOUT", patience), ("WASMIDEM_AWS_CONNECT_TIMEOUT", patience)], check);
}

fn with(variables: &[(&str, &str)], check: impl Fn(&Bench<'_>) + Sync) {
    let (emulator, canned, number) = (Emulator::lease(), buses(), AtomicUsize::new(0));
    let failed: Vec<&str> = thread::scope(|scope| {
        let running: Vec<_> = SERVICES
            .iter()
            .map(|service| {
                let upstream = match service.protocol {
                    Protocol::Cbor => canned.address(),
                    _ => emulator.address(),
                };
                let (check, number) = (&check, &number);
                scope.spawn(move || {
                    let mut bench = Bench::new(service, upstream, number);
                    for (name, value) in variables {
                        bench.environment.set(name, value);
                    }
                    let fine = catch_unwind(AssertUnwindSafe(|| check(&bench))).is_ok();
                    (!fine).then_some(service.name)
                })
            })
            .collect();
        running.into_iter().filter_map(|running| running.join().expect("it catches panics")).collect()
    });
    assert!(failed.is_empty(), "not with {failed:?}; see above");
}

impl<'a> Bench<'a> {
    fn new(service: &'static Service, upstream: &str, number: &'a AtomicUsize) -> Self {
        let proxy = Proxy::start(upstream);
        let mut environment = TestEnvironment::at(proxy.endpoint());
        environment.set("WASMIDEM_AUDIT", "audit.jsonl");
        let direct = TestEnvironment::at(format!("http://{upstream}"));
        Self { service, proxy, environment, direct, number }
    }

    /// Calls an operation.
    pub fn call(&self, operation: &str, arguments: &[&str]) -> Called {
        let path = format!("boto3.client.{}.{operation}", self.service.name);
        let number = self.number.fetch_add(1, Ordering::Relaxed).to_string();
        let arguments = arguments.iter().map(|argument| argument.replace('%', &number));
        let line: Vec<String> = ["exec".to_owned(), path].into_iter().chain(arguments).collect();
        let run = self.environment.run(&line);
        let log = fs::read_to_string(self.environment.work().join("audit.jsonl")).expect("there is a log");
        let mut outcomes = log.lines().map(|line| serde_json::from_str::<Value>(line).expect("it is JSON"));
        let outcome = outcomes.rfind(|line| line["record"] == "outcome");
        let outcome = outcome.unwrap_or_else(|| panic!("nothing was called: {run}"));
        let attempts = outcome["attempts"].as_u64().expect("it is counted");
        let result = outcome["result"].as_str().expect("there is a result").to_owned();
        assert!(!run.stderr.contains("panicked"), "{run}");
        Called { run, attempts, result }
    }

    /// Looks.
    pub fn read(&self) -> Called {
        self.call(self.service.read, &[])
    }

    /// Makes something.
    pub fn write(&self) -> Called {
        self.call(self.service.write, self.service.arguments)
    }

    /// How many things there are, asked for around the proxy.
    pub fn things(&self) -> usize {
        let path = format!("boto3.client.{}.{}", self.service.name, self.service.read);
        let run = self.direct.run(&["exec", &path, "--output", "json"]);
        run.exits(0);
        run.json()["ret"][self.service.list].as_array().map_or(0, Vec::len)
    }

    /// From now on this happens to what looks, so often.
    pub fn reads(&self, fault: &Fault, times: usize) -> &Self {
        self.breaks(self.service.reading, fault, times)
    }

    /// From now on this happens to what writes, so often.
    pub fn writes(&self, fault: &Fault, times: usize) -> &Self {
        self.breaks(self.service.writing, fault, times)
    }

    /// From now on this happens to an operation.
    pub fn broken(&self, action: &str, fault: &Fault) -> &Self {
        self.breaks(action, fault, usize::MAX)
    }

    fn breaks(&self, action: &str, fault: &Fault, times: usize) -> &Self {
        self.proxy.heal();
        self.proxy.forget();
        self.proxy.inject(Rule::each(action, fault.clone()).times(times));
        self
    }

    /// The code of AWS's error, as failures have it.
    pub fn code(&self, error: &str) -> String {
        format!("aws.{}.{error}", self.service.name)
    }

    /// A write went wrong so that nobody can know whether it was done: it is sent once, and it is said
    /// what to look at. `done` is whether it was.
    #[track_caller]
    pub fn is_in_doubt(&self, fault: &Fault, result: &str, done: bool) -> Called {
        let before = self.things();
        let called = self.writes(fault, usize::MAX).write();
        let place = format!("{fault:?}: {}", called.run);
        called.run.exits(1);
        assert_eq!((called.result.as_str(), called.attempts), (result, 1), "{place}");
        called.run.says("it may have taken effect").says(&format!("[{result}]"));
        called
            .run
            .says("it was not sent again")
            .says(&format!("`wasmidem exec boto3.client.{}`", self.service.advised));
        self.happened(usize::from(done), before, &place);
        called
    }

    /// Something was made so often since there were `before` things.
    #[track_caller]
    pub fn happened(&self, times: usize, before: usize, place: &str) {
        assert_eq!(
            self.proxy.reached(self.service.writing),
            times,
            "it was passed on another number of times: {place}"
        );
        if self.service.protocol == Protocol::Cbor {
            return;
        }
        // What was given up may still be under way.
        let began = Instant::now();
        while self.things() != before + times && began.elapsed() < Duration::from_secs(5) {
            thread::sleep(Duration::from_millis(100));
        }
        assert_eq!(self.things(), before + times, "there are other things than were made: {place}");
    }

    /// What looks goes wrong `times`, and is asked for again until it does not.
    #[track_caller]
    pub fn is_asked_again(&self, fault: &Fault, times: usize) -> Called {
        let called = self.reads(fault, times).read();
        let place = format!("{fault:?}: {}", called.run);
        called.run.exits(0).prints(self.service.list);
        assert_eq!((called.result.as_str(), called.attempts), ("ok", times as u64 + 1), "{place}");
        called
    }

    /// What looks goes wrong for ever, and fails in the end after so many attempts.
    #[track_caller]
    pub fn fails_to_look(&self, fault: &Fault, result: &str, attempts: u64) -> Called {
        let called = self.reads(fault, usize::MAX).read();
        let place = format!("{fault:?}: {}", called.run);
        assert_eq!((called.result.as_str(), called.attempts), (result, attempts), "{place}");
        called.run.says(&format!("[{result}]"));
        assert!(called.run.stdout.is_empty(), "{place}");
        assert!(called.run.elapsed < Duration::from_secs(40), "{place}");
        assert!(!called.run.stderr.contains("may have taken effect"), "{place}");
        called
    }
}
