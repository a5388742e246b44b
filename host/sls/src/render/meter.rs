//! How much a template may make and do. Counted, not timed: the same template ends the same way on
//! every machine.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, Value};

use super::recorder::is_stand_in;

/// Bytes of the values a template may make, all together.
pub(super) const VALUES: u64 = 128 << 20;
/// Bytes of text it may write, including what is captured.
pub(super) const TEXT: u64 = 64 << 20;
/// Bytes of values it may read and copy, all together: some seconds of work.
const WORK: u64 = 2 << 30;
/// What an element of a list counts.
pub(super) const ELEMENT: u64 = 24;
/// What an entry of a mapping counts.
pub(super) const ENTRY: u64 = 96;
/// What an element costs to look at.
const VISIT: u64 = 128;
/// What a byte costs to go through character by character.
const READ: u64 = 8;
/// Levels of a value that can be read whole.
pub(super) const DEPTH: usize = 200;

/// What a template did too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exceeded {
    Values,
    Text,
    Work,
}

/// The counts of one rendering.
#[derive(Debug, Default)]
pub(super) struct Meter {
    values: AtomicU64,
    text: AtomicU64,
    work: AtomicU64,
    exceeded: OnceLock<Exceeded>,
}

/// The size of a value with all that is in it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    /// Values in it, with itself.
    pub(super) nodes: u64,
    /// Bytes of its texts.
    pub(super) bytes: u64,
    /// Levels.
    pub(super) depth: u64,
}

pub(super) fn bytes(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

impl Meter {
    pub(super) fn exceeded(&self) -> Option<Exceeded> {
        self.exceeded.get().copied()
    }

    /// The error of too much.
    pub(super) fn stop(&self, exceeded: Exceeded) -> Error {
        self.exceeded.get_or_init(|| exceeded);
        // What the user reads is made from `exceeded`.
        Error::new(ErrorKind::InvalidOperation, "too much")
    }

    fn add(&self, count: &AtomicU64, amount: u64, most: u64, what: Exceeded) -> Result<(), Error> {
        let before = count.load(Ordering::Relaxed);
        let after = before.saturating_add(amount);
        if after > most {
            return Err(self.stop(what));
        }
        count.store(after, Ordering::Relaxed);
        Ok(())
    }

    /// Counts a value that is made; called before, where its size is known.
    pub(super) fn make(&self, amount: u64) -> Result<(), Error> {
        self.work(amount)?;
        self.add(&self.values, amount, VALUES, Exceeded::Values)
    }

    /// Refuses a value that would not fit, without counting it.
    pub(super) fn fits(&self, amount: u64) -> Result<(), Error> {
        if self.values.load(Ordering::Relaxed).saturating_add(amount) > VALUES {
            return Err(self.stop(Exceeded::Values));
        }
        Ok(())
    }

    /// How much may still come.
    pub(super) fn left(&self, what: Exceeded) -> u64 {
        let (count, most) = match what {
            Exceeded::Values => (&self.values, VALUES),
            Exceeded::Text => (&self.text, TEXT),
            Exceeded::Work => (&self.work, WORK),
        };
        most.saturating_sub(count.load(Ordering::Relaxed))
    }

    /// Counts text that is written.
    pub(super) fn write(&self, amount: u64) -> Result<(), Error> {
        self.add(&self.text, amount, TEXT, Exceeded::Text)
    }

    /// Counts bytes that are looked at.
    pub(super) fn work(&self, amount: u64) -> Result<(), Error> {
        self.add(&self.work, amount, WORK, Exceeded::Work)
    }

    /// Counts coming to one value among many.
    pub(super) fn visit(&self) -> Result<(), Error> {
        self.work(VISIT)
    }

    /// Counts looking at one value, not at what is in it.
    pub(super) fn look(&self, value: &Value) -> Result<(), Error> {
        match value.kind() {
            ValueKind::String => self.work(bytes(value.as_str().map_or(0, str::len))),
            ValueKind::Seq | ValueKind::Map | ValueKind::Iterable => {
                self.work(bytes(value.len().unwrap_or(1)).saturating_mul(VISIT))
            }
            _ => Ok(()),
        }
    }

    /// Counts going through a text.
    pub(super) fn read(&self, value: &Value) -> Result<(), Error> {
        match value.as_str() {
            Some(text) => self.work(bytes(text.len()).saturating_mul(READ)),
            None => self.look(value),
        }
    }

    /// Looks at a value and all that is in it.
    ///
    /// # Errors
    /// When that is too much, also because the value holds itself.
    pub(super) fn measure(&self, value: &Value) -> Result<Size, Error> {
        let mut size = Size::default();
        self.walk(value, &mut size, 0)?;
        Ok(size)
    }

    fn walk(&self, value: &Value, size: &mut Size, depth: usize) -> Result<(), Error> {
        self.visit()?;
        size.nodes += 1;
        size.depth = size.depth.max(bytes(depth));
        match value.kind() {
            ValueKind::String => {
                let length = bytes(value.as_str().map_or(0, str::len));
                size.bytes += length;
                self.work(length)?;
            }
            ValueKind::Seq | ValueKind::Iterable | ValueKind::Map if !is_stand_in(value) => {
                check_depth(depth)?;
                let is_map = value.kind() == ValueKind::Map;
                for item in value.try_iter()? {
                    if is_map {
                        self.walk(&value.get_item(&item)?, size, depth + 1)?;
                    }
                    self.walk(&item, size, depth + 1)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Looks at a value that is compared or written whole; texts and numbers are not looked into.
    pub(super) fn look_into(&self, value: &Value) -> Result<(), Error> {
        match value.kind() {
            ValueKind::Seq | ValueKind::Iterable | ValueKind::Map => self.measure(value).map(|_| ()),
            _ => self.look(value),
        }
    }
}

/// Refuses what is nested too deep.
pub(super) fn check_depth(depth: usize) -> Result<(), Error> {
    if depth < DEPTH {
        return Ok(());
    }
    let message = format!("the value is nested deeper than {DEPTH}, or holds itself");
    Err(Error::new(ErrorKind::InvalidOperation, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        let meter = Meter::default();
        meter.make(VALUES - 1).unwrap();
        meter.fits(1).unwrap();
        assert_eq!((meter.left(Exceeded::Values), meter.exceeded()), (1, None));
        assert!(meter.make(2).is_err());
        assert!(meter.write(TEXT + 1).is_err());
        // The first counts.
        assert_eq!(meter.exceeded(), Some(Exceeded::Values));
    }

    #[test]
    fn measures() {
        let meter = Meter::default();
        let value = Value::from(vec![Value::from("abc"), Value::from(vec![1, 2])]);
        assert_eq!(meter.measure(&value).unwrap(), Size { nodes: 5, bytes: 3, depth: 2 });
        let mut deep = Value::from(1);
        for _ in 0..300 {
            deep = Value::from(vec![deep]);
        }
        assert!(meter.measure(&deep).is_err());
        // Doubled forty times it is a small value, but an endless one to read.
        let mut wide = Value::from("x");
        for _ in 0..40 {
            wide = Value::from(vec![wide.clone(), wide]);
        }
        assert!(meter.measure(&wide).is_err());
        assert_eq!(meter.exceeded(), Some(Exceeded::Work));
    }
}
