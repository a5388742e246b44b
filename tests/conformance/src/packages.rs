//! Files in packages of Python.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use serde_json::Value;
use zip::ZipArchive;

/// A package.
pub struct Package {
    archive: ZipArchive<Cursor<Vec<u8>>>,
}

impl Package {
    /// Opens a wheel.
    pub fn open(path: &Path) -> Result<Self> {
        let mut bytes = Vec::new();
        let told = || format!("cannot read {}", path.display());
        File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)).with_context(told)?;
        Ok(Self { archive: ZipArchive::new(Cursor::new(bytes)).with_context(told)? })
    }

    /// The newest version of each service in a folder of data: service and folder.
    pub fn newest(&self, data: &str) -> BTreeMap<String, String> {
        let mut newest: BTreeMap<String, String> = BTreeMap::new();
        for name in self.archive.file_names().flatten() {
            let Some((service, rest)) = name.strip_prefix(data).and_then(|rest| rest.split_once('/')) else {
                continue;
            };
            let Some((version, _)) = rest.split_once('/') else { continue };
            let folder = format!("{data}{service}/{version}/");
            let known = newest.entry(service.to_owned()).or_default();
            if folder > *known {
                *known = folder;
            }
        }
        newest
    }

    /// A text.
    pub fn text(&mut self, name: &str) -> Result<String> {
        let mut text = String::new();
        let mut file = self.archive.by_name(name).with_context(|| format!("there is no {name}"))?;
        file.read_to_string(&mut text).with_context(|| format!("cannot read {name}"))?;
        Ok(text)
    }

    /// A file in JSON, compressed or not; `None` if there is none.
    pub fn json(&mut self, name: &str) -> Result<Option<Value>> {
        let told = || format!("cannot read {name}");
        let compressed = format!("{name}.gz");
        let mut text = Vec::new();
        if self.archive.index_for_name(&compressed).is_some() {
            let file = self.archive.by_name(&compressed).with_context(told)?;
            GzDecoder::new(file).read_to_end(&mut text).with_context(told)?;
        } else if self.archive.index_for_name(name).is_some() {
            self.archive.by_name(name)?.read_to_end(&mut text).with_context(told)?;
        } else {
            return Ok(None);
        }
        serde_json::from_slice(&text).map(Some).with_context(told)
    }
}
