//! How much of the machine a module may use, and what is kept to enforce it.

use std::time::Duration;

use wasmtime::ResourceLimiter;

/// What one call of a module may use. Every call gets an instance of its own, so nothing adds up
/// over calls. What the modules use that it calls through the hub counts for it: log, calls of the
/// host and of AWS, and time from beginning to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Time spent computing in the module; waiting for AWS does not count. Default: 10 s.
    pub compute_time: Duration,
    /// Time from the beginning of the call to its end, waiting included. Default: 600 s.
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
    /// Calls of host functions of any kind, those of WASI and lines it prints included. Default:
    /// 100,000.
    pub host_calls: u32,
    /// Calls of AWS operations, refused ones included. Default: 5,000.
    pub aws_calls: u32,
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
        }
    }
}

/// Why the host stopped a guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Stop {
    #[error("out of computing time")]
    ComputeTime,
    #[error("too much randomness at once")]
    Randomness,
    #[error("out of memory")]
    Memory,
    #[error("out of table elements")]
    Tables,
    #[error("too many log messages")]
    Log,
    #[error("too many calls of host functions")]
    HostCalls,
    #[error("too many calls of AWS operations")]
    AwsCalls,
}

/// What the memories and tables of one store take.
///
/// The engine asks about each memory by itself; the sum is kept here.
#[derive(Debug)]
pub(crate) struct Meter {
    memory_limit: usize,
    table_limit: usize,
    part_limit: usize,
    memory_bytes: usize,
    table_elements: usize,
    /// The growth that was permitted last, to be taken back if it fails for another reason.
    last: usize,
}

impl Meter {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            memory_limit: limits.memory,
            table_limit: limits.table_elements,
            part_limit: limits.instances,
            memory_bytes: 0,
            table_elements: 0,
            last: 0,
        }
    }
}

/// Refusing is an error rather than a -1 for the guest: languages answer a -1 by aborting, and the
/// reason would be lost.
impl ResourceLimiter for Meter {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        self.last = desired.saturating_sub(current);
        if self.memory_bytes.saturating_add(self.last) > self.memory_limit {
            return Err(Stop::Memory.into());
        }
        self.memory_bytes += self.last;
        Ok(true)
    }

    fn memory_grow_failed(&mut self, _: wasmtime::Error) -> wasmtime::Result<()> {
        self.memory_bytes = self.memory_bytes.saturating_sub(self.last);
        Ok(())
    }

    fn table_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        self.last = desired.saturating_sub(current);
        if self.table_elements.saturating_add(self.last) > self.table_limit {
            return Err(Stop::Tables.into());
        }
        self.table_elements += self.last;
        Ok(true)
    }

    fn table_grow_failed(&mut self, _: wasmtime::Error) -> wasmtime::Result<()> {
        self.table_elements = self.table_elements.saturating_sub(self.last);
        Ok(())
    }

    fn instances(&self) -> usize {
        self.part_limit
    }

    fn memories(&self) -> usize {
        self.part_limit
    }

    fn tables(&self) -> usize {
        self.part_limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memories_are_added_up() {
        let mut meter = Meter::new(&Limits { memory: 300, ..Limits::default() });
        assert!(meter.memory_growing(0, 200, None).unwrap());
        assert!(meter.memory_growing(0, 100, None).unwrap());
        let error = meter.memory_growing(100, 101, None).unwrap_err();
        assert_eq!(error.downcast_ref(), Some(&Stop::Memory));
    }

    #[test]
    fn failed_growth_is_taken_back() {
        let mut meter = Meter::new(&Limits { memory: 300, ..Limits::default() });
        assert!(meter.memory_growing(0, 300, None).unwrap());
        meter.memory_grow_failed(wasmtime::Error::msg("no")).unwrap();
        assert!(meter.memory_growing(0, 300, None).unwrap());
    }

    #[test]
    fn tables_are_added_up() {
        let mut meter = Meter::new(&Limits { table_elements: 10, ..Limits::default() });
        assert!(meter.table_growing(0, 10, None).unwrap());
        assert_eq!(meter.table_growing(0, 1, None).unwrap_err().downcast_ref(), Some(&Stop::Tables));
    }
}
