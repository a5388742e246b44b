//! What a module is, and what it can ask for.

use serde_json::{Value, json};
use wasmidem_contract::{Effect, FunctionInfo, FunctionKind, ResourceType};
use wasmidem_sandbox::Manifest;

use super::console::Style;
use super::json::pretty;

/// For programs; `lock` is how the module and the lock stand to each other.
pub fn inspect_json(
    manifest: &Manifest,
    lock: &str,
    resources: &[&ResourceType],
    functions: &[&FunctionInfo],
) -> String {
    let operations = |effect: Effect| -> Vec<String> { operations(manifest, effect) };
    pretty(&json!({
        "name": manifest.id.name,
        "digest": format!("sha256:{}", manifest.id.digest),
        "signer": manifest.id.signer,
        "lock": lock,
        "size": manifest.size,
        "wit_version": manifest.version.to_string(),
        "resources": resources.iter().map(|kind| json!({
            "path": kind.path,
            "schema": kind.schema.as_json(),
        })).collect::<Vec<Value>>(),
        "functions": functions.iter().map(|function| json!({
            "path": function.path,
            "kind": kind_name(function.kind),
            "schema": function.schema.as_json(),
        })).collect::<Vec<Value>>(),
        "operations": {"read": operations(Effect::Read), "write": operations(Effect::Write)},
        "host_services": manifest.services(),
    }))
}

/// For people.
pub fn inspect_human(
    manifest: &Manifest,
    lock: &str,
    (resources, functions): (&[&ResourceType], &[&FunctionInfo]),
    colour: bool,
) -> String {
    let title = |text: &str| Style::Bold.paint(text, colour);
    let mut out = format!(
        "{}\n  digest        sha256:{}\n  signed by     {}\n  lock          {lock}\n  size          {:.1} KiB\n  \
         interfaces    wasmidem {}\n",
        title(&format!("module {}", manifest.id.name)),
        manifest.id.digest,
        manifest.id.signer.as_deref().unwrap_or("nobody whose key is trusted"),
        kib(manifest.size),
        manifest.version,
    );
    let mut section = |name: &str, lines: Vec<String>, none: &str| {
        out.push_str(&format!("\n{}\n", title(name)));
        if lines.is_empty() {
            out.push_str(&format!("  {none}\n"));
        }
        lines.iter().for_each(|line| out.push_str(&format!("  {line}\n")));
    };
    if !resources.is_empty() {
        section(
            "manages",
            resources.iter().flat_map(|kind| described(&kind.path, kind.schema.description())).collect(),
            "",
        );
    }
    if !functions.is_empty() {
        let lines = functions
            .iter()
            .flat_map(|function| {
                described(
                    &format!("{} ({})", function.path, kind_name(function.kind)),
                    function.schema.description(),
                )
            })
            .collect();
        section("functions", lines, "");
    }
    section("may ask AWS to read", operations(manifest, Effect::Read), "nothing");
    section("may ask AWS to change", operations(manifest, Effect::Write), "nothing");
    section("may use of the host", manifest.services(), "nothing");
    out.push_str("\nIt can ask for nothing else: what is not imported does not exist for it.\n");
    out
}

fn described(path: &str, description: &str) -> Vec<String> {
    let summary = description.lines().next().unwrap_or_default();
    if summary.is_empty() {
        vec![path.to_owned()]
    } else {
        vec![format!("{path:<40} {summary}").trim_end().to_owned()]
    }
}

fn operations(manifest: &Manifest, effect: Effect) -> Vec<String> {
    let mut names: Vec<String> = manifest
        .operations()
        .iter()
        .filter(|operation| operation.effect == effect)
        .map(|operation| operation.name.to_string())
        .collect();
    names.sort();
    names
}

fn kind_name(kind: FunctionKind) -> &'static str {
    match kind {
        FunctionKind::Exec => "exec",
        FunctionKind::State => "state",
    }
}

#[expect(clippy::cast_precision_loss, reason = "sizes of files are far below 2^52")]
fn kib(bytes: usize) -> f64 {
    bytes as f64 / 1024.0
}
