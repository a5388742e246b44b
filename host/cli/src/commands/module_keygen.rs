//! `wasmidem module keygen`.

use std::path::{Path, PathBuf};

use wasmidem_contract::Diagnostic;
use wasmidem_provenance::{PrivateKey, is_name};

use super::conclude;
use crate::args::Keygen;
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::private_file;
use crate::report::Console;

/// Makes a key.
pub fn run(args: &Keygen, console: &Console) -> Exit {
    conclude(make(args, console), false, console)
}

fn make(args: &Keygen, console: &Console) -> Result<Exit, Stop> {
    let name = &args.name;
    if !is_name(name) {
        let problem = Diagnostic::error("module-key", format!("`{name}` cannot be the name of a key"));
        let help = "take up to 64 letters, digits, `.`, `_`, `-` and `@`";
        return Err(Stop::new(Exit::Usage, problem.with_help(help)));
    }
    let (private, public) = (PathBuf::from(format!("{name}.key")), PathBuf::from(format!("{name}.pub")));
    for path in [&private, &public] {
        if Path::exists(path) {
            let problem = Diagnostic::error("module-key", format!("`{}` exists already", path.display()));
            return Err(Stop::new(
                Exit::Usage,
                problem.with_help("a key that is lost is lost: take another name"),
            ));
        }
    }
    let key = PrivateKey::random().map_err(|problem| {
        Stop::new(Exit::Internal, Diagnostic::error("module-key", format!("no key can be made: {problem}")))
    })?;
    private_file::create(&private, key.file(name).as_bytes(), 0o600)?;
    private_file::create(&public, format!("{} {name}\n", key.public().text()).as_bytes(), 0o644)?;
    console.out(&format!(
        "made `{}`, which nobody else may see, and `{}`, which others trust: `--trusted-key {name}={}`\n",
        private.display(),
        public.display(),
        public.display(),
    ));
    Ok(Exit::Done)
}
