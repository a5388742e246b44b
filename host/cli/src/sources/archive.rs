use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Mutex;

use wasmidem_contract::{Source, Sources};
use zip::ZipArchive;

use super::folder::read_text;

/// The largest archive: its list of entries is read whole.
const BYTES: u64 = 64 << 20;
/// Entries of an archive.
const ENTRIES: usize = 10_000;

/// Files of a zip archive.
///
/// INVARIANT: nothing outside of the archive is read: names are compared as texts, and links are not
/// followed.
pub(super) struct Archive {
    shown: String,
    archive: Mutex<ZipArchive<BufReader<File>>>,
    /// The number of each file, by its path in the form `a/b.sls`.
    files: HashMap<String, usize>,
}

impl Archive {
    /// Opens an archive.
    ///
    /// # Errors
    /// A sentence on why it cannot be used.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let shown = path.display().to_string();
        let cannot = |error: &dyn std::fmt::Display| format!("cannot read the archive `{shown}`: {error}");
        let file = File::open(path).map_err(|error| cannot(&error))?;
        let size = file.metadata().map_err(|error| cannot(&error))?.len();
        if size > BYTES {
            return Err(format!("the archive `{shown}` is larger than {} MiB", BYTES >> 20));
        }
        let archive = ZipArchive::new(BufReader::new(file)).map_err(|error| cannot(&error))?;
        if archive.len() > ENTRIES {
            return Err(format!("the archive `{shown}` has more than {ENTRIES} entries"));
        }
        let mut files = HashMap::new();
        for number in 0..archive.len() {
            let Some(Ok(name)) = archive.name_for_index(number) else { continue };
            if name.ends_with('/') {
                continue;
            }
            // What leads out of the archive, or is absolute, cannot be named.
            let Some(name) = normalised(&name) else { continue };
            if files.insert(name.clone(), number).is_some() {
                return Err(format!("the archive `{shown}` has two files `{name}`"));
            }
        }
        Ok(Self { shown, archive: Mutex::new(archive), files })
    }
}

impl Sources for Archive {
    fn read(&self, path: &str) -> Result<Option<Source>, String> {
        let Some(name) = normalised(path) else { return Ok(None) };
        let Some(number) = self.files.get(&name) else { return Ok(None) };
        let display_name = format!("{}/{name}", self.shown);
        let mut archive = self.archive.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let file =
            archive.by_index(*number).map_err(|error| format!("cannot read `{display_name}`: {error}"))?;
        let text = read_text(file, &display_name)?;
        Ok(Some(Source { display_name, text }))
    }
}

/// A relative path without `.` and `..`; `None` if it leads out of its root.
fn normalised(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn archive(files: &[(&str, &[u8])]) -> (tempfile::TempDir, std::path::PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("x.zip");
        let mut writer = zip::ZipWriter::new(File::create(&path).unwrap());
        for (name, text) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text).unwrap();
        }
        writer.finish().unwrap();
        (root, path)
    }

    #[test]
    fn reads_files_by_their_path() {
        let files: [(&str, &[u8]); 3] =
            [("net/init.sls", b"a: 1"), ("top.sls", b"b: 2"), ("bad.sls", &[0xff])];
        let (_root, path) = archive(&files);
        let archive = Archive::open(&path).unwrap();
        let found = archive.read("net/../net/./init.sls").unwrap().unwrap();
        assert_eq!(found.text, "a: 1");
        assert!(found.display_name.ends_with("x.zip/net/init.sls"), "{}", found.display_name);
        assert_eq!(archive.read("net"), Ok(None));
        assert!(archive.read("bad.sls").unwrap_err().contains("not UTF-8"));
    }

    #[test]
    fn never_leaves_the_archive() {
        let (root, path) = archive(&[("../out.sls", b"x"), ("/abs.sls", b"x"), ("in.sls", b"x")]);
        std::fs::write(root.path().join("out.sls"), "outside").unwrap();
        let archive = Archive::open(&path).unwrap();
        for path in ["../out.sls", "out.sls", "/abs.sls", "abs.sls", "a/../../out.sls", "", "..", "."] {
            assert_eq!(archive.read(path), Ok(None), "{path}");
        }
    }

    #[test]
    fn is_bounded() {
        // Packs to some kilobytes; only as much as a state file may be is unpacked.
        let large = vec![b' '; 40 << 20];
        let (_root, path) = archive(&[("large.sls", &large)]);
        let read = Archive::open(&path).unwrap().read("large.sls").unwrap().unwrap();
        assert_eq!(read.text.len(), (16 << 20) + 1);
        let many: Vec<String> = (0..=ENTRIES).map(|number| format!("{number}.sls")).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
        let (_root, path) = archive(&many);
        assert!(Archive::open(&path).err().unwrap().contains("more than 10000 entries"));
        let (_root, path) = archive(&[("a.sls", b""), ("./a.sls", b"")]);
        assert!(Archive::open(&path).err().unwrap().contains("two files"));
        std::fs::write(&path, "no archive").unwrap();
        assert!(Archive::open(&path).is_err());
    }
}
