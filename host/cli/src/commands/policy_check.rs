//! `wasmidem policy check`.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wasmidem_contract::Diagnostic;
use wasmidem_policy::{RuleEffect, RuleName};

use super::conclude;
use crate::args::PolicyCheck;
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::policy::{check, read_all};
use crate::report::{Console, pretty};

/// Checks policy files.
pub fn run(args: &PolicyCheck, console: &Console) -> Exit {
    conclude(checked(args, console), args.json, console)
}

fn checked(args: &PolicyCheck, console: &Console) -> Result<Exit, Stop> {
    let missing = || {
        let problem = Diagnostic::error("policy-file", "no policy file is named");
        Stop::new(Exit::Usage, problem.with_help("wasmidem policy check FILE.cedar"))
    };
    let files = read_all(&args.files)?.ok_or_else(missing)?;
    let (cedar, warnings) = check(&files, BTreeMap::new())?;
    warnings.iter().for_each(|warning| console.diagnostic(warning));
    let names: Vec<&RuleName> = cedar.names().collect();
    let counted =
        |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    console.out(&if args.json {
        pretty(&json!({ "policies": names.iter().map(|name| described(name)).collect::<Vec<Value>>() }))
    } else {
        format!(
            "{} in {}: valid\n",
            counted(names.len(), "policy", "policies"),
            counted(files.len(), "file", "files")
        )
    });
    Ok(Exit::Done)
}

/// A policy, for programs.
pub fn described(name: &RuleName) -> Value {
    json!({
        "id": name.id,
        "effect": effect(name.effect),
        "file": name.place.file.as_ref(),
        "line": name.place.line,
        "column": name.place.column,
    })
}

/// As Cedar writes it.
pub fn effect(effect: RuleEffect) -> &'static str {
    match effect {
        RuleEffect::Permit => "permit",
        RuleEffect::Forbid => "forbid",
    }
}
