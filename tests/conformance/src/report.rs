//! What comparisons found: numbers by protocol, the first differences in full, and whether everything
//! is as it should be.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};

/// What may differ, and why: `suite case reason`, one a line.
const EXCEPTIONS: &str = include_str!("../exceptions.txt");

/// How many differences of a protocol are shown in full.
const SHOWN: usize = 20;

/// The results of one suite.
#[derive(Debug)]
pub struct Report {
    suite: &'static str,
    protocols: BTreeMap<String, Counts>,
    excused: BTreeMap<&'static str, &'static str>,
    used: BTreeSet<String>,
    stale: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Counts {
    equal: usize,
    different: usize,
    excused: usize,
    shown: Vec<String>,
}

impl Report {
    /// An empty report of a suite.
    pub fn new(suite: &'static str) -> Self {
        let lines = EXCEPTIONS.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        let mut excused = BTreeMap::new();
        for line in lines {
            let mut words = line.splitn(3, ' ');
            if let (Some(of), Some(case), Some(reason)) = (words.next(), words.next(), words.next())
                && of == suite
            {
                excused.insert(case, reason);
            }
        }
        Self { suite, protocols: BTreeMap::new(), excused, used: BTreeSet::new(), stale: BTreeSet::new() }
    }

    /// Enters a case. `key` is what an exception names.
    pub fn enter(&mut self, protocol: &str, key: &str, title: &str, differences: &[String]) {
        let counts = self.protocols.entry(protocol.to_owned()).or_default();
        let excused = self.excused.contains_key(key);
        match (differences.is_empty(), excused) {
            (true, false) => counts.equal += 1,
            (true, true) => {
                counts.equal += 1;
                self.stale.insert(key.to_owned());
            }
            (false, true) => {
                counts.excused += 1;
                self.used.insert(key.to_owned());
            }
            (false, false) => {
                counts.different += 1;
                if counts.shown.len() < SHOWN {
                    counts.shown.push(format!("{title}\n    {}", differences.join("\n    ")));
                }
            }
        }
    }

    /// Prints the report.
    ///
    /// # Errors
    /// When something differs that is no exception, or an exception does not differ in any of its cases.
    pub fn finish(self) -> Result<()> {
        println!("{}", self.suite);
        println!(
            "  {:<12} {:>8} {:>8} {:>10} {:>10}",
            "protocol", "cases", "equal", "different", "exceptions"
        );
        let mut total = (0, 0);
        for (protocol, counts) in &self.protocols {
            let cases = counts.equal + counts.different + counts.excused;
            println!(
                "  {protocol:<12} {cases:>8} {:>8} {:>10} {:>10}",
                counts.equal, counts.different, counts.excused
            );
            total = (total.0 + cases, total.1 + counts.different);
        }
        for (protocol, counts) in self.protocols.iter().filter(|(_, counts)| !counts.shown.is_empty()) {
            println!("  first differences of {protocol}:");
            for shown in &counts.shown {
                println!("  {shown}");
            }
        }
        let stale: Vec<&String> = self.stale.difference(&self.used).collect();
        for key in &stale {
            println!("  no longer an exception: {key}");
        }
        if total.0 == 0 {
            bail!("{}: there is nothing to compare", self.suite);
        }
        if total.1 > 0 || !stale.is_empty() {
            bail!(
                "{}: {} of {} cases differ, {} exceptions are none",
                self.suite,
                total.1,
                total.0,
                stale.len()
            );
        }
        Ok(())
    }
}
