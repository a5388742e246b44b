//! Compiled code that is kept.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::json;
use wasmidem_contract::{Event, Phase};
use wasmidem_sandbox::Settings;

use crate::guests::FunctionsGuest;
use crate::world::{FakeAws, World, file};

async fn load(cache: &Path) -> World {
    let settings = Settings { cache: Some(cache.to_owned()), ..Settings::default() };
    let files = vec![file("guest", FunctionsGuest::default().bytes())];
    let world = World::load(files, FakeAws::default(), settings).await;
    assert_eq!(world.errors, []);
    assert_eq!(world.run(Phase::Plan).await.unwrap(), json!({"a": [1, "ü"]}));
    world
}

fn only_file(cache: &Path) -> PathBuf {
    let mut files = fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().path());
    let file = files.next().expect("compiled code is kept");
    assert_eq!(files.next(), None);
    file
}

#[tokio::test]
async fn code_is_compiled_once() {
    let directory = tempfile::tempdir().unwrap();
    let cache = directory.path().join("deep/code");
    assert!(load(&cache).await.events().is_empty());
    let kept = only_file(&cache);
    let written = fs::metadata(&kept).unwrap().modified().unwrap();
    load(&cache).await;
    assert_eq!(fs::metadata(only_file(&cache)).unwrap().modified().unwrap(), written);
}

#[tokio::test]
async fn damaged_code_is_compiled_again() {
    let directory = tempfile::tempdir().unwrap();
    load(directory.path()).await;
    let kept = only_file(directory.path());
    let intact = fs::read(&kept).unwrap();
    let mut damaged = intact.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0x40;
    fs::write(&kept, &damaged).unwrap();
    load(directory.path()).await;
    assert_ne!(fs::read(only_file(directory.path())).unwrap(), damaged, "it was replaced");
}

#[tokio::test]
async fn a_directory_that_others_can_write_is_not_used() {
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let world = load(directory.path()).await;
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    let events = world.events();
    let [Event::Warning { message, .. }] = events.as_slice() else { panic!("{events:?}") };
    assert!(message.starts_with("compiled modules are not kept: the cache directory `"), "{message}");
    assert!(message.ends_with("can be written by others (mode 777)"), "{message}");
}
