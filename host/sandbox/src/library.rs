//! The loaded modules.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use tokio::sync::Semaphore;
use tokio::task;
use wasmidem_contract::{AwsCalls, Event, Events, FunctionInfo, FunctionKind, Limits, ResourceType};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::cache::Cache;
use crate::call::{Module, Runner, permits};
use crate::engine;
use crate::error::{ModuleError, ModuleErrorKind};
use crate::exports::Exports;
use crate::linker;
use crate::manifest::{Manifest, inspect};
use crate::offers::Offers;

/// A file that is to be a module.
#[derive(Debug, Clone)]
pub struct ModuleFile {
    /// The module's name: the file's stem, e.g. `ec2_vpc`.
    pub name: String,
    /// What is in the file.
    pub bytes: Vec<u8>,
    /// Who signed these bytes, if a key is trusted to say so.
    pub signer: Option<String>,
}

/// How modules are kept and run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What a module may use that has no limits of its own, and all modules together.
    pub limits: Limits,
    /// What modules may use that have limits of their own, by name.
    pub limits_of: BTreeMap<String, Limits>,
    /// Where compiled code is kept: a directory for this purpose alone, made with mode 0700 if it
    /// does not exist. Without one, every start compiles all modules.
    pub cache: Option<PathBuf>,
    /// Folders that modules can read, where a policy permits it. Default: none.
    pub folders: Vec<Folder>,
    /// Sees the memories of instances. With one, modules are compiled for debugging: take no cache.
    #[cfg(feature = "memory-dumps")]
    pub observer: Option<crate::Observer>,
}

impl Settings {
    fn is_observed(&self) -> bool {
        #[cfg(feature = "memory-dumps")]
        return self.observer.is_some();
        #[cfg(not(feature = "memory-dumps"))]
        false
    }
}

/// A folder that modules can read, where a policy permits it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// What modules and policies call it; with WASI it is at `/NAME`.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// WebAssembly cannot be run here at all.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SandboxError(String);

/// What a module offers at a path.
pub(crate) struct Offer<T> {
    pub(crate) info: T,
    pub(crate) module: Arc<Module>,
}

/// The loaded modules: what they are, what they offer, and how to call them.
pub struct Library {
    pub(crate) runner: Arc<Runner>,
    pub(crate) resources: BTreeMap<String, Offer<ResourceType>>,
    pub(crate) exec_functions: BTreeMap<String, Arc<Offer<FunctionInfo>>>,
    pub(crate) state_functions: BTreeMap<String, Arc<Offer<FunctionInfo>>>,
    modules: Vec<Arc<Module>>,
}

impl Library {
    /// Loads modules: inspects, compiles (or takes compiled code from the cache), links each, and
    /// asks it what it offers. A module that is not accepted keeps no other from being loaded; of
    /// two that offer the same path or have the same name, the earlier is kept.
    ///
    /// Must be called within a Tokio runtime that has its timer enabled.
    ///
    /// # Errors
    /// When no WebAssembly can be run on this machine.
    pub async fn load(
        files: Vec<ModuleFile>,
        aws: Arc<dyn AwsCalls>,
        events: Arc<dyn Events>,
        settings: Settings,
    ) -> Result<(Self, Vec<ModuleError>), SandboxError> {
        let engine = engine::start(settings.is_observed()).map_err(SandboxError)?;
        let cache = settings.cache.as_ref().and_then(|directory| {
            let cache = Cache::open(directory, &engine);
            cache
                .map_err(|problem| {
                    warn(&*events, format!("compiled modules are not kept: the cache directory {problem}"))
                })
                .ok()
        });
        let live_instances = settings.limits.live_instances;
        let workshop = Workshop {
            engine: engine.clone(),
            cache,
            aws: Arc::clone(&aws),
            limits: Arc::new(settings.limits),
            limits_of: settings.limits_of,
        };
        let prepared = prepare_all(files, workshop).await;
        #[allow(unused_mut, reason = "builds for tests set one member more")]
        let mut runner = Runner::new(engine, aws, events, settings.folders, live_instances);
        #[cfg(feature = "memory-dumps")]
        {
            runner.observer = settings.observer;
        }
        let mut library = Self {
            runner: Arc::new(runner),
            resources: BTreeMap::new(),
            exec_functions: BTreeMap::new(),
            state_functions: BTreeMap::new(),
            modules: Vec::new(),
        };
        let mut errors = Vec::new();
        for module in prepared {
            let added = match module {
                Ok(module) => library.add(Arc::new(module)).await,
                Err(error) => Err(error),
            };
            errors.extend(added.err());
        }
        library.runner.hub.get_or_init(|| library.exec_functions.clone());
        Ok((library, errors))
    }

    /// What is known about each loaded module, in the order of loading.
    pub fn manifests(&self) -> impl Iterator<Item = &Manifest> {
        self.modules.iter().map(|module| &module.manifest)
    }

    /// All kinds of resource, sorted by path.
    pub fn resource_types(&self) -> impl Iterator<Item = &ResourceType> {
        self.resources.values().map(|offer| &offer.info)
    }

    /// All functions: exec functions, then state functions, each sorted by path.
    pub fn functions(&self) -> impl Iterator<Item = &FunctionInfo> {
        self.exec_functions.values().chain(self.state_functions.values()).map(|offer| &offer.info)
    }

    /// Asks a module what it offers and enters it, wholly or not at all.
    async fn add(&mut self, module: Arc<Module>) -> Result<(), ModuleError> {
        let id = &module.manifest.id;
        if self.modules.iter().any(|other| other.manifest.id.name == id.name) {
            return Err(ModuleError::new(ModuleErrorKind::Duplicate, &id.name, "is given twice"));
        }
        let offers = Offers::ask(&self.runner, &module).await?;
        for info in &offers.resources {
            self.check_new(
                &module,
                "resource",
                &info.path,
                self.resources.get(&info.path).map(|offer| &offer.module),
            )?;
        }
        for info in &offers.functions {
            let known = self.functions_of(info.kind).get(&info.path);
            self.check_new(&module, "function", &info.path, known.map(|offer| &offer.module))?;
        }
        for info in offers.resources {
            self.resources.insert(info.path.clone(), Offer { info, module: Arc::clone(&module) });
        }
        for info in offers.functions {
            let functions = match info.kind {
                FunctionKind::Exec => &mut self.exec_functions,
                FunctionKind::State => &mut self.state_functions,
            };
            let offer = Offer { info, module: Arc::clone(&module) };
            functions.insert(offer.info.path.clone(), Arc::new(offer));
        }
        self.modules.push(module);
        Ok(())
    }

    pub(crate) fn functions_of(&self, kind: FunctionKind) -> &BTreeMap<String, Arc<Offer<FunctionInfo>>> {
        match kind {
            FunctionKind::Exec => &self.exec_functions,
            FunctionKind::State => &self.state_functions,
        }
    }

    fn check_new(
        &self,
        module: &Module,
        what: &str,
        path: &str,
        known: Option<&Arc<Module>>,
    ) -> Result<(), ModuleError> {
        let Some(other) = known else { return Ok(()) };
        let problem = format!("offers the {what} `{path}`, as module `{}` does", other.manifest.id.name);
        Err(ModuleError::new(ModuleErrorKind::Duplicate, &module.manifest.id.name, problem)
            .with_help("load one of them only"))
    }
}

fn warn(events: &dyn Events, message: String) {
    events.emit(Event::Warning { state: None, message });
}

/// What makes modules of files.
struct Workshop {
    engine: Engine,
    cache: Option<Cache>,
    aws: Arc<dyn AwsCalls>,
    limits: Arc<Limits>,
    limits_of: BTreeMap<String, Limits>,
}

impl Workshop {
    fn prepare(&self, file: &ModuleFile) -> Result<Module, ModuleError> {
        let mut manifest = inspect(&file.name, &file.bytes, self.aws.operations())?;
        manifest.id.signer.clone_from(&file.signer);
        let component = self.component(&manifest, &file.bytes)?;
        let linked = linker::link(&self.engine, &component, &manifest)?;
        let exports = Exports::find(&component, &manifest)
            .map_err(|problem| ModuleError::new(ModuleErrorKind::Type, &file.name, problem))?;
        let own = self.limits_of.get(&file.name);
        let limits = own.map_or_else(|| Arc::clone(&self.limits), |limits| Arc::new(limits.clone()));
        let turns = permits(limits.concurrency);
        Ok(Module { manifest, linked, exports, limits, turns })
    }

    fn component(&self, manifest: &Manifest, bytes: &[u8]) -> Result<Component, ModuleError> {
        let digest = &manifest.id.digest;
        if let Some(component) = self.cache.as_ref().and_then(|cache| cache.load(&self.engine, digest)) {
            tracing::debug!(module = %manifest.id, "compiled code was in the cache");
            return Ok(component);
        }
        let component = Component::from_binary(&self.engine, bytes).map_err(|error| {
            ModuleError::new(
                ModuleErrorKind::Compile,
                &manifest.id.name,
                format!("cannot be compiled: {error:#}"),
            )
        })?;
        if let Some(cache) = &self.cache {
            cache.keep(digest, &component);
        }
        Ok(component)
    }
}

/// Prepares all files, as many at once as there are processors; the order is kept.
async fn prepare_all(files: Vec<ModuleFile>, workshop: Workshop) -> Vec<Result<Module, ModuleError>> {
    let workshop = Arc::new(workshop);
    let processors = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let turns = Arc::new(Semaphore::new(processors));
    let mut tasks = Vec::with_capacity(files.len());
    for file in files {
        let (workshop, turns, name) = (Arc::clone(&workshop), Arc::clone(&turns), file.name.clone());
        let task = task::spawn(async move {
            let _turn = turns.acquire_owned().await;
            task::spawn_blocking(move || workshop.prepare(&file)).await
        });
        tasks.push((name, task));
    }
    let mut prepared = Vec::with_capacity(tasks.len());
    for (name, task) in tasks {
        prepared.push(match task.await.flatten() {
            Ok(module) => module,
            Err(error) => Err(ModuleError::new(
                ModuleErrorKind::Compile,
                &name,
                format!("made the compiler fail: {error}"),
            )),
        });
    }
    prepared
}
