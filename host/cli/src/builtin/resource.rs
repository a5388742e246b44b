//! `boto3.resource.SERVICE.…`: resources as boto3 has them.

use std::time::Duration;

use wasmidem_contract::{Blame, Cause, Failure, Object, Pages, Value};
use wasmidem_models::{
    Access, Attempt, Call, Catalogue, Outcome, Resource, ResourceError, Resources, Verdict,
};

use super::Reply;
use super::call::{Calls, with_metadata};
use super::path;
use super::words;

/// What is wanted of which resource.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The service.
    pub service: &'a str,
    /// A type of resources, or something of the service itself.
    pub name: &'a str,
    /// Something of that.
    pub member: Option<&'a str>,
}

/// Gets something of a resource, or does something with it.
pub async fn get(calls: &Calls<'_>, wanted: Wanted<'_>, arguments: Object) -> Result<Reply, Failure> {
    let Wanted { service, name, member } = wanted;
    let resources = path::resources(service).ok_or_else(|| path::no_service(service).failure)?;
    let bridge = Bridge { calls, resources, service };
    if !resources.types().any(|kind| kind == name) {
        return bridge.of_service(name, member, arguments).await;
    }
    let (identifiers, named): (Object, Object) =
        arguments.into_iter().partition(|(name, _)| is_identifier(resources, wanted.name, name));
    let Some(member) = member else {
        // Another argument is none of the type's identifiers.
        let all: Object = identifiers.into_iter().chain(named).collect();
        let resource = resources.create(name, &[], &all).map_err(wrong)?;
        return Ok(told(resource.class(), described(&resource)));
    };
    let resource = resources.create(name, &[], &identifiers).map_err(wrong)?;
    let class = resource.class();
    let outcome = bridge.access(resource, member, &named).await?;
    Ok(told(format!("{class}.{member}"), outcome.into_json()))
}

fn is_identifier(resources: &Resources, kind: &str, name: &str) -> bool {
    resources.identifiers(kind).any(|identifier| identifier == name)
}

fn told(comment: String, ret: Value) -> Reply {
    Reply { result: true, ret, comments: vec![comment] }
}

/// The identifiers of a resource.
fn described(resource: &Resource) -> Value {
    Value::Object(resource.identifiers.iter().cloned().collect())
}

struct Bridge<'a> {
    calls: &'a Calls<'a>,
    resources: &'static Resources,
    service: &'a str,
}

impl Bridge<'_> {
    /// Something of the service itself: an action, or a collection and what is done with all of it.
    async fn of_service(&self, name: &str, member: Option<&str>, named: Object) -> Result<Reply, Failure> {
        let service = self.resources.service();
        let class = service.class();
        let Some(action) = member else {
            let outcome = self.access(service, name, &named).await?;
            return Ok(match outcome {
                Outcome::Resource(resource) => told(resource.class(), described(&resource)),
                other => told(format!("{class}.{name}"), other.into_json()),
            });
        };
        let all = match self.access(service, name, &Object::new()).await? {
            Outcome::Resources(all) => all,
            _ => {
                return Err(wrong(ResourceError::Unknown {
                    resource: format!("{class}.{name}"),
                    name: action.to_owned(),
                }));
            }
        };
        let ret = match self.resources.batch(&all, action, &named).map_err(wrong)? {
            // boto3 has a list of answers.
            Some(call) => Value::Array(vec![self.send(&call).await?]),
            None => Value::Array(Vec::new()),
        };
        Ok(told(format!("{class}.{name}.{action}"), ret))
    }

    /// Asks as often as it takes: at most once to look at the resource.
    async fn access(&self, mut resource: Resource, name: &str, named: &Object) -> Result<Outcome, Failure> {
        let mut looked = false;
        loop {
            match self.resources.access(&resource, name, &[], named).map_err(wrong)? {
                Access::Done(outcome) => return Ok(outcome),
                Access::Load(_) if looked => {
                    return Err(wrong(ResourceError::Absent { resource: resource.to_string() }));
                }
                Access::Load(call) => {
                    looked = true;
                    let answer = self.send(&call).await?;
                    self.resources.loaded(&mut resource, &call, &answer);
                }
                Access::Call(call) => {
                    let answer = self.send(&call).await?;
                    return Ok(self.resources.outcome(&resource, &call, &answer));
                }
                Access::Wait { waiter, input } => {
                    self.wait(waiter, input).await?;
                    return Ok(Outcome::Value(Value::Null));
                }
            }
        }
    }

    async fn send(&self, call: &Call<'_>) -> Result<Value, Failure> {
        let pages = if call.lists { Pages::All } else { Pages::One };
        let answered = self.calls.call(self.service, call.operation, call.input.clone(), pages).await?;
        Ok(if call.lists { answered.response.output } else { with_metadata(answered) })
    }

    /// Waits as long as the service's description of the waiting says.
    async fn wait(&self, name: &str, input: Object) -> Result<(), Failure> {
        let waiter = Catalogue::shipped().extras(self.service).and_then(|extras| extras.waiters.get(name));
        let Some(waiter) = waiter else {
            let text = format!("the service `{}` has no waiter `{name}`", self.service);
            return Err(Failure::new(Cause::Unsupported, Blame::Host, "run.unknown-function", text));
        };
        for attempt in 0..waiter.attempts {
            if attempt > 0 {
                tokio::time::sleep(Duration::from_secs(waiter.delay.into())).await;
            }
            let asked = self.calls.call(self.service, &waiter.operation, input.clone(), Pages::One).await;
            let verdict = match &asked {
                Ok(answered) => waiter.judge(&Attempt::Answer {
                    output: &answered.response.output,
                    status: answered.response.status.unwrap_or_default(),
                }),
                Err(failure) => match self.refusal(failure) {
                    Some(refusal) => waiter.judge(&refusal),
                    None => return Err(failure.clone()),
                },
            };
            match (verdict, asked) {
                (Verdict::Success, _) => return Ok(()),
                (Verdict::Retry, _) => {}
                (Verdict::Failure(_), Err(failure)) => return Err(failure),
                (Verdict::Failure(why), Ok(_)) => return Err(not_so(name, &why)),
            }
        }
        let seconds = waiter.delay.saturating_mul(waiter.attempts);
        Err(not_so(name, &format!("it was asked {} times in {seconds} seconds", waiter.attempts)))
    }

    /// A failure that is an answer of AWS.
    fn refusal<'f>(&self, failure: &'f Failure) -> Option<Attempt<'f>> {
        let code = failure.code.strip_prefix("aws.")?.strip_prefix(self.service)?.strip_prefix('.')?;
        let status = failure.detail.as_ref()?.get("status")?.as_u64()?;
        let status = u16::try_from(status).ok()?;
        Some(Attempt::Error { code, message: &failure.message, status })
    }
}

fn not_so(waiter: &str, why: &str) -> Failure {
    let text = format!("waiting for `{waiter}` ended without success: {why}");
    Failure::new(Cause::Timeout, Blame::Aws, "exec-failed", text)
}

fn wrong(error: ResourceError) -> Failure {
    let cause = if matches!(error, ResourceError::Absent { .. }) { Cause::NotFound } else { Cause::Invalid };
    let failure = Failure::new(cause, Blame::Author, "exec-argument", error.to_string());
    match &error {
        ResourceError::Missing { name, .. } => {
            failure.with_detail(words::WORDS, format!("ValueError: Required parameter {name} not set"))
        }
        _ => failure,
    }
}
