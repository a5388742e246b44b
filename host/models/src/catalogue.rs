//! The data of all services in one file: an index, and for each service a few compressed parts that
//! are read when they are first asked for.

use std::borrow::Cow;
use std::sync::{LazyLock, OnceLock};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasmidem_contract::{OperationName, nearest};

use crate::endpoint::{Partitions, RuleSet};
use crate::{Extras, OperationSummary, Service, ServiceSummary};

/// The data that is part of the program.
static SHIPPED: &[u8] = include_bytes!("../data/aws.models");

/// What the file begins with: a word, and the version of its form.
pub(crate) const MAGIC: &[u8] = b"wasmidem models 1\n";

/// The most that one part is uncompressed: far above the largest there is, far below what hurts.
const LARGEST: usize = 64 << 20;

/// A part of the file after the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Bytes from the end of the index.
    pub start: u32,
    /// Bytes.
    pub length: u32,
    /// Bytes when uncompressed.
    pub size: u32,
}

/// The parts of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub name: Box<str>,
    pub summary: Part,
    pub service: Part,
    pub rules: Part,
    pub extras: Part,
}

/// The index.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Index {
    pub source: Box<str>,
    pub partitions: Partitions,
    pub entries: Vec<Entry>,
}

/// Why data cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// It begins otherwise.
    #[error("this is no file of service models, or one of another version")]
    Form,
    /// A part is missing, or is not what it should be.
    #[error("the service models are damaged: {0}")]
    Damaged(String),
}

/// All services.
#[derive(Debug)]
pub struct Catalogue {
    parts: Cow<'static, [u8]>,
    index: Index,
    loaded: Vec<Loaded>,
}

/// What was read of a service.
#[derive(Debug, Default)]
struct Loaded {
    summary: OnceLock<ServiceSummary>,
    service: OnceLock<Service>,
    rules: OnceLock<RuleSet>,
    extras: OnceLock<Extras>,
}

impl Catalogue {
    /// The services that the program knows.
    pub fn shipped() -> &'static Self {
        static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "the data is part of the program; a test reads all of it")]
            Catalogue::open(Cow::Borrowed(SHIPPED)).expect("sound service models")
        });
        &CATALOGUE
    }

    /// The services of a file. Only its index is read.
    ///
    /// # Errors
    /// When it is no such file, or its index is damaged.
    pub fn open(data: Cow<'static, [u8]>) -> Result<Self, DataError> {
        let rest = data.strip_prefix(MAGIC).ok_or(DataError::Form)?;
        let (header, rest) = rest.split_first_chunk::<8>().ok_or(DataError::Form)?;
        let [length @ .., _, _, _, _] = header;
        let [_, _, _, _, size @ ..] = header;
        let (length, size) = (u32::from_le_bytes(*length), u32::from_le_bytes(*size));
        let part = Part { start: 0, length, size };
        let index: Index = read(rest, part)?;
        let parts = MAGIC.len() + 8 + length as usize;
        let parts = match data {
            Cow::Borrowed(data) => Cow::Borrowed(data.get(parts..).unwrap_or_default()),
            Cow::Owned(mut data) => {
                data.drain(..parts);
                Cow::Owned(data)
            }
        };
        let loaded = index.entries.iter().map(|_| Loaded::default()).collect();
        Ok(Self { parts, index, loaded })
    }

    /// Reads everything.
    ///
    /// # Errors
    /// The first part that is damaged.
    pub fn verify(&self) -> Result<(), DataError> {
        for entry in &self.index.entries {
            read::<ServiceSummary>(&self.parts, entry.summary)?;
            let service = read::<Service>(&self.parts, entry.service)?;
            if !service.is_sound() {
                return Err(DataError::Damaged(format!("shapes of `{}` refer to nothing", entry.name)));
            }
            read::<RuleSet>(&self.parts, entry.rules)?;
            read::<Extras>(&self.parts, entry.extras)?;
        }
        Ok(())
    }

    /// Where the data comes from, e.g. `botocore 1.44.5`.
    pub fn source(&self) -> &str {
        &self.index.source
    }

    /// The names of all services, sorted.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        self.index.entries.iter().map(|entry| &*entry.name)
    }

    /// The partitions of AWS.
    pub fn partitions(&self) -> &Partitions {
        &self.index.partitions
    }

    fn find(&self, name: &str) -> Option<(&Entry, &Loaded)> {
        let place = self.index.entries.binary_search_by(|entry| (*entry.name).cmp(name)).ok()?;
        Some((self.index.entries.get(place)?, self.loaded.get(place)?))
    }

    /// A part, read at most once. A catalogue whose parts are not known to be whole is to be verified
    /// first: a damaged part is a service that does not exist.
    fn part<'a, T: DeserializeOwned>(&self, kept: &'a OnceLock<T>, part: Part) -> Option<&'a T> {
        if let Some(value) = kept.get() {
            return Some(value);
        }
        let value = read(&self.parts, part).ok()?;
        Some(kept.get_or_init(|| value))
    }

    /// The operations of a service.
    pub fn summary(&self, service: &str) -> Option<&ServiceSummary> {
        let (entry, loaded) = self.find(service)?;
        self.part(&loaded.summary, entry.summary)
    }

    /// A service.
    pub fn service(&self, name: &str) -> Option<&Service> {
        let (entry, loaded) = self.find(name)?;
        self.part(&loaded.service, entry.service)
    }

    /// Where requests of a service go.
    pub fn endpoints(&self, service: &str) -> Option<&RuleSet> {
        let (entry, loaded) = self.find(service)?;
        self.part(&loaded.rules, entry.rules)
    }

    /// The pages, waiters and resources of a service.
    pub fn extras(&self, service: &str) -> Option<&Extras> {
        let (entry, loaded) = self.find(service)?;
        self.part(&loaded.extras, entry.extras)
    }

    /// What is known of an operation.
    pub fn operation(&self, name: &OperationName) -> Option<&OperationSummary> {
        self.summary(&name.service)?.operation(&name.name)
    }

    /// The service that a wrong name probably means.
    pub fn nearest_service(&self, name: &str) -> Option<&str> {
        nearest(name, self.services())
    }
}

/// Writes the file.
#[cfg(feature = "import")]
pub(crate) mod write {
    use super::{Entry, Index, MAGIC, Part};
    use crate::endpoint::{Partitions, RuleSet};
    use crate::{Extras, Service, ServiceSummary};
    use serde::Serialize;

    /// How hard to compress: the data is made once and read often.
    const LEVEL: i32 = 19;

    /// All there is of a service.
    #[derive(Debug, Clone)]
    pub struct Everything {
        /// Its operations in short.
        pub summary: ServiceSummary,
        /// The service.
        pub service: Service,
        /// Its endpoints.
        pub rules: RuleSet,
        /// Its pages, waiters and resources.
        pub extras: Extras,
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// When a value cannot be written, or the data is larger than 4 GiB.
    pub fn write(
        source: &str,
        partitions: Partitions,
        mut services: Vec<Everything>,
    ) -> Result<Vec<u8>, String> {
        services.sort_by(|one, other| one.service.name.cmp(&other.service.name));
        let mut parts = Vec::new();
        let mut entries = Vec::new();
        for everything in services {
            if !everything.service.is_sound() {
                return Err(format!("shapes of `{}` refer to nothing", everything.service.name));
            }
            entries.push(Entry {
                summary: part(&mut parts, &everything.summary)?,
                service: part(&mut parts, &everything.service)?,
                rules: part(&mut parts, &everything.rules)?,
                extras: part(&mut parts, &everything.extras)?,
                name: everything.service.name,
            });
        }
        let mut index = Vec::new();
        let place = part(&mut index, &Index { source: source.into(), partitions, entries })?;
        let mut file = MAGIC.to_vec();
        file.extend(place.length.to_le_bytes());
        file.extend(place.size.to_le_bytes());
        file.extend(index);
        file.extend(parts);
        Ok(file)
    }

    fn part(parts: &mut Vec<u8>, value: &impl Serialize) -> Result<Part, String> {
        let raw = postcard::to_stdvec(value).map_err(|error| error.to_string())?;
        let compressed = zstd::bulk::compress(&raw, LEVEL).map_err(|error| error.to_string())?;
        let number = |number: usize| u32::try_from(number).map_err(|_| "too large".to_owned());
        let part =
            Part { start: number(parts.len())?, length: number(compressed.len())?, size: number(raw.len())? };
        parts.extend(compressed);
        Ok(part)
    }
}

fn read<T: DeserializeOwned>(parts: &[u8], part: Part) -> Result<T, DataError> {
    let damaged = |what: &str| DataError::Damaged(what.to_owned());
    let start = part.start as usize;
    let compressed = start.checked_add(part.length as usize).and_then(|end| parts.get(start..end));
    let size = part.size as usize;
    if size > LARGEST {
        return Err(damaged("a part is too large"));
    }
    let raw = zstd::bulk::decompress(compressed.ok_or_else(|| damaged("it is cut off"))?, size)
        .map_err(|error| damaged(&error.to_string()))?;
    postcard::from_bytes(&raw).map_err(|error| damaged(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_the_shipped_data_can_be_read() {
        let catalogue = Catalogue::shipped();
        catalogue.verify().unwrap();
        assert!(catalogue.services().count() > 400);
    }

    #[test]
    fn other_data_is_refused() {
        assert_eq!(Catalogue::open(Cow::Borrowed(b"something")).unwrap_err(), DataError::Form);
        let mut cut = SHIPPED.to_vec();
        cut.truncate(1000);
        assert!(matches!(Catalogue::open(Cow::Owned(cut)), Err(DataError::Damaged(_))));
        let mut cut = SHIPPED.to_vec();
        cut.truncate(SHIPPED.len() - 1000);
        let catalogue = Catalogue::open(Cow::Owned(cut)).unwrap();
        assert!(matches!(catalogue.verify(), Err(DataError::Damaged(_))));
    }
}
