use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use wasmidem_contract::{Source, Sources};

use super::MOST;

/// Files below a folder.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// The folder the program runs in, under whose files are named as they were typed.
    pub(super) fn current() -> Self {
        Self(PathBuf::new())
    }

    /// A folder that exists.
    ///
    /// # Errors
    /// A sentence on why it cannot be used.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => Ok(Self(path.to_owned())),
            Ok(_) => {
                Err(format!("`{}` is a file, but state files are looked for in folders", path.display()))
            }
            Err(error) => Err(format!("cannot look for state files in `{}`: {error}", path.display())),
        }
    }
}

impl Sources for Folder {
    fn read(&self, path: &str) -> Result<Option<Source>, String> {
        let file = self.0.join(path);
        let shown = file.strip_prefix("").unwrap_or(&file).display().to_string();
        let opened = match File::open(&file) {
            Ok(opened) => opened,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => return Err(format!("cannot read `{shown}`: {error}")),
        };
        if opened.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(format!("`{shown}` is a folder without an `init.sls`"));
        }
        let text = read_text(opened, &shown)?;
        Ok(Some(Source { display_name: shown, text }))
    }
}

/// A text of bounded length.
///
/// # Errors
/// A sentence on why it cannot be read.
pub(super) fn read_text(from: impl Read, shown: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    from.take(MOST).read_to_end(&mut bytes).map_err(|error| format!("cannot read `{shown}`: {error}"))?;
    String::from_utf8(bytes)
        .map_err(|error| format!("`{shown}` is not UTF-8 text (byte {})", error.utf8_error().valid_up_to()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn tells_folders_from_files() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("net")).unwrap();
        fs::write(root.path().join("file"), "").unwrap();
        let folder = Folder::open(root.path()).unwrap();
        assert!(folder.read("net").unwrap_err().ends_with("without an `init.sls`"));
        assert_eq!(folder.read("file").unwrap().unwrap().text, "");
        assert!(Folder::open(&root.path().join("file")).is_err());
        assert!(Folder::open(&root.path().join("none")).is_err());
    }
}
