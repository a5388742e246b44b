//! Several files in one input.

use std::collections::BTreeMap;

use wasmidem_contract::{Source, Sources};

/// Begins a line that names the file below it.
const MARK: &str = "=== ";
/// The name of what stands above the first such line.
pub(crate) const MAIN: &str = "main.sls";
/// Given as parameters if it is there.
pub(crate) const PARAMS: &str = "params.sls";

/// Files in memory.
pub(crate) struct Files(BTreeMap<String, String>);

impl Files {
    /// `None` if the input is not text.
    pub(crate) fn read(input: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(input).ok()?;
        let mut files = BTreeMap::new();
        let mut name = MAIN;
        let mut current = String::new();
        for line in text.split_inclusive('\n') {
            match line.strip_prefix(MARK) {
                Some(next) => {
                    files.insert(name.to_owned(), std::mem::take(&mut current));
                    name = next.trim();
                }
                None => current.push_str(line),
            }
        }
        files.insert(name.to_owned(), current);
        Some(Self(files))
    }

    pub(crate) fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }
}

impl Sources for Files {
    fn read(&self, path: &str) -> Result<Option<Source>, String> {
        let source = |text: &String| Source { display_name: path.to_owned(), text: text.clone() };
        Ok(self.0.get(path).map(source))
    }
}
