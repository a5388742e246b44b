//! From refusals and broken connections to failures that say whether a request may have taken effect.

use std::convert::Infallible;
use std::error::Error;
use std::iter::successors;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use wasmidem_contract::{Blame, Cause, Failure, OperationName, Value};
use wasmidem_gateway::Response;
use wasmidem_models::{Operation, Service};
use wasmidem_wire::{EncodeError, ErrorAnswer};

use super::codes::meaning;
use super::connection::Connection;
use super::exchange::MOST_OF_AN_ANSWER;
use super::reading::{Answer, Said};
use crate::Profile;

/// Messages of AWS can be long (encoded authorisation messages); no one reads more than this.
const LONGEST_MESSAGE: usize = 2000;

/// First words of operations that may be carried out twice without harm: the second time changes
/// nothing that the first did not.
const REPEATABLE: [&str; 19] = [
    "Associate",
    "Attach",
    "Authorize",
    "Delete",
    "Deregister",
    "Detach",
    "Disable",
    "Disassociate",
    "Enable",
    "Modify",
    "Put",
    "Remove",
    "Replace",
    "Reset",
    "Revoke",
    "Set",
    "Tag",
    "Untag",
    "Update",
];

/// Last words of operations that begin with `Put` and nevertheless add something each time: records of a
/// stream, lines of a log, points of a metric.
const ADDED: [&str; 7] = ["Batch", "Data", "Events", "Items", "Record", "Records", "Segments"];

/// The call a failure is about.
pub(super) struct Call<'a> {
    pub(super) operation: &'a OperationName,
    /// Where the request goes, for people.
    place: String,
    region: String,
    /// Whether the user chose the place.
    own_endpoint: bool,
    /// Whether answers have no body, so that a status without a code is all that AWS says.
    without_body: bool,
}

impl<'a> Call<'a> {
    pub(super) fn new(
        operation: &'a OperationName,
        (service, model): (&Service, &Operation),
        profile: &Profile,
    ) -> Self {
        let endpoint = profile.endpoints.of(&service.id);
        let region = profile.region.clone().unwrap_or_default();
        let place = match endpoint {
            Some(endpoint) => endpoint.host.clone(),
            None => {
                format!("{} of AWS in region {}", operation.service, profile.region.as_deref().unwrap_or("?"))
            }
        };
        let without_body = &*model.method == "HEAD";
        Self { operation, place, region, own_endpoint: endpoint.is_some(), without_body }
    }

    /// The region of the profile.
    pub(super) fn region(&self) -> &str {
        &self.region
    }

    /// The input is wrong; nothing was sent.
    pub(super) fn invalid(&self, problem: &EncodeError) -> Failure {
        let code = self.code("input");
        let message = format!("the input of `{}` is wrong: {problem}", self.operation);
        self.detailed(Failure::new(Cause::Invalid, Blame::Module, code, message))
    }

    /// The operation cannot be called; nothing was sent.
    pub(super) fn unsupported(&self, why: &str) -> Failure {
        let message = format!("`{}` cannot be called: {why}", self.operation);
        self.detailed(Failure::new(Cause::Unsupported, Blame::Host, self.code("unsupported"), message))
    }

    /// The rules of the service know no place for the request; nothing was sent.
    pub(super) fn without_endpoint(&self, why: &str) -> Failure {
        let message = format!("there is no endpoint for `{}`: {}", self.operation, sentence(why));
        let failure = Failure::new(Cause::Invalid, Blame::Credentials, self.code("endpoint"), message);
        self.detailed(
            failure.with_help("check the region, `endpoint_url`, and the settings for FIPS and dual-stack"),
        )
    }

    /// What an answer comes to; `clock` is the setting that its request was signed with.
    pub(super) fn conclude(
        &self,
        connection: &Connection,
        clock: i64,
        answer: Answer,
    ) -> Result<Response, Failure> {
        match answer.said {
            Said::Done { output, request_id } => {
                // That name is the one text of an answer that is kept in logs.
                let request_id = request_id.map(|id| sanitise(&id)).filter(|id| !id.is_empty());
                Ok(Response { output: Value::Object(output), request_id, status: Some(answer.status) })
            }
            Said::Refused(error) => {
                let mut failure = self.refused(&error, answer.status);
                let may_be_the_clock = error.code != "403" || self.without_body;
                if may_be_the_clock && connection.clock().learn(&error.code, clock, answer.date.as_deref()) {
                    failure.retryable = true;
                    failure.ambiguous = false;
                }
                Err(failure)
            }
            Said::Unreadable(defect) => Err(self.unreadable(&defect, Some(answer.status))),
            Said::TooMuch(what) => Err(self.too_much(&what, Some(answer.status))),
        }
    }

    /// There was an answer, but nobody can tell what it says.
    pub(super) fn unreadable(&self, what: &str, status: Option<u16>) -> Failure {
        let message = format!("{what} ({})", self.operation);
        let mut failure = Failure::new(Cause::Other, Blame::Aws, "aws.response", message);
        failure.ambiguous = true;
        failure.retryable = true;
        if let Some(status) = status {
            failure = failure.with_detail("status", status);
        }
        if self.own_endpoint {
            failure =
                failure.with_help(format!("check that {} is an endpoint of AWS or an emulator", self.place));
        }
        self.detailed(failure)
    }

    /// There was no whole answer.
    pub(super) fn failure(&self, error: SdkError<Infallible, HttpResponse>) -> Failure {
        match &error {
            SdkError::ResponseError(answer) => {
                let status = Some(answer.raw().status().as_u16());
                if chain(&error).any(<dyn Error>::is::<http_body_util::LengthLimitError>) {
                    return self.too_much(
                        &format!("the answer is larger than {} MiB", MOST_OF_AN_ANSWER >> 20),
                        status,
                    );
                }
                self.unreadable("the answer broke off", status)
            }
            SdkError::DispatchFailure(failure) => match failure.as_connector_error() {
                Some(error) => self.unanswered(error),
                None => self.lost(&innermost(&error)),
            },
            SdkError::TimeoutError(_) => self.late(),
            SdkError::ConstructionFailure(_) => {
                let message =
                    format!("the request could not be made: {} ({})", innermost(&error), self.operation);
                self.detailed(Failure::new(Cause::Other, Blame::Host, "aws.request", message))
            }
            _ => self.lost(&innermost(&error)),
        }
    }

    /// It was done, but nobody wants to read that much.
    fn too_much(&self, what: &str, status: Option<u16>) -> Failure {
        Failure { retryable: false, ..self.unreadable(what, status) }
    }

    /// AWS, or something that speaks for it, said no.
    fn refused(&self, error: &ErrorAnswer, status: u16) -> Failure {
        let code = sanitise(&error.code);
        // Without a code of AWS, the status takes its place.
        if code.is_empty() || (code == status.to_string() && !self.without_body) {
            return self.nameless(status);
        }
        let meaning = meaning(&code, status);
        let words = match error.message.as_str() {
            // This message repeats the request with its headers, the session token among them.
            _ if code == "SignatureDoesNotMatch" => "the signature does not match".to_owned(),
            "" => code.clone(),
            words => sentence(words),
        };
        let message = format!("{words} ({})", self.operation);
        let mut failure = Failure::new(meaning.cause, meaning.blame, self.code(&code), message);
        failure.retryable = meaning.retryable;
        // A server that failed may have done it before. Only making something twice does harm.
        let unclear = status >= 500 && meaning.cause != Cause::Throttled || code == "RequestTimeoutException";
        failure.ambiguous = unclear && self.makes_something();
        if let Some(id) = &error.request_id {
            failure = failure.with_detail("request_id", sanitise(id));
        }
        if code != "SignatureDoesNotMatch" && !error.message.is_empty() {
            failure = failure.with_detail("aws_message", excerpt(&error.message));
        }
        if let Some(help) = meaning.help {
            failure = failure.with_help(help);
        }
        self.detailed(failure.with_detail("status", status))
    }

    /// A status without an error of AWS: a proxy, a load balancer, or no AWS at all. What answered
    /// with 5xx may have passed the request on.
    fn nameless(&self, status: u16) -> Failure {
        let mut failure = self.unreadable(
            &format!("the answer is HTTP status {status} without an error code of AWS"),
            Some(status),
        );
        match status {
            // To where it points nothing is sent: requests are signed.
            300..400 => {
                failure.retryable = false;
                failure.message = format!("{}: it points elsewhere", failure.message);
                failure = failure.with_help(
                    "requests go only to AWS or `endpoint_url`, and not to where an answer points: check what stands between",
                );
            }
            400..500 if status != 408 => {
                failure.ambiguous = false;
                failure.retryable = false;
            }
            _ => {}
        }
        failure
    }

    /// The connection failed: before anything was sent, or later.
    fn unanswered(&self, error: &ConnectorError) -> Failure {
        let connecting = chain(error).any(|error| {
            error
                .downcast_ref::<hyper_util::client::legacy::Error>()
                .is_some_and(hyper_util::client::legacy::Error::is_connect)
        });
        if connecting {
            let why = if error.is_timeout() { "no answer in time".to_owned() } else { innermost(error) };
            let message = format!("cannot connect to {}: {why} ({})", self.place, self.operation);
            let mut failure = Failure::new(Cause::Other, Blame::Host, "aws.connect", message);
            let untrusted = why.contains("certificate");
            failure.retryable = !untrusted;
            let help = if untrusted {
                "if the certificate is right, give the path of its CA bundle as `verify` of the acct profile or AWS_CA_BUNDLE"
            } else if self.own_endpoint {
                "check the endpoint_url and that it is running"
            } else {
                "check the network, the proxy and the region"
            };
            return self.detailed(failure.with_help(help));
        }
        if error.is_timeout() { self.late() } else { self.lost(&innermost(error)) }
    }

    /// It was sent, and there was no answer in time.
    fn late(&self) -> Failure {
        let message = format!("no answer from {} in time ({})", self.place, self.operation);
        let mut failure = Failure::new(Cause::Timeout, Blame::Aws, "aws.timeout", message);
        failure.ambiguous = true;
        failure.retryable = true;
        self.detailed(failure)
    }

    /// It was sent, at least in part, and the connection broke.
    fn lost(&self, why: &str) -> Failure {
        let message = format!("the connection to {} broke: {why} ({})", self.place, self.operation);
        let mut failure = Failure::new(Cause::Other, Blame::Aws, "aws.connection", message);
        failure.ambiguous = true;
        failure.retryable = true;
        self.detailed(failure)
    }

    /// Whether sending it twice would make two things.
    fn makes_something(&self) -> bool {
        let name = self.operation.name.as_str();
        let repeatable = REPEATABLE.iter().any(|verb| {
            let rest = name.strip_prefix(verb);
            rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_lowercase()))
        });
        let adds = name.starts_with("Put") && ADDED.iter().any(|last| name.ends_with(last));
        // The expression of an update of DynamoDB can count up.
        let counts = name == "UpdateItem";
        adds || counts || !repeatable && !matches!(name, "CreateTags" | "CreateRoute")
    }

    fn code(&self, code: &str) -> String {
        format!("aws.{}.{code}", self.operation.service)
    }

    fn detailed(&self, failure: Failure) -> Failure {
        failure
            .with_detail("service", self.operation.service.as_str())
            .with_detail("operation", self.operation.name.as_str())
    }
}

/// Takes the secrets of a profile out of a failure: emulators, proxies and some errors of AWS repeat
/// what they were sent.
pub(super) fn scrub(mut failure: Failure, profile: &Profile) -> Failure {
    let clean = |text: &str| clean(text, profile);
    failure.message = clean(&failure.message);
    failure.code = clean(&failure.code);
    if let Some(Value::Object(members)) = failure.detail.as_deref_mut() {
        for value in members.values_mut() {
            if let Value::String(text) = value {
                *text = clean(text);
            }
        }
    }
    failure
}

/// A text of AWS without what a profile must not tell.
pub(super) fn clean(text: &str, profile: &Profile) -> String {
    let scrubbed = profile.secrets().fold(text.to_owned(), |text, secret| without(&text, secret));
    without_signature(&scrubbed)
}

/// A part of a secret this long is taken out too: what repeats a secret may cut it or break it up.
const TELLING: usize = 12;

/// The text without a secret, in whole or in part, as it is, without the characters that codes lose,
/// and percent-encoded.
fn without(text: &str, secret: &str) -> String {
    // Shorter ones are dummies of emulators, and would tear up words.
    if secret.len() < 8 {
        return text.to_owned();
    }
    let bare: String = secret.chars().filter(char::is_ascii_alphanumeric).collect();
    let encoded: String = secret
        .bytes()
        .map(|byte| match byte {
            b if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect();
    let forms = [secret, bare.as_str(), encoded.as_str()];
    forms.into_iter().fold(text.to_owned(), |text, form| {
        let characters: Vec<char> = form.chars().collect();
        let whole = text.replace(form, "***");
        characters.windows(TELLING).fold(whole, |text, part| {
            let part: String = part.iter().collect();
            if text.contains(&part) { text.replace(&part, "***") } else { text }
        })
    })
}

/// The text without the value of an `Authorization` header's signature.
fn without_signature(text: &str) -> String {
    let Some((before, after)) = text.split_once("Signature=") else { return text.to_owned() };
    let rest = after.trim_start_matches(|c: char| c.is_ascii_hexdigit());
    format!("{before}Signature=***{}", without_signature(rest))
}

/// An error and all below it.
fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    successors(Some(error), |&error| error.source())
}

/// The last error of a chain usually says what really happened; those above say what was tried.
fn innermost(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map(|error| sentence(&error.to_string())).unwrap_or_default()
}

/// A code or id: what is not one of its usual characters is dropped.
pub(super) fn sanitise(word: &str) -> String {
    word.chars().filter(|c| c.is_ascii_alphanumeric() || "._-/:".contains(*c)).take(128).collect()
}

/// AWS's own words, of bearable length.
fn excerpt(message: &str) -> String {
    let shown = |c: char| if c.is_control() && c != '\n' { ' ' } else { c };
    message.trim().chars().map(shown).take(LONGEST_MESSAGE).collect()
}

/// A message on one line, of bearable length and without a final period.
fn sentence(message: &str) -> String {
    let words: Vec<&str> = message
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let line: String = words.join(" ").chars().take(LONGEST_MESSAGE).collect();
    line.trim_end_matches('.').to_owned()
}
