use std::sync::Arc;

use serde_json::json;
use tokio::runtime::Handle;
use wasmidem_contract::{
    Blame, Cause, Failure, FunctionKind, Modules as _, Object, Phase, Step, TemplateCalls, Value, nearest,
};

use crate::builtin::words;
use crate::world::LazyWorld;

/// Exec functions of the loaded modules, for templates. Modules are loaded at the first call.
pub struct LibraryCalls {
    /// What runs the calls.
    pub runtime: Handle,
    /// The modules, and whose identity calls are made with.
    pub world: Arc<LazyWorld>,
    /// Names the run.
    pub run_id: String,
}

impl TemplateCalls for LibraryCalls {
    fn exec(&self, path: &str, positional: &[Value], named: &Object) -> Result<Value, Failure> {
        let world = self.world.get(&self.runtime).map_err(|stop| {
            let reasons: Vec<&str> = stop.problems.iter().map(|problem| problem.message.as_str()).collect();
            Failure::new(Cause::Other, Blame::Host, "template.modules", reasons.join("; "))
        })?;
        let offered = &world.modules;
        let function = offered.function(FunctionKind::Exec, path).ok_or_else(|| {
            let text = format!("there is no exec function `{path}`");
            let failure = Failure::new(Cause::NotFound, Blame::Author, "run.unknown-function", text);
            match nearest(path, offered.paths()) {
                Some(meant) => failure.with_help(format!("did you mean `{meant}`?")),
                None => failure,
            }
        })?;
        let arguments = function.bind(positional, named.clone())?;
        let step = Step {
            state: None,
            // INVARIANT: rendering changes nothing, see the port.
            phase: Phase::Plan,
            region: world.profiles.region(&world.profile).unwrap_or_default(),
            profile: world.profile.clone(),
            run_id: self.run_id.clone(),
        };
        let result = self.runtime.block_on(offered.call(&step, FunctionKind::Exec, path, &arguments, true));
        let reference = offered.reference(path);
        Ok(match result.map(|value| function.answer(value)) {
            Ok(answer) => json!({
                "result": answer.result, "ret": answer.ret, "comment": answer.comments, "ref": reference,
            }),
            Err(failure) => json!({
                "result": false, "ret": null, "comment": [words(&failure, &step.region)], "ref": reference,
            }),
        })
    }
}
