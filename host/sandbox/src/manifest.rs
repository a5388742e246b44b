//! What a module wants and offers, read from its binary before anything of it is compiled or run.

mod imports;

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use wasmidem_contract::{ModuleId, Operation, Operations, Service};
use wasmparser::{Encoding, Parser, Payload, Validator};

use crate::compile_cost;
use crate::engine::FEATURES;
use crate::error::{ModuleError, ModuleErrorKind};
use crate::interfaces::{self, Door, Interface, KNOWN};
use crate::names::{InterfaceName, Version};
use imports::ImportReader;

/// The largest module that is looked at, in bytes. Python components are about 20 MB.
pub const MODULE_BYTES: usize = 64 << 20;

/// An interface that a module imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The name as the binary has it, e.g. `wasmidem:ec2/vpc@0.1.0`.
    pub interface: String,
    /// The functions of it that the module can call, e.g. `create-vpc`. Interfaces of types only
    /// have none.
    pub functions: Vec<ImportedFunction>,
}

/// A function that a module imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedFunction {
    /// The name as WIT writes it.
    pub name: String,
    /// The AWS operation it is; `None` for services of the host.
    pub operation: Option<Operation>,
    /// How values go through it, if it is an AWS operation.
    pub door: Door,
}

/// What a module is, wants and offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Its name, and the SHA-256 of its bytes.
    pub id: ModuleId,
    /// Its size in bytes.
    pub size: usize,
    /// The newest version of the interfaces it uses.
    pub version: Version,
    /// What it imports of wasmidem, in the order of the binary.
    pub imports: Vec<Import>,
    /// The interfaces of WASI it imports, sorted, e.g. `wasi:cli/environment@0.2.0`. Behind them is
    /// nothing but what a policy grants.
    pub wasi: Vec<String>,
    /// The name of the `resources` interface it exports, if it does.
    pub resources: Option<String>,
    /// The name of the `functions` interface it exports, if it does.
    pub functions: Option<String>,
}

impl Manifest {
    /// The AWS operations it can ask for, sorted by name. This is the module's whole AWS footprint:
    /// nothing else is linked.
    pub fn operations(&self) -> Vec<&Operation> {
        let mut operations: Vec<&Operation> = self
            .imports
            .iter()
            .flat_map(|import| &import.functions)
            .filter_map(|function| function.operation.as_ref())
            .collect();
        operations.sort_by(|a, b| a.name.cmp(&b.name));
        operations.dedup_by(|a, b| a.name == b.name);
        operations
    }

    /// The services of the host it uses, e.g. `log`, `context.region`, sorted.
    pub fn services(&self) -> Vec<String> {
        let mut services = Vec::new();
        for import in &self.imports {
            let interface = InterfaceName::parse(&import.interface).map_or("", |name| name.interface);
            let of_host = import.functions.iter().filter(|function| function.operation.is_none());
            services.extend(of_host.map(|function| match function.name.as_str() {
                name if name == interface => name.to_owned(),
                name => format!("{interface}.{name}"),
            }));
        }
        services.sort();
        services
    }

    /// The services of the host it uses that a policy is asked about, sorted.
    pub fn granted_services(&self) -> Vec<Service> {
        let named = self.imports.iter().filter_map(|import| InterfaceName::parse(&import.interface));
        let interfaces = named.filter_map(|name| interfaces::find(name.package, name.interface));
        let services: BTreeSet<Service> = interfaces.filter_map(Interface::granted).collect();
        services.into_iter().collect()
    }
}

/// Reads what a module wants and offers, and refuses what no host of this version can run.
///
/// `operations` are those of AWS that there are.
///
/// # Errors
/// When the bytes are not a component, or it imports something that modules do not get, was built
/// for other versions of the interfaces, or exports neither resources nor functions.
pub fn inspect(name: &str, bytes: &[u8], operations: &dyn Operations) -> Result<Manifest, ModuleError> {
    check_kind(name, bytes)?;
    let types =
        Validator::new_with_features(FEATURES).validate_all(bytes).map_err(|error| invalid(name, &error))?;
    if let Some(excess) = compile_cost::excess(bytes).map_err(|error| invalid(name, &error))? {
        return Err(ModuleError::new(ModuleErrorKind::TooLarge, name, excess).with_help(
            "compiling it would take too much time and memory; split the function or the module",
        ));
    }
    let outside = Outside::read(bytes).map_err(|error| invalid(name, &error))?;
    let reader = ImportReader { module: name, types: &types, operations };
    let (mut imports, mut wasi) = (Vec::new(), BTreeMap::new());
    let mut versions: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for import in &outside.imports {
        if let Some(name) = reader.wasi(import)? {
            // of two versions of an interface, what serves the one serves the other
            wasi.insert((name.package, name.interface), (*import).to_owned());
            continue;
        }
        let Some((import, parsed)) = reader.read(import)? else {
            continue;
        };
        if versions.insert((parsed.package, parsed.interface), parsed.version.unwrap_or_default()).is_some() {
            let problem = format!("imports `{}/{}` in two versions", parsed.package, parsed.interface);
            return Err(ModuleError::new(ModuleErrorKind::Import, name, problem)
                .with_help("build all parts of the module against the same version of the interfaces"));
        }
        imports.push(import);
    }
    let (mut resources, mut functions) = (None, None);
    for export in &outside.exports {
        match exported(name, export)? {
            Some((Exported::Resources, version)) => {
                resources = Some((*export).to_owned());
                versions.insert(("wasmidem:module", "resources"), version);
            }
            Some((Exported::Functions, version)) => {
                functions = Some((*export).to_owned());
                versions.insert(("wasmidem:module", "functions"), version);
            }
            None => {}
        }
    }
    if resources.is_none() && functions.is_none() {
        return Err(wrong_world(name, &outside.exports));
    }
    let version = versions.values().filter_map(|version| Version::parse(version)).max().unwrap_or(KNOWN);
    let id = ModuleId { name: name.to_owned(), digest: digest(bytes), signer: None };
    let wasi = wasi.into_values().collect();
    Ok(Manifest { id, size: bytes.len(), version, imports, wasi, resources, functions })
}

/// Lower-case hexadecimal SHA-256.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Refuses what is too large to look at.
pub(crate) fn check_size(name: &str, bytes: &[u8]) -> Result<(), ModuleError> {
    if bytes.len() > MODULE_BYTES {
        let problem = format!(
            "is {} bytes long, more than the {} MiB that are accepted",
            bytes.len(),
            MODULE_BYTES >> 20
        );
        return Err(ModuleError::new(ModuleErrorKind::TooLarge, name, problem));
    }
    Ok(())
}

/// Whether the bytes begin as those of a component do.
pub(crate) fn is_component(bytes: &[u8]) -> bool {
    Parser::is_component(bytes)
}

/// Looks at the first eight bytes: what kind of file is it?
fn check_kind(name: &str, bytes: &[u8]) -> Result<(), ModuleError> {
    const MAGIC: &[u8] = b"\0asm";
    check_size(name, bytes)?;
    if bytes.is_empty() || (bytes.len() < 8 && MAGIC.starts_with(bytes.get(..4).unwrap_or(bytes))) {
        return Err(truncated(name));
    }
    if !bytes.starts_with(MAGIC) {
        let error = ModuleError::new(ModuleErrorKind::NotWasm, name, "is not a WebAssembly file");
        let is_text = bytes.trim_ascii_start().starts_with(b"(");
        return Err(if is_text {
            error.with_help("this looks like WebAssembly text; modules are binary components")
        } else {
            error
        });
    }
    if Parser::is_core_wasm(bytes) {
        return Err(ModuleError::new(
            ModuleErrorKind::CoreModule,
            name,
            "is a core WebAssembly module, not a component",
        )
        .with_help("make a component of it: `wasmidem module component FILE --out MODULE.wasm`"));
    }
    Ok(())
}

fn truncated(name: &str) -> ModuleError {
    ModuleError::new(ModuleErrorKind::Truncated, name, "is incomplete: the file ends too early")
        .with_help("copy or build it again")
}

fn invalid(name: &str, error: &wasmparser::BinaryReaderError) -> ModuleError {
    if error.message().starts_with("unexpected end") {
        return truncated(name);
    }
    ModuleError::new(ModuleErrorKind::Invalid, name, format!("is not a valid component: {error}"))
}

/// The names a component shows to the outside.
struct Outside<'a> {
    imports: Vec<&'a str>,
    exports: Vec<&'a str>,
}

impl<'a> Outside<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, wasmparser::BinaryReaderError> {
        let (mut imports, mut exports, mut depth) = (Vec::new(), Vec::new(), 0_u32);
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::Version { encoding: Encoding::Component | Encoding::Module, .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                Payload::ComponentImportSection(section) if depth == 1 => {
                    for import in section {
                        imports.push(import?.name.name);
                    }
                }
                Payload::ComponentExportSection(section) if depth == 1 => {
                    for export in section {
                        exports.push(export?.name.name);
                    }
                }
                _ => {}
            }
        }
        Ok(Self { imports, exports })
    }
}

/// Refuses versions that are not compatible with ours. Later patches are: they only add.
fn check_version(module: &str, does: &str, name: &str, version: Option<&str>) -> Result<(), ModuleError> {
    let parsed = version.and_then(Version::parse);
    if parsed.is_some_and(|version| (version.major, version.minor) == (KNOWN.major, KNOWN.minor)) {
        return Ok(());
    }
    let problem = format!(
        "{does} `{name}`, but this wasmidem knows version {}.{} of its interfaces",
        KNOWN.major, KNOWN.minor
    );
    let error = ModuleError::new(ModuleErrorKind::Version, module, problem);
    Err(if parsed.is_some_and(|version| version > KNOWN) {
        error.with_help(format!(
            "update wasmidem, or build the module for version {}.{}",
            KNOWN.major, KNOWN.minor
        ))
    } else {
        error.with_help(format!("build the module for version {}.{}", KNOWN.major, KNOWN.minor))
    })
}

enum Exported {
    Resources,
    Functions,
}

/// What an export is; `None` for those that say nothing to us (some languages add their own).
fn exported<'n>(module: &str, name: &'n str) -> Result<Option<(Exported, &'n str)>, ModuleError> {
    let Some(parsed) = InterfaceName::parse(name).filter(|parsed| parsed.package == "wasmidem:module") else {
        return Ok(None);
    };
    let exported = match parsed.interface {
        "resources" => Exported::Resources,
        "functions" => Exported::Functions,
        _ => return Ok(None),
    };
    check_version(module, "exports", name, parsed.version)?;
    Ok(Some((exported, parsed.version.unwrap_or_default())))
}

fn wrong_world(name: &str, exports: &[&str]) -> ModuleError {
    let found = match exports {
        [] => "nothing".to_owned(),
        [first, ..] if exports.len() == 1 => format!("`{first}`"),
        [first, ..] => format!("`{first}` and {} more", exports.len() - 1),
    };
    let problem =
        format!("exports {found}, but neither `wasmidem:module/resources` nor `wasmidem:module/functions`");
    ModuleError::new(ModuleErrorKind::World, name, problem).with_help(
        "build it for the world `state-module`, `exec-module` or `module` of `wit/v0.1/module.wit`",
    )
}
