//! What a run needs besides its program: state functions whose new state is their arguments.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};

use async_trait::async_trait;
use serde_json::json;
use wasmidem_contract::{
    Accounts, Blame, Cause, Created, DeferredBlock, Diagnostic, Event, Events, Failure, FileWriter,
    FunctionInfo, FunctionKind, ModuleId, Modules, Object, Progress, ResourceType, Results, Schema, SlsRun,
    State, StateCompiler, Step, TemplateSource, Value,
};

static FUNCTION: LazyLock<FunctionInfo> = LazyLock::new(|| FunctionInfo {
    path: "test.present".to_owned(),
    kind: FunctionKind::State,
    schema: Schema::parse(r#"{"additionalProperties": true}"#).unwrap_or_default(),
    module: ModuleId { name: "fuzz".to_owned(), digest: "0".to_owned(), signer: None },
});

/// Offers every function below `test` but `test.missing`; `test.fail` fails, `test.nop` has no state.
#[derive(Default)]
pub(crate) struct Machine {
    files: Mutex<BTreeMap<String, String>>,
}

fn absent(path: &str) -> Failure {
    Failure::new(Cause::NotFound, Blame::Author, "fuzz", format!("there is no `{path}`"))
}

#[async_trait]
impl Modules for Machine {
    fn resource(&self, _: &str) -> Option<&ResourceType> {
        None
    }

    fn function(&self, _: FunctionKind, path: &str) -> Option<&FunctionInfo> {
        (path.starts_with("test.") && path != "test.missing").then_some(&*FUNCTION)
    }

    fn paths(&self) -> Vec<&str> {
        vec!["test.present"]
    }

    async fn find(&self, _: &Step, path: &str, _: &Object) -> Result<Option<String>, Failure> {
        Err(absent(path))
    }

    async fn read(&self, _: &Step, path: &str, _: &str) -> Result<Option<Object>, Failure> {
        Err(absent(path))
    }

    async fn create(&self, _: &Step, path: &str, _: &Object) -> Result<Created, Failure> {
        Err(absent(path))
    }

    async fn update(
        &self,
        _: &Step,
        path: &str,
        _: &str,
        _: &Object,
        _: &Object,
    ) -> Result<Vec<String>, Failure> {
        Err(absent(path))
    }

    async fn delete(&self, _: &Step, path: &str, _: &str, _: &Object) -> Result<Progress, Failure> {
        Err(absent(path))
    }

    async fn list(&self, _: &Step, path: &str) -> Result<Vec<Object>, Failure> {
        Err(absent(path))
    }

    async fn call(
        &self,
        _: &Step,
        kind: FunctionKind,
        path: &str,
        arguments: &Object,
        _: bool,
    ) -> Result<Value, Failure> {
        match (kind, path) {
            (_, "test.fail") => Err(Failure::new(Cause::Other, Blame::Author, "fuzz", "asked to fail")),
            (FunctionKind::Exec, _) => Ok(Value::Object(arguments.clone())),
            (FunctionKind::State, "test.nop") => Ok(json!({"result": true, "comment": "nothing"})),
            (FunctionKind::State, _) => Ok(json!({"result": true, "new_state": arguments})),
        }
    }
}

#[async_trait]
impl StateCompiler for Machine {
    async fn block(&self, _: &DeferredBlock, _: Arc<dyn Results>) -> Result<Vec<State>, Vec<Diagnostic>> {
        Ok(Vec::new())
    }

    async fn files(&self, _: &SlsRun, _: Arc<dyn Results>) -> Result<Vec<State>, Vec<Diagnostic>> {
        Ok(Vec::new())
    }

    async fn template(&self, source: &TemplateSource, _: &Object) -> Result<String, Vec<Diagnostic>> {
        match source {
            TemplateSource::Text(text) | TemplateSource::File(text) => Ok(text.clone()),
        }
    }
}

impl Accounts for Machine {
    fn region(&self, _: &str) -> Result<String, Failure> {
        Ok("region".to_owned())
    }

    fn names(&self, _: &str) -> Vec<String> {
        vec!["default".to_owned()]
    }

    fn add(&self, _: &str, _: &str, _: Option<&str>, _: &Object) -> Result<(), Failure> {
        Ok(())
    }
}

impl FileWriter for Machine {
    fn read(&self, path: &str) -> Result<Option<String>, String> {
        let files = self.files.lock().map_err(|error| error.to_string())?;
        Ok(files.get(path).cloned())
    }

    fn write(&self, path: &str, text: &str) -> Result<(), String> {
        self.files.lock().map_err(|error| error.to_string())?.insert(path.to_owned(), text.to_owned());
        Ok(())
    }
}

impl Events for Machine {
    fn emit(&self, _: Event) {}
}
