//! State files on disk.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::PathBuf;
use std::sync::Arc;

use wasmidem_contract::{Diagnostic, Source, Sources};
use wasmidem_sls::CompileRequest;

use crate::args::StateFiles;

/// What is read of a file at most: one byte more than the compiler takes, so that it can refuse.
const MOST: u64 = (16 << 20) + 1;

/// Folders that are searched in order.
struct Folders(Vec<PathBuf>);

impl Sources for Folders {
    fn read(&self, path: &str) -> Result<Option<Source>, String> {
        for folder in &self.0 {
            let file = folder.join(path);
            let shown = file.strip_prefix("").unwrap_or(&file).display().to_string();
            let opened = match File::open(&file) {
                Ok(opened) => opened,
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                    continue;
                }
                Err(error) => return Err(format!("cannot read `{shown}`: {error}")),
            };
            if opened.metadata().is_ok_and(|metadata| metadata.is_dir()) {
                return Err(format!("`{shown}` is a folder, not a state file"));
            }
            let mut bytes = Vec::new();
            opened
                .take(MOST)
                .read_to_end(&mut bytes)
                .map_err(|error| format!("cannot read `{shown}`: {error}"))?;
            let text = String::from_utf8(bytes).map_err(|error| {
                format!("`{shown}` is not UTF-8 text (byte {})", error.utf8_error().valid_up_to())
            })?;
            return Ok(Some(Source { display_name: shown, text }));
        }
        Ok(None)
    }
}

/// What compiling the state files of a command line takes.
///
/// # Errors
/// All problems.
pub fn request(args: &StateFiles, states: &[String]) -> Result<CompileRequest, Vec<Diagnostic>> {
    let mut request = CompileRequest::new(states.to_vec(), Arc::new(folders(args, &args.sls_sources)?));
    request.param_sources = Arc::new(folders(args, &args.param_sources)?);
    request.params.clone_from(&args.params);
    request.pipe.clone_from(&args.render);
    Ok(request)
}

/// The current folder, the tree, and the sources of an option.
fn folders(args: &StateFiles, sources: &[String]) -> Result<Folders, Vec<Diagnostic>> {
    let mut folders = vec![PathBuf::new()];
    folders.extend(args.tree.clone());
    for source in sources {
        let Some(folder) = source.strip_prefix("file://") else {
            let message = format!("`{source}` is no place state files can come from");
            return Err(vec![
                Diagnostic::error("usage-source", message).with_help("only `file://DIR` is known so far"),
            ]);
        };
        folders.push(PathBuf::from(folder));
    }
    Ok(Folders(folders))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn reads_from_the_first_folder_that_has_it() {
        let root = tempfile::tempdir().unwrap();
        let (first, second) = (root.path().join("a"), root.path().join("b"));
        fs::create_dir_all(first.join("folder")).unwrap();
        fs::create_dir_all(&second).unwrap();
        fs::write(second.join("x.sls"), "x").unwrap();
        fs::write(first.join("bad.sls"), [0xff]).unwrap();
        let folders = Folders(vec![first, second]);
        assert_eq!(folders.read("x.sls").unwrap().unwrap().text, "x");
        assert_eq!(folders.read("y.sls"), Ok(None));
        assert_eq!(folders.read("x.sls/y"), Ok(None));
        assert!(folders.read("folder").unwrap_err().contains("is a folder"));
        assert!(folders.read("bad.sls").unwrap_err().contains("not UTF-8"));
    }
}
