//! The state files of the cases as inputs.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// The folders of cases.
const CASES: &[&str] = &["tests/cases", "host/sls/tests/cases"];
/// The file of a case that is compiled.
const MAIN: &str = "input.sls";
/// Larger ones slow the engine down.
const BYTES: usize = 8 << 10;

/// Writes each case as one input, and returns their folder.
///
/// # Errors
/// When files cannot be read or written.
pub fn of_cases(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target("fuzz/seeds");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    for cases in CASES {
        let root = workspace.root().join(cases);
        for case in fs::read_dir(&root).with_context(|| format!("cannot read `{}`", root.display()))? {
            let case = case?;
            if let Some(text) = joined(&case.path()).filter(|text| text.len() <= BYTES) {
                fs::write(folder.join(case.file_name()), text)?;
            }
        }
    }
    Ok(folder)
}

/// The state files of a case: the main one, then each other below a line with its name.
fn joined(case: &Path) -> Option<String> {
    let mut text = fs::read_to_string(case.join(MAIN)).ok()?;
    let mut others: Vec<PathBuf> = fs::read_dir(case).ok()?.flatten().map(|entry| entry.path()).collect();
    others.sort();
    for path in others {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name == MAIN || path.extension().is_none_or(|extension| extension != "sls") {
            continue;
        }
        if let Ok(other) = fs::read_to_string(&path) {
            text.push_str(&format!("\n=== {name}\n{other}"));
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_case_become_one_input() {
        let case = tempfile::tempdir().unwrap();
        for (name, text) in [("input.sls", "a"), ("b.sls", "c"), ("cmd.txt", "run input.sls")] {
            fs::write(case.path().join(name), text).unwrap();
        }
        assert_eq!(joined(case.path()).unwrap(), "a\n=== b.sls\nc");
        assert_eq!(joined(&case.path().join("none")), None);
    }
}
