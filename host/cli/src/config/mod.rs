//! The command line with what a configuration file adds to it.
//!
//! A value counts from the first of these that gives one: the command line, the environment, the
//! file, the default. What each option means stands in `args` alone: a file's `idem.run_name: x`
//! is read as `--run-name=x`.

mod file;
mod include;
mod layer;
mod template;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{ArgMatches, Command, FromArgMatches};
use wasmidem_contract::Diagnostic;

use crate::args::{self, Cli};
use crate::exit_code::Exit;

/// What the user asks for.
pub enum Asked {
    /// A command; what is odd with the configuration file.
    Command(Box<Cli>, Vec<Diagnostic>),
    /// The options in effect, as the text of a configuration file.
    Template(String, Vec<Diagnostic>),
    /// Something that cannot be understood.
    Refused(Exit, Diagnostic),
}

/// Reads the command line, the environment and the configuration file. Ends the program after
/// `--help` and mistakes on the command line, as clap does.
pub fn asked() -> Asked {
    let mut line: Vec<OsString> = env::args_os().collect();
    let options = line.iter().take_while(|argument| *argument != "--");
    let template = options.into_iter().any(|argument| argument == "--config-template");
    let command = if template { template::optional(args::command()) } else { args::command() };
    let mut typed = match command.clone().try_get_matches_from(&line) {
        Ok(typed) => typed,
        Err(error) => match about_function(&error, &command, &line) {
            Some((asked, typed)) => {
                line = asked;
                typed
            }
            None => error.exit(),
        },
    };
    if template && typed.subcommand_name().is_none() {
        line.push(template::USUAL.into());
        typed = command.clone().get_matches_from(&line);
    }
    let (matches, warnings, folder) = match with_file(&command, &line, typed) {
        Ok(layered) => layered,
        Err(problem) => return Asked::Refused(Exit::Usage, *problem),
    };
    if template {
        return Asked::Template(template::text(&command, &matches), warnings);
    }
    match Cli::from_arg_matches(&matches) {
        Ok(mut cli) => {
            if let Some(files) = cli.command.state_files_mut() {
                files.config_folder = folder;
            }
            Asked::Command(Box::new(cli), warnings)
        }
        Err(error) => error.exit(),
    }
}

/// The line that asks about a function, where the help of one is asked for, as in `exec PATH --help`.
fn about_function(
    error: &clap::Error,
    command: &Command,
    line: &[OsString],
) -> Option<(Vec<OsString>, ArgMatches)> {
    let is_path = |argument: &OsString| {
        argument.to_str().is_some_and(|text| text.contains('.') && !text.starts_with('-'))
    };
    let of_exec = line.get(1).is_some_and(|command| command == "exec") && line.iter().skip(2).any(is_path);
    if error.kind() != ErrorKind::DisplayHelp || !of_exec {
        return None;
    }
    let mut asked = line.to_vec();
    let help = asked.iter_mut().find(|argument| *argument == "--help" || *argument == "-h")?;
    *help = "--about".into();
    // What looked like a path may be the value of an option.
    let typed = command.clone().try_get_matches_from(&asked).ok()?;
    Some((asked, typed))
}

type Layered = (ArgMatches, Vec<Diagnostic>, Option<PathBuf>);

fn with_file(command: &Command, line: &[OsString], typed: ArgMatches) -> Result<Layered, Box<Diagnostic>> {
    let Some(path) = typed.get_one::<PathBuf>("config").filter(|path| !path.as_os_str().is_empty()) else {
        return Ok((typed, Vec::new(), None));
    };
    let settings = include::read(path)?;
    let added = layer::added(command, &typed, settings);
    let mut full = line.to_vec();
    let end = full.iter().position(|argument| argument == "--").unwrap_or(full.len());
    full.splice(end..end, added.options.iter().map(|option| option.text.clone().into()));
    let matches = command.clone().try_get_matches_from(&full).map_err(|error| added.mistake(path, &error))?;
    let folder = path.parent().map(|folder| {
        if folder.as_os_str().is_empty() { Path::new(".").to_owned() } else { folder.to_owned() }
    });
    Ok((matches, added.warnings, folder))
}
