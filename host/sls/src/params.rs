//! Parameters: state files whose top-level keys become `params`.

use std::sync::Arc;

use wasmidem_contract::{Object, Sources};

use crate::include::gather;
use crate::problems::Problems;
use crate::render::{Pipe, Renderer};

/// The parameters of files, later ones over earlier ones and including ones over included ones,
/// and `given` over them all.
pub(crate) fn collect(
    references: &[String],
    sources: &Arc<dyn Sources>,
    pipe: &Pipe,
    given: &Object,
    problems: &mut Problems,
) -> Object {
    let renderer =
        Renderer { sources: Arc::clone(sources), params: Arc::new(given.clone()), pipe: pipe.clone() };
    let mut params = Object::new();
    for reference in references {
        // Included files come after those that include them, and count less.
        for file in gather(std::slice::from_ref(reference), &renderer, problems).iter().rev() {
            for entry in file.blocks.iter().filter_map(|block| block.as_mapping()).flatten() {
                if entry.key.as_str() != Some("include") {
                    params.insert(entry.key.key_text(), entry.value.to_json());
                }
            }
        }
    }
    params.extend(given.clone());
    params
}
