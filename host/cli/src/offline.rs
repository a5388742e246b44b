//! Modules without AWS: to look at what they are and offer. No credentials are read.

use std::sync::Arc;

use tokio::runtime::Runtime;
use wasmidem_contract::{
    AwsCalls, Blame, Caller, Cause, Diagnostic, Event, Events, Failure, Operation, OperationName, Operations,
    Pages, Value,
};
use wasmidem_gateway::AwsOperations;
use wasmidem_sandbox::{Library, Settings};

use crate::args::ModuleLimits;
use crate::compose::{Modules, Stop, code_cache};
use crate::exit_code::Exit;
use crate::limits::LimitOptions;

/// The operations there are, and no way to any.
struct NoAws;

#[async_trait::async_trait]
impl AwsCalls for NoAws {
    fn operations(&self) -> &dyn Operations {
        &AwsOperations
    }

    async fn call(&self, _: &Caller, _: &OperationName, _: Value, _: Pages) -> Result<Value, Failure> {
        Err(Failure::new(Cause::Denied, Blame::Host, "host.offline", "nothing is called here"))
    }

    fn denied(&self, _: &Caller, _: &Operation, failure: Failure) -> Failure {
        failure
    }
}

/// Nobody listens.
struct Silence;

impl Events for Silence {
    fn emit(&self, _: Event) {}
}

/// Loads modules that cannot call anything, within the limits that options ask for, and what is wrong
/// with those that were not accepted.
///
/// # Errors
/// When this machine cannot run WebAssembly, or an option is wrong.
pub fn load(
    modules: Modules,
    limits: Option<&ModuleLimits>,
    runtime: &Runtime,
) -> Result<(Library, Vec<Diagnostic>), Stop> {
    let Modules { files, mut rejected, .. } = modules;
    let mut settings = Settings { cache: code_cache(), ..Settings::default() };
    if let Some(limits) = limits {
        let names = files.iter().map(|file| file.name.as_str());
        let chosen = LimitOptions::read(limits)?.choose(names, None);
        (settings.limits, settings.limits_of) = (chosen.all, chosen.of);
    }
    let loading = Library::load(files, Arc::new(NoAws), Arc::new(Silence), settings);
    let (library, refused) = runtime
        .block_on(loading)
        .map_err(|error| Stop::new(Exit::Internal, Diagnostic::error("host-wasm", error.to_string())))?;
    rejected.extend(refused.iter().map(Into::into));
    Ok((library, rejected))
}
