//! `wasmidem describe`: what exists, as a state file.

use std::sync::Arc;

use regex::Regex;
use serde_json::json;
use wasmidem_contract::{Diagnostic, Failure, Object, Phase, Value, nearest};
use wasmidem_run::Described;

use super::conclude;
use crate::args::{Describe, Format};
use crate::compose::Stop;
use crate::exit_code::{self, Exit};
use crate::filter::Filter;
use crate::module_files::only_modules;
use crate::output::{self, entries, resources};
use crate::report::Console;
use crate::session::Session;

/// Prints the resources of the paths that match.
pub fn run(args: &Describe, console: &Arc<Console>) -> Exit {
    conclude(describe(args, console), args.output == Format::Json, console)
}

fn describe(args: &Describe, console: &Arc<Console>) -> Result<Exit, Stop> {
    let pattern = path_pattern(&args.pattern)?;
    let filter = args.filter.as_deref().map(Filter::parse).transpose()?;
    args.accepted.warnings().iter().for_each(|warning| console.diagnostic(warning));
    let named = only_modules(&args.module).map_err(|problem| Stop::new(Exit::Usage, problem))?;
    let session = Session::start(named, &args.credentials, &args.limits, console)?;
    let library = session.world()?.modules.loaded();
    let mut paths: Vec<&str> = library.resource_types().map(|kind| kind.path.as_str()).collect();
    paths.sort_unstable();
    let (matching, others): (Vec<&str>, Vec<&str>) =
        paths.into_iter().partition(|path| pattern.is_match(path));
    if matching.is_empty() {
        console.diagnostic(&nothing_matches(&args.pattern, &others));
        print(args, &json!({}), console);
        return Ok(session.exit());
    }
    let step = session.aws_step(Phase::Describe)?;
    let found = session.runtime.block_on(wasmidem_run::describe(library, &step, &matching));
    let mut states = Object::new();
    let mut failure = None;
    for (path, found) in found {
        match found {
            Ok(found) => found.into_iter().for_each(|resource| add(&mut states, &path, resource)),
            Err(problem) => {
                console.diagnostic(&not_listed(&path, &problem));
                failure.get_or_insert(exit_code::of_failure(&problem));
            }
        }
    }
    if let Some(exit) = failure.filter(|_| args.hard_fail) {
        return Ok(exit);
    }
    let states = sorted(states);
    match filter {
        None => print(args, &states, console),
        Some(filter) => print(args, &filtered(&filter, &states, args.output)?, console),
    }
    Ok(failure.unwrap_or_else(|| session.exit()))
}

/// A regular expression that must match a whole path.
///
/// # Errors
/// When it is none.
pub fn path_pattern(text: &str) -> Result<Regex, Stop> {
    Regex::new(&format!("^(?:{text})$")).map_err(|error| {
        let reason = error.to_string();
        let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ");
        let problem =
            Diagnostic::error("usage-pattern", format!("`{text}` is no regular expression: {reason}"));
        Stop::new(
            Exit::Usage,
            problem.with_help("`.*` stands for anything, `\\.` for a dot, `a|b` for one of two"),
        )
    })
}

/// A warning on a pattern that no path matches.
pub fn nothing_matches(pattern: &str, paths: &[&str]) -> Diagnostic {
    // The wording of the sentence is idem's.
    let warning = Diagnostic::warning(
        "describe-nothing",
        format!("Cannot find anything to describe for resource type(s) '{pattern}'"),
    );
    let below = format!("{pattern}.");
    let help = if paths.iter().any(|path| path.starts_with(&below)) {
        format!("the whole path must match; did you mean `{pattern}.*`?")
    } else if let Some(meant) = nearest(pattern, paths.iter().copied()) {
        format!("did you mean `{meant}`?")
    } else if paths.is_empty() {
        "the loaded modules manage no resources".to_owned()
    } else {
        format!("the loaded modules manage {}", paths.join(", "))
    };
    warning.with_help(help)
}

/// A problem with listing the resources of a path.
pub fn not_listed(path: &str, failure: &Failure) -> Diagnostic {
    let problem =
        Diagnostic::error("describe-failed", format!("`{path}` cannot be listed: {}", failure.message));
    match failure.help() {
        Some(help) => problem.with_help(help),
        None => problem,
    }
}

/// Enters a resource as a state file has it: one mapping per argument.
fn add(states: &mut Object, path: &str, resource: Described) {
    let arguments: Vec<Value> = resource
        .arguments
        .into_iter()
        .map(|(name, value)| Value::Object(Object::from_iter([(name, value)])))
        .collect();
    let functions = states.entry(resource.id).or_insert_with(|| Value::Object(Object::new()));
    if let Some(functions) = functions.as_object_mut() {
        functions.insert(format!("{path}.present"), Value::Array(arguments));
    }
}

fn sorted(states: Object) -> Value {
    let mut states: Vec<(String, Value)> = states.into_iter().collect();
    states.sort_by(|(one, _), (other, _)| one.cmp(other));
    Value::Object(states.into_iter().collect())
}

/// What a filter takes: states again, unless the output shows anything.
fn filtered(filter: &Filter, states: &Value, format: Format) -> Result<Value, Stop> {
    let found = filter.search(&Value::Array(entries(states)))?;
    if format == Format::Jmespath {
        return Ok(found);
    }
    resources(&found).map(Value::Object).map_err(|reason| {
        let problem = Diagnostic::error("usage-filter", format!("`--filter` does not choose resources: {reason}"));
        let help = "choose elements as in `[?resource[?tags.Name=='x']]`, or print anything with `--output jmespath`";
        Stop::new(Exit::Usage, problem.with_help(help))
    })
}

fn print(args: &Describe, value: &Value, console: &Console) {
    let format = match args.output {
        Format::Human | Format::Exec => Format::Yaml,
        // A filter that was applied gave the list already.
        Format::Jmespath if value.is_array() || args.filter.is_some() => Format::Pretty,
        format => format,
    };
    let text = output::render(value, format, console.colour_out());
    let opening = if format == Format::Yaml && is_template(&text) { "#!yaml\n" } else { "" };
    console.out(&format!("{opening}{text}"));
}

/// Whether a state file of this text would be taken for a template: what stands in tags and
/// policies must not be run.
fn is_template(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_paths() {
        let path = "aws.ec2.vpc";
        let matches = |pattern: &str| path_pattern(pattern).ok().unwrap().is_match(path);
        assert!(matches("aws.ec2.vpc") && matches("aws.*") && matches("x|aws.ec2.vpc"));
        assert!(!matches("aws") && !matches("vpc") && !matches("aws|vpc"));
        assert!(path_pattern("[").is_err());
    }

    #[test]
    fn says_what_may_be_meant() {
        let help = |pattern| nothing_matches(pattern, &["aws.ec2.subnet", "aws.ec2.vpc"]).help.unwrap();
        assert!(help("aws.ec2").ends_with("did you mean `aws.ec2.*`?"));
        assert_eq!(help("aws.ec2.vcp"), "did you mean `aws.ec2.vpc`?");
        assert!(help("azure").contains("aws.ec2.subnet, aws.ec2.vpc"));
    }
}
