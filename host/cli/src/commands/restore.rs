//! `wasmidem restore`: merges a file into stored state.

use std::sync::Arc;

use super::conclude;
use crate::args::Restore;
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::report::Console;
use crate::stored_state::{self, Access, refused};

/// Takes over the states of a file.
pub fn run(args: &Restore, console: &Arc<Console>) -> Exit {
    conclude(restore(args, console), false, console)
}

fn restore(args: &Restore, console: &Console) -> Result<Exit, Stop> {
    args.accepted.warnings().iter().for_each(|warning| console.diagnostic(warning));
    let mut store = stored_state::open(&args.store, Access::Write)?;
    let count = store.restore(&args.file).map_err(refused)?;
    store.close().map_err(refused)?;
    let states = if count == 1 { "1 state".to_owned() } else { format!("{count} states") };
    console.err(&format!("{states} of {} restored", crate::report::plain_line(&args.file.to_string_lossy())));
    Ok(Exit::Done)
}
