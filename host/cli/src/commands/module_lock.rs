//! `wasmidem module lock`.

use wasmidem_contract::Diagnostic;
use wasmidem_provenance::Lock;

use super::conclude;
use super::module_verify::modules;
use crate::args::LockModules;
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::policy::inspect;
use crate::provenance::{Trust, locked};
use crate::report::{Console, plain_line};

/// Writes the lock, or says what would change.
pub fn run(args: &LockModules, console: &Console) -> Exit {
    conclude(lock(args, console), false, console)
}

fn lock(args: &LockModules, console: &Console) -> Result<Exit, Stop> {
    let trust = Trust::load(&args.provenance)?;
    let before = trust.lock.lock.clone().unwrap_or_default();
    let next = next(args, &trust, &before, console)?;
    let shown = trust.lock.path.display();
    let changes = before.changes(&next);
    changes.iter().for_each(|line| console.out(&format!("{}\n", plain_line(line))));
    if args.check {
        let missing = trust.lock.required("`--check` compares with it").err();
        let stale = (!changes.is_empty()).then(|| {
            let problem =
                Diagnostic::error("module-lock-stale", format!("the lock `{shown}` is not up to date"));
            let help = "`wasmidem module lock` with the same names writes it; review what changes";
            Stop::new(Exit::ModuleRejected, problem.with_help(help))
        });
        if let Some(stop) = missing.or(stale) {
            return Err(stop);
        }
    } else if trust.lock.lock.is_none() || !changes.is_empty() {
        trust.lock.write(&next)?;
        console.out(&format!("wrote {shown}: {} modules\n", next.modules.len()));
        return Ok(Exit::Done);
    }
    console.out(&format!("{shown} is up to date: {} modules\n", next.modules.len()));
    Ok(Exit::Done)
}

/// The lock that says what is so.
fn next(args: &LockModules, trust: &Trust, before: &Lock, console: &Console) -> Result<Lock, Stop> {
    let mut next = if args.modules.is_empty() { Lock::default() } else { before.clone() };
    let mut problems = Vec::new();
    for (name, path) in modules(&args.modules, before)? {
        let found = trust.read(&name, &path).and_then(|found| Ok((inspect(&found.file)?, found)));
        match found {
            Ok((manifest, found)) => {
                found.warning.iter().for_each(|warning| console.diagnostic(warning));
                next.modules.insert(name, locked(&found.file, &manifest));
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(next) } else { Err(Stop { exit: Exit::ModuleRejected, problems }) }
}
