//! What a configuration file adds to a command line: the options that neither it nor the
//! environment gives.

use std::collections::BTreeSet;
use std::path::Path;

use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use wasmidem_contract::{Diagnostic, Location, Object, Value, nearest};

use super::file::Setting;

/// Where idem keeps what is no setting of its own package.
const ELSEWHERE: [(&str, &[&str]); 3] = [
    ("acct", &["acct_file", "acct_key", "extras", "overrides"]),
    ("pop_config", &["log_level"]),
    ("rend", &["output"]),
];

/// Settings of idem that have nothing to set here, and whose absence nobody notices.
const QUIET: [(&str, &[&str]); 4] = [
    (
        "acct",
        &[
            "serial_plugin",
            "crypto_plugin",
            "render_pipe",
            "allowed_backend_profiles",
            "input_file",
            "output_file",
            "editor",
        ],
    ),
    (
        "idem",
        &[
            "sls",
            "exec_func",
            "exec_args",
            "desc_glob",
            "esm_cache_file",
            "ref",
            "esm_serial_plugin",
            "esm_keep_cache",
            "progress_options",
            "progress",
        ],
    ),
    (
        "pop_config",
        &["log_fmt_console", "log_fmt_logfile", "log_datefmt", "log_plugin", "log_handler_options"],
    ),
    ("rend", &["enable_jinja_sandbox", "jinja_sandbox_safe_hub_refs", "file", "pipe"]),
];

/// Packages of idem whose settings have no meaning here.
const QUIET_PACKAGES: [&str; 5] = ["evbus", "pop_loop", "pop_serial", "tool", "source"];

/// An option of the file.
pub struct Added {
    /// As it would be typed: `--run-name=web`.
    pub text: String,
    long: String,
    setting: String,
    location: Location,
}

/// All options of the file.
pub struct AddedOptions {
    /// Those that are not given otherwise.
    pub options: Vec<Added>,
    /// What is odd.
    pub warnings: Vec<Diagnostic>,
}

impl AddedOptions {
    /// A mistake that clap finds, told as one of the file. The value is not shown.
    pub fn mistake(&self, path: &Path, error: &clap::Error) -> Box<Diagnostic> {
        let text = |kind| match error.get(kind) {
            Some(ContextValue::String(text)) => Some(text.clone()),
            Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
            _ => None,
        };
        let argument = text(ContextKind::InvalidArg).unwrap_or_default();
        let long = argument.split([' ', '=']).next().unwrap_or_default();
        let found = self.options.iter().find(|option| option.long == long);
        let Some(option) = found else {
            let reason = error.to_string();
            let reason = reason.lines().next().unwrap_or_default().trim_start_matches("error: ");
            let message = format!("the configuration file `{}` cannot be applied: {reason}", path.display());
            return Diagnostic::error("usage-config-value", message).into();
        };
        let message = format!("the value of `{}` is none that `{}` takes", option.setting, option.long);
        let problem = Diagnostic::error("usage-config-value", message).at(option.location.clone(), None, 1);
        match text(ContextKind::ValidValue).filter(|values| !values.is_empty()) {
            Some(values) => problem.with_help(format!("it takes {values}")).into(),
            None => problem.into(),
        }
    }
}

/// The options that the settings stand for, for the command that is asked for.
pub fn added(command: &Command, typed: &ArgMatches, settings: Vec<Setting>) -> AddedOptions {
    let (sub, matches) = asked_for(command, typed);
    let known = known(command);
    let mut all = AddedOptions { options: Vec::new(), warnings: Vec::new() };
    for setting in settings {
        if let Some(warning) = unknown(&setting, &known) {
            all.warnings.push(warning);
            continue;
        }
        let mut options = sub.into_iter().flat_map(Command::get_arguments).chain(command.get_arguments());
        let (name, value) = match (setting.name.as_str(), &setting.value) {
            ("progress", Value::Bool(false)) => ("no_progress_bar", Value::Bool(true)),
            (name, value) => (name, value.clone()),
        };
        let Some(option) = options.find(|option| option.get_id() == name) else { continue };
        let given = |id: &str| {
            matches.try_contains_id(id).is_ok()
                && matches!(
                    matches.value_source(id),
                    Some(ValueSource::CommandLine | ValueSource::EnvVariable)
                )
        };
        // Both name the folder of stored state; what is typed counts.
        let same = matches!(name, "root_dir" | "cache_dir") && (given("root_dir") || given("cache_dir"));
        let opposite = name == "no_progress_bar" && given("progress");
        let long = option.get_long().filter(|_| !same && !opposite && !given(name));
        for text in long.map(|long| typed_as(option, long, &value)).unwrap_or_default() {
            all.options.push(Added {
                text,
                long: format!("--{}", long.unwrap_or_default()),
                setting: format!("{}.{}", setting.package, setting.name),
                location: setting.location.clone(),
            });
        }
    }
    // As in idem, the folder itself counts more than what it is derived from.
    if all.options.iter().any(|option| option.long == "--cache-dir") {
        all.options.retain(|option| option.long != "--root-dir");
    }
    all
}

/// The command that is asked for, such as `lock` of `module`, and what is typed for it.
fn asked_for<'a>(command: &'a Command, typed: &'a ArgMatches) -> (Option<&'a Command>, &'a ArgMatches) {
    let (mut sub, mut matches) = (None, typed);
    while let Some((name, typed)) = matches.subcommand() {
        sub = sub.unwrap_or(command).find_subcommand(name);
        matches = typed;
    }
    (sub, matches)
}

/// The members of a mapping as `NAME=VALUE`; those of a mapping in it as `OUTER:NAME=VALUE`.
fn pairs(outer: &str, members: &Object) -> Vec<String> {
    let pair = |(name, value): (&String, &Value)| match value {
        Value::Object(inner) => pairs(&format!("{outer}{name}:"), inner),
        Value::String(text) => vec![format!("{outer}{name}={text}")],
        other => vec![format!("{outer}{name}={other}")],
    };
    members.iter().flat_map(pair).collect()
}

/// An option as it would be typed, once for each value. Nothing set is nothing typed.
fn typed_as(option: &Arg, long: &str, value: &Value) -> Vec<String> {
    match value {
        Value::Object(members) if matches!(option.get_action(), ArgAction::Append) => {
            pairs("", members).iter().map(|pair| format!("--{long}={pair}")).collect()
        }
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().flat_map(|item| typed_as(option, long, item)).collect(),
        Value::Object(members) if members.is_empty() => Vec::new(),
        Value::String(text) if text.is_empty() => Vec::new(),
        Value::Bool(flag) if matches!(option.get_action(), ArgAction::SetTrue) => {
            if *flag {
                vec![format!("--{long}")]
            } else {
                Vec::new()
            }
        }
        Value::String(text) => vec![format!("--{long}={text}")],
        other => vec![format!("--{long}={other}")],
    }
}

/// All settings that stand for an option of some command: package and name.
fn known(command: &Command) -> BTreeSet<(&'static str, String)> {
    const OWN: [&str; 4] = ["config", "config_template", "help", "version"];
    let options = command.get_subcommands().chain([command]).flat_map(Command::get_arguments);
    let named = options.filter(|option| option.get_long().is_some());
    let names: BTreeSet<&str> =
        named.map(|option| option.get_id().as_str()).filter(|name| !OWN.contains(name)).collect();
    names.into_iter().map(|name| (package(name), name.to_owned())).collect()
}

/// The package of idem in which an option is set.
pub fn package(name: &str) -> &'static str {
    let found = ELSEWHERE.iter().find(|(_, names)| names.contains(&name));
    found.map_or("idem", |(package, _)| package)
}

/// A warning on a setting that nothing here knows, or that somebody could miss.
fn unknown(setting: &Setting, known: &BTreeSet<(&'static str, String)>) -> Option<Diagnostic> {
    let Setting { package, name, location, .. } = setting;
    let at = |problem: Diagnostic| {
        let length = u32::try_from(name.chars().count()).unwrap_or(1);
        Some(problem.at(location.clone(), None, length))
    };
    let is_known = known.iter().any(|(of, known)| of == package && known == name);
    let is_quiet = QUIET.iter().any(|(of, names)| of == package && names.contains(&name.as_str()));
    if is_known || is_quiet || QUIET_PACKAGES.contains(&package.as_str()) {
        return None;
    }
    if package == "pop_config" && name == "log_file" {
        let problem = Diagnostic::warning("usage-no-effect", "`pop_config.log_file` has no effect");
        return at(problem.with_help("messages go to stderr; `--events FILE` writes a log for programs"));
    }
    let shown = if package.is_empty() { name.clone() } else { format!("{package}.{name}") };
    let full: Vec<String> = known.iter().map(|(package, name)| format!("{package}.{name}")).collect();
    let same_name = known.iter().find(|(_, known)| known == name).map(|(of, name)| format!("{of}.{name}"));
    let meant = same_name.or_else(|| nearest(&shown, full.iter().map(String::as_str)).map(str::to_owned));
    let problem = Diagnostic::warning("usage-config-unknown", format!("there is no setting `{shown}`"));
    at(match meant {
        Some(meant) => problem.with_help(format!("did you mean `{meant}`?")),
        None => problem.with_help("`wasmidem --config-template` prints all there are"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;
    use serde_json::json;

    fn setting(package: &str, name: &str, value: Value) -> Setting {
        let location = Location { file: "f".into(), line: 1, column: 1 };
        Setting { package: package.to_owned(), name: name.to_owned(), value, location }
    }

    fn adds(line: &[&str], settings: Vec<Setting>) -> Vec<String> {
        let command = crate::args::Cli::command();
        let typed = command.clone().try_get_matches_from(line).unwrap();
        added(&command, &typed, settings).options.into_iter().map(|option| option.text).collect()
    }

    #[test]
    fn adds_what_is_not_typed() {
        let settings = || {
            vec![
                setting("idem", "run_name", json!("web")),
                setting("idem", "batch_size", json!(5)),
                setting("idem", "hard_fail", json!(true)),
                setting("idem", "invert", json!(false)),
                setting("idem", "target", json!("")),
                setting("idem", "params", json!(["a", "b"])),
                setting("idem", "filter", json!("of describe")),
                setting("acct", "overrides", json!({"aws": {}})),
                setting("pop_config", "log_level", json!("info")),
                setting("idem", "progress", json!(false)),
            ]
        };
        let added = adds(&["wasmidem", "run", "--run-name", "typed", "x.sls"], settings());
        let expected = [
            "--batch-size=5",
            "--hard-fail",
            "--params=a",
            "--params=b",
            "--overrides={\"aws\":{}}",
            "--log-level=info",
            "--no-progress-bar",
        ];
        assert_eq!(added, expected);
        let described = adds(&["wasmidem", "describe", "x"], settings());
        assert!(described.contains(&"--filter=of describe".to_owned()), "{described:?}");
        assert!(!described.iter().any(|option| option.starts_with("--batch-size")), "{described:?}");
    }

    #[test]
    fn mappings_are_typed_as_pairs_also_for_commands_within_commands() {
        let keys = || setting("idem", "trusted_keys", json!({"team": "team.pub"}));
        assert_eq!(adds(&["wasmidem", "module", "verify"], vec![keys()]), ["--trusted-key=team=team.pub"]);
        let limits = json!({"memory": "1MiB", "ec2_vpc": {"aws-calls": 5}});
        let added =
            adds(&["wasmidem", "run", "x.sls", "--limit", "log=1B"], vec![setting("idem", "limits", limits)]);
        assert_eq!(added, ["--limits=memory=1MiB", "--limits=ec2_vpc:aws-calls=5"]);
        assert!(adds(&["wasmidem", "module", "verify", "--trusted-key=a=b"], vec![keys()]).is_empty());
    }

    #[test]
    fn one_folder_of_stored_state() {
        let both =
            || vec![setting("idem", "root_dir", json!("/r")), setting("idem", "cache_dir", json!("/c"))];
        assert_eq!(adds(&["wasmidem", "run", "x.sls"], both()), ["--cache-dir=/c"]);
        assert!(adds(&["wasmidem", "run", "x.sls", "--root-dir=here"], both()).is_empty());
    }

    #[test]
    fn unknown_settings_have_a_place_and_a_suggestion() {
        let command = crate::args::Cli::command();
        let help = |package: &str, name: &str| {
            let problem = unknown(&setting(package, name, Value::Null), &known(&command))?;
            assert!(problem.location.is_some());
            problem.help
        };
        assert_eq!(help("idem", "run_nam").as_deref(), Some("did you mean `idem.run_name`?"));
        assert_eq!(help("idem", "acct_key").as_deref(), Some("did you mean `acct.acct_key`?"));
        assert_eq!(help("idem", "run_name"), None);
        assert_eq!(help("pop_loop", "backend"), None);
        assert!(help("", "include").is_some());
    }
}
