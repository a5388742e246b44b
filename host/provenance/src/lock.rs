//! What was agreed on: a module's digest, signer and imports.

use std::collections::{BTreeMap, BTreeSet};

use crate::digest::Digest;

/// The modules of a project, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// What is agreed on for each.
    pub modules: BTreeMap<String, Locked>,
}

/// What is agreed on for a module, or found of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// Its file.
    pub digest: Digest,
    /// Who signed it.
    pub signer: Option<String>,
    /// The AWS operations it imports that only look.
    pub reads: BTreeSet<String>,
    /// The AWS operations it imports that change something.
    pub writes: BTreeSet<String>,
    /// The services of the host it imports.
    pub uses: BTreeSet<String>,
}

/// Why a module is not the one that was agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// Nothing was agreed on.
    NotLocked,
    /// It is another file.
    Digest {
        /// The file that was agreed on.
        expected: Digest,
    },
    /// The file is the same, and something else is not as it is: these differences.
    Rest(Vec<String>),
}

impl Lock {
    /// Whether a module is the one that was agreed on.
    ///
    /// # Errors
    /// What is not as it is.
    pub fn check(&self, name: &str, found: &Locked) -> Result<(), Mismatch> {
        let expected = self.modules.get(name).ok_or(Mismatch::NotLocked)?;
        if expected.digest != found.digest {
            return Err(Mismatch::Digest { expected: expected.digest.clone() });
        }
        // A digest that fits beside imports that do not is a lock whose review was misled.
        let rest = expected.differences(found);
        if rest.is_empty() { Ok(()) } else { Err(Mismatch::Rest(rest)) }
    }

    /// What becomes of this lock when it becomes another, one line each: `+` and `-` stand before
    /// what a module imports now, and no longer.
    pub fn changes(&self, next: &Self) -> Vec<String> {
        let names: BTreeSet<&String> = self.modules.keys().chain(next.modules.keys()).collect();
        let mut lines = Vec::new();
        for name in names {
            match (self.modules.get(name), next.modules.get(name)) {
                (None, Some(new)) => {
                    lines.push(format!("added {name}: {}", new.digest));
                    lines.extend(new.signer.iter().map(|signer| format!("  signed by {signer}")));
                    lines.extend(new.imports().into_iter().map(|import| format!("  + {import}")));
                }
                (Some(old), None) => lines.push(format!("removed {name}: {}", old.digest)),
                (Some(old), Some(new)) if old != new => {
                    lines.push(format!("changed {name}"));
                    lines.extend(old.differences(new).into_iter().map(|line| format!("  {line}")));
                }
                _ => {}
            }
        }
        lines
    }
}

impl Locked {
    /// Everything it imports: `writes ec2:CreateVpc`.
    fn imports(&self) -> Vec<String> {
        let kinds = [("reads", &self.reads), ("writes", &self.writes), ("uses", &self.uses)];
        kinds
            .into_iter()
            .flat_map(|(kind, names)| names.iter().map(move |name| format!("{kind} {name}")))
            .collect()
    }

    fn differences(&self, next: &Self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.digest != next.digest {
            lines.push(format!("digest {} becomes {}", self.digest, next.digest));
        }
        if self.signer != next.signer {
            let shown = |signer: &Option<String>| signer.clone().unwrap_or_else(|| "nobody".to_owned());
            lines.push(format!("signed by {}, no longer by {}", shown(&next.signer), shown(&self.signer)));
        }
        let (old, new) = (self.imports(), next.imports());
        lines.extend(new.iter().filter(|import| !old.contains(import)).map(|import| format!("+ {import}")));
        lines.extend(old.iter().filter(|import| !new.contains(import)).map(|import| format!("- {import}")));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn locked(bytes: &[u8], writes: &[&str]) -> Locked {
        Locked {
            digest: Digest::of(bytes),
            signer: None,
            reads: names(&["ec2:DescribeVpcs"]),
            writes: names(writes),
            uses: names(&["log"]),
        }
    }

    fn lock(modules: &[(&str, &Locked)]) -> Lock {
        Lock { modules: modules.iter().map(|(name, one)| ((*name).to_owned(), (*one).clone())).collect() }
    }

    #[test]
    fn all_that_was_agreed_on_is_held_to() {
        let old = locked(b"1", &["ec2:CreateVpc"]);
        let lock = lock(&[("vpc", &old)]);
        assert_eq!(lock.check("vpc", &old), Ok(()));
        assert_eq!(lock.check("vcp", &old), Err(Mismatch::NotLocked));
        let other = locked(b"2", &["ec2:CreateVpc"]);
        assert_eq!(lock.check("vpc", &other), Err(Mismatch::Digest { expected: Digest::of(b"1") }));
        // the lock says less than the file of this digest imports
        let more = locked(b"1", &["ec2:CreateVpc", "ec2:DeleteVpc"]);
        assert_eq!(lock.check("vpc", &more), Err(Mismatch::Rest(vec!["+ writes ec2:DeleteVpc".into()])));
        let signed = Locked { signer: Some("a".into()), ..old };
        let told = Mismatch::Rest(vec!["signed by a, no longer by nobody".into()]);
        assert_eq!(lock.check("vpc", &signed), Err(told));
    }

    #[test]
    fn changes_name_what_a_module_wants_more() {
        let (old, new) = (locked(b"1", &["ec2:CreateVpc"]), locked(b"2", &["ec2:DeleteVpc"]));
        let changes = lock(&[("a", &old), ("b", &old)]).changes(&lock(&[("a", &new), ("c", &old)]));
        let (one, two) = (Digest::of(b"1"), Digest::of(b"2"));
        let expected = [
            "changed a".to_owned(),
            format!("  digest {one} becomes {two}"),
            "  + writes ec2:DeleteVpc".to_owned(),
            "  - writes ec2:CreateVpc".to_owned(),
            format!("removed b: {one}"),
            format!("added c: {one}"),
            "  + reads ec2:DescribeVpcs".to_owned(),
            "  + writes ec2:CreateVpc".to_owned(),
            "  + uses log".to_owned(),
        ];
        assert_eq!(changes, expected);
        assert!(lock(&[("a", &old)]).changes(&lock(&[("a", &old)])).is_empty());
    }
}
