//! The lock as a text in TOML: one table for each module, one line for each import, so that two
//! changes of different modules merge, and a diff shows what a module wants more.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Deserialize;

use crate::digest::Digest;
use crate::lock::{Lock, Locked};

/// The version of the form that is written, and the only one that is read.
const VERSION: u64 = 1;

const HEAD: &str = "\
# The modules of this project, by the SHA-256 of their files. `wasmidem module lock` writes this;
# review what a module reads, writes and uses: it is all that it can ever ask for.
";

/// A text that is no lock.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct LockProblem {
    /// What is wrong.
    pub reason: String,
    /// Where: line and column from 1, the column in characters.
    pub place: Option<(usize, usize)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u64,
    #[serde(default)]
    module: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    digest: String,
    signer: Option<String>,
    #[serde(default)]
    reads: BTreeSet<String>,
    #[serde(default)]
    writes: BTreeSet<String>,
    #[serde(default)]
    uses: BTreeSet<String>,
}

impl Lock {
    /// Reads a lock.
    ///
    /// # Errors
    /// When it is not TOML, or no lock of this version.
    pub fn parse(text: &str) -> Result<Self, LockProblem> {
        let file: File = toml::from_str(text).map_err(|error| LockProblem {
            reason: error.message().lines().collect::<Vec<&str>>().join("; "),
            place: error.span().map(|span| place(text, span)),
        })?;
        let wrong = |reason: String| LockProblem { reason, place: None };
        if file.version != VERSION {
            return Err(wrong(format!(
                "it is of version {}, and {VERSION} is what is known here",
                file.version
            )));
        }
        let mut modules = BTreeMap::new();
        for (name, Entry { digest, signer, reads, writes, uses }) in file.module {
            let digest: Digest = digest.parse().map_err(|problem| {
                let place = text.find(&digest).map(|at| place(text, at..at));
                LockProblem { reason: format!("the digest of `{name}` is none: {problem}"), place }
            })?;
            modules.insert(name, Locked { digest, signer, reads, writes, uses });
        }
        Ok(Self { modules })
    }

    /// The lock as a text; the same lock is always the same text.
    pub fn text(&self) -> String {
        let mut text = format!("{HEAD}version = {VERSION}\n");
        for (name, Locked { digest, signer, reads, writes, uses }) in &self.modules {
            text.push_str(&format!("\n[module.{}]\ndigest = {}\n", key(name), quoted(&digest.to_string())));
            text.extend(signer.iter().map(|signer| format!("signer = {}\n", quoted(signer))));
            for (kind, names) in [("reads", reads), ("writes", writes), ("uses", uses)] {
                let lines: String = names.iter().map(|name| format!("  {},\n", quoted(name))).collect();
                let open = if lines.is_empty() { "" } else { "\n" };
                text.push_str(&format!("{kind} = [{open}{lines}]\n"));
            }
        }
        text
    }
}

/// A bare key, or else a quoted one.
fn key(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if !name.is_empty() && name.bytes().all(bare) { name.to_owned() } else { quoted(name) }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for one in text.chars() {
        match one {
            '"' | '\\' => out.extend(['\\', one]),
            one if one.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(one))),
            one => out.push(one),
        }
    }
    out.push('"');
    out
}

fn place(text: &str, span: Range<usize>) -> (usize, usize) {
    let before = text.get(..span.start).unwrap_or(text);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn lock() -> Lock {
        let locked = |signer: Option<&str>, writes: &[&str]| Locked {
            digest: Digest::of(b""),
            signer: signer.map(str::to_owned),
            reads: names(&["ec2:DescribeVpcs"]),
            writes: names(writes),
            uses: names(&[]),
        };
        let modules = [
            ("vpc", locked(Some("platform-team"), &["ec2:CreateVpc", "ec2:DeleteVpc"])),
            ("odd \"name\"\n\\.ä", locked(None, &[])),
        ];
        Lock { modules: modules.into_iter().map(|(name, one)| (name.to_owned(), one)).collect() }
    }

    #[test]
    fn locks_are_read_as_they_are_written() {
        let text = lock().text();
        assert_eq!(Lock::parse(&text), Ok(lock()));
        let table = "\n[module.vpc]\n\
            digest = \"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"\n\
            signer = \"platform-team\"\nreads = [\n  \"ec2:DescribeVpcs\",\n]\n\
            writes = [\n  \"ec2:CreateVpc\",\n  \"ec2:DeleteVpc\",\n]\nuses = []\n";
        assert!(text.starts_with("# The modules of this project") && text.ends_with(table), "{text}");
        assert_eq!(Lock::parse(&Lock::default().text()), Ok(Lock::default()));
    }

    #[test]
    fn mistakes_have_a_place() {
        let text = lock().text();
        let place = |text: &str| Lock::parse(text).unwrap_err().place;
        // what a merge leaves behind
        let merged = place(&text.replace("version", "<<<<<<< HEAD\nversion"));
        assert_eq!(merged.map(|(line, _)| line), Some(3));
        // two tables of one module
        let (_, table) = text.split_once("[module.vpc]").unwrap();
        assert!(place(&format!("{text}\n[module.vpc]{table}")).is_some());
        assert!(place(&text.replace("signer", "singer")).is_some());
        assert!(place(&text.replace("sha256:e3", "sha256:E3")).is_some());
        let newer = Lock::parse(&text.replace("version = 1", "version = 2")).unwrap_err();
        assert_eq!(newer.reason, "it is of version 2, and 1 is what is known here");
        assert!(Lock::parse("").is_err());
    }
}
