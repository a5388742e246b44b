//! A cloud in memory that behaves as badly as asked, with one kind of resource: `box`.

#![allow(dead_code, reason = "each test file uses a part")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::json;
use wasmidem_contract::{
    Accounts, Blame, Cause, Created, DeferredBlock, Diagnostic, Event, Events, Failure, FileWriter,
    FunctionInfo, FunctionKind, Location, ModuleId, Modules, Object, Outcome, Program, Progress, Reference,
    ResourceType, Results, Schema, SlsRun, State, StateAddress, StateCompiler, Step, TemplateSource, Value,
    references,
};
use wasmidem_run::{Cancel, Ports, Reconcile, Request, Store, run};

pub fn object(value: Value) -> Object {
    value.as_object().cloned().unwrap()
}

/// Runs a program with the store of a folder.
pub async fn go_with(cloud: &Cloud, folder: &Path, program: &Program, preview: bool) -> Vec<Outcome> {
    let store = if preview {
        Store::open_read_only(folder, "cli").unwrap()
    } else {
        Store::open(folder, "cli").unwrap()
    };
    let request = Request {
        program,
        preview,
        sync_name_tag: false,
        only_by_id: false,
        run_id: "r",
        profile: "default",
        concurrency: 1,
        reconcile: Reconcile::default(),
        cancel: &Cancel::default(),
    };
    let rest = Rest::default();
    let events = Recorded::default();
    let ports = Ports { modules: cloud, compiler: &rest, accounts: &rest, files: &rest, events: &events };
    let report = run(&request, ports, store).await;
    assert!(report.store_error.is_none());
    report.outcomes
}

/// The same, for real.
pub async fn go(cloud: &Cloud, folder: &Path, program: &Program) -> Vec<Outcome> {
    go_with(cloud, folder, program, false).await
}

/// The changes of an outcome.
pub fn changes(outcome: &Outcome) -> Value {
    Value::Object(outcome.changes.0.clone())
}

/// Boxes: `label` (fixed), `size`, `open` (switch), `inside` (another box), `tags`.
pub struct Cloud {
    kind: ResourceType,
    state: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    boxes: BTreeMap<String, Object>,
    made: u32,
    calls: Vec<String>,
    /// What the next `create` does instead of answering.
    create_fault: Option<(bool, Failure)>,
    update_fault: Option<Failure>,
    /// How many more looks it takes until anything new is seen.
    hidden: u32,
}

impl Cloud {
    pub fn new() -> Self {
        let schema = json!({
            "properties": {
                "label": {"type": "string", "x-create-only": true},
                "size": {"type": "integer"},
                "open": {"type": "boolean"},
                "inside": {"type": "string"},
                "tags": {"type": "object", "x-tags": true, "additionalProperties": {"type": "string"}},
                "resource_id": {"type": "string", "x-computed": true},
            },
            "required": ["label"],
        });
        let kind = ResourceType {
            path: "box".into(),
            schema: Schema::parse(&schema.to_string()).unwrap(),
            module: ModuleId { name: "cloud".into(), digest: "0".into(), signer: None },
        };
        Self { kind, state: Mutex::default() }
    }

    pub fn boxes(&self) -> usize {
        self.state.lock().unwrap().boxes.len()
    }

    pub fn has(&self, id: &str) -> bool {
        self.state.lock().unwrap().boxes.contains_key(id)
    }

    pub fn put(&self, id: &str, made: Object) {
        self.state.lock().unwrap().boxes.insert(id.into(), made);
    }

    pub fn change(&self, id: &str, member: &str, value: Value) {
        self.state.lock().unwrap().boxes.get_mut(id).unwrap().insert(member.into(), value);
    }

    pub fn drop_box(&self, id: &str) {
        self.state.lock().unwrap().boxes.remove(id);
    }

    /// The calls since the last time, `read` and `find` left out.
    pub fn writes(&self) -> Vec<String> {
        let calls = std::mem::take(&mut self.state.lock().unwrap().calls);
        calls.into_iter().filter(|call| !call.starts_with("read") && !call.starts_with("find")).collect()
    }

    /// The next `create` fails with this; `made`: it makes the box all the same.
    pub fn break_create(&self, made: bool, failure: Failure) {
        self.state.lock().unwrap().create_fault = Some((made, failure));
    }

    /// What is there is not shown to as many looks.
    pub fn hide(&self, looks: u32) {
        self.state.lock().unwrap().hidden = looks;
    }

    pub fn break_update(&self, failure: Failure) {
        self.state.lock().unwrap().update_fault = Some(failure);
    }
}

#[async_trait]
impl Modules for Cloud {
    fn resource(&self, path: &str) -> Option<&ResourceType> {
        (path == "box").then_some(&self.kind)
    }

    fn function(&self, _: FunctionKind, _: &str) -> Option<&FunctionInfo> {
        None
    }

    fn paths(&self) -> Vec<&str> {
        vec!["box"]
    }

    /// Labels that begin with `unique` are natural keys.
    async fn find(&self, _: &Step, _: &str, desired: &Object) -> Result<Option<String>, Failure> {
        let mut inner = self.state.lock().unwrap();
        inner.calls.push("find".into());
        let label = desired["label"].as_str().unwrap();
        let mut same = inner.boxes.iter().filter(|(_, made)| made["label"] == label);
        Ok(same.next().filter(|_| label.starts_with("unique")).map(|(id, _)| id.clone()))
    }

    async fn read(&self, _: &Step, _: &str, id: &str) -> Result<Option<Object>, Failure> {
        let mut inner = self.state.lock().unwrap();
        inner.calls.push(format!("read {id}"));
        if inner.hidden > 0 {
            inner.hidden -= 1;
            return Ok(None);
        }
        Ok(inner.boxes.get(id).cloned())
    }

    async fn create(&self, _: &Step, _: &str, desired: &Object) -> Result<Created, Failure> {
        let mut inner = self.state.lock().unwrap();
        inner.calls.push("create".into());
        let fault = inner.create_fault.take();
        if let Some((false, failure)) = fault {
            return Err(failure);
        }
        inner.made += 1;
        let id = format!("box-{}", inner.made);
        let mut made = object(json!({"resource_id": id, "open": false}));
        for member in ["label", "tags"] {
            if let Some(value) = desired.get(member) {
                made.insert(member.into(), value.clone());
            }
        }
        inner.boxes.insert(id.clone(), made);
        fault.map_or(Ok(Created { id, pending: false }), |(_, failure)| Err(failure))
    }

    async fn update(
        &self,
        _: &Step,
        _: &str,
        id: &str,
        _: &Object,
        desired: &Object,
    ) -> Result<Vec<String>, Failure> {
        let mut inner = self.state.lock().unwrap();
        inner.calls.push(format!("update {id}"));
        if let Some(failure) = inner.update_fault.take() {
            return Err(failure);
        }
        let there = inner.boxes.get_mut(id).unwrap();
        for member in ["size", "open", "inside", "tags"] {
            if let Some(value) = desired.get(member) {
                there.insert(member.into(), value.clone());
            }
        }
        Ok(vec![])
    }

    async fn delete(&self, _: &Step, _: &str, id: &str, _: &Object) -> Result<Progress, Failure> {
        let mut inner = self.state.lock().unwrap();
        inner.calls.push(format!("delete {id}"));
        let used = inner.boxes.values().any(|other| other.get("inside") == Some(&json!(id)));
        if used {
            return Err(Failure::new(Cause::Conflict, Blame::Aws, "aws.box.InUse", "in use"));
        }
        inner.boxes.remove(id);
        Ok(Progress::Done)
    }

    async fn list(&self, _: &Step, _: &str) -> Result<Vec<Object>, Failure> {
        let mut inner = self.state.lock().unwrap();
        inner.calls.push("list".into());
        Ok(inner.boxes.values().cloned().collect())
    }

    async fn call(
        &self,
        _: &Step,
        _: FunctionKind,
        path: &str,
        _: &Object,
        _: bool,
    ) -> Result<Value, Failure> {
        Err(Failure::new(Cause::NotFound, Blame::Author, "x", format!("no function {path}")))
    }
}

#[derive(Default)]
pub struct Recorded(pub Mutex<Vec<Event>>);

impl Events for Recorded {
    fn emit(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

/// A state of the kind `box`.
pub fn state(id: &str, function: &str, arguments: Value) -> State {
    let references: Vec<Reference> = references(&arguments);
    State {
        address: StateAddress {
            path: "box".into(),
            id: id.into(),
            resource_name: None,
            function: function.into(),
        },
        name: id.into(),
        arguments: object(arguments),
        argument_locations: vec![],
        requisites: vec![],
        references,
        acct_profile: None,
        sensitive: vec![],
        ignore_changes: vec![],
        recreate_on_update: None,
        unique: false,
        sls: "test.sls".into(),
        location: Location { file: "test.sls".into(), line: 1, column: 1 },
    }
}

pub fn program(states: Vec<State>) -> Program {
    Program { states, ..Program::default() }
}

/// What a run needs besides the cloud. A block is a list of `id label` lines; files are kept in
/// memory.
#[derive(Default)]
pub struct Rest {
    pub files: Mutex<BTreeMap<String, String>>,
    pub profiles: Mutex<Vec<String>>,
}

fn labelled(text: &str, prefix: &str) -> Vec<State> {
    let lines = text.lines().filter_map(|line| line.trim().split_once(' '));
    lines.map(|(id, label)| state(&format!("{prefix}{id}"), "present", json!({ "label": label }))).collect()
}

#[async_trait]
impl StateCompiler for Rest {
    async fn block(
        &self,
        block: &DeferredBlock,
        results: Arc<dyn Results>,
    ) -> Result<Vec<State>, Vec<Diagnostic>> {
        if block.text.contains("broken") {
            return Err(vec![Diagnostic::error("test", "the block is broken")]);
        }
        let mut text = block.text.to_string();
        for reference in references(&Value::String(text.clone())) {
            let value = results.resolve(&reference).unwrap();
            text = text.replace(&reference.text, value.as_str().unwrap());
        }
        Ok(labelled(&text, ""))
    }

    async fn files(&self, run: &SlsRun, _: Arc<dyn Results>) -> Result<Vec<State>, Vec<Diagnostic>> {
        let label = run.values["label"].as_str().unwrap();
        Ok(run
            .references
            .iter()
            .flat_map(|id| labelled(&format!("{id} {label}"), &format!("{}.", run.id)))
            .collect())
    }

    async fn template(&self, source: &TemplateSource, variables: &Object) -> Result<String, Vec<Diagnostic>> {
        let TemplateSource::Text(text) = source else { return Err(vec![]) };
        Ok(format!("{text} {}", Value::Object(variables.clone())))
    }
}

impl Accounts for Rest {
    fn region(&self, _: &str) -> Result<String, Failure> {
        Ok("region".into())
    }

    fn names(&self, _: &str) -> Vec<String> {
        self.profiles.lock().unwrap().clone()
    }

    fn add(&self, _: &str, name: &str, _: Option<&str>, _: &Object) -> Result<(), Failure> {
        self.profiles.lock().unwrap().push(name.into());
        Ok(())
    }
}

impl FileWriter for Rest {
    fn read(&self, path: &str) -> Result<Option<String>, String> {
        Ok(self.files.lock().unwrap().get(path).cloned())
    }

    fn write(&self, path: &str, text: &str) -> Result<(), String> {
        self.files.lock().unwrap().insert(path.into(), text.into());
        Ok(())
    }
}
