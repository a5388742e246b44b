use std::sync::Arc;

use wasmidem_contract::{Diagnostic, Program, SlsRun};

use super::children;
use super::program::{LoweredFiles, Scope, lower_files, refuse_waiting};
use super::{CompileRequest, Compiled, compiled};
use crate::include::{gather_beside, roots};
use crate::params;
use crate::parse::Lowered;
use crate::problems::Problems;

/// `sls.run` within `sls.run`, as far as dots in the id tell. A state file that runs itself ends here.
const LEVELS: usize = 64;

/// Compiles the state files that an `sls.run` brings into a run under way.
///
/// `request` is that of the run. Its parameters are overlaid with those of the `sls.run`: values in
/// place count most, then its parameter files. Files are looked for as on the command line, beside
/// the state files named there, and beside the file the `sls.run` stands in. Each id gets the id of
/// the `sls.run` and a dot before it, and so do requisites, references and `acct_profile`s that mean
/// a state among them; what means none of them is left as it is.
///
/// A file that runs itself is an error once the id has more than 64 parts; how many states may be
/// added in all is for the caller to bound.
///
/// # Errors
/// All errors that were found, and the warnings, in the order they were found.
pub fn compile_run(request: &CompileRequest, run: &SlsRun) -> Result<Compiled, Vec<Diagnostic>> {
    compiled(&|problems| program(request, run, problems))
}

fn program(request: &CompileRequest, run: &SlsRun, problems: &mut Problems) -> Option<Program> {
    if run.id.split('.').count() > LEVELS {
        let message = format!("`sls.run` brings `sls.run` more than {LEVELS} levels deep");
        let problem = Diagnostic::error("sls-too-deep", message)
            .with_help("a state file that runs itself has no end")
            .at(run.location.clone(), None, 1);
        problems.report(problem, None);
        return None;
    }
    let mut renderer = request.renderer(problems)?;
    let mut folders = roots(&request.references, request.sources.as_ref());
    let folder = run.location.file.rfind('/').and_then(|at| run.location.file.get(..=at));
    folders.extend(folder.map(str::to_owned));

    let mut given = (*renderer.params).clone();
    for reference in &run.params {
        renderer.sources = Arc::clone(&request.param_sources);
        let reference = std::slice::from_ref(reference);
        let files = gather_beside(reference, &folders, &run.location, &renderer, problems);
        params::merge(&files, &mut given, problems);
    }
    given.extend(run.values.clone());
    if problems.has_errors() {
        return None;
    }
    renderer.sources = Arc::clone(&request.sources);
    renderer.params = Arc::new(given);

    let files = gather_beside(&run.references, &folders, &run.location, &renderer, problems);
    refuse_waiting(&files, "use a `render.block` with a requisite instead", problems);
    let LoweredFiles { mut states, meta, .. } = lower_files(&files, Scope::PartOfRun, problems);
    children::name(&run.id, &mut states);
    let states = states.into_iter().map(|Lowered { state, .. }| state).collect();
    Some(Program { states, deferred: Vec::new(), meta })
}
