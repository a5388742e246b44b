//! One file per command.

pub mod acct_edit;
pub mod audit_schema;
pub mod audit_verify;
pub mod completions;
pub mod decrypt;
pub mod describe;
pub mod doc;
pub mod drift;
pub mod encrypt;
pub mod exec;
pub mod explain;
pub mod graph;
pub mod man;
pub mod module_component;
pub mod module_inspect;
pub mod module_keygen;
pub mod module_lock;
pub mod module_new;
pub mod module_sign;
pub mod module_verify;
pub mod policy_check;
pub mod policy_derive;
pub mod policy_explain;
pub mod policy_schema;
pub mod policy_test;
pub mod preview;
pub mod refresh;
pub mod remembered;
pub mod restore;
pub mod run;
pub mod validate;
pub mod wit;

use wasmidem_contract::Diagnostic;

use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::module_files::{self, Named};
use crate::report::{Console, json_errors};

/// Tells why a command stopped, as JSON too if that is the output, and how the program ends.
fn conclude(result: Result<Exit, Stop>, json: bool, console: &Console) -> Exit {
    result.unwrap_or_else(|stop| {
        stop.problems.iter().for_each(|problem| console.diagnostic(problem));
        if json {
            console.out(&json_errors(&stop.problems));
        }
        stop.exit
    })
}

/// The modules and state files of a command that needs state files. Modules that are missing are
/// told when modules are loaded.
fn state_files(files: &[String], command: &str) -> Result<Named, Stop> {
    let mut named = module_files::sort(files);
    let (rejected, misused): (Vec<Diagnostic>, Vec<Diagnostic>) =
        named.problems.into_iter().partition(|problem| problem.code.starts_with("module-"));
    if !misused.is_empty() {
        return Err(Stop { exit: Exit::InvalidSls, problems: misused });
    }
    named.problems = rejected;
    if named.states.is_empty() {
        let problem = Diagnostic::error("usage-no-states", "no state file is named")
            .with_help(format!("wasmidem {command} [MODULE.wasm …] STATES.sls …"));
        return Err(Stop::new(Exit::Usage, problem));
    }
    Ok(named)
}
