//! `--config-template`: the options in effect as a configuration file.

use clap::{Arg, ArgAction, ArgMatches, Command};
use wasmidem_contract::{Object, Value};

use super::layer::package;
use crate::args::Format;
use crate::output;

/// Stands for what nobody may read.
const MASK: &str = "********";

/// Options that hold secrets.
const SECRET: [&str; 3] = ["acct_key", "overrides", "extras"];

/// Whose options are printed when no command is named.
pub const USUAL: &str = "run";

/// The command line without anything that must be given.
pub fn optional(command: Command) -> Command {
    let command = command.subcommand_required(false).arg_required_else_help(false);
    command.mut_subcommands(|sub| sub.mut_args(|arg| arg.required(false)))
}

/// The options of the command that is asked for.
pub fn text(command: &Command, matches: &ArgMatches) -> String {
    let (sub, given) = match matches.subcommand() {
        Some((name, given)) => (command.find_subcommand(name), given),
        None => (None, matches),
    };
    let options = sub.into_iter().flat_map(Command::get_arguments);
    let mut packages = Object::new();
    for option in options.chain(command.get_arguments()).filter(|option| is_setting(option)) {
        let name = option.get_id().as_str();
        let members = packages.entry(package(name)).or_insert_with(|| Value::Object(Object::new()));
        if let Some(members) = members.as_object_mut() {
            members.insert(name.to_owned(), in_effect(option, given));
        }
    }
    output::render(&Value::Object(packages), Format::Yaml, false)
}

fn is_setting(option: &Arg) -> bool {
    let own = ["config", "config_template", "help", "version"];
    option.get_long().is_some() && !option.is_hide_set() && !own.contains(&option.get_id().as_str())
}

fn in_effect(option: &Arg, given: &ArgMatches) -> Value {
    let name = option.get_id().as_str();
    let raw = given.try_get_raw(name).ok().flatten();
    let mut texts: Vec<String> = match raw {
        Some(raw) => raw.map(|text| text.to_string_lossy().into_owned()).collect(),
        None => Vec::new(),
    };
    match option.get_action() {
        ArgAction::Append => texts.into_iter().map(Value::String).collect(),
        ArgAction::SetTrue => Value::Bool(texts.iter().any(|text| text == "true")),
        _ => match texts.pop() {
            None => Value::Null,
            Some(text) if text.is_empty() => Value::Null,
            Some(_) if SECRET.contains(&name) => Value::String(MASK.to_owned()),
            Some(text) => text.parse::<i64>().map_or(Value::String(text), Value::from),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn keys_are_masked() {
        let command = optional(crate::args::Cli::command());
        let line = [
            "wasmidem",
            "run",
            "--acct-key",
            "canary",
            "--overrides",
            "canary",
            "--run-name=web",
            "--config-template",
        ];
        let matches = command.clone().try_get_matches_from(line).unwrap();
        let text = text(&command, &matches);
        assert!(!text.contains("canary") && text.contains("acct_key: \"********\""), "{text}");
        assert!(text.contains("  run_name: web\n") && text.contains("  max_pending_reruns: 600\n"), "{text}");
    }

    #[test]
    fn nothing_needs_to_be_named() {
        let command = optional(crate::args::Cli::command());
        assert!(command.clone().try_get_matches_from(["wasmidem", "--config-template"]).is_ok());
        let matches = command.clone().try_get_matches_from(["wasmidem", USUAL]).unwrap();
        assert!(text(&command, &matches).contains("  reconciler: basic\n"));
    }
}
