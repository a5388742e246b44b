//! `wasmidem drift`: what is not as it was left; nothing can be written.

use std::sync::Arc;

use wasmidem_contract::Outcome;

use super::remembered::Looking;
use super::run::{exit_of, has_changes};
use crate::args::Drift;
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::report::Console;
use crate::stored_state::{self, Access};

/// Compares stored state with what is there.
pub fn run(args: &Drift, console: &Arc<Console>) -> Exit {
    Looking::at(&args.remembered, console, |looking| drift(args, looking, console))
}

fn drift(args: &Drift, looking: &Looking<'_>, console: &Console) -> Result<Exit, Stop> {
    let pattern = super::describe::path_pattern(&args.pattern)?;
    let store = stored_state::open(&args.remembered.store, Access::Read)?;
    let found: Vec<Outcome> = looking.compare(&store, &|path| pattern.is_match(path))?;
    looking.end(&found);
    looking.print(&found, console);
    Ok(match exit_of(&found, looking.rejected()?) {
        Exit::Done if args.expect_no_changes && found.iter().any(has_changes) => Exit::Changes,
        exit => exit,
    })
}
