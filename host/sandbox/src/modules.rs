//! The library as the run sees it.

use async_trait::async_trait;
use wasmidem_contract::{
    Blame, Cause, Created, Failure, FunctionInfo, FunctionKind, Modules, Object, Progress, ResourceType,
    Step, Value, nearest,
};

use crate::answer::Answerer;
use crate::call::{Call, Module};
use crate::exports::{Export, FunctionExports, ResourceExports};
use crate::library::Library;
use crate::store::Purpose;
use crate::wire;

#[async_trait]
impl Modules for Library {
    fn resource(&self, path: &str) -> Option<&ResourceType> {
        self.resources.get(path).map(|offer| &offer.info)
    }

    fn function(&self, kind: FunctionKind, path: &str) -> Option<&FunctionInfo> {
        self.functions_of(kind).get(path).map(|offer| &offer.info)
    }

    fn paths(&self) -> Vec<&str> {
        let functions = self.exec_functions.keys().chain(self.state_functions.keys());
        self.resources.keys().chain(functions).map(String::as_str).collect()
    }

    async fn find(&self, step: &Step, path: &str, desired: &Object) -> Result<Option<String>, Failure> {
        let (call, exports) = self.resource_call(step, path)?;
        let id: Option<String> = self.runner.call(call, exports.find, (path, json(desired).as_str())).await?;
        id.map(|id| answerer(call, exports.find).id(id)).transpose()
    }

    async fn read(&self, step: &Step, path: &str, id: &str) -> Result<Option<Object>, Failure> {
        let (call, exports) = self.resource_call(step, path)?;
        let state: Option<String> = self.runner.call(call, exports.read, (path, id)).await?;
        state.map(|state| answerer(call, exports.read).state_of(id, &state)).transpose()
    }

    async fn create(&self, step: &Step, path: &str, desired: &Object) -> Result<Created, Failure> {
        let (call, exports) = self.resource_call(step, path)?;
        let created: wire::Created =
            self.runner.call(call, exports.create, (path, json(desired).as_str())).await?;
        let id = answerer(call, exports.create).id(created.id).map_err(after_write)?;
        Ok(Created { id, pending: created.pending })
    }

    async fn update(
        &self,
        step: &Step,
        path: &str,
        id: &str,
        actual: &Object,
        desired: &Object,
    ) -> Result<Vec<String>, Failure> {
        let (call, exports) = self.resource_call(step, path)?;
        let (actual, desired) = (json(actual), json(desired));
        let done: Vec<String> =
            self.runner.call(call, exports.update, (path, id, actual.as_str(), desired.as_str())).await?;
        Ok(answerer(call, exports.update).comments(&done))
    }

    async fn delete(&self, step: &Step, path: &str, id: &str, last: &Object) -> Result<Progress, Failure> {
        let (call, exports) = self.resource_call(step, path)?;
        let progress = self.runner.call(call, exports.delete, (path, id, json(last).as_str())).await?;
        Ok(match progress {
            wire::Progress::Done => Progress::Done,
            wire::Progress::Pending => Progress::Pending,
        })
    }

    async fn list(&self, step: &Step, path: &str) -> Result<Vec<Object>, Failure> {
        let (call, exports) = self.resource_call(step, path)?;
        let states: Vec<String> = self.runner.call(call, exports.list, (path,)).await?;
        answerer(call, exports.list).objects(&states)
    }

    async fn call(
        &self,
        step: &Step,
        kind: FunctionKind,
        path: &str,
        arguments: &Object,
        test: bool,
    ) -> Result<Value, Failure> {
        let (call, exports) = self.function_call(step, kind, path, test)?;
        let answer: String =
            self.runner.call(call, exports.call, (path, json(arguments).as_str(), test)).await?;
        let answerer = answerer(call, exports.call);
        match kind {
            FunctionKind::Exec => answerer.value(&answer),
            FunctionKind::State => answerer.state(&answer),
        }
        .map_err(
            |failure| {
                if step.phase.may_write() && !test { after_write(failure) } else { failure }
            },
        )
    }
}

impl Library {
    fn resource_call<'a>(
        &'a self,
        step: &'a Step,
        path: &'a str,
    ) -> Result<(Call<'a>, &'a ResourceExports), Failure> {
        let module = self.resources.get(path).map(|offer| &*offer.module);
        let found = module.and_then(|module| Some((module, module.exports.resources.as_ref()?)));
        let (module, exports) = found.ok_or_else(|| unknown("resource", path, self.resources.keys()))?;
        Ok((call(module, step, path, false), exports))
    }

    fn function_call<'a>(
        &'a self,
        step: &'a Step,
        kind: FunctionKind,
        path: &'a str,
        test: bool,
    ) -> Result<(Call<'a>, &'a FunctionExports), Failure> {
        let functions = self.functions_of(kind);
        let module = functions.get(path).map(|offer| &*offer.module);
        let found = module.and_then(|module| Some((module, module.exports.functions.as_ref()?)));
        let (module, exports) = found.ok_or_else(|| unknown("function", path, functions.keys()))?;
        Ok((call(module, step, path, test), exports))
    }
}

fn call<'a>(module: &'a Module, step: &'a Step, path: &'a str, test: bool) -> Call<'a> {
    Call { module, step, path, via: &[], account: None, purpose: Purpose::Run, test }
}

fn answerer(call: Call<'_>, export: Export) -> Answerer<'_> {
    Answerer { module: &call.module.manifest.id, function: export.name }
}

fn json(object: &Object) -> String {
    Value::from(object.clone()).to_string()
}

/// What was done is done, even if its answer makes no sense.
fn after_write(mut failure: Failure) -> Failure {
    failure.ambiguous = true;
    failure
}

pub(crate) fn unknown<'a>(what: &str, path: &str, known: impl Iterator<Item = &'a String>) -> Failure {
    let message = format!("no module offers the {what} `{path}`");
    let failure = Failure::new(Cause::NotFound, Blame::Author, "run.unknown-path", message);
    match nearest(path, known.map(String::as_str)) {
        Some(meant) => failure.with_help(format!("`{meant}` may be meant")),
        None => failure,
    }
}
