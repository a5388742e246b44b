//! The snapshot: all states in one readable JSON file, replaced as a whole.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use wasmidem_contract::Object;

use super::{Binding, StoreError, read_optional};

pub(super) const FORMAT: &str = "wasmidem-esm";
/// Major and minor: a newer minor may be read, a newer major not.
const VERSION: (u32, u32) = (1, 1);

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Snapshot {
    format: String,
    version: (u32, u32),
    /// The serial of the last journal record in it.
    pub(super) serial: u64,
    pub(super) states: BTreeMap<String, Object>,
    /// Since 1.1.
    #[serde(default)]
    pub(super) bindings: BTreeMap<String, Binding>,
}

impl Snapshot {
    pub(super) fn new(
        serial: u64,
        states: BTreeMap<String, Object>,
        bindings: BTreeMap<String, Binding>,
    ) -> Self {
        Self { format: FORMAT.to_owned(), version: VERSION, serial, states, bindings }
    }

    /// Reads a snapshot; an empty one if there is no file.
    pub(super) fn read(path: &Path) -> Result<Self, StoreError> {
        let Some(bytes) = read_optional(path)? else {
            return Ok(Self::new(0, BTreeMap::new(), BTreeMap::new()));
        };
        let damaged = |reason: String| StoreError::Damaged { path: path.to_owned(), line: None, reason };
        let snapshot: Self = serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        if snapshot.format != FORMAT {
            return Err(damaged(format!("its format is `{}`, not `{FORMAT}`", snapshot.format)));
        }
        if snapshot.version.0 > VERSION.0 {
            return Err(StoreError::Newer {
                path: path.to_owned(),
                found: format!("{}.{}", snapshot.version.0, snapshot.version.1),
                known: format!("{}.{}", VERSION.0, VERSION.1),
            });
        }
        Ok(snapshot)
    }

    /// Replaces the file: whole or not at all, whatever happens meanwhile.
    pub(super) fn write(&self, path: &Path) -> Result<(), StoreError> {
        let failed = |source: io::Error| StoreError::Io { action: "write", path: path.to_owned(), source };
        let temporary = path.with_extension("json.new");
        let mut text = serde_json::to_vec_pretty(self).map_err(|error| failed(io::Error::other(error)))?;
        text.push(b'\n');
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&temporary).map_err(failed)?;
        file.write_all(&text).and_then(|()| file.sync_all()).map_err(failed)?;
        fs::rename(&temporary, path).map_err(failed)?;
        // The rename itself must survive a power cut.
        match path.parent().map(File::open) {
            Some(Ok(folder)) => folder.sync_all().map_err(failed),
            _ => Ok(()),
        }
    }
}
