//! From the text of policies to [`Cedar`], or to all problems at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use cedar_policy::{
    Effect, Policy, PolicyId, PolicySet, Schema, ValidationError, ValidationMode, ValidationWarning,
    Validator,
};
use miette::Diagnostic as Labelled;
use wasmidem_contract::{Diagnostic, nearest};

use crate::cedar::Cedar;
use crate::reads::Reads;
use crate::rule::{Rule, RuleEffect, RuleName, point};
use crate::text;
use crate::vocabulary::Vocabulary;
use crate::{limits, lint};

/// A file of policies.
#[derive(Debug, Clone)]
pub struct PolicyFile {
    /// The file as the user named it.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// Policies that are valid.
pub struct Loaded {
    /// What decides.
    pub policy: Cedar,
    /// What is odd with them.
    pub warnings: Vec<Diagnostic>,
}

impl Cedar {
    /// Reads policies, and checks them against the operations there are. `run` is what policies
    /// see as `context.run`.
    ///
    /// # Errors
    /// All problems of all files, each with its place.
    pub fn load(
        files: &[PolicyFile],
        vocabulary: Vocabulary,
        run: BTreeMap<String, String>,
    ) -> Result<Loaded, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut rules = Vec::new();
        for file in files {
            read(file, &mut rules, &mut problems);
        }
        let warnings = check(&rules, &vocabulary, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        match Self::new(rules, vocabulary, run) {
            Some(policy) => Ok(Loaded { policy, warnings }),
            None => Err(vec![schema_problem("its names cannot be read")]),
        }
    }
}

fn schema_problem(reason: &str) -> Diagnostic {
    Diagnostic::error("policy-schema", format!("the schema of policies is wrong: {reason}"))
        .with_help("this is a defect of wasmidem; please report it")
}

/// The id that cedar-policy knows a rule by.
pub(crate) fn rule_id(index: usize) -> PolicyId {
    PolicyId::new(index.to_string())
}

fn read(file: &PolicyFile, rules: &mut Vec<Rule>, problems: &mut Vec<Diagnostic>) {
    let (name, text): (Arc<str>, Arc<str>) = (file.name.as_str().into(), file.text.as_str().into());
    for range in text::policies(&text) {
        let part = text.get(range.clone()).unwrap_or_default();
        let policy = match Policy::parse(Some(rule_id(rules.len())), part) {
            Ok(policy) => policy,
            Err(errors) => {
                problems.extend(errors.iter().map(|error| {
                    let (offset, length) = span(error).unwrap_or((0, 1));
                    let help = error.help().map(|help| help.to_string());
                    let problem = Diagnostic::error("policy-syntax", sentence(&error.to_string()));
                    let byte = range.start + offset.min(part.len());
                    let help =
                        help.unwrap_or_else(|| "`wasmidem explain policy-syntax` shows a policy".to_owned());
                    point(problem, &name, &text, byte, length).with_help(help)
                }));
                continue;
            }
        };
        let place = text::location(&name, &text, range.start);
        let effect = match policy.effect() {
            Effect::Permit => RuleEffect::Permit,
            Effect::Forbid => RuleEffect::Forbid,
        };
        let id = policy.annotation("id").map(str::to_owned);
        let json = policy.to_json().unwrap_or_default();
        // What cannot be looked into is taken to read everything.
        let reads = if json.is_null() { Reads::everything() } else { Reads::of(&json) };
        let called = RuleName { id, place, effect };
        let mut rule = Rule {
            shown: called.to_string().into(),
            name: called,
            limits: Vec::new(),
            actions: actions(&json),
            reads,
            unconditional: !policy.has_non_scope_constraint(),
            policy,
            text: Arc::clone(&text),
            range,
        };
        problems.extend(mistakes(&rule, &json, rules));
        match limits::read(&rule) {
            Ok(limits) => rule.limits = limits,
            Err(mistakes) => problems.extend(mistakes),
        }
        rules.push(rule);
    }
}

/// The actions that the JSON form of a policy names, in its scope and its conditions.
fn actions(policy: &serde_json::Value) -> Vec<String> {
    let mut found = Vec::new();
    collect_actions(policy, &mut found);
    found
}

fn collect_actions(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect_actions(item, found)),
        serde_json::Value::Object(members) => {
            let text = |name: &str| members.get(name).and_then(serde_json::Value::as_str);
            if text("type") == Some("Action") {
                found.extend(text("id").map(str::to_owned));
            }
            members.values().for_each(|member| collect_actions(member, found));
        }
        _ => {}
    }
}

/// What Cedar itself does not mind.
fn mistakes(rule: &Rule, json: &serde_json::Value, before: &[Rule]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let other = before.iter().find(|other| rule.name.id.is_some() && other.name.id == rule.name.id);
    if let (Some(other), Some(id)) = (other, &rule.name.id) {
        let message = format!("two policies have the id `{id}`; the other is at {}", other.name.place);
        let problem = Diagnostic::error("policy-id", message);
        problems.push(rule.at(problem, 0, 1).with_help("give each policy an `@id` of its own"));
    }
    for phase in lint::unknown_phases(json) {
        let known = lint::phases();
        let help = match nearest(&phase, known.iter().map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the phases are {}", known.join(", ")),
        };
        let problem = Diagnostic::error("policy-invalid", format!("there is no phase `{phase}`"));
        let quoted = format!("\"{phase}\"");
        let within = rule.text.get(rule.range.clone()).unwrap_or_default();
        let offset = within.find(&quoted).unwrap_or(0);
        problems.push(rule.at(problem, offset, quoted.len()).with_help(help));
    }
    problems
}

/// Checks policies against the schema; returns what is odd.
fn check(rules: &[Rule], vocabulary: &Vocabulary, problems: &mut Vec<Diagnostic>) -> Vec<Diagnostic> {
    let named = rules.iter().flat_map(|rule| rule.actions.iter().map(String::as_str));
    let schema = match Schema::from_cedarschema_str(&vocabulary.schema_for(named)) {
        Ok((schema, _)) => schema,
        Err(error) => {
            problems.push(schema_problem(&error.to_string()));
            return Vec::new();
        }
    };
    let set = match PolicySet::from_policies(rules.iter().map(|rule| rule.policy.clone())) {
        Ok(set) => set,
        Err(error) => {
            problems.push(schema_problem(&error.to_string()));
            return Vec::new();
        }
    };
    let result = Validator::new(schema).validate(&set, ValidationMode::Strict);
    let rule_of = |id: &PolicyId| id.to_string().parse().ok().and_then(|index: usize| rules.get(index));
    let mut errors: Vec<Diagnostic> = result
        .validation_errors()
        .filter_map(|error| Some(invalid(error, rule_of(error.policy_id())?, vocabulary)))
        .collect();
    errors.sort_by(|a, b| (&a.location, &a.message).cmp(&(&b.location, &b.message)));
    errors.dedup();
    problems.append(&mut errors);
    let mut warnings: Vec<Diagnostic> = result
        .validation_warnings()
        .filter_map(|warning| Some(odd(warning, rule_of(warning.policy_id())?)))
        .collect();
    warnings.extend(rules.iter().filter_map(limits::odd));
    warnings.sort_by(|a, b| a.location.cmp(&b.location));
    warnings.dedup();
    warnings
}

fn invalid(error: &ValidationError, rule: &Rule, vocabulary: &Vocabulary) -> Diagnostic {
    let (offset, length) = span(error).unwrap_or((0, 1));
    if let ValidationError::UnrecognizedActionId(_) = error {
        let within = rule.text.get(rule.range.clone()).unwrap_or_default();
        let written = within.get(offset..offset + length).unwrap_or_default();
        let word = written.split('"').nth(1).unwrap_or(written);
        let problem = Diagnostic::error("policy-action", format!("there is no action `{word}`"));
        let help = match vocabulary.suggest(word) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`wasmidem policy schema` lists all actions".to_owned(),
        };
        return rule.at(problem, offset, length).with_help(help);
    }
    let problem = Diagnostic::error("policy-invalid", sentence(&error.to_string()));
    let help = error.help().map_or_else(
        || "`wasmidem policy schema` says what policies can look at".to_owned(),
        |help| help.to_string(),
    );
    rule.at(problem, offset, length).with_help(help)
}

fn odd(warning: &ValidationWarning, rule: &Rule) -> Diagnostic {
    let (offset, length) = span(warning).unwrap_or((0, 1));
    let problem = match warning {
        ValidationWarning::ImpossiblePolicy(_) | ValidationWarning::InvalidActionApplication(_) => {
            Diagnostic::warning("policy-impossible", "this policy never holds")
                .with_help("no request there can be fits its scope and conditions")
        }
        other => Diagnostic::warning("policy-odd", sentence(&other.to_string()))
            .with_help("somebody who reads it may take it for something else"),
    };
    rule.at(problem, offset, length)
}

/// Where an error points to: bytes from the beginning of the policy, and how many.
fn span(error: &dyn Labelled) -> Option<(usize, usize)> {
    let label = error.labels()?.next()?;
    Some((label.offset(), label.len().max(1)))
}

/// Without the id that only cedar-policy knows, and without the action it was found for: one mistake
/// is found for each.
fn sentence(text: &str) -> String {
    let text = match text.strip_prefix("for policy `").and_then(|rest| rest.split_once("`, ")) {
        Some((_, rest)) => rest,
        None => text,
    };
    let text = text.trim_end_matches('.');
    match text.split_once(" for Action::\"") {
        Some((before, rest)) => format!("{before}{}", rest.split_once('"').map_or("", |(_, after)| after)),
        None => text.to_owned(),
    }
}
