//! Services of the host at the gate: each question is one decision, and each decision one event.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use wasmidem_contract::{
    AwsCalls, Blame, Caller, Cause, Event, Events, Failure, ModuleId, Phase, Service, Step, Value,
};
use wasmidem_gateway::{Gate, Permit, Response, Transport};
use wasmidem_policy::{Cedar, Imported, Policy, PolicyFile, Vocabulary};

struct Nowhere;

#[async_trait]
impl Transport for Nowhere {
    async fn send(&self, permit: &Permit, _: &Value) -> Result<Response, Failure> {
        panic!("`{}` was sent", permit.operation())
    }
}

#[derive(Default)]
struct Told(Mutex<Vec<Event>>);

impl Events for Told {
    fn emit(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

fn caller(phase: Phase, declared: bool) -> Caller {
    let step =
        Step { state: None, phase, profile: "default".into(), region: "r".into(), run_id: "run".into() };
    Caller {
        module: ModuleId { name: "m".into(), digest: "0".into(), signer: None },
        step,
        declared,
        via: Vec::new(),
    }
}

/// The code of the denial, after a look at what was recorded.
fn ask(
    policy: &Arc<dyn Policy>,
    caller: &Caller,
    service: Service,
    subject: Option<&str>,
) -> Result<(), String> {
    let told = Arc::new(Told::default());
    let gate = Gate::new(Arc::clone(policy), Arc::new(Nowhere), told.clone());
    let decision = gate.may(caller, service, subject);
    let events = told.0.lock().unwrap();
    let [Event::ServiceDecided { module, service: recorded, subject: about, failure, .. }] =
        events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!((module, *recorded, about.as_deref()), (&caller.module, service, subject));
    assert_eq!(failure.as_ref(), decision.as_ref().err());
    decision.map_err(|failure| {
        assert_eq!((failure.cause, failure.blame), (Cause::Denied, Blame::Policy));
        failure.code
    })
}

fn cedar(text: &str) -> Arc<dyn Policy> {
    let file = PolicyFile { name: "p.cedar".into(), text: text.into() };
    let Ok(loaded) = Cedar::load(&[file], Vocabulary::default(), BTreeMap::new()) else { panic!("{text}") };
    Arc::new(loaded.policy)
}

#[test]
fn every_answer_is_one_event() {
    let none: Arc<dyn Policy> = Arc::new(Imported);
    let all = cedar("permit (principal, action in Action::\"host\", resource);");
    let nothing = cedar("forbid (principal, action, resource);");
    for service in Service::ALL {
        let subject = service.subject().map(|_| "x.y");
        for phase in [Phase::Plan, Phase::Apply, Phase::Drift, Phase::Describe] {
            let here = caller(phase, true);
            let expected =
                if service == Service::HubCall { Ok(()) } else { Err("policy.not-permitted".into()) };
            assert_eq!(ask(&none, &here, service, subject), expected, "{service}");
            assert_eq!(ask(&all, &here, service, subject), Ok(()), "{service}");
            assert_eq!(ask(&nothing, &here, service, subject), Err("policy.forbidden".into()), "{service}");
        }
        let undeclared = caller(Phase::Apply, false);
        for policy in [&none, &all, &nothing] {
            assert_eq!(ask(policy, &undeclared, service, subject), Err("policy.undeclared".into()));
        }
    }
}
