//! Parameters: state files whose top-level keys become `params`.

use wasmidem_contract::{Diagnostic, Object};

use crate::include::{SlsFile, gather};
use crate::problems::Problems;
use crate::render::Renderer;

/// The parameters of files, later ones over earlier ones and including ones over included ones.
pub(crate) fn collect(references: &[String], renderer: &Renderer, problems: &mut Problems) -> Object {
    let mut params = Object::new();
    for reference in references {
        let files = gather(std::slice::from_ref(reference), renderer, problems);
        merge(&files, &mut params, problems);
    }
    params
}

/// Lays the parameters of files over others.
pub(crate) fn merge(files: &[SlsFile], params: &mut Object, problems: &mut Problems) {
    // Included files come after those that include them, and count less.
    for file in files.iter().rev() {
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
