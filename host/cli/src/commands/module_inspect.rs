//! `wasmidem module inspect`.

use std::sync::Arc;

use wasmidem_contract::{
    AwsCalls, Blame, Caller, Cause, Event, Events, Failure, FunctionInfo, Operation, OperationName,
    ResourceType, Value,
};
use wasmidem_sandbox::{Library, ModuleFile, Settings};

use crate::args::Inspect;
use crate::compose::code_cache;
use crate::exit_code::Exit;
use crate::module_files;
use crate::report::{Console, inspect_human, inspect_json, json_errors};

/// The operations there are, and no way to any: inspection reaches no AWS.
struct NoAws;

#[async_trait::async_trait]
impl AwsCalls for NoAws {
    fn operation(&self, name: &OperationName) -> Option<Operation> {
        wasmidem_gateway::operation(name)
    }

    async fn call(&self, _: &Caller, _: &OperationName, _: Value) -> Result<Value, Failure> {
        Err(Failure::new(Cause::Denied, Blame::Host, "inspect", "inspection makes no calls"))
    }
}

/// Nobody listens.
struct Silence;

impl Events for Silence {
    fn emit(&self, _: Event) {}
}

/// Prints what a module is and may ask for.
pub fn run(inspect: &Inspect, console: &Console) -> Exit {
    let refuse = |problem| {
        console.diagnostic(&problem);
        if inspect.json {
            console.out(&json_errors(&[problem]));
        }
        Exit::ModuleRejected
    };
    let file = module_files::find_module(&inspect.file).and_then(|path| {
        Ok(ModuleFile { name: module_files::name_of(&path), bytes: module_files::read(&path)? })
    });
    let file = match file {
        Ok(file) => file,
        Err(problem) => return refuse(problem),
    };
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        console.err("error: cannot start the runtime");
        return Exit::Internal;
    };
    let settings = Settings { cache: code_cache(), ..Settings::default() };
    let loaded = runtime.block_on(Library::load(vec![file], Arc::new(NoAws), Arc::new(Silence), settings));
    let (library, errors) = match loaded {
        Ok(loaded) => loaded,
        Err(error) => {
            console.err(&format!("error: {error}"));
            return Exit::Internal;
        }
    };
    if let Some(error) = errors.first() {
        return refuse(error.into());
    }
    let resources: Vec<&ResourceType> = library.resource_types().collect();
    let functions: Vec<&FunctionInfo> = library.functions().collect();
    for manifest in library.manifests() {
        console.out(&if inspect.json {
            inspect_json(manifest, &resources, &functions)
        } else {
            inspect_human(manifest, &resources, &functions, console.colour_out())
        });
    }
    Exit::Done
}
