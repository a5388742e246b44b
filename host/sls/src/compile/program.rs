//! From the data of state files to a program.

use wasmidem_contract::{DeferredBlock, Diagnostic, Location, Object, Program, nearest};

use super::CompileRequest;
use crate::include::{SlsFile, gather};
use crate::parse::{Declaration, Lowered, declarations, lower};
use crate::problems::Problems;
use crate::{extend, graph, literal, order};

/// Which states requisites and references can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Only those being compiled; others may come from earlier runs.
    Whole,
    /// Those of a run under way too.
    PartOfRun,
}

/// The program of a request.
pub(super) fn of_files(request: &CompileRequest, problems: &mut Problems) -> Option<Program> {
    let renderer = request.renderer(problems)?;
    let files = gather(&request.references, &renderer, problems);
    let LoweredFiles { states, meta, .. } = lower_files(&files, Scope::Whole, problems);
    let deferred = deferred(&files, &states, problems);
    let nothing_to_do = states.is_empty() && deferred.is_empty();
    warn_of_empty(&files, nothing_to_do, problems);
    let states = states.into_iter().map(|lowered| lowered.state).collect();
    Some(Program { states, deferred, meta })
}

/// What the data of files says.
pub(super) struct LoweredFiles {
    /// In the order of the files.
    pub(super) declarations: Vec<Declaration>,
    /// Sorted by `order`.
    pub(super) states: Vec<Lowered>,
    /// What `META` says.
    pub(super) meta: Object,
}

/// From the data of files to states.
pub(super) fn lower_files(files: &[SlsFile], scope: Scope, problems: &mut Problems) -> LoweredFiles {
    let (mut declarations, meta) = declarations(files, problems);
    extend::exclude(files, &mut declarations, problems);
    extend::extend(files, &mut declarations, problems);
    let (mut states, given) = lower(&declarations, problems);
    graph::give(&given, &mut states, problems);
    let complete = scope == Scope::Whole && !grows(files, &states);
    graph::check(&states, complete, problems);
    literal::check(&states, problems);
    order::sort(&mut states);
    LoweredFiles { declarations, states, meta }
}

/// Whether states are added while the program runs.
fn grows(files: &[SlsFile], states: &[Lowered]) -> bool {
    let brings_more = |lowered: &Lowered| {
        let address = &lowered.state.address;
        matches!((address.path.as_str(), address.function.as_str()), ("sls", "run") | ("render", "block"))
    };
    files.iter().any(|file| !file.waiting.is_empty()) || states.iter().any(brings_more)
}

/// The blocks that wait. An id nobody has and nobody can bring is reported.
fn deferred(files: &[SlsFile], states: &[Lowered], problems: &mut Problems) -> Vec<DeferredBlock> {
    let waiting: Vec<_> =
        files.iter().flat_map(|file| file.waiting.iter().map(move |block| (file, block))).collect();
    let may_come_later = waiting.len() > 1 || grows(&[], states);
    let ids = || states.iter().map(|lowered| lowered.state.address.id.as_str());
    let mut deferred = Vec::new();
    for (file, block) in waiting {
        for (id, place) in &block.requires {
            if may_come_later || ids().any(|known| known == id) {
                continue;
            }
            let message = format!("no state has the id `{id}` that this block waits for");
            let problem = Diagnostic::error("sls-block-require", message);
            let problem = match nearest(id, ids()) {
                Some(meant) => problem.with_help(format!("`{meant}` may be meant")),
                None => problem.with_help("name the id of a state outside of the block"),
            };
            problems.report(problem, *place);
        }
        deferred.push(DeferredBlock {
            requires: block.requires.iter().map(|(id, _)| id.clone()).collect(),
            sls: file.name.clone(),
            pipe: block.pipe.clone(),
            text: block.text.as_str().into(),
            location: Location { file: problems.files.name(file.file), line: block.first_line, column: 1 },
        });
    }
    deferred
}

/// Reports blocks that wait where nobody would render them.
pub(super) fn refuse_waiting(files: &[SlsFile], help: &str, problems: &mut Problems) {
    let places: Vec<_> =
        files.iter().flat_map(|file| &file.waiting).filter_map(|block| block.requires.first()).collect();
    for (id, place) in places {
        let message = format!("a block that waits for a state (`{id}`) cannot stand here");
        problems.report(Diagnostic::error("sls-block-nested", message).with_help(help), *place);
    }
}

fn warn_of_empty(files: &[SlsFile], nothing_to_do: bool, problems: &mut Problems) {
    if problems.has_errors() {
        return;
    }
    for file in files {
        let what = match (file.blocks.is_empty() && file.waiting.is_empty(), nothing_to_do) {
            (true, _) => "is empty",
            (false, true) => "declares no states",
            (false, false) => continue,
        };
        let message = format!("the state file `{}` {what}", problems.files.name(file.file));
        let warning = Diagnostic::warning("sls-empty", message);
        problems
            .report(if nothing_to_do { warning.with_help("there is nothing to do") } else { warning }, None);
    }
}
