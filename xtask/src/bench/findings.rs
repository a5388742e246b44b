//! What a benchmark prints: rows of costs, what explains them, and what was wanted.

use std::fmt;

use crate::measure::Cost;

/// What came out of a benchmark.
#[derive(Default)]
pub struct Findings {
    /// What was measured.
    pub tables: Vec<Table>,
    /// Where the numbers come from.
    pub notes: Vec<String>,
    /// What should have come out.
    pub checks: Vec<Check>,
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tables.iter().try_for_each(|table| writeln!(f, "{table}"))?;
        self.notes.iter().try_for_each(|note| writeln!(f, "{note}"))?;
        let gap = if self.notes.is_empty() { "" } else { "\n" };
        f.write_str(gap)?;
        self.checks.iter().try_for_each(|check| writeln!(f, "{check}"))
    }
}

/// What programs cost, one row each.
pub struct Table {
    title: String,
    rows: Vec<(String, Cost)>,
}

impl Table {
    /// A table without rows; the title says what was measured, and how often.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, label: impl Into<String>, cost: Cost) {
        self.rows.push((label.into(), cost));
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
        writeln!(f, "{}\n", self.title)?;
        writeln!(f, "{:width$} {:>12} {:>12} {:>12}", "", "wall time", "CPU time", "memory peak")?;
        self.rows.iter().try_for_each(|(label, cost)| {
            let (wall, cpu) = (time(cost.wall), time(cost.cpu));
            writeln!(f, "{label:width$} {wall:>12} {cpu:>12} {:>8.1} MiB", cost.peak / MEBI)
        })
    }
}

/// Bytes in a MiB.
const MEBI: f64 = 1_048_576.0;

/// A time given in seconds, for people.
fn time(seconds: f64) -> String {
    if seconds < 1.0 { format!("{:.0} ms", seconds * 1e3) } else { format!("{seconds:.2} s") }
}

/// A number that was measured, and what it should be.
pub struct Check {
    what: String,
    measured: f64,
    wanted: Wanted,
    unit: &'static str,
    /// Digits after the point.
    digits: usize,
}

/// A bound of a number.
#[derive(Clone, Copy)]
pub enum Wanted {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
    /// Less than this.
    Below(f64),
}

impl Check {
    /// How many times more of something idem took than wasmidem.
    pub fn ratio(what: impl fmt::Display, idem: f64, ours: f64, wanted: f64) -> Self {
        let what = format!("idem / wasmidem, {what}");
        Self::new(what, idem / ours, Wanted::AtLeast(wanted), "")
    }

    /// Some other number; the unit stands behind it.
    pub fn new(what: impl Into<String>, measured: f64, wanted: Wanted, unit: &'static str) -> Self {
        Self { what: what.into(), measured, wanted, unit, digits: 1 }
    }

    /// A small number, of which the second digit after the point counts too.
    pub fn precise(what: impl Into<String>, measured: f64, wanted: Wanted, unit: &'static str) -> Self {
        Self { digits: 2, ..Self::new(what, measured, wanted, unit) }
    }

    /// What is measured.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Whether the number is as wanted; one that is no number never is.
    pub fn passes(&self) -> bool {
        match self.wanted {
            Wanted::AtLeast(bound) => self.measured >= bound,
            Wanted::AtMost(bound) => self.measured <= bound,
            Wanted::Below(bound) => self.measured < bound,
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.passes() { "PASS" } else { "FAIL" };
        let wanted = match self.wanted {
            Wanted::AtLeast(bound) => format!("{bound} or more"),
            Wanted::AtMost(bound) => format!("{bound} or less"),
            Wanted::Below(bound) => format!("less than {bound}"),
        };
        let Self { what, measured, unit, digits, .. } = self;
        write!(f, "{what}: {measured:.digits$}{unit} (wanted: {wanted}) {verdict}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds() {
        let passes = |measured, wanted| Check::new("x", measured, wanted, "").passes();
        assert!(passes(2.0, Wanted::AtLeast(2.0)) && !passes(1.9, Wanted::AtLeast(2.0)));
        assert!(passes(2.0, Wanted::AtMost(2.0)) && !passes(2.1, Wanted::AtMost(2.0)));
        assert!(passes(1.9, Wanted::Below(2.0)) && !passes(2.0, Wanted::Below(2.0)));
        for wanted in [Wanted::AtLeast(2.0), Wanted::AtMost(2.0), Wanted::Below(2.0)] {
            assert!(!passes(f64::NAN, wanted));
        }
    }

    #[test]
    fn a_check_explains_itself() {
        let check = Check::ratio("CPU time", 3.0, 0.1, 20.0);
        assert_eq!(check.to_string(), "idem / wasmidem, CPU time: 30.0 (wanted: 20 or more) PASS");
        let check = Check::new("memory peak", 512.0, Wanted::Below(500.0), " MB");
        assert_eq!(check.to_string(), "memory peak: 512.0 MB (wanted: less than 500) FAIL");
        let check = Check::precise("loading", 0.123, Wanted::AtMost(0.5), " ms");
        assert_eq!(check.to_string(), "loading: 0.12 ms (wanted: 0.5 or less) PASS");
    }

    #[test]
    fn columns_are_aligned() {
        let mut table = Table::new("nothing, once");
        table.row("idem", Cost { cpu: 0.25, wall: 2.5, peak: 2.0 * MEBI });
        table.row("wasmidem", Cost { cpu: 0.01, wall: 0.02, peak: 1.5 * MEBI });
        let expected = "\
nothing, once

            wall time     CPU time  memory peak
idem           2.50 s       250 ms      2.0 MiB
wasmidem        20 ms        10 ms      1.5 MiB
";
        assert_eq!(table.to_string(), expected);
    }
}
