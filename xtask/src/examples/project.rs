//! The files of an example, as a project of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::Language;
use crate::workspace::Workspace;

/// What a build leaves behind in a folder of sources.
const MADE: [&str; 4] = ["build", "target", "node_modules", "__pycache__"];

/// An example.
pub struct Project {
    /// Its language.
    pub language: Language,
    /// Its name.
    pub module: String,
    /// Where its sources are.
    pub source: PathBuf,
    /// Where it is built.
    pub directory: PathBuf,
    /// What it consists of, the interfaces in `wit` included.
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Project {
    /// Reads the sources of an example.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn read(workspace: &Workspace, language: Language, module: &str) -> Result<Self> {
        let examples = workspace.root().join("examples/modules");
        let source = examples.join(language.folder()).join(module);
        let mut files = BTreeMap::new();
        read(&source, Path::new(""), &mut files)?;
        if language == Language::Rust {
            // what the crate depends on is a part of it
            read(&workspace.root().join("sdk-guest"), Path::new("sdk-guest"), &mut files)?;
            read(&workspace.root().join("wit"), Path::new("wit"), &mut files)?;
        } else {
            read(&examples.join("wit").join(module), Path::new("wit"), &mut files)?;
        }
        if language == Language::C {
            read(&examples.join("c/json"), Path::new("json"), &mut files)?;
        }
        let directory = workspace.target("examples").join(language.folder()).join(module);
        Ok(Self { language, module: module.to_owned(), source, directory, files })
    }

    /// Names the state of its files. The versions of its tools are pinned in them.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (path, bytes) in &self.files {
            for part in [path.as_os_str().as_encoded_bytes(), bytes] {
                hash.update(part.len().to_le_bytes());
                hash.update(part);
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Writes it to its directory, and nothing else is there then.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn lay_out(&self) -> Result<()> {
        if self.directory.exists() {
            fs::remove_dir_all(&self.directory)?;
        }
        for (path, bytes) in &self.files {
            let to = self.directory.join(path);
            fs::create_dir_all(to.parent().context("a file without a folder")?)?;
            fs::write(&to, bytes).with_context(|| format!("cannot write `{}`", to.display()))?;
        }
        Ok(())
    }
}

/// Reads the files below `from` as files below `at`.
fn read(from: &Path, at: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    let entries = fs::read_dir(from).with_context(|| format!("cannot read `{}`", from.display()))?;
    for entry in entries {
        let entry = entry?;
        if MADE.iter().any(|made| entry.file_name() == *made) {
            continue;
        }
        let (path, at) = (entry.path(), at.join(entry.file_name()));
        if path.is_dir() {
            read(&path, &at, files)?;
        } else {
            let bytes = fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
            files.insert(at, bytes);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[(&str, &str)], directory: &Path) -> Project {
        let files = files.iter().map(|(path, text)| (PathBuf::from(path), text.as_bytes().to_vec()));
        Project {
            language: Language::Python,
            module: "gateway".to_owned(),
            source: PathBuf::new(),
            directory: directory.to_owned(),
            files: files.collect(),
        }
    }

    #[test]
    fn the_digest_is_of_names_and_contents() {
        let digest = |files: &[(&str, &str)]| project(files, Path::new("")).digest();
        let one = digest(&[("a", "bc")]);
        assert_eq!(one, digest(&[("a", "bc")]));
        for other in [&[("a", "bd")][..], &[("ab", "c")], &[("a", "b"), ("c", "")]] {
            assert_ne!(one, digest(other));
        }
    }

    #[test]
    fn nothing_of_an_earlier_layout_stays() {
        let scratch = tempfile::tempdir().unwrap();
        let directory = scratch.path().join("p");
        project(&[("old", "1"), ("wit/world.wit", "2")], &directory).lay_out().unwrap();
        project(&[("new", "3")], &directory).lay_out().unwrap();
        let mut files = BTreeMap::new();
        read(&directory, Path::new(""), &mut files).unwrap();
        assert_eq!(files, BTreeMap::from([(PathBuf::from("new"), b"3".to_vec())]));
    }

    #[test]
    fn what_builds_leave_behind_is_not_a_part() {
        let scratch = tempfile::tempdir().unwrap();
        for name in MADE.iter().chain(&["kept"]) {
            fs::create_dir(scratch.path().join(name)).unwrap();
            fs::write(scratch.path().join(name).join("file"), "").unwrap();
        }
        let mut files = BTreeMap::new();
        read(scratch.path(), Path::new(""), &mut files).unwrap();
        assert_eq!(files.into_keys().collect::<Vec<_>>(), [PathBuf::from("kept/file")]);
    }
}
