use async_trait::async_trait;

use crate::{
    Event, Failure, FunctionInfo, FunctionKind, ModuleId, Object, Operation, OperationName, Phase,
    ResourceType, StateAddress, Value,
};

/// On whose behalf an instance runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The state, if it runs for one.
    pub state: Option<StateAddress>,
    /// The phase of the run.
    pub phase: Phase,
    /// The name of the profile whose identity calls are made with.
    pub profile: String,
    /// The region of that profile.
    pub region: String,
    /// Names the run.
    pub run_id: String,
}

/// Who makes a call: made by the sandbox, never by the guest.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The module.
    pub module: ModuleId,
    /// On whose behalf.
    pub step: Step,
    /// Whether the module's binary imports the operation.
    pub declared: bool,
}

/// The gate, as the sandbox sees it.
#[async_trait]
pub trait AwsCalls: Send + Sync {
    /// What is known about an operation; `None` if there is no such operation.
    fn operation(&self, name: &OperationName) -> Option<Operation>;

    /// Makes a call, or fails without sending anything. `input` and the answer are JSON objects
    /// with the member names of the AWS API.
    async fn call(&self, caller: &Caller, operation: &OperationName, input: Value) -> Result<Value, Failure>;
}

/// What `create` made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// The id of the new resource.
    pub id: String,
    /// AWS still works on it.
    pub pending: bool,
}

/// How far a deletion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Gone.
    Done,
    /// AWS still works on it.
    Pending,
}

/// The loaded modules, as the run sees them. Each call runs in a fresh instance.
#[async_trait]
pub trait Modules: Send + Sync {
    /// The kind of resource at a state path.
    fn resource(&self, path: &str) -> Option<&ResourceType>;

    /// The function at a path (with the function's name).
    fn function(&self, kind: FunctionKind, path: &str) -> Option<&FunctionInfo>;

    /// All state paths and function paths, to suggest from.
    fn paths(&self) -> Vec<&str>;

    /// The id of the existing resource that the arguments mean.
    async fn find(&self, step: &Step, path: &str, desired: &Object) -> Result<Option<String>, Failure>;

    /// The resource's present state.
    async fn read(&self, step: &Step, path: &str, id: &str) -> Result<Option<Object>, Failure>;

    /// Makes the resource.
    async fn create(&self, step: &Step, path: &str, desired: &Object) -> Result<Created, Failure>;

    /// Makes `actual` into `desired`; returns what was done.
    async fn update(
        &self,
        step: &Step,
        path: &str,
        id: &str,
        actual: &Object,
        desired: &Object,
    ) -> Result<Vec<String>, Failure>;

    /// Deletes the resource.
    async fn delete(&self, step: &Step, path: &str, id: &str, last: &Object) -> Result<Progress, Failure>;

    /// All resources of a kind.
    async fn list(&self, step: &Step, path: &str) -> Result<Vec<Object>, Failure>;

    /// Calls a function.
    async fn call(
        &self,
        step: &Step,
        kind: FunctionKind,
        path: &str,
        arguments: &Object,
        test: bool,
    ) -> Result<Value, Failure>;
}

/// Takes events. Implementations must not block for long: everything waits for them.
pub trait Events: Send + Sync {
    /// Takes one event.
    fn emit(&self, event: Event);
}

/// A text that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// How to name it to the user.
    pub display_name: String,
    /// Its contents.
    pub text: String,
}

/// Where state files come from.
pub trait Sources: Send + Sync {
    /// The text at a path relative to the source's root, `Ok(None)` if there is none.
    ///
    /// # Errors
    /// A sentence on why an existing text cannot be read (no permission, not UTF-8, too large).
    fn read(&self, path: &str) -> Result<Option<Source>, String>;
}
