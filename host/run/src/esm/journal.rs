//! The journal: one JSON object per line. A line without its end was cut off by a crash and never
//! counted; anything else that cannot be read is damage.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use wasmidem_contract::Object;

use super::{Binding, StoreError, read_optional};

/// A write that was announced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Intent {
    /// Of which state.
    pub(crate) tag: String,
    /// `create` or `delete`.
    pub(crate) action: String,
    /// By which run.
    pub(crate) run_id: String,
    /// When it was announced, in seconds since 1970; 0 if that was not kept yet.
    #[serde(default)]
    pub(crate) at: i64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Record {
    /// One more with each record.
    pub(super) serial: u64,
    #[serde(flatten)]
    pub(super) entry: Entry,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub(super) enum Entry {
    Intent(Intent),
    Settled {
        tag: String,
    },
    Put {
        tag: String,
        state: Object,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bound: Option<Binding>,
    },
    Remove {
        tag: String,
    },
}

/// The records of a journal; none if there is no file.
pub(super) fn read(path: &Path) -> Result<Vec<Record>, StoreError> {
    let bytes = read_optional(path)?.unwrap_or_default();
    let mut records = Vec::new();
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let Some(line) = line.strip_suffix(b"\n") else {
            break;
        };
        let record = serde_json::from_slice(line).map_err(|error| StoreError::Damaged {
            path: path.to_owned(),
            line: Some(index + 1),
            reason: error.to_string(),
        })?;
        records.push(record);
    }
    Ok(records)
}

/// Opens the journal for appending, after its last whole line.
pub(super) fn open_append(path: &Path) -> Result<File, StoreError> {
    let failed = |source: io::Error| StoreError::Io { action: "open", path: path.to_owned(), source };
    let whole = read_optional(path)?
        .and_then(|bytes| bytes.iter().rposition(|byte| *byte == b'\n'))
        .map_or(0, |at| at + 1);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    file.set_len(u64::try_from(whole).unwrap_or(0)).map_err(failed)?;
    file.seek(SeekFrom::End(0)).map_err(failed)?;
    Ok(file)
}

/// Appends a record; returns when it is on the disk.
pub(super) fn append(journal: &mut File, record: &Record) -> io::Result<()> {
    let mut line = serde_json::to_vec(record)?;
    line.push(b'\n');
    journal.write_all(&line)?;
    journal.sync_data()
}
