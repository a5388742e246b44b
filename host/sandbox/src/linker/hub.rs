//! `wasmidem:host/hub`: modules call exec functions of other modules.

use std::sync::Arc;

use serde_json::json;
use wasmidem_contract::{Blame, CalledBy, Cause, Failure, FunctionInfo, Service, Value};
use wasmtime::component::LinkerInstance;

use super::service;
use crate::answer::Answerer;
use crate::call::{Call, HUB_DEPTH};
use crate::library::Offer;
use crate::modules::unknown;
use crate::store::{Guest, Purpose};

pub(super) fn define(instance: &mut LinkerInstance<'_, Guest>) -> wasmtime::Result<()> {
    instance.func_wrap_async("call", |mut store, (path, arguments): (String, String)| {
        Box::new(async move {
            let guest = store.data_mut();
            guest.enter_host()?;
            let answer = call(guest, &path, &arguments).await;
            Ok(service::finish(guest, answer))
        })
    })
}

/// Calls the function in an instance of its own, with what its own module imports. The phase, the
/// state and the profile are the caller's; what may not write calls nothing that may.
async fn call(guest: &mut Guest, path: &str, arguments: &str) -> Result<String, Failure> {
    if guest.purpose == Purpose::Offer {
        service::permit(guest, Service::HubCall, Some(path))?;
    }
    let runner = &guest.runner;
    let functions = runner.hub.get();
    let names = || functions.into_iter().flatten().map(|(name, _)| name);
    let offer = functions.and_then(|functions| functions.get(path));
    let offer = Arc::clone(offer.ok_or_else(|| unknown("exec function", path, names()))?);
    let via = chain(guest, &offer, path)?;
    service::permit(guest, Service::HubCall, Some(path))?;
    let exports = offer.module.exports.functions.as_ref();
    let export = exports.ok_or_else(|| unknown("exec function", path, names()))?.call;
    let arguments = Answerer { module: &guest.caller.module, function: "hub.call" }.object(arguments)?;
    let test = guest.test || !guest.may_write;
    let called = Call {
        module: &offer.module,
        step: &guest.caller.step,
        path,
        via: &via,
        account: Some(&guest.account),
        purpose: Purpose::Run,
        test,
    };
    let arguments = Value::Object(arguments).to_string();
    let returned: Result<String, Failure> =
        runner.call(called, export, (path, arguments.as_str(), test)).await;
    let code = returned.as_ref().err().map(|failure| failure.code.clone());
    service::record(guest, Service::HubCall, Some(path), json!({ "failure": code }));
    let answerer = Answerer { module: &offer.module.manifest.id, function: export.name };
    value(&offer.info, answerer.value(&returned?)?)
}

/// The chain of callers that the call makes, if it is none without an end.
fn chain(guest: &Guest, offer: &Offer<FunctionInfo>, path: &str) -> Result<Vec<CalledBy>, Failure> {
    let mut via = guest.caller.via.clone();
    via.push(CalledBy { module: guest.caller.module.name.clone(), path: guest.path.clone() });
    let module = &offer.module.manifest.id.name;
    let shown = || {
        let steps: Vec<String> = via.iter().map(ToString::to_string).collect();
        format!("{}, which calls `{path}` of module `{module}`", steps.join(", which calls "))
    };
    let refused = |code, message| Err(Failure::new(Cause::Invalid, Blame::Module, code, message));
    if via.iter().any(|caller| caller.module == *module) {
        return refused("hub.loop", format!("modules call each other in a circle: {}", shown()));
    }
    if via.len() > HUB_DEPTH {
        let message = format!("more than {HUB_DEPTH} modules wait for each other: {}", shown());
        return refused("hub.depth", message);
    }
    Ok(via)
}

/// The value of a function; one that says it is not done has none.
fn value(info: &FunctionInfo, returned: Value) -> Result<String, Failure> {
    let answer = info.answer(returned);
    if answer.result {
        return Ok(answer.ret.to_string());
    }
    let comments = match answer.comments.as_slice() {
        [] => "it does not say why".to_owned(),
        comments => comments.join("; "),
    };
    let message = format!("`{}` is not done: {comments}", info.path);
    Err(Failure::new(Cause::Other, Blame::Module, "hub.not-done", message))
}
