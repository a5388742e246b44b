//! `wasmidem policy test`: decisions against those that a file expects.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;
use serde_json::Value;
use serde_saphyr::Spanned;
use wasmidem_contract::{Diagnostic, Location, ModuleId, Phase};
use wasmidem_policy::{Cedar, Decision, Policy as _, Request};

use super::conclude;
use super::policy_explain::operation;
use crate::args::PolicyTest;
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::policy::{check, read_all, run_metadata};
use crate::report::{Console, plain_line};

/// One decision that is expected.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    expect: Spanned<Answer>,
    module: String,
    /// As `wasmidem module inspect` prints it.
    digest: Option<String>,
    /// The name of the trusted key that signed it.
    signer: Option<String>,
    action: String,
    #[serde(default)]
    phase: PhaseWord,
    #[serde(default = "default_profile")]
    profile: String,
    #[serde(default)]
    region: String,
    account: Option<String>,
    /// Laid over what `--policy-context` says.
    #[serde(default)]
    context: BTreeMap<String, String>,
    #[serde(default)]
    input: Value,
    /// The `@id` of the policy that forbids it.
    by: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Allow,
    Deny,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PhaseWord {
    Plan,
    #[default]
    Apply,
    Drift,
    Describe,
}

impl From<PhaseWord> for Phase {
    fn from(word: PhaseWord) -> Self {
        match word {
            PhaseWord::Plan => Self::Plan,
            PhaseWord::Apply => Self::Apply,
            PhaseWord::Drift => Self::Drift,
            PhaseWord::Describe => Self::Describe,
        }
    }
}

fn default_profile() -> String {
    "default".to_owned()
}

/// Tests policies.
pub fn run(args: &PolicyTest, console: &Console) -> Exit {
    conclude(test(args, console), false, console)
}

fn test(args: &PolicyTest, console: &Console) -> Result<Exit, Stop> {
    let missing = || {
        let problem = Diagnostic::error("policy-required", "there is no policy to test");
        Stop::new(Exit::Usage, problem.with_help("name one with `--policy`"))
    };
    let run = run_metadata(&args.policy.policy_context)?;
    let files = read_all(&args.policy.policy)?.ok_or_else(missing)?;
    let (_, warnings) = check(&files, run.clone())?;
    warnings.iter().for_each(|warning| console.diagnostic(warning));
    let expectations = read(args)?;
    let mut failed = 0;
    for expected in &expectations {
        let mut run = run.clone();
        run.extend(expected.context.clone());
        let (cedar, _) = check(&files, run)?;
        if let Some(problem) = differs(args, expected, &decide(&cedar, expected)?) {
            console.diagnostic(&problem);
            failed += 1;
        }
    }
    let total = expectations.len();
    console.out(&plain_line(&format!("{} of {total} decisions are as expected", total - failed)));
    console.out("\n");
    Ok(if failed == 0 { Exit::Done } else { Exit::StateFailed })
}

fn read(args: &PolicyTest) -> Result<Vec<Expected>, Stop> {
    let shown = args.file.display();
    let wrong = |message: String| Diagnostic::error("policy-test", message);
    let stop = |problem: Diagnostic| {
        Stop::new(Exit::InvalidSls, problem.with_help("`wasmidem explain policy-test` shows such a file"))
    };
    let text = fs::read_to_string(&args.file)
        .map_err(|error| stop(wrong(format!("cannot read the expected decisions of `{shown}`: {error}"))))?;
    serde_saphyr::from_str::<Vec<Expected>>(&text).map_err(|error| {
        let place = error.location();
        let text = error.to_string();
        let problem =
            wrong(format!("these are no expected decisions: {}", text.lines().next().unwrap_or_default()));
        stop(match place {
            Some(place) => problem.at(location(args, place.line(), place.column()), None, 1),
            None => problem,
        })
    })
}

fn location(args: &PolicyTest, line: u64, column: u64) -> Location {
    let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX).max(1);
    Location { file: args.file.display().to_string().into(), line: number(line), column: number(column) }
}

fn decide(cedar: &Cedar, expected: &Expected) -> Result<Decision, Stop> {
    let (name, effect) = operation(&expected.action)?;
    let digest = expected.digest.as_deref().unwrap_or_default();
    let digest = digest.strip_prefix("sha256:").unwrap_or(digest).to_owned();
    let module = ModuleId { name: expected.module.clone(), digest, signer: expected.signer.clone() };
    Ok(cedar.decide(&Request {
        module: &module,
        declared: true,
        operation: &name,
        effect,
        phase: expected.phase.into(),
        profile: &expected.profile,
        region: &expected.region,
        account: expected.account.as_deref(),
        state: None,
        input: &expected.input,
    }))
}

fn differs(args: &PolicyTest, expected: &Expected, decision: &Decision) -> Option<Diagnostic> {
    let asked = format!("`{}` of module `{}`", expected.action, expected.module);
    let text = match (expected.expect.value, decision) {
        (Answer::Allow, Err(denial)) => format!("{asked} is denied: {}", denial.message),
        (Answer::Deny, Ok(_)) => format!("{asked} is allowed"),
        (Answer::Deny, Err(denial)) => {
            let by = expected.by.as_ref()?;
            let named = format!("policy `{by}` (");
            if denial.policies.iter().any(|policy| policy.starts_with(&named)) {
                return None;
            }
            format!("{asked} is denied, but not by `{by}`: {}", denial.message)
        }
        (Answer::Allow, Ok(_)) => return None,
    };
    let place = expected.expect.referenced;
    let problem = Diagnostic::error("policy-unexpected", text);
    Some(problem.at(location(args, place.line(), place.column()), None, 1))
}
