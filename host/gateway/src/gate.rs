use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use wasmidem_contract::{
    Audit, AwsCalls, Blame, Caller, Cause, Effect, Event, Events, Failure, ModuleId, NoAudit, Operation,
    OperationName, Operations, Pages, Service, Value,
};
use wasmidem_policy::Policy;

use crate::accounts::Accounts;
use crate::authorise::{authorise, identify};
use crate::consistency::Fresh;
use crate::pacing::Pacer;
use crate::record::{Basis, Question, Record, UnderWay};
use crate::{AwsOperations, Permit, Response, Transport, input, paging, retry, services};

/// Who makes the calls that the gate makes for itself; who composes the rooms lets no module be called so.
pub const GATE: &str = "the gate";

/// Who makes the calls that the operator asks for by name, without a module: on the command line, and in
/// state files and templates; who composes the rooms lets no module be called so.
pub const OPERATOR: &str = "the operator";

/// What a call came to, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The answer, or all pages of it.
    pub response: Response,
    /// How many requests it took.
    pub attempts: u32,
}

/// The gate.
pub struct Gate {
    policy: Arc<dyn Policy>,
    transport: Arc<dyn Transport>,
    record: Record,
    pacer: Pacer,
    fresh: Fresh,
    accounts: Accounts,
    /// How many calls were authorised: numbers them in events.
    calls: AtomicU64,
}

/// What may be sent, and the number of the decision on it.
type Authorised = (Permit, u64);

impl Gate {
    /// A gate that asks `policy`, sends by `transport` and records to `events`.
    pub fn new(policy: Arc<dyn Policy>, transport: Arc<dyn Transport>, events: Arc<dyn Events>) -> Self {
        Self {
            policy,
            transport,
            record: Record { events, audit: Arc::new(NoAudit) },
            pacer: Pacer::default(),
            fresh: Fresh::default(),
            accounts: Accounts::default(),
            calls: AtomicU64::new(0),
        }
    }

    /// The same, with each decision and call kept by `audit`; what it cannot keep is not sent.
    #[must_use]
    pub fn with_audit(mut self, audit: Arc<dyn Audit>) -> Self {
        self.record.audit = audit;
        self
    }

    async fn authorise(
        &self,
        caller: &Caller,
        operation: &Operation,
        input: &Value,
    ) -> Result<Authorised, Failure> {
        let mut question = Question {
            module: &caller.module,
            caller,
            operation: &operation.name,
            effect: Some(operation.effect),
            account: None,
        };
        // What a module does not import, or the phase refuses, is denied without a look at the account.
        let stands = caller.declared && (operation.effect == Effect::Read || caller.step.phase.may_write());
        let account = if stands && self.policy.reads_account() {
            let found = self.account(caller).await;
            Some(found.inspect_err(|failure| self.record.denied(question, failure))?)
        } else {
            None
        };
        question.account = account.as_deref();
        let (permit, grounds) = authorise(self.policy.as_ref(), caller, operation, question.account, input)
            .inspect_err(|failure| self.record.denied(question, failure))?;
        let decision = self.record.allowed(question, &Basis::Policy(grounds))?;
        Ok((permit, decision))
    }

    /// Makes a call as [`AwsCalls::call`] does, and says how it went besides.
    ///
    /// # Errors
    /// As there.
    pub async fn exchange(
        &self,
        caller: &Caller,
        name: &OperationName,
        input: Value,
        pages: Pages,
    ) -> Result<Answered, Failure> {
        let Some(operation) = AwsOperations.operation(name) else {
            let text = format!("there is no operation `{name}`");
            let failure = Failure::new(Cause::Unsupported, Blame::Module, "gate.operation", text);
            let question =
                Question { module: &caller.module, caller, operation: name, effect: None, account: None };
            self.record.kept_denied(question, &failure);
            return Err(failure);
        };
        let (permit, decision) = self.authorise(caller, &operation, &input).await?;
        self.carry_out(&caller.module, caller, (&permit, decision), input, pages).await
    }

    /// The account of the caller's profile. Asking is a call of the gate itself, recorded as any.
    async fn account(&self, caller: &Caller) -> Result<String, Failure> {
        let profile = &caller.step.profile;
        let ask = async || {
            let permit = identify(profile);
            let gate = ModuleId { name: GATE.to_owned(), digest: String::new(), signer: None };
            let question = Question {
                module: &gate,
                caller,
                operation: permit.operation(),
                effect: Some(permit.effect()),
                account: None,
            };
            let decision = self.record.allowed(question, &Basis::Own)?;
            let nothing = Value::Object(Default::default());
            let answered = self.carry_out(&gate, caller, (&permit, decision), nothing, Pages::One).await?;
            Ok(answered.response.output)
        };
        self.accounts.of(profile, ask).await
    }

    /// Sends what was authorised, and records it.
    async fn carry_out(
        &self,
        module: &ModuleId,
        caller: &Caller,
        (permit, decision): (&Permit, u64),
        input: Value,
        pages: Pages,
    ) -> Result<Answered, Failure> {
        let name = permit.operation();
        let call = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        let mut under_way = UnderWay::new(self.record.audit.as_ref(), decision, module, name);
        self.record.events.emit(Event::CallStarted {
            call,
            module: module.clone(),
            state: caller.step.state.clone(),
            operation: name.clone(),
            effect: permit.effect(),
        });
        let result = self.fetch(call, permit, &input, pages, &mut under_way.attempts).await;
        if let Ok(answer) = &result {
            self.fresh.note(&name.name, &input, &answer.output);
        }
        let attempts = under_way.attempts;
        let request_id = result.as_ref().ok().and_then(|answer| answer.request_id.as_deref());
        let took = under_way.end(request_id, result.as_ref().err());
        self.record.events.emit(Event::CallFinished {
            call,
            operation: name.clone(),
            attempts,
            milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            failure: result.as_ref().err().cloned(),
        });
        result.map(|response| Answered { response, attempts })
    }

    /// One answer, or all pages of a list joined. Each page is a request of its own, paced and retried
    /// as any; none is asked for twice because a later one fails.
    async fn fetch(
        &self,
        call: u64,
        permit: &Permit,
        input: &Value,
        pages: Pages,
        attempts: &mut u32,
    ) -> Result<Response, Failure> {
        let paginator = match pages {
            Pages::One => None,
            Pages::All => paging::paginator(permit.operation()),
        };
        let input = input::prepare(permit.operation(), input.clone())?;
        let mut answer = self.send(call, permit, &input, attempts).await?;
        let (Some(paginator), Value::Object(first)) = (paginator, &input) else { return Ok(answer) };
        let mut list = paging::List::new(permit.operation(), paginator, first.clone());
        while let Some(next) = list.add(answer.output)? {
            answer = self.send(call, permit, &next, attempts).await?;
        }
        Ok(Response { output: list.whole(), request_id: answer.request_id, status: answer.status })
    }

    /// Sends until it succeeds or no more sending is right; counts the sendings.
    async fn send(
        &self,
        call: u64,
        permit: &Permit,
        input: &Value,
        attempts: &mut u32,
    ) -> Result<Response, Failure> {
        let mut sendings = 0;
        loop {
            let place = self.pacer.enter(permit).await;
            *attempts += 1;
            sendings += 1;
            let result = self.transport.send(permit, input).await;
            if result.is_ok() {
                self.pacer.speed_up(permit);
            }
            drop(place);
            let mut failure = match result {
                Ok(answer) => {
                    return Ok(answer);
                }
                Err(failure) => failure,
            };
            if permit.effect() == Effect::Read && self.fresh.explains(&failure, input) {
                failure.retryable = true;
            }
            let Some(pause) = retry::delay(permit.effect(), &failure, sendings) else {
                return Err(failure);
            };
            if failure.cause == Cause::Throttled {
                self.pacer.slow_down(permit, pause);
            }
            self.record.events.emit(Event::CallRetried {
                call,
                operation: permit.operation().clone(),
                attempt: sendings + 1,
                failure,
            });
            tokio::time::sleep(pause).await;
        }
    }
}

#[async_trait]
impl AwsCalls for Gate {
    fn operations(&self) -> &dyn Operations {
        &AwsOperations
    }

    async fn call(
        &self,
        caller: &Caller,
        name: &OperationName,
        input: Value,
        pages: Pages,
    ) -> Result<Value, Failure> {
        self.exchange(caller, name, input, pages).await.map(|answered| answered.response.output)
    }

    fn denied(&self, caller: &Caller, operation: &Operation, failure: Failure) -> Failure {
        let question = Question {
            module: &caller.module,
            caller,
            operation: &operation.name,
            effect: Some(operation.effect),
            account: None,
        };
        self.record.denied(question, &failure);
        failure
    }

    fn may(&self, caller: &Caller, service: Service, subject: Option<&str>) -> Result<(), Failure> {
        services::authorise(self.policy.as_ref(), &self.record, caller, service, subject)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::sync::Mutex;
    use tokio::time::Instant;
    use wasmidem_contract::{ModuleId, Phase, Step};
    use wasmidem_policy::Imported;

    /// Fails as scripted, then answers; counts what was sent.
    #[derive(Default)]
    struct Scripted {
        failures: Mutex<Vec<Failure>>,
        sent: Mutex<Vec<String>>,
    }

    #[async_trait]
    impl Transport for Scripted {
        async fn send(&self, permit: &Permit, _: &Value) -> Result<Response, Failure> {
            self.sent.lock().unwrap().push(permit.operation().to_string());
            self.failures.lock().unwrap().pop().map_or(Ok(json!({}).into()), Err)
        }
    }

    #[derive(Default)]
    struct Recorded(Mutex<Vec<Event>>);

    impl Events for Recorded {
        fn emit(&self, event: Event) {
            self.0.lock().unwrap().push(event);
        }
    }

    struct Bench {
        gate: Gate,
        transport: Arc<Scripted>,
        events: Arc<Recorded>,
    }

    fn bench(failures: Vec<Failure>) -> Bench {
        let transport = Arc::new(Scripted { failures: Mutex::new(failures), ..Scripted::default() });
        let events = Arc::new(Recorded::default());
        let gate = Gate::new(Arc::new(Imported), transport.clone(), events.clone());
        Bench { gate, transport, events }
    }

    fn caller(phase: Phase, declared: bool) -> Caller {
        let step =
            Step { state: None, phase, profile: "default".into(), region: "r".into(), run_id: "run".into() };
        let module = ModuleId { name: "m".into(), digest: "0".into(), signer: None };
        Caller { module, step, declared, via: Vec::new() }
    }

    fn failure(cause: Cause, retryable: bool, ambiguous: bool) -> Failure {
        Failure { retryable, ambiguous, ..Failure::new(cause, Blame::Aws, "x", "x") }
    }

    /// Every operation × {undeclared, wrong phase}: nothing is sent and the denial is recorded.
    #[tokio::test]
    async fn sends_nothing_that_is_denied() {
        for operation in AwsOperations.of_service("ec2").into_iter().chain(AwsOperations.of_service("s3")) {
            for (caller, code) in [
                (caller(Phase::Apply, false), "policy.undeclared"),
                (caller(Phase::Plan, true), "policy.phase"),
                (caller(Phase::Drift, true), "policy.phase"),
                (caller(Phase::Describe, true), "policy.phase"),
            ] {
                if code == "policy.phase" && operation.effect == Effect::Read {
                    continue;
                }
                let bench = bench(vec![]);
                let failure =
                    bench.gate.call(&caller, &operation.name, json!({}), Pages::One).await.unwrap_err();
                assert_eq!(failure.code, code);
                assert_eq!(failure.cause, Cause::Denied);
                assert!(failure.message.contains(&operation.name.to_string()), "{}", failure.message);
                assert!(bench.transport.sent.lock().unwrap().is_empty());
                let events = bench.events.0.lock().unwrap();
                assert!(matches!(events.as_slice(), [Event::CallDenied { .. }]), "{events:?}");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn retries_what_had_no_effect() {
        let bench = bench(vec![failure(Cause::Throttled, true, false), failure(Cause::Other, true, false)]);
        let name = OperationName::new("ec2", "CreateVpc");
        bench.gate.call(&caller(Phase::Apply, true), &name, json!({}), Pages::One).await.unwrap();
        assert_eq!(bench.transport.sent.lock().unwrap().len(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn never_sends_an_ambiguous_write_twice() {
        let bench = bench(vec![failure(Cause::Timeout, true, true)]);
        let name = OperationName::new("ec2", "CreateVpc");
        let failure =
            bench.gate.call(&caller(Phase::Apply, true), &name, json!({}), Pages::One).await.unwrap_err();
        assert!(failure.ambiguous);
        assert_eq!(bench.transport.sent.lock().unwrap().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn gives_up_after_some_attempts() {
        let bench = bench(vec![failure(Cause::Throttled, true, false); 50]);
        let name = OperationName::new("ec2", "DescribeVpcs");
        bench.gate.call(&caller(Phase::Plan, true), &name, json!({}), Pages::One).await.unwrap_err();
        assert_eq!(bench.transport.sent.lock().unwrap().len(), retry::THROTTLED_ATTEMPTS as usize);
    }

    /// An account as EC2 has them: so many calls at once, and so many more each second.
    struct Bucket {
        tokens: Mutex<(f64, Instant)>,
        refused: AtomicU64,
    }

    const BURST: f64 = 50.0;
    const PER_SECOND: f64 = 5.0;

    #[async_trait]
    impl Transport for Bucket {
        async fn send(&self, _: &Permit, _: &Value) -> Result<Response, Failure> {
            {
                let mut tokens = self.tokens.lock().unwrap();
                let now = Instant::now();
                let gained = (now - tokens.1).as_secs_f64() * PER_SECOND;
                *tokens = ((tokens.0 + gained).min(BURST), now);
                if tokens.0 < 1.0 {
                    self.refused.fetch_add(1, Ordering::Relaxed);
                    return Err(failure(Cause::Throttled, true, false));
                }
                tokens.0 -= 1.0;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            Ok(json!({}).into())
        }
    }

    #[tokio::test(start_paused = true)]
    async fn finds_the_pace_of_a_throttled_account() {
        let bucket =
            Arc::new(Bucket { tokens: Mutex::new((BURST, Instant::now())), refused: AtomicU64::new(0) });
        let gate = Gate::new(Arc::new(Imported), bucket.clone(), Arc::new(Recorded::default()));
        let name = OperationName::new("ec2", "CreateVpc");
        let began = Instant::now();
        let all = (0..200)
            .map(|_| async { gate.call(&caller(Phase::Apply, true), &name, json!({}), Pages::One).await });
        let results = futures_util::future::join_all(all).await;
        assert!(results.iter().all(Result::is_ok), "no call is lost");
        let (seconds, refused) = (began.elapsed().as_secs_f64(), bucket.refused.load(Ordering::Relaxed));
        let ideal = (200.0 - BURST) / PER_SECOND;
        assert!(seconds < ideal * 2.5, "{seconds} s, {refused} refused");
        assert!(refused < 200, "{refused} refused");
    }
}
