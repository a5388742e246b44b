//! Cases that the scripts in `python/` write, one in JSON a line.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use serde::de::DeserializeOwned;
use wasmidem_models::{Catalogue, Protocol, Service};

/// Where cases are.
#[derive(Debug, Args)]
pub struct Cases {
    /// The folder that the scripts wrote to.
    #[arg(long)]
    cases: PathBuf,
    /// Only cases of this service.
    #[arg(long)]
    pub service: Option<String>,
}

impl Cases {
    /// Goes through the cases of a file.
    pub fn each<T: DeserializeOwned>(&self, file: &str, mut each: impl FnMut(T) -> Result<()>) -> Result<()> {
        let path = self.cases.join(file);
        let file = File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for (number, line) in BufReader::new(file).lines().enumerate() {
            let place = || format!("{}:{}", Path::new(&path).display(), number + 1);
            each(serde_json::from_str(&line.with_context(place)?).with_context(place)?)
                .with_context(place)?;
        }
        Ok(())
    }
}

/// Services by name, and by protocol where they speak several.
#[derive(Debug, Default)]
pub struct Services {
    variants: HashMap<(String, String), Service>,
}

impl Services {
    /// A service that speaks a protocol, given by its name in models.
    pub fn of(&mut self, name: &str, protocol: &str) -> Result<&Service> {
        let shipped =
            Catalogue::shipped().service(name).with_context(|| format!("there is no service `{name}`"))?;
        if protocol != "smithy-rpc-v2-cbor" || shipped.protocol == Protocol::RpcV2Cbor {
            return Ok(shipped);
        }
        let key = (name.to_owned(), protocol.to_owned());
        Ok(self.variants.entry(key).or_insert_with(|| {
            let mut service = shipped.clone();
            service.protocol = Protocol::RpcV2Cbor;
            service
        }))
    }
}
