//! The keys whose signatures count, as options name them.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use wasmidem_contract::Diagnostic;
use wasmidem_provenance::{PublicKey, TrustedKeys, is_name};

use crate::compose::Stop;
use crate::exit_code::Exit;

/// Keys are small; more is a mistake. In bytes.
const LARGEST: u64 = 4 << 10;

/// Reads `NAME=KEY` and `NAME=FILE`.
///
/// # Errors
/// When one is neither. No text that may be a key is shown.
pub fn trusted(given: &[String]) -> Result<TrustedKeys, Stop> {
    let mut keys = TrustedKeys::default();
    for text in given {
        let (name, key) = text.split_once('=').filter(|(name, _)| is_name(name)).ok_or_else(|| {
            wrong(
                "a trusted key has no name of letters, digits, `.`, `_`, `-` and `@` before a `=`".to_owned(),
            )
        })?;
        let key = public(name, key)?;
        keys.add(name, key).map_err(|taken| wrong(format!("{taken} among the trusted ones")))?;
    }
    Ok(keys)
}

fn wrong(message: String) -> Stop {
    let problem = Diagnostic::error("module-key", message);
    Stop::new(Exit::Usage, problem.with_help("write `--trusted-key platform-team=platform-team.pub`"))
}

/// A key, or what is in a file.
fn public(name: &str, text: &str) -> Result<PublicKey, Stop> {
    if text.starts_with("ed25519") {
        return PublicKey::parse(text)
            .map_err(|problem| wrong(format!("the trusted key `{name}`: {problem}")));
    }
    let path = Path::new(text);
    let about = |reason: String| wrong(format!("the trusted key `{name}` of `{text}`: {reason}"));
    let mut contents = String::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST).read_to_string(&mut contents))
        .map_err(|error| about(error.to_string()))?;
    PublicKey::parse(&contents).map_err(|problem| about(problem.to_string()))
}
