//! The words the rooms of wasmidem share, and the ports (traits) they meet through.
//!
//! Nothing here does I/O, and no type here can hold a secret: a room that only knows this crate
//! cannot leak one. Rooms never depend on each other's insides; see `docs/architecture.md`.

mod address;
mod audit;
mod diagnostic;
mod document;
mod event;
mod failure;
mod glob;
mod limits;
mod module;
mod operation;
mod outcome;
mod phase;
mod ports;
mod program;
mod python;
mod reference;
mod schema;
mod service;
mod suggest;

pub use address::StateAddress;
pub use audit::{Audit, Decision, Ending, NoAudit, Ruling, Stage};
pub use diagnostic::{Diagnostic, Location, Severity};
pub use event::{Action, Event, LogLevel, Summary};
pub use failure::{Blame, Cause, Failure};
pub use glob::{exact_pattern, glob_matches, is_glob};
pub use limits::{Limit, LimitProblem, Limits};
pub use module::{Answer, FunctionInfo, FunctionKind, ModuleId, ResourceType};
pub use operation::{Effect, Operation, OperationName, Operations, Pages};
pub use outcome::{Changes, Outcome, StateResult};
pub use phase::Phase;
pub use ports::{
    Accounts, AwsCalls, CalledBy, Caller, Created, Events, FileWriter, Modules, Progress, Results, Source,
    Sources, StateCompiler, Step, TemplateCalls,
};
pub use program::{
    DeferredBlock, Program, Recreate, Requisite, RequisiteKind, SlsRun, State, Target, TemplateSource,
};
pub use python::{python_repr, python_str};
pub use reference::{BindError, Reference, Segment, bind, path_segments, references};
pub use schema::{ArgumentProblem, Schema};
pub use service::Service;
pub use suggest::nearest;

/// A JSON value: how arguments, states and AWS inputs and outputs travel between rooms.
pub type Value = serde_json::Value;
/// A JSON object with its members in the order they were written.
pub type Object = serde_json::Map<String, serde_json::Value>;
