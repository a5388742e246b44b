use wasmidem_contract::{DeferredBlock, Diagnostic, Program};

use super::program::{LoweredFiles, Scope, lower_files, refuse_waiting};
use super::{CompileRequest, Compiled, compiled, read_pipe};
use crate::include::gather_text;
use crate::problems::Problems;

/// Compiles a block while the run it belongs to is under way: a `#!require:ID` block whose states
/// have run, or the text of a `render.block` with its references filled in.
///
/// `request` is that of the run, with its `results`. Requisites and references may name states of
/// the run. Ids are not compared with those of the run: whoever adds the states refuses an id that
/// is there already, which also ends a block that brings itself.
///
/// # Errors
/// All errors that were found, and the warnings, in the order they were found.
pub fn compile_block(request: &CompileRequest, block: &DeferredBlock) -> Result<Compiled, Vec<Diagnostic>> {
    compiled(&|problems| program(request, block, problems))
}

fn program(request: &CompileRequest, block: &DeferredBlock, problems: &mut Problems) -> Option<Program> {
    let mut renderer = request.renderer(problems)?;
    if let Some(pipe) = &block.pipe {
        renderer.pipe = read_pipe(pipe, problems)?;
    }
    let location = &block.location;
    let file = problems.files.add_part(&location.file, block.text.clone(), location.line);
    let files = gather_text(file, &block.sls, &request.references, &renderer, problems);
    refuse_waiting(&files, "name all states the block needs in its first line", problems);
    let LoweredFiles { states, meta, .. } = lower_files(&files, Scope::PartOfRun, problems);
    let states = states.into_iter().map(|lowered| lowered.state).collect();
    Some(Program { states, deferred: Vec::new(), meta })
}
