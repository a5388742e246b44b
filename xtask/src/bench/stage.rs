//! What all benchmarks share.

use std::path::PathBuf;

use anyhow::Result;

use super::Args;
use crate::build;
use crate::emulator;
use crate::guests;
use crate::python;
use crate::workspace::Workspace;

/// What benchmarks need besides the program and its parts; each has the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// The modules.
    Modules,
    /// idem, to compare the program with it.
    Idem,
}

/// Where benchmarks take place: the program is built, idem is installed.
pub struct Stage<'a> {
    /// The checkout.
    pub workspace: &'a Workspace,
    /// The Python environment of idem with idem-aws; empty where nothing is compared with it.
    pub venv: PathBuf,
    directory: PathBuf,
}

impl<'a> Stage<'a> {
    /// Builds and installs what is needed.
    ///
    /// # Errors
    /// When something does not build or cannot be installed.
    pub fn set_up(workspace: &'a Workspace, args: &Args, needs: Needs) -> Result<Self> {
        let mut venv = PathBuf::new();
        if needs >= Needs::Modules {
            guests::run(workspace, &args.build.guests)?;
        }
        build::everything(workspace)?;
        if needs >= Needs::Idem {
            venv = python::environment(workspace, "bench-idem", "xtask/bench-requirements.txt")?;
        }
        let directory = emulator::scratch(workspace, "bench")?;
        Ok(Self { workspace, venv, directory })
    }

    /// The directory of a benchmark, or of a part of one.
    pub fn directory(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }
}
