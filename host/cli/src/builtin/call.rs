//! One call of AWS that the operator asks for by name.

use wasmidem_contract::{
    AwsCalls as _, Blame, Caller, Cause, Effect, Failure, ModuleId, Object, Operation, OperationName, Pages,
    Phase, Step, Value,
};
use wasmidem_gateway::{Answered, Gate, OPERATOR, check_input};
use wasmidem_models::Catalogue;

use super::bytes::{self, Files};
use super::doubt;

/// What makes the calls of one function.
pub struct Calls<'a> {
    gate: &'a Gate,
    caller: Caller,
    files: Files,
}

impl<'a> Calls<'a> {
    /// Calls for a step.
    pub fn new(gate: &'a Gate, step: &Step, files: Files) -> Self {
        let module = ModuleId { name: OPERATOR.to_owned(), digest: String::new(), signer: None };
        let caller = Caller { module, step: step.clone(), declared: true, via: Vec::new() };
        Self { gate, caller, files }
    }

    /// Calls an operation. Nothing is sent if the input is wrong, or the phase may not write.
    ///
    /// # Errors
    /// Why not, or what AWS says.
    pub async fn call(
        &self,
        service: &str,
        operation: &str,
        mut input: Object,
        pages: Pages,
    ) -> Result<Answered, Failure> {
        let name = OperationName::new(service, operation);
        let model = Catalogue::shipped().service(service);
        let model = model.and_then(|service| Some((service, service.operation(operation)?)));
        if let Some((service, operation)) = model {
            bytes::encode(service, operation, &mut input, self.files)?;
        }
        let known = self.gate.operations().operation(&name);
        // What gives credentials is refused by the gate however it is asked for.
        if let Some(operation) = known.as_ref().filter(|operation| !operation.gives_credentials) {
            // The operator wrote it, not a module.
            check_input(&name, &input).map_err(|failure| Failure { blame: Blame::Author, ..failure })?;
            self.refuse_write(operation)?;
        }
        let input = Value::Object(input);
        let answered = self.gate.exchange(&self.caller, &name, input, pages).await;
        let mut answered = answered.map_err(|failure| match &known {
            Some(operation) => doubt::told(operation, failure),
            None => failure,
        })?;
        if let Some((service, operation)) = model {
            bytes::decode(service, operation, &mut answered.response.output);
        }
        Ok(answered)
    }

    /// The gate would refuse it too, in words for modules.
    fn refuse_write(&self, operation: &Operation) -> Result<(), Failure> {
        let (name, phase) = (&operation.name, self.caller.step.phase);
        if operation.effect == Effect::Read || phase.may_write() {
            return Ok(());
        }
        let text = format!("`{name}` could change something and is refused in the {phase} phase");
        let help = match phase {
            Phase::Plan => "only a run without --test may write, and templates never do",
            _ => "only a run without --test may write",
        };
        let failure = Failure::new(Cause::Denied, Blame::Policy, "policy.phase", text)
            .with_help(help)
            .with_detail("service", name.service.clone())
            .with_detail("operation", name.name.clone());
        Err(self.gate.denied(&self.caller, operation, failure))
    }
}

/// What boto3 says of an answer besides the answer.
pub fn metadata(answered: &Answered) -> Value {
    let mut metadata = Object::new();
    if let Some(id) = &answered.response.request_id {
        metadata.insert("RequestId".to_owned(), id.as_str().into());
    }
    if let Some(status) = answered.response.status {
        metadata.insert("HTTPStatusCode".to_owned(), status.into());
    }
    metadata.insert("RetryAttempts".to_owned(), answered.attempts.saturating_sub(1).into());
    Value::Object(metadata)
}

/// The answer with what boto3 says besides.
pub fn with_metadata(answered: Answered) -> Value {
    let metadata = metadata(&answered);
    match answered.response.output {
        Value::Object(mut members) => {
            members.insert("ResponseMetadata".to_owned(), metadata);
            Value::Object(members)
        }
        other => other,
    }
}
