//! `wasmidem:host/files`: folders that the operator offers and a policy permits, for reading.

use std::io::{self, Read};
use std::path::PathBuf;

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions, OpenOptionsExt};
use serde_json::json;
use wasmidem_contract::{Blame, Cause, Failure, Service};
use wasmtime::component::LinkerInstance;

use super::service;
use crate::store::Guest;

/// The names of a folder that are listed; of a folder with more, none.
const NAMES: usize = 10_000;

pub(super) fn define(instance: &mut LinkerInstance<'_, Guest>, name: &str) -> wasmtime::Result<()> {
    match name {
        "read" => instance.func_wrap_async("read", |mut store, (folder, path): (String, String)| {
            Box::new(async move {
                let guest = store.data_mut();
                guest.enter_host()?;
                let limit = guest.limits.transfer;
                let read = look(guest, &folder, &path, move |folder, path| read(folder, path, limit)).await;
                if let Ok(bytes) = &read {
                    let mut given = service::digest(bytes);
                    given.as_object_mut().map(|given| given.insert("path".to_owned(), path.into()));
                    service::record(guest, Service::FilesRead, Some(&folder), given);
                }
                Ok(service::finish(guest, read))
            })
        }),
        "list" => instance.func_wrap_async("list", |mut store, (folder, path): (String, String)| {
            Box::new(async move {
                let guest = store.data_mut();
                guest.enter_host()?;
                let names = look(guest, &folder, &path, list).await;
                if let Ok(names) = &names {
                    let given = json!({"path": path, "names": names.len()});
                    service::record(guest, Service::FilesRead, Some(&folder), given);
                }
                Ok(service::finish(guest, names))
            })
        }),
        _ => Ok(()),
    }
}

/// Looks into a folder, if that is permitted. `what` runs where it may wait for a disk.
async fn look<T: Send + 'static>(
    guest: &mut Guest,
    folder: &str,
    path: &str,
    what: impl FnOnce(&Dir, &str) -> io::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let known = guest.runner.folders.iter().find(|known| known.name == folder);
    let Some(known) = known else {
        let message = format!("there is no folder `{folder}`");
        let failure = Failure::new(Cause::NotFound, Blame::Policy, "files.folder", message);
        return Err(failure.with_help(format!("offer it with `--grant-folder {folder}=PATH`")));
    };
    service::permit(guest, Service::FilesRead, Some(folder))?;
    let (place, inside): (PathBuf, String) = (known.path.clone(), path.to_owned());
    let looked = tokio::task::spawn_blocking(move || {
        let folder = Dir::open_ambient_dir(place, ambient_authority())?;
        what(&folder, if inside.is_empty() { "." } else { &inside })
    });
    let looked = looked.await.unwrap_or_else(|error| Err(io::Error::other(error)));
    looked.map_err(|error| failure(&error, folder, path))
}

fn read(folder: &Dir, path: &str, limit: usize) -> io::Result<Vec<u8>> {
    let mut options = OpenOptions::new();
    options.read(true);
    // a pipe without a writer would be waited for
    #[cfg(unix)]
    options.custom_flags(i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default());
    let file = folder.open_with(path, &options)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    let mut bytes = Vec::new();
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    let length = file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(length).unwrap_or(u64::MAX) > limit {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {limit} bytes")));
    }
    Ok(bytes)
}

/// The names in a folder, sorted; those of folders end in `/`.
fn list(folder: &Dir, path: &str) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in folder.read_dir(path)? {
        let entry = entry?;
        // what is no Unicode cannot be asked for
        let Ok(mut name) = entry.file_name().into_string() else { continue };
        if entry.file_type()?.is_dir() {
            name.push('/');
        }
        names.push(name);
        if names.len() > NAMES {
            let message = format!("it has more than {NAMES} names");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
    }
    names.sort();
    Ok(names)
}

/// A failure that says nothing of where the folder is.
fn failure(error: &io::Error, folder: &str, path: &str) -> Failure {
    let (cause, code) = match error.kind() {
        io::ErrorKind::NotFound => (Cause::NotFound, "files.not-found"),
        io::ErrorKind::PermissionDenied => (Cause::Denied, "files.outside"),
        _ => (Cause::Other, "files.unreadable"),
    };
    Failure::new(
        cause,
        Blame::Module,
        code,
        format!("`{path}` of the folder `{folder}` cannot be read: {error}"),
    )
}
