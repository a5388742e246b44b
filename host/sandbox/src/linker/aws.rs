//! AWS operations as functions of a guest.

use std::sync::Arc;

use wasmidem_contract::{Blame, Cause, Effect, Failure, Operation, Pages, Phase, Value};
use wasmtime::StoreContextMut;
use wasmtime::component::types::ComponentFunc;
use wasmtime::component::{LinkerInstance, Type, Val};

use super::convert;
use crate::interfaces::Door;
use crate::manifest::ImportedFunction;
use crate::store::{Guest, Purpose};

/// Links a function to the gate.
pub(super) fn define_call(
    instance: &mut LinkerInstance<'_, Guest>,
    function: &ImportedFunction,
    operation: &Operation,
) -> wasmtime::Result<()> {
    let (operation, door) = (Arc::new(operation.clone()), function.door);
    instance.func_new_async(&function.name, move |mut store, function, parameters, results| {
        let operation = Arc::clone(&operation);
        Box::new(async move {
            #[cfg(feature = "memory-dumps")]
            if let Some(observer) = store.data().runner.observer.clone() {
                observer.show(&mut store);
            }
            let guest = store.data_mut();
            guest.enter_host()?;
            guest.account.count_aws_call(&guest.limits)?;
            let answer = match guest.purpose {
                Purpose::Run => call(&mut store, (&operation, door), &function, parameters).await,
                Purpose::Offer => Err(deny(guest, &operation, while_loading(&operation))),
            };
            finish(&mut store, answer, results);
            Ok(())
        })
    })
}

/// Links a function to a denial. It has no way to the gate.
pub(super) fn define_denial(
    instance: &mut LinkerInstance<'_, Guest>,
    name: &str,
    operation: &Operation,
) -> wasmtime::Result<()> {
    let operation = operation.clone();
    instance.func_new(name, move |mut store, _, _, results| {
        let guest = store.data_mut();
        guest.enter_host()?;
        guest.account.count_aws_call(&guest.limits)?;
        let failure = match guest.purpose {
            Purpose::Run => in_phase(&operation, guest),
            Purpose::Offer => while_loading(&operation),
        };
        let failure = deny(guest, &operation, failure);
        finish(&mut store, Err(failure), results);
        Ok(())
    })
}

/// Gives the guest its answer and lets its clock run on.
fn finish(store: &mut StoreContextMut<'_, Guest>, answer: Result<Option<Val>, Failure>, results: &mut [Val]) {
    let guest = store.data_mut();
    let answer = match answer {
        Ok(value) => Ok(value.map(Box::new)),
        Err(failure) => {
            guest.remember(&failure);
            Err(Some(Box::new(convert::failure(&failure))))
        }
    };
    if let Some(result) = results.first_mut() {
        *result = Val::Result(answer);
    }
    guest.leave_host();
}

async fn call(
    store: &mut StoreContextMut<'_, Guest>,
    (operation, door): (&Operation, Door),
    function: &ComponentFunc,
    parameters: &[Val],
) -> Result<Option<Val>, Failure> {
    let (input, pages) = match door {
        Door::Typed { .. } => (convert::input(function, parameters), Pages::All),
        Door::Json => (convert::json_input(parameters), Pages::One),
    };
    let input = input.map_err(|problem| {
        let message = format!("the input of `{}` is wrong: {problem}", operation.name);
        Failure::new(Cause::Invalid, Blame::Module, "host.input", message)
    })?;
    let guest = store.data_mut();
    let (aws, caller) = (Arc::clone(&guest.aws), Arc::clone(&guest.caller));
    if operation.effect == Effect::Write {
        guest.account.begin_write(operation.name.clone());
    }
    let answer = aws.call(&caller, &operation.name, Value::Object(input), pages).await;
    if operation.effect == Effect::Write {
        let took_effect = answer.as_ref().map_or_else(|failure| failure.ambiguous, |_| true);
        store.data().account.end_write(took_effect);
    }
    let output = answer?;
    match door {
        Door::Json => Ok(Some(Val::String(output.to_string()))),
        Door::Typed { member } => {
            let Some(Type::Result(result)) = function.results().next() else {
                return Ok(None);
            };
            let output = unwrap(member, output);
            let fitted = result.ok().map(|ty| match (&ty, &output, member) {
                // AWS leaves lists out that are empty
                (Type::List(_), ..) | (_, Some(_), _) | (_, None, None) => convert::output(&ty, output),
                (_, None, Some(member)) => Err(format!("it has no `{member}`")),
            });
            fitted.transpose().map_err(|problem| misfit(operation, &problem))
        }
    }
}

/// The member of the output that the function returns, or the whole output.
fn unwrap(member: Option<&str>, output: Value) -> Option<Value> {
    match (member, output) {
        (None, output) => Some(output),
        (Some(member), Value::Object(mut output)) => output.remove(member),
        (Some(_), _) => None,
    }
}

/// AWS answered with something the guest's types cannot hold.
fn misfit(operation: &Operation, problem: &str) -> Failure {
    let message = format!("the answer to `{}` does not fit: {problem}", operation.name);
    let mut failure = Failure::new(Cause::Other, Blame::Host, "host.answer", message)
        .with_detail("service", operation.name.service.clone())
        .with_detail("operation", operation.name.name.clone());
    // it was carried out, only its answer is lost
    failure.ambiguous = operation.effect == Effect::Write;
    failure
}

fn in_phase(operation: &Operation, guest: &Guest) -> Failure {
    let phase = guest.caller.step.phase;
    let when = match phase {
        Phase::Apply if guest.test => "in test mode".to_owned(),
        phase => format!("in the {phase} phase"),
    };
    denial(operation, format!("`{}` could change something and is refused {when}", operation.name))
        .with_detail("phase", phase.to_string())
}

fn while_loading(operation: &Operation) -> Failure {
    denial(operation, format!("`{}` is refused while modules are loaded", operation.name))
}

fn denial(operation: &Operation, message: String) -> Failure {
    Failure::new(Cause::Denied, Blame::Policy, "policy.phase", message)
        .with_detail("service", operation.name.service.clone())
        .with_detail("operation", operation.name.name.clone())
}

/// Reports a refusal. The gate keeps it with its own.
fn deny(guest: &Guest, operation: &Operation, failure: Failure) -> Failure {
    guest.aws.denied(&guest.caller, operation, failure)
}
