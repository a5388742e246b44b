//! What was enforced, remembered between runs: idem calls it enforced state management (ESM).
//!
//! A store is a folder with a snapshot (all states, readable JSON), a journal (what happened since,
//! one JSON object per line, on disk before the run goes on) and a lock. A write to AWS is
//! announced in the journal first: if the run is killed before its outcome is known, the next run
//! finds the open intent and looks what came of it.

mod binding;
mod journal;
mod lock;
mod restore;
mod snapshot;

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use wasmidem_contract::{Object, StateAddress};

pub(crate) use binding::Binding;
pub(crate) use journal::Intent;
use journal::{Entry, Record};
use snapshot::Snapshot;

/// Why the store cannot be used. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another run holds the lock.
    #[error("the state `{run_name}` is in use by {holder}")]
    Locked {
        /// The run name.
        run_name: String,
        /// Who, as far as known: process and start time.
        holder: String,
    },
    /// A file cannot be read or written.
    #[error("cannot {action} `{path}`: {source}")]
    Io {
        /// What was tried, e.g. `read`.
        action: &'static str,
        /// Which file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file is not what we write.
    #[error("`{path}`{line} is damaged: {reason}", line = line.map(|line| format!(", line {line},")).unwrap_or_default())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Where, from 1.
        line: Option<usize>,
        /// How.
        reason: String,
    },
    /// A file that was to be merged cannot be read, or is not of the form it must have.
    #[error("`{path}` cannot be restored: {reason}")]
    NotRestorable {
        /// Which file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A newer wasmidem wrote it.
    #[error("`{path}` has format {found}, this program knows formats up to {known}")]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its format.
        found: String,
        /// Ours.
        known: String,
    },
}

/// Where changes go.
#[derive(Debug)]
enum Backing {
    /// They last as long as the store does.
    Memory,
    /// Into the journal.
    Journal(File),
}

/// The store of one run name.
#[derive(Debug)]
pub struct Store {
    snapshot_path: PathBuf,
    journal_path: PathBuf,
    states: BTreeMap<String, Object>,
    bindings: BTreeMap<String, Binding>,
    intents: BTreeMap<String, Intent>,
    serial: u64,
    backing: Backing,
    journaled: bool,
    _lock: Option<lock::Lock>,
}

impl Store {
    /// Opens the store of a run name under `folder` for a run that changes things; makes it if
    /// there is none, and keeps others out until dropped.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open(folder: &Path, run_name: &str) -> Result<Self, StoreError> {
        let folder = folder.join(run_name);
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder).map_err(|source| StoreError::Io {
            action: "create",
            path: folder.clone(),
            source,
        })?;
        let lock = lock::Lock::acquire(&folder, run_name)?;
        let mut store = Self::load(&folder)?;
        store.backing = Backing::Journal(journal::open_append(&store.journal_path)?);
        store._lock = Some(lock);
        Ok(store)
    }

    /// An empty store that remembers nothing between runs.
    pub fn in_memory() -> Self {
        Self {
            snapshot_path: PathBuf::new(),
            journal_path: PathBuf::new(),
            states: BTreeMap::new(),
            bindings: BTreeMap::new(),
            intents: BTreeMap::new(),
            serial: 0,
            backing: Backing::Memory,
            journaled: false,
            _lock: None,
        }
    }

    /// Reads the store of a run name as it is now, for a run that changes nothing: what is put into
    /// it lasts as long as the store does.
    ///
    /// # Errors
    /// See [`StoreError`]; never `Locked`.
    pub fn open_read_only(folder: &Path, run_name: &str) -> Result<Self, StoreError> {
        Self::load(&folder.join(run_name))
    }

    fn load(folder: &Path) -> Result<Self, StoreError> {
        let snapshot_path = folder.join("snapshot.json");
        let journal_path = folder.join("journal.jsonl");
        let Snapshot { serial, states, bindings, .. } = Snapshot::read(&snapshot_path)?;
        let mut store = Self {
            snapshot_path,
            journal_path,
            states,
            bindings,
            intents: BTreeMap::new(),
            serial,
            backing: Backing::Memory,
            journaled: false,
            _lock: None,
        };
        for record in journal::read(&store.journal_path)? {
            store.journaled = true;
            // A crash between writing the snapshot and clearing the journal leaves old records.
            if record.serial > store.serial {
                store.serial = record.serial;
                store.apply(record.entry);
            }
        }
        Ok(store)
    }

    fn apply(&mut self, entry: Entry) {
        match entry {
            Entry::Intent(intent) => {
                self.intents.insert(intent.tag.clone(), intent);
            }
            Entry::Settled { tag } => {
                self.intents.remove(&tag);
            }
            Entry::Put { tag, state, bound } => {
                if let Some(bound) = bound {
                    self.bindings.insert(tag.clone(), bound);
                }
                self.states.insert(tag, state);
            }
            Entry::Remove { tag } => {
                self.states.remove(&tag);
                self.bindings.remove(&tag);
            }
        }
    }

    /// Takes an entry, into the journal and to the disk before it counts.
    fn record(&mut self, entry: Entry) -> Result<(), StoreError> {
        let record = Record { serial: self.serial + 1, entry };
        match &mut self.backing {
            Backing::Memory => {}
            Backing::Journal(file) => journal::append(file, &record).map_err(|source| StoreError::Io {
                action: "write",
                path: self.journal_path.clone(),
                source,
            })?,
        }
        self.serial = record.serial;
        self.journaled = true;
        self.apply(record.entry);
        Ok(())
    }

    /// What was last enforced for a state.
    pub(crate) fn get(&self, address: &StateAddress) -> Option<&Object> {
        self.states.get(&address.esm_tag())
    }

    /// Whose a remembered resource is; `None` if it was remembered before that was kept, or restored.
    pub(crate) fn binding(&self, tag: &str) -> Option<&Binding> {
        self.bindings.get(tag)
    }

    /// All states by tag.
    pub(crate) fn states(&self) -> impl Iterator<Item = (&str, &Object)> {
        self.states.iter().map(|(tag, state)| (tag.as_str(), state))
    }

    /// The write that a killed run left open for a state.
    pub(crate) fn open_intent(&self, address: &StateAddress) -> Option<&Intent> {
        self.intents.get(&address.esm_tag())
    }

    /// How many writes a killed run left open.
    pub(crate) fn open_intents(&self) -> usize {
        self.intents.len()
    }

    /// Announces a write.
    pub(crate) fn intend(&mut self, intent: Intent) -> Result<(), StoreError> {
        self.record(Entry::Intent(intent))
    }

    /// The announced write has a known outcome.
    pub(crate) fn settle(&mut self, address: &StateAddress) -> Result<(), StoreError> {
        let tag = address.esm_tag();
        if self.intents.contains_key(&tag) { self.record(Entry::Settled { tag }) } else { Ok(()) }
    }

    /// Remembers a state, and whose it is, as far as that is known or has a meaning.
    pub(crate) fn put(
        &mut self,
        address: &StateAddress,
        state: &Object,
        bound: Option<Binding>,
    ) -> Result<(), StoreError> {
        let tag = address.esm_tag();
        let bound = bound.filter(|bound| self.bindings.get(&tag) != Some(bound));
        if bound.is_none() && self.states.get(&tag) == Some(state) {
            return Ok(());
        }
        self.record(Entry::Put { tag, state: state.clone(), bound })
    }

    /// Forgets a state.
    pub(crate) fn remove(&mut self, address: &StateAddress) -> Result<(), StoreError> {
        let tag = address.esm_tag();
        if self.states.contains_key(&tag) { self.record(Entry::Remove { tag }) } else { Ok(()) }
    }

    /// Writes a new snapshot and clears the journal, if there is anything in it. Without this the
    /// next run reads the journal: nothing is lost.
    ///
    /// # Errors
    /// When a file cannot be written; the journal then still has everything.
    pub fn close(mut self) -> Result<(), StoreError> {
        // Open intents live in the journal only.
        let kept = matches!(self.backing, Backing::Journal(_));
        if !kept || !self.journaled || !self.intents.is_empty() {
            return Ok(());
        }
        let (states, bindings) = (std::mem::take(&mut self.states), std::mem::take(&mut self.bindings));
        Snapshot::new(self.serial, states, bindings).write(&self.snapshot_path)?;
        OpenOptions::new()
            .write(true)
            .truncate(true)
            .open(&self.journal_path)
            .and_then(|journal| journal.sync_all())
            .map_err(|source| StoreError::Io { action: "clear", path: self.journal_path.clone(), source })
    }
}

/// Reads a whole file; `None` if it does not exist.
fn read_optional(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::Io { action: "read", path: path.to_owned(), source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn address(id: &str) -> StateAddress {
        StateAddress { path: "p".into(), id: id.into(), resource_name: None, function: "present".into() }
    }

    fn state(value: u32) -> Object {
        json!({"resource_id": value.to_string()}).as_object().cloned().unwrap()
    }

    fn intent(id: &str) -> Intent {
        Intent { tag: address(id).esm_tag(), action: "create".into(), run_id: "r".into(), at: 0 }
    }

    #[test]
    fn remembers_without_close_and_with() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), "cli").unwrap();
        store.put(&address("a"), &state(1), None).unwrap();
        store.put(&address("b"), &state(2), None).unwrap();
        store.remove(&address("b")).unwrap();
        drop(store);
        let store = Store::open(folder.path(), "cli").unwrap();
        assert_eq!(store.get(&address("a")), Some(&state(1)));
        assert_eq!(store.get(&address("b")), None);
        store.close().unwrap();
        assert_eq!(fs::read(folder.path().join("cli/journal.jsonl")).unwrap(), b"");
        let store = Store::open_read_only(folder.path(), "cli").unwrap();
        assert_eq!(store.get(&address("a")), Some(&state(1)));
    }

    #[test]
    fn intents_survive_until_settled() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), "cli").unwrap();
        store.intend(intent("a")).unwrap();
        store.intend(intent("b")).unwrap();
        store.settle(&address("b")).unwrap();
        store.close().unwrap();
        let store = Store::open(folder.path(), "cli").unwrap();
        assert!(store.open_intent(&address("a")).is_some());
        assert!(store.open_intent(&address("b")).is_none());
        assert_eq!(store.open_intents(), 1);
    }

    #[test]
    fn two_runs_exclude_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let first = Store::open(folder.path(), "cli").unwrap();
        assert!(matches!(Store::open(folder.path(), "cli"), Err(StoreError::Locked { .. })));
        Store::open_read_only(folder.path(), "cli").unwrap();
        Store::open(folder.path(), "other").unwrap();
        drop(first);
        Store::open(folder.path(), "cli").unwrap();
    }

    /// Cut off at every byte, the journal yields the states of the whole lines before the cut.
    #[test]
    fn a_torn_journal_loses_only_its_last_line() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), "cli").unwrap();
        for number in 0..3 {
            store.put(&address(&number.to_string()), &state(number), None).unwrap();
        }
        drop(store);
        let path = folder.path().join("cli/journal.jsonl");
        let whole = fs::read(&path).unwrap();
        for cut in 0..=whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            let store = Store::open_read_only(folder.path(), "cli").unwrap();
            let lines = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
            assert_eq!(store.states.len(), lines, "cut at {cut}");
        }
        fs::write(&path, &whole[..whole.len() - 3]).unwrap();
        let mut store = Store::open(folder.path(), "cli").unwrap();
        store.put(&address("z"), &state(9), None).unwrap();
        drop(store);
        assert_eq!(Store::open(folder.path(), "cli").unwrap().states.len(), 3);
    }

    #[test]
    fn damage_is_named_and_nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        drop(Store::open(folder.path(), "cli").unwrap());
        let journal = folder.path().join("cli/journal.jsonl");
        fs::write(&journal, "not json\n{}\n").unwrap();
        let error = Store::open(folder.path(), "cli").unwrap_err().to_string();
        assert!(error.contains("line 1"), "{error}");
        fs::write(&journal, "").unwrap();
        let snapshot = folder.path().join("cli/snapshot.json");
        for (text, expected) in [
            ("{", "is damaged"),
            (r#"{"format":"wasmidem-esm","version":[2,0],"serial":1,"states":{}}"#, "has format 2.0"),
            (r#"{"format":"other","version":[1,0],"serial":1,"states":{}}"#, "is damaged"),
        ] {
            fs::write(&snapshot, text).unwrap();
            let error = Store::open(folder.path(), "cli").unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
            assert_eq!(fs::read_to_string(&snapshot).unwrap(), text);
        }
    }
}
