//! What is kept to enforce limits.

use wasmidem_contract::Limits;
use wasmtime::ResourceLimiter;

/// Why the host stopped a guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Stop {
    #[error("out of computing time")]
    ComputeTime,
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
