//! Opening stored state.

use std::path::PathBuf;

use wasmidem_contract::Diagnostic;
use wasmidem_run::{Store, StoreError};

use crate::args::{EsmPlugin, StoredState};
use crate::compose::{Stop, user_folder};
use crate::exit_code::Exit;

/// What the store is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To look; nobody is kept out.
    Read,
    /// To change it; others are kept out until it is dropped.
    Write,
}

/// Opens the store that the options name.
///
/// # Errors
/// When it is in use, cannot be read, or has no place.
pub fn open(args: &StoredState, access: Access) -> Result<Store, Stop> {
    if args.esm_plugin == EsmPlugin::Null {
        return Ok(Store::in_memory());
    }
    let folder = folder(args)?;
    let store = match access {
        Access::Read => Store::open_read_only(&folder, &args.run_name),
        Access::Write => Store::open(&folder, &args.run_name),
    };
    store.map_err(refused)
}

/// A store that cannot be used, as a reason to stop.
pub fn refused(error: StoreError) -> Stop {
    let problem = Diagnostic::error("esm", error.to_string());
    let (exit, help) = match error {
        StoreError::Locked { .. } => {
            (Exit::Locked, "wait until it has ended, or use another --run-name for independent states")
        }
        StoreError::Io { .. } => (Exit::Internal, "choose another place with --root-dir"),
        StoreError::Damaged { .. } => {
            (Exit::Internal, "nothing was changed; repair the file, or restore it from a copy, and run again")
        }
        StoreError::NotRestorable { .. } => {
            (Exit::Usage, "nothing was changed; name a JSON file with states by tag, or a snapshot.json")
        }
        StoreError::Newer { .. } => (Exit::Internal, "use the newer wasmidem"),
    };
    Stop::new(exit, problem.with_help(help))
}

/// The folder of the local stores. Run names become folders in it.
fn folder(args: &StoredState) -> Result<PathBuf, Stop> {
    let plain =
        |name: &str| !name.is_empty() && name != "." && name != ".." && !name.contains(['/', '\\', '\0']);
    if !plain(&args.run_name) {
        let message = format!("`{}` cannot be a run name", args.run_name);
        let problem = Diagnostic::error("usage-run-name", message).with_help("use a name without slashes");
        return Err(Stop::new(Exit::Usage, problem));
    }
    let base = match (&args.cache_dir, &args.root_dir) {
        (Some(folder), _) => Some(folder.clone()),
        (None, Some(root)) => Some(root.join("var/cache/wasmidem")),
        (None, None) => user_folder("XDG_STATE_HOME", ".local/state").map(|folder| folder.join("wasmidem")),
    };
    base.map(|base| base.join("esm/local")).ok_or_else(|| {
        let problem =
            Diagnostic::error("usage-no-home", "it is not known where to keep state: HOME is not set")
                .with_help("name a folder with --root-dir");
        Stop::new(Exit::Usage, problem)
    })
}
