//! The records and enums of `wit/v0.1` as they cross the border.
//!
//! Case by case and field by field those of the WIT files; the engine compares them with what a
//! module declares when the module is loaded.

#![expect(dead_code, reason = "values of most of these types are made by the engine only")]

use wasmidem_contract as contract;
use wasmtime::component::{ComponentType, Lift, Lower};

/// `wasmidem:host/types.cause`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ComponentType, Lift, Lower)]
#[component(enum)]
#[repr(u8)]
pub(crate) enum Cause {
    #[component(name = "not-found")]
    NotFound,
    #[component(name = "already-exists")]
    AlreadyExists,
    #[component(name = "denied")]
    Denied,
    #[component(name = "throttled")]
    Throttled,
    #[component(name = "invalid")]
    Invalid,
    #[component(name = "conflict")]
    Conflict,
    #[component(name = "timeout")]
    Timeout,
    #[component(name = "cancelled")]
    Cancelled,
    #[component(name = "unsupported")]
    Unsupported,
    #[component(name = "other")]
    Other,
}

/// `wasmidem:host/types.failure`.
#[derive(Debug, Clone, ComponentType, Lift, Lower)]
#[component(record)]
pub(crate) struct Failure {
    pub(crate) cause: Cause,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) retryable: bool,
    pub(crate) detail: Option<String>,
}

/// Blame and ambiguity travel in the detail.
impl From<&contract::Failure> for Failure {
    fn from(failure: &contract::Failure) -> Self {
        let cause = match failure.cause {
            contract::Cause::NotFound => Cause::NotFound,
            contract::Cause::AlreadyExists => Cause::AlreadyExists,
            contract::Cause::Denied => Cause::Denied,
            contract::Cause::Throttled => Cause::Throttled,
            contract::Cause::Invalid => Cause::Invalid,
            contract::Cause::Conflict => Cause::Conflict,
            contract::Cause::Timeout => Cause::Timeout,
            contract::Cause::Cancelled => Cause::Cancelled,
            contract::Cause::Unsupported => Cause::Unsupported,
            contract::Cause::Other => Cause::Other,
        };
        let detailed = failure
            .clone()
            .with_detail("blame", failure.blame.to_string())
            .with_detail("ambiguous", failure.ambiguous);
        Self {
            cause,
            code: failure.code.clone(),
            message: failure.message.clone(),
            retryable: failure.retryable,
            detail: detailed.detail.map(|detail| detail.to_string()),
        }
    }
}

/// `wasmidem:host/clock.time`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ComponentType, Lower)]
#[component(record)]
pub(crate) struct Time {
    pub(crate) seconds: u32,
    pub(crate) nanoseconds: u32,
}

/// `wasmidem:host/log.level`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ComponentType, Lift)]
#[component(enum)]
#[repr(u8)]
pub(crate) enum Level {
    #[component(name = "trace")]
    Trace,
    #[component(name = "debug")]
    Debug,
    #[component(name = "info")]
    Info,
    #[component(name = "warn")]
    Warn,
    #[component(name = "error")]
    Error,
}

/// What `wasmidem:host/context.phase` returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ComponentType, Lower)]
#[component(enum)]
#[repr(u8)]
pub(crate) enum Phase {
    #[component(name = "plan")]
    Plan,
    #[component(name = "apply")]
    Apply,
    #[component(name = "drift")]
    Drift,
    #[component(name = "describe")]
    Describe,
}

/// `wasmidem:module/resources.resource-type`.
#[derive(Debug, Clone, ComponentType, Lift)]
#[component(record)]
pub(crate) struct ResourceType {
    pub(crate) path: String,
    pub(crate) schema: String,
}

/// `wasmidem:module/resources.created`.
#[derive(Debug, Clone, ComponentType, Lift)]
#[component(record)]
pub(crate) struct Created {
    pub(crate) id: String,
    pub(crate) pending: bool,
}

/// `wasmidem:module/resources.progress`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ComponentType, Lift)]
#[component(enum)]
#[repr(u8)]
pub(crate) enum Progress {
    #[component(name = "done")]
    Done,
    #[component(name = "pending")]
    Pending,
}

/// `wasmidem:module/functions.kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ComponentType, Lift)]
#[component(enum)]
#[repr(u8)]
pub(crate) enum Kind {
    #[component(name = "exec")]
    Exec,
    #[component(name = "state")]
    State,
}

/// `wasmidem:module/functions.function-info`.
#[derive(Debug, Clone, ComponentType, Lift)]
#[component(record)]
pub(crate) struct FunctionInfo {
    pub(crate) path: String,
    pub(crate) kind: Kind,
    pub(crate) schema: String,
}
