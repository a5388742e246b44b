//! A cloud in memory that behaves as badly as asked, with one kind of resource: `box`.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;
use serde_json::json;
use wasmidem_contract::{
    Blame, Cause, Created, Event, Events, Failure, FunctionInfo, FunctionKind, Location, ModuleId, Modules,
    Object, Program, Progress, Reference, ResourceType, Schema, State, StateAddress, Step, Value, references,
};

pub fn object(value: Value) -> Object {
    value.as_object().cloned().unwrap()
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
            module: ModuleId { name: "cloud".into(), digest: "0".into() },
        };
        Self { kind, state: Mutex::default() }
    }

    pub fn boxes(&self) -> usize {
        self.state.lock().unwrap().boxes.len()
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
