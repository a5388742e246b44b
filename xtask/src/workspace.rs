//! Where things are.

use std::env;
use std::path::{Path, PathBuf, absolute};

use anyhow::{Context, Result};

/// The checkout we work in, and what was asked for in general.
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
    offline: bool,
}

impl Workspace {
    /// The workspace this program belongs to.
    ///
    /// # Errors
    /// When the current directory is gone.
    pub fn locate(offline: bool) -> Result<Self> {
        // cargo sets the variable when it runs us; the compiled-in value serves a direct start
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.parent().context("the xtask directory has no parent")?.to_path_buf();
        let target = env::var_os("CARGO_TARGET_DIR")
            .filter(|dir| !dir.is_empty())
            .map_or_else(|| root.join("target"), PathBuf::from);
        Ok(Self { target: absolute(target)?, root, offline })
    }

    /// The directory of the root `Cargo.toml`.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether the network must not be used.
    pub fn offline(&self) -> bool {
        self.offline
    }

    /// A path below the target directory.
    pub fn target(&self, path: &str) -> PathBuf {
        self.target.join(path)
    }

    /// The built program.
    pub fn host_binary(&self) -> PathBuf {
        self.target.join("release").join(format!("wasmidem{}", env::consts::EXE_SUFFIX))
    }

    /// Where the program finds first-party modules: beside its own directory.
    pub fn modules(&self) -> PathBuf {
        self.target("modules")
    }

    /// Modules that only tests use, hostile ones among them.
    pub fn test_modules(&self) -> PathBuf {
        self.target("test-modules")
    }

    /// The example modules, in one folder per language.
    pub fn example_modules(&self) -> PathBuf {
        self.target("example-modules")
    }

    /// `path` as a person would write it from the root of the checkout.
    pub fn display<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}
