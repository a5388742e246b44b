//! `wasmidem module verify`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use wasmidem_contract::Diagnostic;
use wasmidem_provenance::{Digest, Lock};

use super::conclude;
use crate::args::Verify;
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::module_files;
use crate::provenance::Trust;
use crate::report::{Console, plain_line};

/// Compares modules with the lock and their signatures.
pub fn run(args: &Verify, console: &Console) -> Exit {
    conclude(verify(args, console), false, console)
}

/// The modules that are named or, if none is, those of the project.
///
/// # Errors
/// When something else is named, or something is not there.
pub fn modules(named: &[String], lock: &Lock) -> Result<BTreeMap<String, PathBuf>, Stop> {
    let found = if named.is_empty() {
        Ok(module_files::project(&|name| lock.modules.contains_key(name)))
    } else {
        module_files::only_modules(named)
    };
    let found = found.map_err(|problem| Stop::new(Exit::Usage, problem))?;
    if found.problems.is_empty() {
        Ok(found.modules)
    } else {
        Err(Stop { exit: Exit::ModuleRejected, problems: found.problems })
    }
}

fn verify(args: &Verify, console: &Console) -> Result<Exit, Stop> {
    let trust = Trust::load(&args.provenance)?;
    let lock = trust.lock.required("modules are verified against it")?;
    let modules = modules(&args.modules, lock)?;
    let mut problems = Vec::new();
    for (name, path) in &modules {
        match trust.read(name, path) {
            Err(problem) => problems.push(problem),
            Ok(found) => {
                found.warning.iter().for_each(|warning| console.diagnostic(warning));
                match trust.misfit(&found.file, path) {
                    Some(problem) => problems.push(problem),
                    None => {
                        let digest = Digest::of(&found.file.bytes);
                        let signer = found.file.signer.map(|signer| format!("signed by {signer}"));
                        let signer = signer.unwrap_or_else(|| "unsigned".to_owned());
                        console.out(&format!(
                            "{}\n",
                            plain_line(&format!("{name}  {digest}  locked, {signer}"))
                        ));
                    }
                }
            }
        }
    }
    if args.modules.is_empty() {
        for name in lock.modules.keys().filter(|name| !modules.contains_key(*name)) {
            let message = format!("module `{name}` is in the lock, and was not found");
            let problem =
                Diagnostic::warning("module-lock-unused", message).at(trust.lock.place(name), None, 1);
            console.diagnostic(&problem.with_help("name its file or folder, to verify it too"));
        }
    }
    if problems.is_empty() { Ok(Exit::Done) } else { Err(Stop { exit: Exit::ModuleRejected, problems }) }
}
