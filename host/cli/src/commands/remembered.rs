//! Looking at what stored state remembers: the common part of `drift`, `refresh` and `run --refresh`.

use std::sync::Arc;

use wasmidem_contract::{Diagnostic, Event, Events, Object, Outcome};
use wasmidem_run::{Look, Store, StoreError, compare_all, drift, end_drift, refresh};

use super::run::refuse_unsupported;
use crate::args::{Format, Remembered};
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::module_files::only_modules;
use crate::output;
use crate::report::{Console, Human, Progress, Reports, TerminalLog, errors_value, outcomes_value};
use crate::session::Session;
use crate::world::World;

/// A session that tells what it finds as a run does.
pub struct Looking<'a> {
    /// The modules and profiles.
    pub session: Session,
    /// Who listens.
    pub reports: Arc<Reports>,
    args: &'a Remembered,
}

impl<'a> Looking<'a> {
    /// Opens the reports, does something, and completes the reports.
    pub fn at(
        args: &'a Remembered,
        console: &Arc<Console>,
        command: impl FnOnce(&Self) -> Result<Exit, Stop>,
    ) -> Exit {
        let run_id = uuid::Uuid::now_v7().to_string();
        let reports = match Reports::open(&args.reports, &run_id, listeners(args, console), console) {
            Ok(reports) => Arc::new(reports),
            Err(problem) => {
                console.diagnostic(&problem);
                return Exit::Usage;
            }
        };
        args.accepted.warnings().iter().for_each(|warning| reports.problem(warning));
        let looking = Self::start(args, &reports, run_id);
        let exit = looking.and_then(|looking| command(&looking)).unwrap_or_else(|stop| {
            stop.problems.iter().for_each(|problem| reports.problem(problem));
            if !matches!(args.output, Format::Human | Format::Jmespath) {
                let errors = errors_value(&stop.problems);
                console.out(&output::render(&errors, args.output, console.colour_out()));
            }
            stop.exit
        });
        reports.close(exit)
    }

    fn start(args: &'a Remembered, reports: &Arc<Reports>, run_id: String) -> Result<Self, Stop> {
        refuse_unsupported(args.output)?;
        let named = only_modules(&args.module).map_err(|problem| Stop::new(Exit::Usage, problem))?;
        let told = Arc::clone(reports);
        let session = Session::heard_by(
            named,
            (&args.credentials, &args.limits),
            run_id,
            Arc::clone(reports) as Arc<dyn Events>,
            Arc::new(move |problem| told.problem(problem)),
        )?;
        Ok(Self { session, reports: Arc::clone(reports), args })
    }

    /// What is found at the remembered resources of the paths that are wanted.
    ///
    /// # Errors
    /// When modules or profiles cannot be loaded.
    pub fn compare(
        &self,
        store: &Store,
        wanted: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<Vec<Outcome>, Stop> {
        let world = self.session.world()?;
        let look = Look {
            concurrency: usize::from(self.args.concurrency),
            ..look(world, self.session.run_id(), self.reports.as_ref(), wanted)
        };
        Ok(self.session.runtime.block_on(compare_all(look, store)))
    }

    /// Tells that everything is looked at.
    pub fn end(&self, found: &[Outcome]) {
        end_drift(self.reports.as_ref(), found);
    }

    /// Prints outcomes in a form for programs, if one is asked for.
    pub fn print(&self, found: &[Outcome], console: &Console) {
        if self.args.output != Format::Human {
            let outcomes = outcomes_value(&self.args.group.apply(found), &Object::new());
            console.out(&output::render(&outcomes, self.args.output, console.colour_out()));
        }
    }

    /// What is wrong with modules that were not accepted.
    ///
    /// # Errors
    /// When modules or profiles cannot be loaded.
    pub fn rejected(&self) -> Result<&[Diagnostic], Stop> {
        Ok(&self.session.world()?.rejected)
    }
}

fn listeners(args: &Remembered, console: &Arc<Console>) -> Vec<Arc<dyn Events>> {
    let mut listeners: Vec<Arc<dyn Events>> = Vec::new();
    if !args.progress.no_progress_bar {
        listeners.push(Arc::new(Progress::new(Arc::clone(console))));
    }
    listeners.push(Arc::new(TerminalLog::new(Arc::clone(console))));
    if args.output == Format::Human {
        listeners.push(Arc::new(Human::new(Arc::clone(console), args.group.clone())));
    }
    listeners
}

fn look<'a>(
    world: &'a World,
    run_id: &'a str,
    events: &'a dyn Events,
    wanted: &'a (dyn Fn(&str) -> bool + Sync),
) -> Look<'a> {
    let accounts = world.profiles.as_ref();
    Look {
        modules: &world.modules,
        accounts,
        events,
        run_id,
        profile: &world.profile,
        concurrency: 16,
        wanted,
    }
}

/// Takes nothing: what is found is told otherwise.
struct Nobody;

impl Events for Nobody {
    fn emit(&self, _: Event) {}
}

/// Brings a store to what is there before a run, for the resources of all loaded modules. What
/// differs, is gone or cannot be read is told as warnings.
///
/// # Errors
/// When the store cannot be written.
pub async fn refresh_first(
    world: &World,
    run_id: &str,
    store: &mut Store,
    events: &dyn Events,
) -> Result<(), StoreError> {
    let managed = |path: &str| world.modules.loaded().resource_types().any(|kind| kind.path == path);
    let found = drift(look(world, run_id, &Nobody, &managed), store).await;
    for outcome in found.iter().filter(|outcome| outcome.action != wasmidem_contract::Action::Unchanged) {
        let message = format!("refresh: {}", outcome.comments.join("; "));
        events.emit(Event::Warning { state: Some(outcome.address.clone()), message });
    }
    refresh(store, &found)
}
