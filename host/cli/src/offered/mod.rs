//! Everything that states and exec functions can be: what the loaded modules offer, what is derived of it,
//! and what comes with the program. Where several offer a path, a module comes first.

mod derived;

use std::sync::Arc;

use async_trait::async_trait;
use wasmidem_contract::{
    Blame, Cause, Created, Failure, FunctionInfo, FunctionKind, Modules, Object, Progress, ResourceType,
    Step, Value,
};
use wasmidem_gateway::Gate;
use wasmidem_sandbox::Library;

use crate::builtin::{self, Builtins, Files, Path};
use derived::Derived;

/// What is offered.
pub struct Offered {
    loaded: Library,
    derived: Derived,
    builtins: Builtins,
    /// Without one nothing can be called.
    gate: Option<Arc<Gate>>,
}

impl Offered {
    /// What modules offer, and the rest; functions of the program call AWS by the gate.
    pub fn new(library: Library, gate: Option<Arc<Gate>>) -> Self {
        let derived = Derived::of(&library);
        Self { loaded: library, derived, builtins: Builtins::default(), gate }
    }

    /// The modules.
    pub fn loaded(&self) -> &Library {
        &self.loaded
    }

    /// The paths of exec functions that can be meant: all but those of boto3, which tell themselves what is
    /// meant.
    pub fn exec_paths(&self) -> impl Iterator<Item = &str> {
        let of_modules = self.paths_of_modules().into_iter();
        of_modules.chain(self.derived.paths()).chain(builtin::PLAIN.iter().map(|(path, _)| *path))
    }

    /// The paths of the modules' exec functions.
    pub fn paths_of_modules(&self) -> Vec<&str> {
        let functions = self.loaded.functions();
        functions
            .filter(|function| function.kind == FunctionKind::Exec)
            .map(|function| function.path.as_str())
            .collect()
    }

    /// What idem calls the exec function at a path.
    pub fn reference(&self, path: &str) -> String {
        if self.loaded.function(FunctionKind::Exec, path).is_some() {
            format!("exec.{path}")
        } else if self.derived.function(path).is_some() {
            derived::reference(path)
        } else {
            builtin::reference(path)
        }
    }

    /// Calls an exec function; those of the program may read files if `files` says so.
    ///
    /// # Errors
    /// When there is none, or it fails.
    pub async fn exec(
        &self,
        step: &Step,
        path: &str,
        arguments: &Object,
        (test, files): (bool, Files),
    ) -> Result<Value, Failure> {
        if self.loaded.function(FunctionKind::Exec, path).is_none() {
            if self.derived.function(path).is_some() {
                return derived::call(&self.loaded, step, path, arguments)
                    .await
                    .map(builtin::Reply::into_answer);
            }
            if let Some(named) = Path::read(path) {
                let named = named.map_err(|unknown| unknown.failure)?;
                let gate = self.gate.as_ref().ok_or_else(|| {
                    Failure::new(Cause::Denied, Blame::Host, "host.offline", "nothing is called here")
                })?;
                let reply = builtin::call(gate, step, named, arguments.clone(), files).await?;
                return Ok(reply.into_answer());
            }
        }
        self.loaded.call(step, FunctionKind::Exec, path, arguments, test).await
    }
}

#[async_trait]
impl Modules for Offered {
    fn resource(&self, path: &str) -> Option<&ResourceType> {
        self.loaded.resource(path)
    }

    fn function(&self, kind: FunctionKind, path: &str) -> Option<&FunctionInfo> {
        let of_module = self.loaded.function(kind, path);
        match kind {
            FunctionKind::State => of_module,
            FunctionKind::Exec => {
                of_module.or_else(|| self.derived.function(path)).or_else(|| self.builtins.function(path))
            }
        }
    }

    fn paths(&self) -> Vec<&str> {
        let mut paths = self.loaded.paths();
        paths.extend(self.derived.paths());
        paths.extend(self.builtins.paths());
        paths
    }

    async fn find(&self, step: &Step, path: &str, desired: &Object) -> Result<Option<String>, Failure> {
        self.loaded.find(step, path, desired).await
    }

    async fn read(&self, step: &Step, path: &str, id: &str) -> Result<Option<Object>, Failure> {
        self.loaded.read(step, path, id).await
    }

    async fn create(&self, step: &Step, path: &str, desired: &Object) -> Result<Created, Failure> {
        self.loaded.create(step, path, desired).await
    }

    async fn update(
        &self,
        step: &Step,
        path: &str,
        id: &str,
        actual: &Object,
        desired: &Object,
    ) -> Result<Vec<String>, Failure> {
        self.loaded.update(step, path, id, actual, desired).await
    }

    async fn delete(&self, step: &Step, path: &str, id: &str, last: &Object) -> Result<Progress, Failure> {
        self.loaded.delete(step, path, id, last).await
    }

    async fn list(&self, step: &Step, path: &str) -> Result<Vec<Object>, Failure> {
        self.loaded.list(step, path).await
    }

    async fn call(
        &self,
        step: &Step,
        kind: FunctionKind,
        path: &str,
        arguments: &Object,
        test: bool,
    ) -> Result<Value, Failure> {
        match kind {
            FunctionKind::State => self.loaded.call(step, kind, path, arguments, test).await,
            // What a state file says may not send files of this machine.
            FunctionKind::Exec => self.exec(step, path, arguments, (test, Files::Never)).await,
        }
    }
}
