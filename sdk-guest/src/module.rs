//! From the component's exports to the types of the author.

use std::sync::Once;

use crate::{
    Failure, Function, FunctionKind, Manage, Result,
    bindings::exports::wasmidem::module::{
        functions::{self, FunctionInfo},
        resources::{self, Created, Progress, ResourceType},
    },
    json, log, resource,
};

/// What a module exports; written by `export!`.
pub trait Module {
    /// Its kinds of resource.
    const RESOURCES: &'static [ResourceEntry];
    /// Its functions.
    const FUNCTIONS: &'static [FunctionEntry];
}

/// A kind of resource in JSON.
pub struct ResourceEntry {
    path: &'static str,
    schema: fn() -> String,
    find: fn(&str) -> Result<Option<String>>,
    read: fn(&str) -> Result<Option<String>>,
    create: fn(&str) -> Result<Created>,
    update: fn(&str, &str, &str) -> Result<Vec<String>>,
    delete: fn(&str, &str) -> Result<Progress>,
    list: fn() -> Result<Vec<String>>,
}

impl ResourceEntry {
    /// Of a type of the author.
    pub const fn of<R: Manage>() -> Self {
        Self {
            path: R::PATH,
            schema: R::state_schema,
            find: |desired| R::find(&json::from_text(desired)?),
            read: |id| Ok(R::read(id)?.map(|state| resource::state_text(id, &state))),
            create: |desired| R::create(&json::from_text(desired)?),
            update: |id, actual, desired| {
                R::update(id, &json::from_text(actual)?, &json::from_text(desired)?)
            },
            delete: |id, last| R::delete(id, &json::from_text(last)?),
            list: || Ok(R::list()?.iter().map(resource::listed_text).collect()),
        }
    }
}

/// A function in JSON.
pub struct FunctionEntry {
    path: &'static str,
    kind: FunctionKind,
    schema: fn() -> String,
    call: fn(crate::Value, bool) -> Result<String>,
}

impl FunctionEntry {
    /// Of a function of the author.
    pub const fn of<F: Function>() -> Self {
        Self { path: F::PATH, kind: F::KIND, schema: F::schema, call: F::call }
    }
}

/// A panic is a trap without a text, so the text goes to the log first. Natively, tests print it.
fn report_panics() {
    static ONCE: Once = Once::new();
    if cfg!(target_arch = "wasm32") {
        ONCE.call_once(|| std::panic::set_hook(Box::new(|panic| log::error(&panic.to_string()))));
    }
}

fn kind<M: Module>(path: &str) -> Result<&'static ResourceEntry> {
    report_panics();
    M::RESOURCES.iter().find(|entry| entry.path == path).ok_or_else(|| unknown(path))
}

fn unknown(path: &str) -> Failure {
    Failure::unsupported(format!("the module does not know `{path}`"))
}

impl<M: Module> resources::Guest for M {
    fn types() -> Vec<ResourceType> {
        let of =
            |entry: &ResourceEntry| ResourceType { path: entry.path.to_owned(), schema: (entry.schema)() };
        M::RESOURCES.iter().map(of).collect()
    }

    fn find(path: String, desired: String) -> Result<Option<String>> {
        (kind::<M>(&path)?.find)(&desired)
    }

    fn read(path: String, id: String) -> Result<Option<String>> {
        (kind::<M>(&path)?.read)(&id)
    }

    fn create(path: String, desired: String) -> Result<Created> {
        (kind::<M>(&path)?.create)(&desired)
    }

    fn update(path: String, id: String, actual: String, desired: String) -> Result<Vec<String>> {
        (kind::<M>(&path)?.update)(&id, &actual, &desired)
    }

    fn delete(path: String, id: String, last: String) -> Result<Progress> {
        (kind::<M>(&path)?.delete)(&id, &last)
    }

    fn list(path: String) -> Result<Vec<String>> {
        (kind::<M>(&path)?.list)()
    }
}

impl<M: Module> functions::Guest for M {
    fn list_functions() -> Vec<FunctionInfo> {
        let of = |entry: &FunctionEntry| FunctionInfo {
            path: entry.path.to_owned(),
            kind: entry.kind,
            schema: (entry.schema)(),
        };
        M::FUNCTIONS.iter().map(of).collect()
    }

    fn call(path: String, args: String, test: bool) -> Result<String> {
        report_panics();
        let entry = M::FUNCTIONS.iter().find(|entry| entry.path == path).ok_or_else(|| unknown(&path))?;
        (entry.call)(json::value_of(&args)?, test)
    }
}

/// Makes the crate a module: `export!(resources: [Vpc, Subnet])`, `export!(functions: [ping])`, or
/// both, in this order. Once per crate.
#[macro_export]
macro_rules! export {
    (resources: [$($resource:ty),* $(,)?] $(,)?) => {
        $crate::export!(resources: [$($resource),*], functions: []);
    };
    (functions: [$($function:ty),* $(,)?] $(,)?) => {
        $crate::export!(resources: [], functions: [$($function),*]);
    };
    (resources: [$($resource:ty),* $(,)?], functions: [$($function:ty),* $(,)?] $(,)?) => {
        /// What this component exports.
        #[doc(hidden)]
        pub struct ExportedModule;

        impl $crate::Module for ExportedModule {
            const RESOURCES: &'static [$crate::ResourceEntry] = &[$($crate::ResourceEntry::of::<$resource>()),*];
            const FUNCTIONS: &'static [$crate::FunctionEntry] = &[$($crate::FunctionEntry::of::<$function>()),*];
        }

        #[cfg(target_arch = "wasm32")]
        $crate::bindings::export_component!(ExportedModule with_types_in $crate::bindings);
    };
}
