//! Reading models.

use std::borrow::Cow;
use std::time::Duration;

use anyhow::{Context, Result};
use wasmidem_models::Catalogue;

use super::{median, timed};

/// How often.
const ROUNDS: usize = 31;

/// What reading costs, each time from the bytes that are part of the program.
pub struct Loaded {
    /// Opening the catalogue.
    pub opening: Duration,
    /// Opening it, and the model of the largest service.
    pub ec2: Duration,
    /// The model of a service in an open catalogue: the median of all services.
    pub median_service: Duration,
    /// How many there are.
    pub services: usize,
}

/// Reads everything again and again; each catalogue is a new one, so that nothing was read before.
pub fn measure(data: &'static [u8]) -> Result<Loaded> {
    let open = || Catalogue::open(Cow::Borrowed(data));
    let (mut opening, mut ec2, mut services) = (Vec::new(), Vec::new(), Vec::new());
    let mut count = 0;
    for _ in 0..ROUNDS {
        let (opened, catalogue) = timed(open);
        let catalogue = catalogue?;
        let (read, service) = timed(|| catalogue.service("ec2"));
        service.context("there is no EC2")?;
        opening.push(opened);
        ec2.push(opened + read);
        let of_one = |name: &str| -> Result<Duration> {
            let (read, service) = timed(|| catalogue.service(name));
            service.with_context(|| format!("`{name}` cannot be read"))?;
            Ok(read)
        };
        // that one was read before
        let others = catalogue.services().filter(|name| *name != "ec2");
        services.push(median(others.map(of_one).collect::<Result<_>>()?)?);
        count = catalogue.services().count();
    }
    Ok(Loaded {
        opening: median(opening)?,
        ec2: median(ec2)?,
        median_service: median(services)?,
        services: count,
    })
}
