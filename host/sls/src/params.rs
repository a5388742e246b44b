//! Parameters: state files whose top-level keys become `params`.

use std::cmp::Reverse;

use wasmidem_contract::{Diagnostic, Object};

use crate::include::{SlsFile, gather};
use crate::problems::Problems;
use crate::render::Renderer;

/// The parameters of files, later ones over earlier ones and including ones over included ones.
pub(crate) fn collect(references: &[String], renderer: &Renderer, problems: &mut Problems) -> Object {
    let mut params = Object::new();
    // What is named twice counts where it is named last.
    let named = references.iter().enumerate();
    let last =
        named.filter(|(position, name)| !references.iter().skip(position + 1).any(|later| later == *name));
    let references: Vec<String> = last.map(|(_, name)| name.clone()).collect();
    merge(&gather(&references, renderer, problems), &mut params, problems);
    params
}

/// Lays the parameters of files over others.
pub(crate) fn merge(files: &[SlsFile], params: &mut Object, problems: &mut Problems) {
    // As in idem: what is included counts less than what includes it, and of the files that are as far
    // from what was named the later ones count more.
    let mut files: Vec<&SlsFile> = files.iter().collect();
    files.sort_by_key(|file| Reverse(file.depth));
    for file in files {
        for entry in file.blocks.iter().filter_map(|block| block.as_mapping()).flatten() {
            if entry.key.as_str() != Some("include") {
                params.insert(entry.key.key_text(), entry.value.to_json());
            }
        }
        for (id, place) in file.waiting.iter().flat_map(|block| &block.requires) {
            let message = format!("parameters cannot wait for a state (`{id}`)");
            let problem = Diagnostic::error("sls-block-require", message)
                .with_help("they are read before anything runs: remove the condition");
            problems.report(problem, *place);
        }
    }
}
