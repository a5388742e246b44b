//! Where state files come from: folders, zip archives, and texts on the command line.

mod archive;
mod folder;
mod inline;
mod uri;

use std::path::Path;
use std::sync::Arc;

use wasmidem_contract::{Diagnostic, Source, Sources};
use wasmidem_sls::CompileRequest;

use crate::args::StateFiles;

use folder::Folder;
use uri::SourceUri;

/// What is read of a file at most: one byte more than the compiler takes, so that it can refuse.
const MOST: u64 = (16 << 20) + 1;

/// Places that are searched in order; the first that has a text counts.
struct Places(Vec<Box<dyn Sources>>);

impl Sources for Places {
    fn read(&self, path: &str) -> Result<Option<Source>, String> {
        let mut unreadable = None;
        for place in &self.0 {
            match place.read(path) {
                Ok(None) => {}
                Ok(found) => return Ok(found),
                Err(message) => {
                    unreadable.get_or_insert(message);
                }
            }
        }
        unreadable.map_or(Ok(None), Err)
    }
}

/// What a command line asks the compiler for.
///
/// # Errors
/// What is wrong with its sources.
pub fn request(args: &StateFiles, states: &[String]) -> Result<CompileRequest, Vec<Diagnostic>> {
    let tree = args.tree.as_deref();
    let mut problems = Vec::new();
    let last = args.config_folder.as_deref();
    let sources = places(&args.sls_sources, [tree, last], &mut problems);
    let mut request = CompileRequest::new(states.to_vec(), Arc::new(sources));
    request.param_sources = Arc::new(places(&args.param_sources, [tree, last], &mut problems));
    request.params.clone_from(&args.params);
    request.pipe.clone_from(&args.render);
    if problems.is_empty() { Ok(request) } else { Err(problems) }
}

/// The current folder, the sources of an option, and some folders (the tree, and that of the
/// configuration file), in idem's order. All of them are searched.
fn places(sources: &[String], folders: [Option<&Path>; 2], problems: &mut Vec<Diagnostic>) -> Places {
    let mut places: Vec<Box<dyn Sources>> = vec![Box::new(Folder::current())];
    for source in sources {
        match SourceUri::parse(source).and_then(SourceUri::open) {
            Ok(place) => places.push(place),
            Err(problem) => problems.push(problem),
        }
    }
    for folder in folders.into_iter().flatten() {
        match Folder::open(folder) {
            Ok(folder) => places.push(Box::new(folder)),
            Err(message) => problems.push(Diagnostic::error("usage-source", message)),
        }
    }
    Places(places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn takes_the_first_place_that_has_a_text() {
        let root = tempfile::tempdir().unwrap();
        let (first, second) = (root.path().join("a"), root.path().join("b"));
        fs::create_dir_all(first.join("folder")).unwrap();
        fs::create_dir_all(&second).unwrap();
        fs::write(second.join("x.sls"), "x").unwrap();
        fs::write(second.join("folder"), "y").unwrap();
        fs::write(first.join("bad.sls"), [0xff]).unwrap();
        let places =
            Places(vec![Box::new(Folder::open(&first).unwrap()), Box::new(Folder::open(&second).unwrap())]);
        assert_eq!(places.read("x.sls").unwrap().unwrap().text, "x");
        assert_eq!(places.read("folder").unwrap().unwrap().text, "y");
        assert_eq!(places.read("y.sls"), Ok(None));
        assert_eq!(places.read("x.sls/y"), Ok(None));
        assert!(places.read("bad.sls").unwrap_err().contains("not UTF-8"));
    }

    #[test]
    fn tells_all_that_is_wrong() {
        let mut problems = Vec::new();
        let sources = ["git+https://example.com/x", "plain", "zip://nope.zip"].map(str::to_owned);
        places(&sources, [Some(Path::new("no/such/folder")), None], &mut problems);
        assert_eq!(problems.len(), 4);
    }
}
