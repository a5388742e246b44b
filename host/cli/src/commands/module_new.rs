//! `wasmidem module new`.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use wasmidem_contract::Diagnostic;

use super::conclude;
use crate::args::{Language, New};
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::report::Console;
use crate::templates::{self, File};

/// Longer names make paths in state files nobody wants to read.
const LONGEST: usize = 60;

/// Names that a crate cannot have, or that would hide one it needs.
const NO_CRATES: [&str; 12] = [
    "alloc",
    "as",
    "core",
    "crate",
    "fn",
    "mod",
    "proc_macro",
    "self",
    "std",
    "test",
    "use",
    "wasmidem_guest",
];

/// Makes a project.
pub fn run(args: &New, console: &Console) -> Exit {
    conclude(make(args, console), false, console)
}

fn make(args: &New, console: &Console) -> Result<Exit, Stop> {
    let refused = |message: String, help: &str| {
        Stop::new(Exit::Usage, Diagnostic::error("usage-module-new", message).with_help(help))
    };
    if !is_name(&args.name) {
        let message = format!("`{}` cannot be the name of a module", args.name);
        return Err(refused(
            message,
            "it begins with a letter; lower-case letters, digits and `_` may follow",
        ));
    }
    if args.lang == Language::Rust && NO_CRATES.contains(&args.name.as_str()) {
        let message = format!("`{}` cannot be the name of a crate", args.name);
        return Err(refused(message, "take another name"));
    }
    let folder = Path::new(&args.name);
    fs::create_dir(folder).map_err(|error| {
        let message = match error.kind() {
            ErrorKind::AlreadyExists => format!("`{}` exists already", args.name),
            _ => format!("cannot make the folder `{}`: {error}", args.name),
        };
        refused(message, "go where it can be made, or take another name")
    })?;
    for file in templates::project(args.lang, args.kind, &args.name) {
        write(folder, &file).map_err(|error| {
            let message = format!("cannot write `{}/{}`: {error}", args.name, file.path);
            refused(message, "remove the folder and try again")
        })?;
    }
    console.out(&format!("made `{0}`; what to do next is in `{0}/README.md`", args.name));
    Ok(Exit::Done)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '_')
        && name.len() <= LONGEST
}

fn write(folder: &Path, file: &File) -> io::Result<()> {
    let path = folder.join(&file.path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(&path, &file.text)?;
    #[cfg(unix)]
    if file.path.ends_with(".sh") {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_paths() {
        for good in ["a", "my_module", "s3", "a_1"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "1a", "_a", "A", "a-b", "a.b", "a/b", "ä", &"a".repeat(61)] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
