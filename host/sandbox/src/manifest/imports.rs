//! What a component imports: which interfaces, and which of their functions are which operations.

use wasmidem_contract::{OperationName, Operations, nearest};
use wasmparser::component_types::{ComponentAnyTypeId, ComponentEntityType};
use wasmparser::types::Types;

use super::{Import, ImportedFunction, check_version};
use crate::error::{ModuleError, ModuleErrorKind};
use crate::interfaces::{self, Door, EVERY_SERVICE, Interface, KNOWN};
use crate::names::{InterfaceName, Version, pascal};
use crate::wasi;

/// An interface that is imported.
enum Imported {
    /// One of the WIT files.
    Known(&'static Interface),
    /// That of a service of AWS.
    Service,
}

/// Reads what a component imports.
pub(super) struct ImportReader<'a> {
    pub(super) module: &'a str,
    pub(super) types: &'a Types,
    pub(super) operations: &'a dyn Operations,
}

impl ImportReader<'_> {
    /// Reads one import; `None` for types, which give a module nothing it could do.
    pub(super) fn read<'n>(&self, name: &'n str) -> Result<Option<(Import, InterfaceName<'n>)>, ModuleError> {
        let item = self.types.component_item_for_import(name).map(|item| item.ty);
        let instance = match item {
            Some(ComponentEntityType::Instance(instance)) => instance,
            Some(ComponentEntityType::Type { created, .. })
                if !matches!(created, ComponentAnyTypeId::Resource(_)) =>
            {
                return Ok(None);
            }
            _ => {
                return Err(self.unavailable(name, "modules get interfaces only, no single functions"));
            }
        };
        let Some(parsed) = InterfaceName::parse(name) else {
            return Err(self.unavailable(name, "modules get versioned interfaces of wasmidem only"));
        };
        let interface = self.interface(name, &parsed)?;
        check_version(self.module, "imports", name, parsed.version)?;
        let mut functions = Vec::new();
        for (item, entity) in
            self.types.as_ref().get(instance).map(|instance| &instance.exports).into_iter().flatten()
        {
            match entity.ty {
                ComponentEntityType::Func(_) => {
                    functions.push(self.function(name, &parsed, &interface, item)?)
                }
                ComponentEntityType::Type { created, .. }
                    if !matches!(created, ComponentAnyTypeId::Resource(_)) => {}
                _ => {
                    return Err(
                        self.unavailable(&format!("{item}` of `{name}"), "the interface has no such item")
                    );
                }
            }
        }
        Ok(Some((Import { interface: name.to_owned(), functions }, parsed)))
    }

    /// The name of an import, if it is an interface of WASI that there is.
    pub(super) fn wasi<'n>(&self, name: &'n str) -> Result<Option<InterfaceName<'n>>, ModuleError> {
        let Some(parsed) = InterfaceName::parse(name).filter(|parsed| parsed.package.starts_with("wasi:"))
        else {
            return Ok(None);
        };
        let item = self.types.component_item_for_import(name).map(|item| item.ty);
        let is_interface = matches!(item, Some(ComponentEntityType::Instance(_)));
        if is_interface && wasi::knows(parsed.package, parsed.interface, parsed.version) {
            return Ok(Some(parsed));
        }
        let error = self.unavailable(name, "of WASI, modules get nothing but an empty version 0.2");
        Err(error.with_help(
            "build it without: it may import `wasi:cli`, `wasi:clocks`, `wasi:filesystem`, `wasi:io`, `wasi:random` \
             and `wasi:sockets` of version 0.2",
        ))
    }

    /// The interface of an import's name.
    fn interface(&self, name: &str, parsed: &InterfaceName<'_>) -> Result<Imported, ModuleError> {
        if parsed.package == EVERY_SERVICE {
            return self.service(name, parsed);
        }
        if let Some(interface) = interfaces::find(parsed.package, parsed.interface) {
            return Ok(Imported::Known(interface));
        }
        let siblings: Vec<&str> =
            interfaces::of_package(parsed.package).map(|interface| interface.name).collect();
        if siblings.is_empty() {
            return Err(self.unavailable(name, "modules get the interfaces of wasmidem only"));
        }
        check_version(self.module, "imports", name, parsed.version)?;
        let error = self.unavailable(name, &format!("`{}` has no such interface", parsed.package));
        Err(match nearest(parsed.interface, siblings) {
            Some(meant) => error.with_help(format!("`{meant}` may be meant")),
            None => error.with_help(newer_or_typo(parsed.version)),
        })
    }

    /// The service whose interface is imported.
    fn service(&self, name: &str, parsed: &InterfaceName<'_>) -> Result<Imported, ModuleError> {
        let services = self.operations.services();
        if services.binary_search(&parsed.interface).is_ok() {
            return Ok(Imported::Service);
        }
        check_version(self.module, "imports", name, parsed.version)?;
        let problem = format!("imports `{name}`, but AWS has no service `{}`", parsed.interface);
        let error = ModuleError::new(ModuleErrorKind::Operation, self.module, problem);
        Err(match nearest(parsed.interface, services) {
            Some(meant) => error.with_help(format!("`{meant}` may be meant")),
            None => error.with_help("services have the names that boto3 gives them"),
        })
    }

    fn function(
        &self,
        name: &str,
        parsed: &InterfaceName<'_>,
        imported: &Imported,
        function: &str,
    ) -> Result<ImportedFunction, ModuleError> {
        match imported {
            Imported::Service => self.operation_of_service(name, parsed, function),
            Imported::Known(interface) => self.known_function(name, parsed, interface, function),
        }
    }

    fn operation_of_service(
        &self,
        name: &str,
        parsed: &InterfaceName<'_>,
        function: &str,
    ) -> Result<ImportedFunction, ModuleError> {
        let refused = |problem: String| ModuleError::new(ModuleErrorKind::Operation, self.module, problem);
        let service = parsed.interface;
        let Some(operation) = self.operations.function(service, function) else {
            let problem = format!("imports `{function}` of `{name}`, but `{service}` has no such operation");
            let all = self.operations.of_service(service);
            let wanted = pascal(function);
            return Err(match nearest(&wanted, all.iter().map(|operation| operation.name.name.as_str())) {
                Some(meant) => refused(problem)
                    .with_help(format!("`{meant}` may be meant: `wasmidem wit {service} {meant}`")),
                None => refused(problem).with_help(format!("`wasmidem wit {service}` lists its operations")),
            });
        };
        if operation.gives_credentials {
            let problem = format!(
                "imports `{function}` of `{name}`, whose answer has AWS credentials in it: no module gets those"
            );
            return Err(refused(problem).with_help("the host alone holds credentials"));
        }
        Ok(ImportedFunction { name: function.to_owned(), operation: Some(operation), door: Door::Json })
    }

    fn known_function(
        &self,
        name: &str,
        parsed: &InterfaceName<'_>,
        interface: &Interface,
        function: &str,
    ) -> Result<ImportedFunction, ModuleError> {
        let door = Door::typed(function);
        let found = |operation| ImportedFunction { name: function.to_owned(), operation, door };
        let known = interface.functions.contains(&function);
        let Some(service) = interface.service() else {
            return if known {
                Ok(found(None))
            } else {
                Err(self.no_function(name, parsed, interface, function))
            };
        };
        let operation = OperationName::new(service, pascal(function));
        match self.operations.operation(&operation) {
            Some(operation) if known => Ok(found(Some(operation))),
            Some(_) => Err(self.no_function(name, parsed, interface, function)),
            None => {
                let problem =
                    format!("imports `{function}` of `{name}`, but there is no operation `{operation}`");
                let error = ModuleError::new(ModuleErrorKind::Operation, self.module, problem);
                let help = match nearest(function, interface.functions.iter().copied()) {
                    Some(meant) if meant != function => format!("`{meant}` may be meant"),
                    _ => newer_or_typo(parsed.version),
                };
                Err(error.with_help(help))
            }
        }
    }

    fn no_function(
        &self,
        name: &str,
        parsed: &InterfaceName<'_>,
        interface: &Interface,
        function: &str,
    ) -> ModuleError {
        let problem = format!("imports `{function}` of `{name}`, but this interface has no such function");
        let error = ModuleError::new(ModuleErrorKind::Import, self.module, problem);
        match nearest(function, interface.functions.iter().copied()) {
            Some(meant) => error.with_help(format!("`{meant}` may be meant")),
            None => error.with_help(newer_or_typo(parsed.version)),
        }
    }

    fn unavailable(&self, import: &str, why: &str) -> ModuleError {
        let problem = format!("imports `{import}`, which is not available: {why}");
        ModuleError::new(ModuleErrorKind::Import, self.module, problem)
    }
}

/// Advice for an import this host does not know.
fn newer_or_typo(version: Option<&str>) -> String {
    if version.and_then(Version::parse).is_some_and(|version| version > KNOWN) {
        format!(
            "the module was built for a newer wasmidem (this one knows the interfaces up to {KNOWN}): update wasmidem"
        )
    } else {
        format!("the interfaces of version {KNOWN} are in `wit/v0.1`")
    }
}
