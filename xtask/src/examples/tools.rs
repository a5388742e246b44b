//! The tools that make components, each downloaded once to the target directory.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::Language;
use crate::python;
use crate::workspace::Workspace;

/// Where the tools are.
#[derive(Debug, Default)]
pub struct Tools {
    directories: Vec<PathBuf>,
}

impl Tools {
    /// Makes sure that the tools of a language are there.
    ///
    /// # Errors
    /// When they are not and cannot be had; the message says how to get them.
    pub fn provide(&mut self, workspace: &Workspace, language: Language) -> Result<()> {
        match language {
            // found when it is needed, see `toolchain`
            Language::Rust => {}
            Language::Python => {
                let pinned = "examples/modules/python/gateway/requirements.txt";
                let environment = python::environment(workspace, "componentize-py", pinned)?;
                self.directories.push(environment.join("bin"));
            }
        }
        Ok(())
    }

    /// A search path on which they come first.
    ///
    /// # Errors
    /// When a directory has a character that a search path cannot hold.
    pub fn path(&self) -> Result<OsString> {
        let present = env::var_os("PATH").unwrap_or_default();
        let all = self.directories.iter().cloned().chain(env::split_paths(&present));
        env::join_paths(all).context("the target directory cannot stand in a search path")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_tools_come_first() {
        let tools = Tools { directories: vec!["/ours/bin".into()] };
        let path = tools.path().unwrap();
        let first = env::split_paths(&path).next().unwrap();
        assert_eq!(first, PathBuf::from("/ours/bin"));
        assert!(env::split_paths(&path).count() > 1);
    }
}
