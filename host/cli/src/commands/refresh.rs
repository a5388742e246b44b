//! `wasmidem refresh`: stored state becomes what is there. AWS is only read.

use std::sync::Arc;

use wasmidem_contract::{Action, Outcome, Phase, ResourceType};
use wasmidem_run::{Store, adopt};

use super::remembered::Looking;
use super::run::exit_of;
use crate::args::{Format, Refresh};
use crate::compose::Stop;
use crate::exit_code::{self, Exit};
use crate::report::Console;
use crate::stored_state::{self, Access, refused};

/// Takes over what is there of the paths that match.
pub fn run(args: &Refresh, console: &Arc<Console>) -> Exit {
    Looking::at(&args.remembered, console, |looking| take_over(args, looking, console))
}

fn take_over(args: &Refresh, looking: &Looking<'_>, console: &Console) -> Result<Exit, Stop> {
    let pattern = super::describe::path_pattern(&args.pattern)?;
    let wanted = |path: &str| pattern.is_match(path);
    let library = looking.session.world()?.modules.loaded();
    let kinds: Vec<&ResourceType> = library.resource_types().filter(|kind| wanted(&kind.path)).collect();
    if kinds.is_empty() {
        let paths: Vec<&str> = library.resource_types().map(|kind| kind.path.as_str()).collect();
        looking.reports.problem(&super::describe::nothing_matches(&args.pattern, &paths));
    }
    let mut store = stored_state::open(&args.remembered.store, Access::Write)?;
    let found = looking.compare(&store, &wanted)?;
    wasmidem_run::refresh(&mut store, &found).map_err(refused)?;
    let (adopted, failed) = adopt_all(args, looking, &kinds, &mut store)?;
    looking.end(&[found.clone(), adopted.clone()].concat());
    store.close().map_err(refused)?;
    // As idem, what changed since it was enforced.
    let changed: Vec<Outcome> =
        found.iter().filter(|outcome| outcome.action != Action::Unchanged).cloned().collect();
    looking.print(&changed, console);
    if args.remembered.output == Format::Human {
        adopted.iter().flat_map(|outcome| &outcome.comments).for_each(|comment| {
            console.out(&format!("{}\n", crate::report::plain_line(comment)));
        });
    }
    Ok(failed.unwrap_or(exit_of(&found, looking.rejected()?)))
}

/// Remembers what nothing was remembered of. The gravest thing that happened.
fn adopt_all(
    args: &Refresh,
    looking: &Looking<'_>,
    kinds: &[&ResourceType],
    store: &mut Store,
) -> Result<(Vec<Outcome>, Option<Exit>), Stop> {
    let (mut adopted, mut failed) = (Vec::new(), None);
    if kinds.is_empty() {
        return Ok((adopted, failed));
    }
    let step = looking.session.aws_step(Phase::Drift)?;
    let library = looking.session.world()?.modules.loaded();
    for kind in kinds {
        let events = looking.reports.as_ref();
        match looking.session.runtime.block_on(adopt(&step, library, kind, store, events)) {
            Ok(found) => adopted.extend(found),
            Err(problem) => {
                looking.reports.problem(&super::describe::not_listed(&kind.path, &problem));
                failed.get_or_insert(exit_code::of_failure(&problem));
                if args.hard_fail {
                    break;
                }
            }
        }
    }
    Ok((adopted, failed))
}
