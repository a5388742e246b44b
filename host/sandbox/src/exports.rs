//! The functions a module exports.
//!
//! Modules export one or both of two interfaces, under any 0.1 version, so functions are looked up
//! one by one.

use wasmtime::component::{
    Component, ComponentExportIndex, ComponentNamedList, Instance, Lift, Lower, TypedFunc,
};
use wasmtime::{Error, Store};

use crate::manifest::Manifest;
use crate::store::Guest;
use crate::wire::{Created, Failure, FunctionInfo, Progress, ResourceType};

/// What a function of a module answers.
pub(crate) type Answer<T> = (Result<T, Failure>,);

/// Where the exported functions are in a component.
#[derive(Debug, Clone)]
pub(crate) struct Exports {
    pub(crate) resources: Option<ResourceExports>,
    pub(crate) functions: Option<FunctionExports>,
}

/// The functions of `wasmidem:module/resources`.
#[derive(Debug, Clone)]
pub(crate) struct ResourceExports {
    pub(crate) types: Export,
    pub(crate) find: Export,
    pub(crate) read: Export,
    pub(crate) create: Export,
    pub(crate) update: Export,
    pub(crate) delete: Export,
    pub(crate) list: Export,
}

/// The functions of `wasmidem:module/functions`.
#[derive(Debug, Clone)]
pub(crate) struct FunctionExports {
    pub(crate) list_functions: Export,
    pub(crate) call: Export,
}

/// One exported function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Export {
    /// Its name in WIT.
    pub(crate) name: &'static str,
    index: ComponentExportIndex,
}

impl Export {
    /// Whether the function is there to change something. All others only look, in every phase.
    pub(crate) fn may_write(self) -> bool {
        matches!(self.name, "create" | "update" | "delete" | "call")
    }
}

impl Exports {
    /// Looks up the functions of the interfaces that the manifest says are exported.
    ///
    /// # Errors
    /// What is missing, in words that follow the module's name.
    pub(crate) fn find(component: &Component, manifest: &Manifest) -> Result<Self, String> {
        let export = |interface: &str, name: &'static str| {
            let instance = component.get_export_index(None, interface);
            let function = instance.and_then(|instance| component.get_export_index(Some(&instance), name));
            function
                .map(|index| Export { name, index })
                .ok_or_else(|| format!("exports `{interface}` without the function `{name}`"))
        };
        let resources = manifest.resources.as_deref().map(|interface| {
            Ok::<_, String>(ResourceExports {
                types: export(interface, "types")?,
                find: export(interface, "find")?,
                read: export(interface, "read")?,
                create: export(interface, "create")?,
                update: export(interface, "update")?,
                delete: export(interface, "delete")?,
                list: export(interface, "list")?,
            })
        });
        let functions = manifest.functions.as_deref().map(|interface| {
            Ok::<_, String>(FunctionExports {
                list_functions: export(interface, "list-functions")?,
                call: export(interface, "call")?,
            })
        });
        Ok(Self { resources: resources.transpose()?, functions: functions.transpose()? })
    }

    /// Checks the types of all exported functions.
    ///
    /// # Errors
    /// Which function has another type than the interface says, in words that follow the module's
    /// name.
    pub(crate) fn check(&self, store: &mut Store<Guest>, instance: &Instance) -> Result<(), String> {
        if let Some(resources) = &self.resources {
            resources.types.check::<(), (Vec<ResourceType>,)>(store, instance)?;
            resources.find.check::<(&str, &str), Answer<Option<String>>>(store, instance)?;
            resources.read.check::<(&str, &str), Answer<Option<String>>>(store, instance)?;
            resources.create.check::<(&str, &str), Answer<Created>>(store, instance)?;
            resources.update.check::<(&str, &str, &str, &str), Answer<Vec<String>>>(store, instance)?;
            resources.delete.check::<(&str, &str, &str), Answer<Progress>>(store, instance)?;
            resources.list.check::<(&str,), Answer<Vec<String>>>(store, instance)?;
        }
        if let Some(functions) = &self.functions {
            functions.list_functions.check::<(), (Vec<FunctionInfo>,)>(store, instance)?;
            functions.call.check::<(&str, &str, bool), Answer<String>>(store, instance)?;
        }
        Ok(())
    }
}

impl Export {
    fn check<P, R>(self, store: &mut Store<Guest>, instance: &Instance) -> Result<(), String>
    where
        P: ComponentNamedList + Lower,
        R: ComponentNamedList + Lift,
    {
        let found = self.function::<P, R>(store, instance);
        found.map(drop).map_err(|error| {
            format!("exports `{}` with another type than version 0.1 has: {error:#}", self.name)
        })
    }

    /// The function in an instance.
    pub(crate) fn function<P, R>(
        self,
        store: &mut Store<Guest>,
        instance: &Instance,
    ) -> Result<TypedFunc<P, R>, Error>
    where
        P: ComponentNamedList + Lower,
        R: ComponentNamedList + Lift,
    {
        instance.get_typed_func(store, self.index)
    }
}
