//! Links a component to exactly what it imports, in two ways: one that may write, one that cannot.

mod aws;
mod clock;
mod context;
mod convert;
mod files;
mod hub;
mod log;
mod random;
pub(crate) mod service;
mod signature;

pub(crate) use log::MESSAGE_BYTES;

use wasmidem_contract::{Effect, Operation};
use wasmtime::Engine;
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, InstancePre, Linker, LinkerInstance};

use crate::error::{ModuleError, ModuleErrorKind};
use crate::manifest::{Import, ImportedFunction, Manifest};
use crate::names::InterfaceName;
use crate::store::Guest;
use crate::wasi;

/// A component that is ready to be instantiated.
pub(crate) struct Linked {
    /// With every operation it imports.
    pub(crate) apply: InstancePre<Guest>,
    /// With its write operations replaced by denials.
    pub(crate) read_only: InstancePre<Guest>,
}

/// What becomes of operations that change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writes {
    Linked,
    Denied,
}

/// Links a component.
///
/// # Errors
/// When it declares an import with a type the host cannot serve.
pub(crate) fn link(
    engine: &Engine,
    component: &Component,
    manifest: &Manifest,
) -> Result<Linked, ModuleError> {
    let wrong = |problem: String| ModuleError::new(ModuleErrorKind::Type, &manifest.id.name, problem);
    check_signatures(engine, component, manifest).map_err(wrong)?;
    let link = |writes| {
        let mut linker = Linker::new(engine);
        for import in &manifest.imports {
            define(&mut linker, import, writes)?;
        }
        for import in &manifest.wasi {
            if let Some(name) = InterfaceName::parse(import) {
                wasi::link(&mut linker, name.package, name.interface)?;
            }
        }
        linker.instantiate_pre(component)
    };
    let explain = |error: wasmtime::Error| {
        wrong(format!("declares an import with another type than version 0.1 has: {error:#}"))
    };
    Ok(Linked {
        apply: link(Writes::Linked).map_err(explain)?,
        read_only: link(Writes::Denied).map_err(explain)?,
    })
}

fn define(linker: &mut Linker<Guest>, import: &Import, writes: Writes) -> wasmtime::Result<()> {
    // the exact name of the binary, version included: nothing is matched loosely
    let mut instance = linker.instance(&import.interface)?;
    for function in &import.functions {
        match &function.operation {
            Some(operation) => define_operation(&mut instance, function, operation, writes)?,
            None => define_service(&mut instance, import, function)?,
        }
    }
    Ok(())
}

/// INVARIANT: with [`Writes::Denied`] no write operation is linked to code that can make a call.
fn define_operation(
    instance: &mut LinkerInstance<'_, Guest>,
    function: &ImportedFunction,
    operation: &Operation,
    writes: Writes,
) -> wasmtime::Result<()> {
    match (operation.effect, writes) {
        (Effect::Read, _) | (Effect::Write, Writes::Linked) => {
            aws::define_call(instance, function, operation)
        }
        (Effect::Write, Writes::Denied) => aws::define_denial(instance, &function.name, operation),
    }
}

fn define_service(
    instance: &mut LinkerInstance<'_, Guest>,
    import: &Import,
    function: &ImportedFunction,
) -> wasmtime::Result<()> {
    let interface = InterfaceName::parse(&import.interface).map_or("", |name| name.interface);
    match (interface, function.name.as_str()) {
        ("log", "log") => log::define(instance),
        ("context", name) => context::define(instance, name),
        ("hub", "call") => hub::define(instance),
        ("clock", "now") => clock::define(instance),
        ("random", "bytes") => random::define(instance),
        ("files", name) => files::define(instance, name),
        // a function of the table in `interfaces.rs` that nothing implements: instantiation says so
        _ => Ok(()),
    }
}

/// Checks that every AWS function has a type whose values can be carried to AWS and back.
fn check_signatures(engine: &Engine, component: &Component, manifest: &Manifest) -> Result<(), String> {
    let component_type = component.component_type();
    for import in &manifest.imports {
        let item = component_type.get_import(engine, &import.interface).map(|import| import.ty);
        let Some(ComponentItem::ComponentInstance(instance)) = item else {
            continue;
        };
        for function in import.functions.iter().filter(|function| function.operation.is_some()) {
            let item = instance.get_export(engine, &function.name).map(|export| export.ty);
            let Some(ComponentItem::ComponentFunc(function_type)) = item else {
                continue;
            };
            signature::check(&function_type, function.door).map_err(|problem| {
                format!(
                    "imports `{}` of `{}` with a type that cannot be used: {problem}",
                    function.name, import.interface
                )
            })?;
        }
    }
    Ok(())
}
