//! `wasmidem preview`: what a run would change.

use std::sync::Arc;

use crate::args::{Preview, Run};
use crate::compose::Offer;
use crate::exit_code::Exit;
use crate::report::Console;

/// Runs state files without writing.
pub fn run(preview: Preview, console: &Arc<Console>) -> Exit {
    super::run::run(&Run { test: true, ..preview.run }, Offer::All, console)
}
