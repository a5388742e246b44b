//! What all benchmarks share.

use std::path::PathBuf;

use anyhow::Result;

use super::Args;
use crate::build;
use crate::emulator;
use crate::guests;
use crate::python;
use crate::workspace::Workspace;

/// Where benchmarks take place: the program is built, idem is installed.
pub struct Stage<'a> {
    /// The checkout.
    pub workspace: &'a Workspace,
    /// The Python environment of idem with idem-aws; empty where nothing is compared with it.
    pub venv: PathBuf,
    directory: PathBuf,
}

impl<'a> Stage<'a> {
    /// Builds and installs what is needed: the modules, and for comparisons the program and idem.
    ///
    /// # Errors
    /// When something does not build or cannot be installed.
    pub fn set_up(workspace: &'a Workspace, args: &Args, compares: bool) -> Result<Self> {
        let venv = if compares {
            build::run(workspace, &args.build)?;
            python::environment(workspace, "bench-idem", "xtask/bench-requirements.txt")?
        } else {
            guests::run(workspace, &args.build.guests)?;
            PathBuf::new()
        };
        let directory = emulator::scratch(workspace, "bench")?;
        Ok(Self { workspace, venv, directory })
    }

    /// The directory of a benchmark, or of a part of one.
    pub fn directory(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }
}
