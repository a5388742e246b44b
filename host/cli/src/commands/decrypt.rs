//! `wasmidem decrypt`: the YAML of an acct file. It prints credentials, since that is what it is
//! asked for.

use wasmidem_aws::{Secret, acct};
use wasmidem_contract::Diagnostic;

use super::conclude;
use crate::args::Decrypt;
use crate::compose::{Stop, credentials_problem};
use crate::exit_code::Exit;
use crate::private_file;
use crate::report::Console;

/// Decrypts a file.
pub fn run(args: &Decrypt, console: &Console) -> Exit {
    conclude(decrypt(args, console), false, console)
}

fn decrypt(args: &Decrypt, console: &Console) -> Result<Exit, Stop> {
    let key = key(args.acct_key.as_ref())?;
    let contents = private_file::read_bytes(&args.file)?;
    let yaml = acct::decrypt(&contents, key, args.crypto_plugin.cipher().0)
        .map_err(|error| Stop::new(Exit::Credentials, credentials_problem(&error)))?;
    match &args.output_file {
        Some(file) => private_file::write(file, yaml.as_bytes())?,
        None => console.out(&yaml),
    }
    Ok(Exit::Done)
}

/// The key, which must be given.
///
/// # Errors
/// When it is not.
pub(super) fn key(given: Option<&Secret>) -> Result<&Secret, Stop> {
    given.filter(|key| !key.is_empty()).ok_or_else(|| {
        let problem = Diagnostic::error("usage-no-key", "there is no key to decrypt with");
        Stop::new(Exit::Usage, problem.with_help("set ACCT_KEY, or give --acct-key"))
    })
}
