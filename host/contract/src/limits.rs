//! How much of the machine a module may use: the limits there are, their names and their values.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use crate::nearest;

/// Something that is limited. `docs/limits.md` says what happens at each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Limit {
    /// Time spent computing in one call.
    ComputeTime,
    /// Time from the beginning of a call to its end.
    WallTime,
    /// Bytes of all linear memories of an instance.
    Memory,
    /// Elements of all tables of an instance.
    TableElements,
    /// Core instances, and as many memories and tables, of which the component consists.
    Instances,
    /// Handles of the component model alive at once.
    Handles,
    /// Bytes passed to one function of the host, or in an answer.
    Transfer,
    /// Bytes of log messages in one call.
    Log,
    /// Calls of functions of the host in one call.
    HostCalls,
    /// Calls of AWS operations in one call.
    AwsCalls,
    /// Instances of one module at once.
    Concurrency,
    /// Instances of all modules at once.
    LiveInstances,
}

/// What the value of a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Milliseconds,
    Bytes,
    Things,
}

/// What is wrong with a limit that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitProblem {
    /// One sentence.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;
const DAY: u64 = 24 * 60 * 60 * 1000;

impl Limit {
    /// All limits, in the order they are listed.
    pub const ALL: [Self; 12] = [
        Self::ComputeTime,
        Self::WallTime,
        Self::Memory,
        Self::TableElements,
        Self::Instances,
        Self::Handles,
        Self::Transfer,
        Self::Log,
        Self::HostCalls,
        Self::AwsCalls,
        Self::Concurrency,
        Self::LiveInstances,
    ];

    /// Its name, as it is written: `aws-calls`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ComputeTime => "compute-time",
            Self::WallTime => "wall-time",
            Self::Memory => "memory",
            Self::TableElements => "table-elements",
            Self::Instances => "instances",
            Self::Handles => "handles",
            Self::Transfer => "transfer",
            Self::Log => "log",
            Self::HostCalls => "host-calls",
            Self::AwsCalls => "aws-calls",
            Self::Concurrency => "concurrency",
            Self::LiveInstances => "live-instances",
        }
    }

    /// What it limits, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::ComputeTime => "computing in one call; waiting for AWS does not count",
            Self::WallTime => "one call from its beginning to its end",
            Self::Memory => "all memories of an instance together",
            Self::TableElements => "elements of all tables of an instance",
            Self::Instances => "core instances, memories or tables that a component consists of",
            Self::Handles => "handles of an instance at once",
            Self::Transfer => "bytes passed to a function of the host, or in an answer",
            Self::Log => "bytes of log messages in one call",
            Self::HostCalls => "calls of functions of the host in one call",
            Self::AwsCalls => "calls of AWS in one call",
            Self::Concurrency => "instances of the module at once; more calls wait",
            Self::LiveInstances => "instances of all modules at once; more calls wait",
        }
    }

    /// Whether it holds for the program as a whole, so that no module can have one of its own.
    pub fn is_of_program(self) -> bool {
        self == Self::LiveInstances
    }

    /// The values it can have: milliseconds, bytes or a count.
    pub fn range(self) -> RangeInclusive<u64> {
        match self {
            Self::ComputeTime => 1..=DAY,
            Self::WallTime => 1..=7 * DAY,
            Self::Memory => 64 * KIB..=16 * GIB,
            Self::TableElements => 0..=10_000_000,
            Self::Instances => 1..=10_000,
            Self::Handles => 0..=1_000_000,
            Self::Transfer => KIB..=GIB,
            Self::Log => 0..=GIB,
            Self::HostCalls | Self::AwsCalls => 0..=1_000_000_000,
            // the system's limit of memory mappings ends a process at about 9,000 instances
            Self::Concurrency | Self::LiveInstances => 1..=9_000,
        }
    }

    fn unit(self) -> Unit {
        match self {
            Self::ComputeTime | Self::WallTime => Unit::Milliseconds,
            Self::Memory | Self::Transfer | Self::Log => Unit::Bytes,
            _ => Unit::Things,
        }
    }

    /// A value as it is written: `512MiB`, `10s`, `200`.
    pub fn written(self, value: u64) -> String {
        let even = |unit: u64| value >= unit && value.is_multiple_of(unit);
        match self.unit() {
            Unit::Milliseconds if even(1000) => format!("{}s", value / 1000),
            Unit::Milliseconds => format!("{value}ms"),
            Unit::Bytes if even(GIB) => format!("{}GiB", value / GIB),
            Unit::Bytes if even(MIB) => format!("{}MiB", value / MIB),
            Unit::Bytes if even(KIB) => format!("{}KiB", value / KIB),
            Unit::Bytes => format!("{value}B"),
            Unit::Things => value.to_string(),
        }
    }

    /// Reads a value: `512MiB`, `10s`, `200`.
    ///
    /// # Errors
    /// When it is no number, has the wrong unit, or is out of range.
    pub fn read(self, text: &str) -> Result<u64, LimitProblem> {
        let range = self.range();
        let help = || {
            let (least, most) = (self.written(*range.start()), self.written(*range.end()));
            let units = match self.unit() {
                Unit::Milliseconds => "a number with the unit `ms`, `s` or `min`",
                Unit::Bytes => "a number with the unit `B`, `KiB`, `MiB` or `GiB`",
                Unit::Things => "a number",
            };
            format!("`{self}` takes {units}, from {least} to {most}")
        };
        let wrong = |reason: &str| LimitProblem {
            message: format!("`{text}` is no value of the limit `{self}`: {reason}"),
            help: help(),
        };
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let number: u64 = number.parse().map_err(|_| wrong("it does not begin with a number"))?;
        let factor = match (self.unit(), unit.trim()) {
            (Unit::Milliseconds, "ms") | (Unit::Bytes, "B") | (Unit::Things, "") => 1,
            (Unit::Milliseconds, "s") => 1000,
            (Unit::Milliseconds, "min") => 60_000,
            (Unit::Bytes, "KiB") => KIB,
            (Unit::Bytes, "MiB") => MIB,
            (Unit::Bytes, "GiB") => GIB,
            (_, "") => return Err(wrong("it has no unit")),
            _ => return Err(wrong("the unit is not known")),
        };
        let value = number.saturating_mul(factor);
        if range.contains(&value) { Ok(value) } else { Err(wrong("it is out of range")) }
    }

    /// Reads `NAME=VALUE`.
    ///
    /// # Errors
    /// When there is no such limit, or the value is none.
    pub fn read_pair(text: &str) -> Result<(Self, u64), LimitProblem> {
        let Some((name, value)) = text.split_once('=') else {
            let message = format!("`{text}` is no limit with a value");
            return Err(LimitProblem { message, help: "write `memory=512MiB`".to_owned() });
        };
        let name = name.trim();
        let limit = Self::ALL.into_iter().find(|limit| limit.name() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::name);
            let help = match nearest(name, names) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("the limits are {}", names.join(", ")),
            };
            LimitProblem { message: format!("there is no limit `{name}`"), help }
        })?;
        Ok((limit, limit.read(value.trim())?))
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What one module may use. Every call gets an instance of its own, so nothing adds up over calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Time spent computing in the module; waiting for AWS does not count. Default: 10 s.
    pub compute_time: Duration,
    /// Time from the beginning of the call to its end, waiting for AWS included. Default: 600 s.
    pub wall_time: Duration,
    /// Bytes of all linear memories together. Default: 256 MiB.
    pub memory: usize,
    /// Elements of all tables together. Default: 100,000.
    pub table_elements: usize,
    /// Core instances, and as many memories and tables, of which the component consists. Python
    /// components have 38. Default: 200.
    pub instances: usize,
    /// Component-model handles alive at once. Default: 1,000.
    pub handles: usize,
    /// Bytes the module passes to the host in one call of a host function, and in its own answer.
    /// Default: 8 MiB.
    pub transfer: usize,
    /// Bytes of log messages. Default: 1 MiB.
    pub log: usize,
    /// Calls of host functions of any kind. Default: 100,000.
    pub host_calls: u32,
    /// Calls of AWS operations, refused ones included. Default: 5,000.
    pub aws_calls: u32,
    /// Instances of this module at once; further calls wait. Default: 2,000.
    pub concurrency: usize,
    /// Instances of all modules at once; further calls wait. Looked at only where it stands for the
    /// program as a whole. Default: 2,000.
    pub live_instances: usize,
    /// Which policy set a limit, as failures name it; the others can be raised by the user.
    pub set_by: BTreeMap<Limit, String>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            compute_time: Duration::from_secs(10),
            wall_time: Duration::from_secs(600),
            memory: 256 << 20,
            table_elements: 100_000,
            instances: 200,
            handles: 1_000,
            transfer: 8 << 20,
            log: 1 << 20,
            host_calls: 100_000,
            aws_calls: 5_000,
            concurrency: 2_000,
            live_instances: 2_000,
            set_by: BTreeMap::new(),
        }
    }
}

impl Limits {
    /// The value of a limit: milliseconds, bytes or a count.
    pub fn get(&self, limit: Limit) -> u64 {
        let wide = |value: usize| u64::try_from(value).unwrap_or(u64::MAX);
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        match limit {
            Limit::ComputeTime => milliseconds(self.compute_time),
            Limit::WallTime => milliseconds(self.wall_time),
            Limit::Memory => wide(self.memory),
            Limit::TableElements => wide(self.table_elements),
            Limit::Instances => wide(self.instances),
            Limit::Handles => wide(self.handles),
            Limit::Transfer => wide(self.transfer),
            Limit::Log => wide(self.log),
            Limit::HostCalls => self.host_calls.into(),
            Limit::AwsCalls => self.aws_calls.into(),
            Limit::Concurrency => wide(self.concurrency),
            Limit::LiveInstances => wide(self.live_instances),
        }
    }

    /// Sets a limit to a value of [`Limit::read`].
    pub fn set(&mut self, limit: Limit, value: u64) {
        let size = usize::try_from(value).unwrap_or(usize::MAX);
        let count = u32::try_from(value).unwrap_or(u32::MAX);
        match limit {
            Limit::ComputeTime => self.compute_time = Duration::from_millis(value),
            Limit::WallTime => self.wall_time = Duration::from_millis(value),
            Limit::Memory => self.memory = size,
            Limit::TableElements => self.table_elements = size,
            Limit::Instances => self.instances = size,
            Limit::Handles => self.handles = size,
            Limit::Transfer => self.transfer = size,
            Limit::Log => self.log = size,
            Limit::HostCalls => self.host_calls = count,
            Limit::AwsCalls => self.aws_calls = count,
            Limit::Concurrency => self.concurrency = size,
            Limit::LiveInstances => self.live_instances = size,
        }
    }

    /// How to allow a module more of something: for people.
    pub fn raise(&self, module: &str, limit: Limit) -> String {
        let value = self.get(limit);
        if let Some(policy) = self.set_by.get(&limit) {
            let shown = limit.written(value);
            return format!(
                "{policy} sets the limit `{limit}` to {shown}; only a change of its `@limits` allows more"
            );
        }
        let most = *limit.range().end();
        if value >= most {
            return format!("the limit `{limit}` cannot be higher");
        }
        let more = limit.written(value.max(1).saturating_mul(2).min(most));
        let of = if limit.is_of_program() { String::new() } else { format!("{module}:") };
        format!("if it really needs more, allow it with `--limit {of}{limit}={more}`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_they_are_read() {
        let defaults = Limits::default();
        for limit in Limit::ALL {
            for value in [*limit.range().start(), *limit.range().end(), defaults.get(limit)] {
                assert_eq!(limit.read(&limit.written(value)), Ok(value), "{limit}");
                let mut limits = Limits::default();
                limits.set(limit, value);
                assert_eq!(limits.get(limit), value, "{limit}");
            }
            assert!(limit.range().contains(&defaults.get(limit)), "{limit}");
        }
        assert_eq!(Limit::read_pair("compute-time = 2min"), Ok((Limit::ComputeTime, 120_000)));
        assert_eq!(Limit::Memory.written((64 << 20) + 1), "67108865B");
    }

    #[test]
    fn mistakes_say_what_to_write() {
        let problem = |text: &str| Limit::read_pair(text).unwrap_err();
        assert_eq!(problem("memroy=1MiB").help, "did you mean `memory`?");
        assert!(problem("fuel=1").help.starts_with("the limits are compute-time, wall-time, memory, "));
        assert_eq!(problem("memory").message, "`memory` is no limit with a value");
        for text in
            ["memory=5", "memory=5s", "memory=MiB", "memory=-1MiB", "memory=1KiB", "memory=99999999999GiB"]
        {
            let problem = problem(text);
            let help =
                "`memory` takes a number with the unit `B`, `KiB`, `MiB` or `GiB`, from 64KiB to 16GiB";
            assert_eq!(problem.help, help, "{text}");
        }
        assert!(problem("aws-calls=5x").message.contains("unit"));
        assert!(problem("wall-time=0s").message.ends_with("it is out of range"));
    }

    #[test]
    fn says_how_to_allow_more() {
        let mut limits = Limits::default();
        let told = "if it really needs more, allow it with `--limit m:memory=512MiB`";
        assert_eq!(limits.raise("m", Limit::Memory), told);
        assert!(limits.raise("m", Limit::LiveInstances).contains("`--limit live-instances=4000`"));
        limits.set(Limit::AwsCalls, 0);
        assert!(limits.raise("m", Limit::AwsCalls).contains("`--limit m:aws-calls=2`"));
        limits.set(Limit::Memory, *Limit::Memory.range().end());
        assert!(limits.raise("m", Limit::Memory).contains("cannot be higher"));
        limits.set_by.insert(Limit::Log, "policy `p` (f:1:1)".into());
        let told =
            "policy `p` (f:1:1) sets the limit `log` to 1MiB; only a change of its `@limits` allows more";
        assert_eq!(limits.raise("m", Limit::Log), told);
    }
}
