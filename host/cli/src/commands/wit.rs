//! `wasmidem wit`: the interfaces by which a module calls operations of AWS.

use serde_json::{Value, json};
use wasmidem_contract::{Diagnostic, nearest};
use wasmidem_models::{Catalogue, OperationSummary, ServiceSummary};

use super::conclude;
use crate::args::Wit;
use crate::builtin::{Unknown, no_service};
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::report::{Console, pretty};

/// The package of the interfaces.
const PACKAGE: &str = "wasmidem:aws@0.1.0";

/// Words of WIT, which names have to be told apart from.
const KEYWORDS: [&str; 47] = [
    "as",
    "async",
    "bool",
    "borrow",
    "char",
    "constructor",
    "enum",
    "error-context",
    "export",
    "f32",
    "f64",
    "flags",
    "from",
    "func",
    "future",
    "import",
    "include",
    "interface",
    "list",
    "map",
    "option",
    "own",
    "package",
    "record",
    "resource",
    "result",
    "s16",
    "s32",
    "s64",
    "s8",
    "static",
    "stream",
    "string",
    "tuple",
    "type",
    "u16",
    "u32",
    "u64",
    "u8",
    "use",
    "variant",
    "with",
    "world",
    "float32",
    "float64",
    "implements",
    "external-id",
];

/// Prints lists, or an interface.
pub fn run(args: &Wit, console: &Console) -> Exit {
    conclude(print(args, console), args.json, console)
}

fn print(args: &Wit, console: &Console) -> Result<Exit, Stop> {
    let Some(service) = &args.service else {
        console.out(&services(args.json));
        return Ok(Exit::Done);
    };
    let summary = Catalogue::shipped().summary(service).ok_or_else(|| stop(&no_service(service)))?;
    if !args.all && args.operations.is_empty() {
        console.out(&operations(service, summary, args.json));
        return Ok(Exit::Done);
    }
    let wanted = if args.all {
        summary.operations.iter().filter(|operation| !operation.gives_credentials).collect()
    } else {
        chosen(service, summary, &args.operations)?
    };
    console.out(&interface(service, &wanted));
    Ok(Exit::Done)
}

fn stop(unknown: &Unknown) -> Stop {
    let problem = Diagnostic::error("wit-unknown", unknown.failure.message.clone());
    Stop::new(
        Exit::Usage,
        match unknown.failure.help() {
            Some(help) => problem.with_help(help),
            None => problem,
        },
    )
}

/// The operations that are named, each once, in the order of their names; all mistakes at once.
fn chosen<'a>(
    service: &str,
    summary: &'a ServiceSummary,
    names: &[String],
) -> Result<Vec<&'a OperationSummary>, Stop> {
    let mut wanted: Vec<&OperationSummary> = Vec::new();
    let mut problems = Vec::new();
    for name in names {
        match find(summary, name) {
            Some(found) if found.gives_credentials => {
                let text =
                    format!("`{service}:{}` answers with AWS credentials, which no module gets", found.name);
                let problem = Diagnostic::error("wit-credentials", text);
                problems.push(
                    problem.with_help("give the identity a profile of its own; modules never see its keys"),
                );
            }
            Some(found) => wanted.push(found),
            None => problems.push(unknown(service, summary, name)),
        }
    }
    if !problems.is_empty() {
        return Err(Stop { exit: Exit::Usage, problems });
    }
    wanted.sort_by(|one, other| one.name.cmp(&other.name));
    wanted.dedup_by(|one, other| one.name == other.name);
    Ok(wanted)
}

/// An operation by any of its names: that of AWS, of WIT or of boto3.
fn find<'a>(summary: &'a ServiceSummary, name: &str) -> Option<&'a OperationSummary> {
    summary.operation(name).or_else(|| summary.function(name)).or_else(|| summary.method(name))
}

fn unknown(service: &str, summary: &ServiceSummary, name: &str) -> Diagnostic {
    let problem =
        Diagnostic::error("wit-unknown", format!("the service `{service}` has no operation `{name}`"));
    let names = summary.operations.iter().map(|operation| &*operation.name);
    let methods = summary.operations.iter().map(|operation| &*operation.method);
    let functions: Vec<String> = summary.operations.iter().map(OperationSummary::function).collect();
    let lower = name.to_lowercase();
    let same = summary.operations.iter().find(|operation| operation.name.to_lowercase() == lower);
    let meant = same.map(|operation| &*operation.name).or_else(|| nearest(name, names));
    let meant = meant.or_else(|| nearest(name, functions.iter().map(String::as_str)));
    match meant.or_else(|| nearest(name, methods)) {
        Some(meant) => problem.with_help(format!("did you mean `{meant}`?")),
        None => problem.with_help(format!("`wasmidem wit {service}` lists its operations")),
    }
}

fn services(as_json: bool) -> String {
    let names: Vec<&str> = Catalogue::shipped().services().collect();
    if as_json {
        return pretty(&json!(names));
    }
    names.iter().map(|name| format!("{name}\n")).collect()
}

fn operations(service: &str, summary: &ServiceSummary, as_json: bool) -> String {
    if as_json {
        let rows = summary.operations.iter().map(|operation| {
            json!({
                "name": format!("{service}:{}", operation.name),
                "function": operation.function(),
                "method": operation.method,
                "effect": operation.effect().to_string(),
                "gives_credentials": operation.gives_credentials,
            })
        });
        return pretty(&Value::Array(rows.collect()));
    }
    let width = |text: fn(&OperationSummary) -> usize| summary.operations.iter().map(text).max().unwrap_or(0);
    let (first, second) =
        (width(|operation| operation.name.len()), width(|operation| operation.method.len()));
    let line = |operation: &OperationSummary| {
        let refused = if operation.gives_credentials { ", refused: it gives AWS credentials" } else { "" };
        let (name, function, effect) = (&operation.name, operation.function(), operation.effect());
        format!("{name:first$}  {function:second$}  {effect}{refused}\n")
    };
    summary.operations.iter().map(line).collect()
}

/// The interface with some operations of a service.
fn interface(service: &str, operations: &[&OperationSummary]) -> String {
    let mut text = format!(
        "package {PACKAGE};\n\n/// Operations of the AWS service `{service}`. Inputs and answers are JSON objects with the member names \
         of the API;\n/// bytes are base64, times RFC 3339. `wasmidem doc exec.boto3.client.{service}.…` describes them.\n\
         interface {} {{\n    use wasmidem:host/types@0.1.0.{{json, failure}};\n",
        escaped(service)
    );
    for operation in operations {
        text.push_str(&format!(
            "\n    /// `{service}:{}`: {}.\n    {}: func(input: json) -> result<json, failure>;\n",
            operation.name,
            operation.effect(),
            escaped(&operation.function())
        ));
    }
    text.push_str("}\n");
    text
}

fn escaped(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("%{name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wit_parser::Resolve;

    const TYPES: &str = include_str!("../../../../wit/v0.1/deps/host/types.wit");

    fn functions(text: &str) -> Vec<String> {
        let mut resolve = Resolve::new();
        resolve.push_str("types.wit", TYPES).unwrap();
        let package = resolve.push_str("aws.wit", text).unwrap_or_else(|error| panic!("{error:#}\n{text}"));
        let interfaces = resolve.packages[package].interfaces.values();
        let [interface] = interfaces.copied().collect::<Vec<_>>()[..] else {
            panic!("one interface: {text}")
        };
        resolve.interfaces[interface].functions.keys().cloned().collect()
    }

    #[test]
    fn every_operation_of_every_service_is_wit() {
        let mut count = 0;
        for service in Catalogue::shipped().services() {
            let summary = Catalogue::shipped().summary(service).unwrap();
            let all: Vec<&OperationSummary> = summary.operations.iter().collect();
            let expected: Vec<String> = all.iter().map(|operation| operation.function()).collect();
            assert_eq!(functions(&interface(service, &all)), expected, "{service}");
            count += all.len();
        }
        assert!(count > 10_000);
    }

    #[test]
    fn operations_have_three_names() {
        let summary = Catalogue::shipped().summary("s3").unwrap();
        let names = ["get-object".to_owned(), "CreateBucket".to_owned(), "create_bucket".to_owned()];
        let found = chosen("s3", summary, &names).ok().unwrap();
        let found: Vec<&str> = found.iter().map(|operation| &*operation.name).collect();
        assert_eq!(found, ["CreateBucket", "GetObject"]);
        let wrong = chosen("s3", summary, &["CreateBuket".to_owned(), "create-bukcet".to_owned()]);
        let helps: Vec<String> =
            wrong.err().unwrap().problems.into_iter().filter_map(|problem| problem.help).collect();
        assert_eq!(helps, ["did you mean `CreateBucket`?", "did you mean `CreateBucket`?"]);
        let summary = Catalogue::shipped().summary("sts").unwrap();
        let refused = chosen("sts", summary, &["AssumeRole".to_owned()]).err().unwrap();
        assert_eq!(refused.problems[0].code, "wit-credentials");
    }

    #[test]
    fn what_gives_credentials_is_marked() {
        let text = operations("sts", Catalogue::shipped().summary("sts").unwrap(), false);
        let line = |name: &str| text.lines().find(|line| line.starts_with(&format!("{name} "))).unwrap();
        assert!(line("AssumeRole").ends_with("refused: it gives AWS credentials"));
        let plain = line("GetCallerIdentity");
        assert!(plain.contains(" get-caller-identity ") && plain.ends_with("  read"), "{text}");
    }
}
