//! `curious.…`: exec functions that ask for each service of the host, and tell what they got.

use wasmidem_guest::prelude::*;
use wasmidem_guest::{clock, files, hub, json, random};

/// What the function at a path returns.
#[exec("curious.call")]
pub fn call(
    /// The path.
    path: String,
) -> Result<Value> {
    hub::exec(&path, &json!({}))
}

/// Seconds since 1970.
#[exec("curious.time")]
pub fn time() -> Result<Value> {
    Ok(clock::since_1970()?.as_secs().into())
}

/// So many random bytes, as hexadecimal digits.
#[exec("curious.random")]
pub fn random_bytes(
    /// How many.
    count: u32,
) -> Result<Value> {
    let bytes = random::bytes(count)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into())
}

/// The text of a file.
#[exec("curious.read")]
pub fn read(
    /// The folder.
    folder: String,
    /// The path in it.
    path: String,
) -> Result<Value> {
    Ok(files::text(&folder, &path)?.into())
}

/// The names in a folder.
#[exec("curious.list")]
pub fn list(
    /// The folder.
    folder: String,
) -> Result<Value> {
    Ok(files::list(&folder, "")?.into())
}

wasmidem_guest::export!(functions: [call, time, random_bytes, read, list]);
