use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    BindError, Blame, Cause, DeferredBlock, Diagnostic, Event, Failure, FunctionInfo, FunctionKind, ModuleId,
    Object, Operation, OperationName, Operations, Pages, Phase, Reference, ResourceType, Service, SlsRun,
    State, StateAddress, TemplateSource, Value,
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

/// A function of a module, by which it called another module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalledBy {
    /// The module's name.
    pub module: String,
    /// What of it ran: the path of a function or a kind of resource.
    pub path: String,
}

impl fmt::Display for CalledBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` of module `{}`", self.path, self.module)
    }
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
    /// The modules that wait for this one's answer, outermost first; empty when the run itself called
    /// it.
    pub via: Vec<CalledBy>,
}

/// The gate, as the sandbox sees it.
#[async_trait]
pub trait AwsCalls: Send + Sync {
    /// The operations there are.
    fn operations(&self) -> &dyn Operations;

    /// Makes a call, or fails without sending anything. `input` and the answer are JSON objects
    /// with the member names of the AWS API.
    async fn call(
        &self,
        caller: &Caller,
        operation: &OperationName,
        input: Value,
        pages: Pages,
    ) -> Result<Value, Failure>;

    /// Keeps a denial of the caller's own: a call that never came to the gate, since what it is for
    /// is not linked. Returns the failure to go on with.
    fn denied(&self, caller: &Caller, operation: &Operation, failure: Failure) -> Failure;

    /// Whether a caller may use a service of the host; `subject` is what
    /// [`Service::subject`] asks for. The answer is recorded.
    ///
    /// # Errors
    /// The denial. A gate that has no policy for services denies all.
    fn may(&self, caller: &Caller, service: Service, subject: Option<&str>) -> Result<(), Failure> {
        let _ = subject;
        let message = format!("`{service}` is not open to module `{}` here", caller.module);
        Err(Failure::new(Cause::Denied, Blame::Host, "host.offline", message))
    }
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

/// What the states that have ended came to: what `${…}` takes its values from.
pub trait Results: Send + Sync {
    /// The value of a reference.
    ///
    /// # Errors
    /// When there is none: the state has not run, or has no such member.
    fn resolve(&self, reference: &Reference) -> Result<Value, BindError>;
}

/// What templates can call while they are rendered: `hub.exec.…` of idem.
///
/// INVARIANT: rendering changes nothing. Calls are made in a phase that cannot write, since a
/// template is rendered in previews as well, and may be rendered more than once.
pub trait TemplateCalls: Send + Sync {
    /// Calls the exec function at a path (without `exec.`) with arguments in order and by name, and
    /// waits for its end; called outside of asynchronous code. The answer is idem's: an object with
    /// `result`, `comment`, `ret` and `ref`; a function that fails is a `result` of false.
    ///
    /// # Errors
    /// When there is no such function, or the arguments do not fit.
    fn exec(&self, path: &str, positional: &[Value], named: &Object) -> Result<Value, Failure>;
}

/// The compiler of state files, as a run under way sees it. Errors are all problems that were found.
#[async_trait]
pub trait StateCompiler: Send + Sync {
    /// The states of a block. Their requisites may name states that ran before.
    async fn block(
        &self,
        block: &DeferredBlock,
        results: Arc<dyn Results>,
    ) -> Result<Vec<State>, Vec<Diagnostic>>;

    /// The states of other state files.
    async fn files(&self, run: &SlsRun, results: Arc<dyn Results>) -> Result<Vec<State>, Vec<Diagnostic>>;

    /// A template filled in with variables.
    async fn template(&self, source: &TemplateSource, variables: &Object) -> Result<String, Vec<Diagnostic>>;
}

/// The profiles a run may use, as `acct.profile` sees them: profiles can be added, secrets cannot
/// be read.
pub trait Accounts: Send + Sync {
    /// The region of a profile.
    ///
    /// # Errors
    /// When there is no such profile, or it cannot be used.
    fn region(&self, profile: &str) -> Result<String, Failure>;

    /// The names of the profiles of a provider such as `aws`.
    fn names(&self, provider: &str) -> Vec<String>;

    /// Adds or replaces a profile for the rest of the run: the members of `source`, if one is named,
    /// with `members` laid over them.
    ///
    /// # Errors
    /// When there is no such source, or the members make no profile.
    fn add(&self, provider: &str, name: &str, source: Option<&str>, members: &Object) -> Result<(), Failure>;
}

/// Writes the files that `data.write` makes.
pub trait FileWriter: Send + Sync {
    /// The text of a file, `None` if there is none.
    ///
    /// # Errors
    /// A sentence on why it cannot be read.
    fn read(&self, path: &str) -> Result<Option<String>, String>;

    /// Writes a file whole: afterwards it has the new text or still the old one.
    ///
    /// # Errors
    /// A sentence on why it cannot be written.
    fn write(&self, path: &str, text: &str) -> Result<(), String>;
}
