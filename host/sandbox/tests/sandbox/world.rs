//! What the sandbox stands in: a fake AWS, a record of events, and a run.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use wasmidem_contract::{
    AwsCalls, Blame, Caller, Cause, Effect, Event, Events, Failure, FunctionKind, Modules, Object, Operation,
    OperationName, Operations, Pages, Phase, Service, Step,
};
use wasmidem_sandbox::{Library, Limits, ModuleError, ModuleFile, Settings};

/// An AWS that answers what it was told to, and remembers what it was asked.
#[derive(Default)]
pub struct FakeAws {
    pub answers: Mutex<VecDeque<Result<Value, Failure>>>,
    pub calls: Mutex<Vec<(Caller, OperationName, Value)>>,
    pub delay: Duration,
    pub denied: Mutex<Vec<(Caller, OperationName, Failure)>>,
    /// The services that are permitted.
    pub granted: Vec<Service>,
    pub asked: Mutex<Vec<(String, Service, Option<String>)>>,
    pub under_way: AtomicUsize,
    pub most_at_once: AtomicUsize,
}

impl Operations for FakeAws {
    fn operation(&self, name: &OperationName) -> Option<Operation> {
        self.of_service(&name.service).into_iter().find(|operation| operation.name == *name)
    }

    fn function(&self, service: &str, function: &str) -> Option<Operation> {
        let name = |operation: &Operation| {
            let mut name = String::new();
            for letter in operation.name.name.chars() {
                if letter.is_ascii_uppercase() && !name.is_empty() {
                    name.push('-');
                }
                name.push(letter.to_ascii_lowercase());
            }
            name
        };
        self.of_service(service).into_iter().find(|operation| name(operation) == function)
    }

    fn services(&self) -> Vec<&str> {
        vec!["ec2", "s3", "sts"]
    }

    fn of_service(&self, service: &str) -> Vec<Operation> {
        let all: &[(&str, Effect)] = match service {
            "ec2" => {
                &[("CreateVpc", Effect::Write), ("DeleteVpc", Effect::Write), ("DescribeVpcs", Effect::Read)]
            }
            "s3" => &[("CreateBucket", Effect::Write), ("ListBuckets", Effect::Read)],
            "sts" => &[("AssumeRole", Effect::Write), ("GetCallerIdentity", Effect::Read)],
            _ => &[],
        };
        let operation = |(name, effect): &(&str, Effect)| Operation {
            gives_credentials: *name == "AssumeRole",
            ..Operation::new(service, *name, *effect)
        };
        all.iter().map(operation).collect()
    }
}

#[async_trait]
impl AwsCalls for FakeAws {
    fn operations(&self) -> &dyn Operations {
        self
    }

    async fn call(
        &self,
        caller: &Caller,
        operation: &OperationName,
        input: Value,
        _pages: Pages,
    ) -> Result<Value, Failure> {
        self.calls.lock().unwrap().push((caller.clone(), operation.clone(), input));
        let at_once = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(at_once, Ordering::SeqCst);
        tokio::time::sleep(self.delay).await;
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        let identity =
            json!({"Account": "123456789012", "Arn": "\"arn:aws:sts::123456789012:x\"", "UserId": "u"});
        self.answers.lock().unwrap().pop_front().unwrap_or(Ok(identity))
    }

    fn denied(&self, caller: &Caller, operation: &Operation, failure: Failure) -> Failure {
        let denied = (caller.clone(), operation.name.clone(), failure.clone());
        self.denied.lock().unwrap().push(denied);
        failure
    }

    fn may(&self, caller: &Caller, service: Service, subject: Option<&str>) -> Result<(), Failure> {
        let asked = (caller.module.name.clone(), service, subject.map(str::to_owned));
        self.asked.lock().unwrap().push(asked);
        if self.granted.contains(&service) {
            return Ok(());
        }
        Err(Failure::new(Cause::Denied, Blame::Policy, "policy.not-permitted", "no policy permits it"))
    }
}

/// All events so far.
#[derive(Default)]
pub struct Recorder(pub Mutex<Vec<Event>>);

impl Events for Recorder {
    fn emit(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

/// A loaded library with what it stands in.
pub struct World {
    pub aws: Arc<FakeAws>,
    pub events: Arc<Recorder>,
    pub loaded: Library,
    pub errors: Vec<ModuleError>,
}

pub fn file(name: &str, bytes: Vec<u8>) -> ModuleFile {
    ModuleFile { name: name.to_owned(), bytes, signer: None }
}

impl World {
    pub async fn load(files: Vec<ModuleFile>, aws: FakeAws, settings: Settings) -> Self {
        let (aws, events) = (Arc::new(aws), Arc::new(Recorder::default()));
        let (loaded, errors) = Library::load(files, aws.clone(), events.clone(), settings).await.unwrap();
        Self { aws, events, loaded, errors }
    }

    /// One module called `guest`, with these limits.
    pub async fn with(bytes: Vec<u8>, limits: Limits) -> Self {
        let world = Self::load(
            vec![file("guest", bytes)],
            FakeAws::default(),
            Settings { limits, ..Settings::default() },
        )
        .await;
        assert_eq!(world.errors, []);
        world
    }

    /// Calls the function `test.run` of the only module.
    pub async fn run(&self, phase: Phase) -> Result<Value, Failure> {
        let arguments = json!({"a": [1, "ü"]}).as_object().cloned().unwrap();
        self.loaded.call(&step(phase), FunctionKind::Exec, "test.run", &arguments, false).await
    }

    pub fn events(&self) -> Vec<Event> {
        self.events.0.lock().unwrap().clone()
    }

    /// What the gate was asked about services.
    pub fn asked(&self) -> Vec<(String, Service, Option<String>)> {
        self.aws.asked.lock().unwrap().clone()
    }

    pub fn calls(&self) -> Vec<(Caller, OperationName, Value)> {
        self.aws.calls.lock().unwrap().clone()
    }
}

pub fn step(phase: Phase) -> Step {
    Step {
        state: None,
        phase,
        profile: "default".into(),
        // the guest returns it as JSON
        region: "\"eu-central-1\"".into(),
        run_id: "run-1".into(),
    }
}

pub fn object(value: Value) -> Object {
    value.as_object().cloned().unwrap()
}
