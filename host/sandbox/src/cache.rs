//! Compiled code, kept between runs.
//!
//! Compiled code is machine code: who can change a file here runs code as the user, outside of the
//! sandbox. So the directory must belong to the user alone, each file carries the SHA-256 of what it
//! is and holds, and whatever is not as expected is compiled anew.

mod deserialise;

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

/// A file: this line, the SHA-256 of key and code, the code.
const MAGIC: &[u8] = b"wasmidem compiled code 1\n";

/// The longest file that is read, in bytes. Python components are 33 MB when compiled.
const FILE_BYTES: u64 = 1 << 30;

/// A directory of compiled code.
#[derive(Debug)]
pub(crate) struct Cache {
    directory: PathBuf,
    /// Stands for the engine's version and settings, and for this machine's processor.
    compatibility: String,
}

/// Code whose file was checked: the only thing that is deserialised.
///
/// INVARIANT: made by [`unpack`] alone.
struct Verified<'a>(&'a [u8]);

impl Cache {
    /// Opens a directory, making it if it does not exist.
    ///
    /// # Errors
    /// Why the directory cannot be used.
    pub(crate) fn open(directory: &Path, engine: &Engine) -> Result<Self, String> {
        let shown = directory.display();
        private::make(directory).map_err(|error| format!("`{shown}` cannot be made: {error}"))?;
        let metadata =
            fs::metadata(directory).map_err(|error| format!("`{shown}` cannot be read: {error}"))?;
        if !metadata.is_dir() {
            return Err(format!("`{shown}` is not a directory"));
        }
        private::check(&metadata).map_err(|problem| format!("`{shown}` {problem}"))?;
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        Ok(Self { directory: directory.to_owned(), compatibility: format!("{:016x}", hasher.finish()) })
    }

    /// The compiled code of the component with this SHA-256, if it is here and intact.
    pub(crate) fn load(&self, engine: &Engine, digest: &str) -> Option<Component> {
        let path = self.path(digest);
        let bytes = match read(&path) {
            Ok(bytes) => bytes?,
            Err(problem) => {
                tracing::warn!(path = %path.display(), problem, "compiled code is not used");
                return None;
            }
        };
        let Some(code) = unpack(&self.key(digest), &bytes) else {
            tracing::warn!(path = %path.display(), "compiled code is damaged and not used");
            return None;
        };
        match deserialise::component(engine, &code) {
            Ok(component) => Some(component),
            Err(error) => {
                tracing::debug!(path = %path.display(), %error, "compiled code is of another engine");
                None
            }
        }
    }

    /// Keeps compiled code. That it cannot be kept costs only time, and is only logged.
    pub(crate) fn keep(&self, digest: &str, component: &Component) {
        if let Err(problem) = self.try_keep(digest, component) {
            tracing::warn!(directory = %self.directory.display(), problem, "compiled code is not kept");
        }
    }

    fn try_keep(&self, digest: &str, component: &Component) -> Result<(), String> {
        static UNIQUE: AtomicU64 = AtomicU64::new(0);
        let code = component.serialize().map_err(|error| error.to_string())?;
        let number = UNIQUE.fetch_add(1, Ordering::Relaxed);
        let temporary = self.directory.join(format!(".{}-{number}.part", std::process::id()));
        let written = private::create(&temporary).and_then(|mut file| {
            file.write_all(MAGIC)?;
            file.write_all(&checksum(&self.key(digest), &code))?;
            file.write_all(&code)
        });
        // readers see the old file, the new one or none
        written.and_then(|()| fs::rename(&temporary, self.path(digest))).map_err(|error| {
            let _ = fs::remove_file(&temporary);
            error.to_string()
        })
    }

    fn key(&self, digest: &str) -> String {
        format!("{digest}-{}", self.compatibility)
    }

    fn path(&self, digest: &str) -> PathBuf {
        self.directory.join(format!("{}.code", self.key(digest)))
    }
}

/// `None` if there is no such file.
fn read(path: &Path) -> Result<Option<Vec<u8>>, String> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    let metadata = file.metadata().map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is not a file".to_owned());
    }
    private::check(&metadata)?;
    let mut bytes = Vec::new();
    file.take(FILE_BYTES).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    Ok(Some(bytes))
}

/// The code of a file, if the file is complete, unchanged, and the one that was asked for.
fn unpack<'a>(key: &str, file: &'a [u8]) -> Option<Verified<'a>> {
    let (sum, code) = file.strip_prefix(MAGIC)?.split_first_chunk::<32>()?;
    (*sum == checksum(key, code)).then_some(Verified(code))
}

fn checksum(key: &str, code: &[u8]) -> [u8; 32] {
    let mut sum = Sha256::new();
    // the key has a fixed length, so key and code cannot be mistaken for each other
    sum.update(key.as_bytes());
    sum.update(code);
    sum.finalize().into()
}

/// Files and directories that only their owner can change.
#[cfg(unix)]
mod private {
    use std::fs::{DirBuilder, File, Metadata, OpenOptions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
    use std::path::Path;

    const WRITABLE_BY_OTHERS: u32 = 0o022;

    pub(super) fn make(directory: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(directory)
    }

    pub(super) fn create(path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
    }

    pub(super) fn check(metadata: &Metadata) -> Result<(), String> {
        if metadata.uid() != rustix::process::geteuid().as_raw() {
            return Err("belongs to another user".to_owned());
        }
        if metadata.mode() & WRITABLE_BY_OTHERS != 0 {
            return Err(format!("can be written by others (mode {:03o})", metadata.mode() & 0o777));
        }
        Ok(())
    }
}

/// Elsewhere it is not known how to tell, so nothing is kept.
#[cfg(not(unix))]
mod private {
    use std::fs::{File, Metadata};
    use std::io;
    use std::path::Path;

    pub(super) fn make(_: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn create(_: &Path) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn check(_: &Metadata) -> Result<(), String> {
        Err("cannot be checked on this system".to_owned())
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const DIGEST: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    struct Bench {
        directory: tempfile::TempDir,
        engine: Engine,
        component: Component,
    }

    fn bench() -> Bench {
        let engine = crate::engine::start(false).unwrap();
        let component = Component::from_binary(&engine, &wat::parse_str("(component)").unwrap()).unwrap();
        Bench { directory: tempfile::tempdir().unwrap(), engine, component }
    }

    impl Bench {
        fn open(&self) -> Cache {
            Cache::open(&self.directory.path().join("code"), &self.engine).unwrap()
        }

        fn refusal(&self, mode: u32) -> String {
            let directory = self.directory.path().join("loose");
            fs::create_dir(&directory).unwrap();
            fs::set_permissions(&directory, fs::Permissions::from_mode(mode)).unwrap();
            Cache::open(&directory, &self.engine).unwrap_err()
        }
    }

    #[test]
    fn keeps_and_finds_code() {
        let bench = bench();
        let cache = bench.open();
        assert!(cache.load(&bench.engine, DIGEST).is_none());
        cache.keep(DIGEST, &bench.component);
        assert!(cache.load(&bench.engine, DIGEST).is_some());
        assert!(cache.load(&bench.engine, &DIGEST.replace('0', "1")).is_none());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&cache.directory), 0o700);
        assert_eq!(mode(&cache.path(DIGEST)), 0o600);
        assert_eq!(fs::read_dir(&cache.directory).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn damaged_code_is_not_used() {
        let bench = bench();
        let cache = bench.open();
        cache.keep(DIGEST, &bench.component);
        let path = cache.path(DIGEST);
        let intact = fs::read(&path).unwrap();
        let step = (intact.len() / 200).max(1);
        for position in (0..intact.len()).step_by(step) {
            let mut damaged = intact.clone();
            damaged[position] ^= 1;
            fs::write(&path, damaged).unwrap();
            assert!(cache.load(&bench.engine, DIGEST).is_none(), "byte {position}");
        }
        for length in [0, 10, MAGIC.len() + 10, intact.len() - 1] {
            fs::write(&path, &intact[..length]).unwrap();
            assert!(cache.load(&bench.engine, DIGEST).is_none(), "length {length}");
        }
        fs::write(&path, &intact).unwrap();
        assert!(cache.load(&bench.engine, DIGEST).is_some());
    }

    #[test]
    fn code_of_another_module_is_not_used() {
        let bench = bench();
        let cache = bench.open();
        cache.keep(DIGEST, &bench.component);
        let other = DIGEST.replace('0', "1");
        fs::copy(cache.path(DIGEST), cache.path(&other)).unwrap();
        assert!(cache.load(&bench.engine, &other).is_none());
    }

    #[test]
    fn files_that_others_can_write_are_not_used() {
        let bench = bench();
        let cache = bench.open();
        cache.keep(DIGEST, &bench.component);
        fs::set_permissions(cache.path(DIGEST), fs::Permissions::from_mode(0o622)).unwrap();
        assert!(cache.load(&bench.engine, DIGEST).is_none());
    }

    #[test]
    fn directories_that_others_can_write_are_refused() {
        assert!(bench().refusal(0o770).ends_with("can be written by others (mode 770)"));
        assert!(bench().refusal(0o702).ends_with("can be written by others (mode 702)"));
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(Cache::open(file.path(), &bench().engine).is_err());
    }
}
