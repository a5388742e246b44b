//! One line of the log. What it is made of has no messages, inputs and answers, so none can be in it.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use wasmidem_contract::{Decision, Ending, Location, ModuleId, Ruling, Stage, StateAddress};

use crate::Surroundings;
use crate::chain::{Interrupted, hex};
use crate::writer::NewLink;

/// What a line says beside its place in the chain.
#[derive(Debug)]
pub enum Line<'a> {
    /// Something was decided.
    Decision(Decided<'a>),
    /// Something that was allowed came to its end.
    Ending(Ended<'a>),
}

/// A decision.
#[derive(Debug, Serialize)]
pub struct Decided<'a> {
    record: &'static str,
    stage: &'static str,
    module: &'a str,
    digest: Option<String>,
    signer: Option<&'a str>,
    state: Option<String>,
    file: Option<&'a str>,
    line: Option<u32>,
    service: Option<&'a str>,
    action: Option<&'a str>,
    effect: Option<String>,
    profile: Option<&'a str>,
    region: Option<&'a str>,
    account: Option<&'a str>,
    phase: Option<String>,
    decision: &'static str,
    code: Option<&'a str>,
    #[serde(serialize_with = "texts")]
    rules: Rules<'a>,
}

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Ended<'a> {
    record: &'static str,
    of: u64,
    module: &'a str,
    service: &'a str,
    action: &'a str,
    attempts: u32,
    milliseconds: u64,
    request_id: Option<&'a str>,
    result: &'a str,
}

#[derive(Debug)]
enum Rules<'a> {
    Shared(&'a [Arc<str>]),
    Own(&'a [String]),
}

fn texts<S: Serializer>(rules: &Rules<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    match rules {
        Rules::Shared(rules) => {
            serializer.collect_seq(rules.iter().map(AsRef::as_ref as fn(&Arc<str>) -> &str))
        }
        Rules::Own(rules) => serializer.collect_seq(rules.iter()),
    }
}

#[derive(Serialize)]
struct Whole<'a, T> {
    seq: u64,
    previous: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    interrupted: Option<Interrupted<'static>>,
    time: String,
    run: &'a str,
    #[serde(flatten)]
    rest: &'a T,
}

impl<'a> Line<'a> {
    /// A decision; `place` is where the state stands.
    pub fn decision(decision: &Decision<'a>, place: Option<&'a Location>) -> Self {
        let (ruled, code, rules) = match decision.ruling {
            Ruling::Allowed(rules) => ("allowed", None, Rules::Shared(rules)),
            Ruling::Denied { code, policies } => ("denied", Some(code), Rules::Own(policies)),
        };
        let there = |text: &'a str| Some(text).filter(|text| !text.is_empty());
        let ModuleId { name, digest, signer } = decision.module;
        Self::Decision(Decided {
            record: "decision",
            stage: match decision.stage {
                Stage::Load => "load",
                Stage::Plan => "plan",
                Stage::Call => "call",
            },
            module: name,
            digest: there(digest).map(|digest| format!("sha256:{digest}")),
            signer: signer.as_deref(),
            state: decision.state.map(StateAddress::tag),
            file: place.map(|place| place.file.as_ref()),
            line: place.map(|place| place.line),
            service: decision.service,
            action: decision.action,
            effect: decision.effect.map(|effect| effect.to_string()),
            profile: there(decision.profile),
            region: there(decision.region),
            account: decision.account,
            phase: decision.phase.map(|phase| phase.to_string()),
            decision: ruled,
            code,
            rules,
        })
    }

    /// The end of something that was allowed.
    pub fn ending(ending: &Ending<'a>) -> Self {
        Self::Ending(Ended {
            record: "outcome",
            of: ending.decision,
            module: &ending.module.name,
            service: ending.service,
            action: ending.action,
            attempts: ending.attempts,
            milliseconds: ending.milliseconds,
            request_id: ending.request_id,
            result: ending.failure.unwrap_or("ok"),
        })
    }

    /// The text of the line, without its end.
    pub fn text(&self, link: &NewLink, of: &Surroundings) -> String {
        match self {
            Self::Decision(rest) => whole(link, of, rest),
            Self::Ending(rest) => whole(link, of, rest),
        }
    }
}

fn whole<T: Serialize>(link: &NewLink, of: &Surroundings, rest: &T) -> String {
    let interrupted = link.interrupted.map(|(bytes, after)| Interrupted { bytes, after: hex(&after).into() });
    let line = Whole {
        seq: link.seq,
        previous: hex(&link.previous),
        interrupted,
        time: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
        run: &of.run_id,
        rest,
    };
    // Texts, numbers and lists of texts can always be written as JSON.
    (of.plain)(&serde_json::to_string(&line).unwrap_or_default())
}
