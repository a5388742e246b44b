use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use wasmidem_contract::FileWriter;

/// What is read of a file at most, in bytes.
const MOST: u64 = 64 << 20;

/// The files of this machine.
pub struct LocalFiles;

impl FileWriter for LocalFiles {
    fn read(&self, path: &str) -> Result<Option<String>, String> {
        let cannot = |error: &dyn std::fmt::Display| format!("cannot read `{path}`: {error}");
        match fs::metadata(path) {
            Ok(metadata) if !metadata.is_file() => Err(cannot(&"it is no file")),
            Ok(metadata) if metadata.len() > MOST => Err(cannot(&"it is larger than 64 MiB")),
            Ok(_) => fs::read_to_string(path).map(Some).map_err(|error| cannot(&error)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(cannot(&error)),
        }
    }

    fn write(&self, path: &str, text: &str) -> Result<(), String> {
        // A symbolic link is followed, so that what it names is replaced and not the link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path));
        replace(&target, text).map_err(|error| format!("cannot write `{path}`: {error}"))
    }
}

/// Writes beside the file, then renames.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    let beside = folder.join(format!(".{name}.{}.part", std::process::id()));
    let written = fs::File::create(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        if let Ok(metadata) = fs::metadata(path) {
            file.set_permissions(metadata.permissions())?;
        }
        file.sync_all()?;
        fs::rename(&beside, path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_whole_files() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out.json");
        let path = file.to_str().unwrap();
        assert_eq!(LocalFiles.read(path), Ok(None));
        LocalFiles.write(path, "one").unwrap();
        LocalFiles.write(path, "two").unwrap();
        assert_eq!(LocalFiles.read(path), Ok(Some("two".into())));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        let missing = folder.path().join("no/such/folder");
        assert!(LocalFiles.write(missing.to_str().unwrap(), "x").unwrap_err().starts_with("cannot write"));
        assert!(LocalFiles.read(folder.path().to_str().unwrap()).unwrap_err().contains("no file"));
    }
}
