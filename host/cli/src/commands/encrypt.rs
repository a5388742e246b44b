//! `wasmidem encrypt`: an acct file out of YAML.

use std::path::PathBuf;

use wasmidem_aws::acct;

use super::conclude;
use crate::args::Encrypt;
use crate::compose::{Stop, credentials_problem};
use crate::exit_code::Exit;
use crate::private_file;
use crate::report::Console;

/// Encrypts a file.
pub fn run(args: &Encrypt, console: &Console) -> Exit {
    conclude(encrypt(args, console), false, console)
}

fn encrypt(args: &Encrypt, console: &Console) -> Result<Exit, Stop> {
    let yaml = private_file::read(&args.file)?;
    let key = args.acct_key.as_ref().filter(|key| !key.is_empty());
    let (cipher, ending) = args.crypto_plugin.cipher();
    let made = acct::encrypt(&yaml, key, cipher)
        .map_err(|error| Stop::new(Exit::Credentials, credentials_problem(&error)))?;
    let target = args.output_file.clone().unwrap_or_else(|| {
        let mut name = args.file.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    });
    private_file::write(&target, &made.contents)?;
    if key.is_none() {
        // As in idem: the key alone, for `ACCT_KEY=$(wasmidem encrypt FILE)`.
        console.out(&format!("{}\n", made.key.as_str()));
    }
    Ok(Exit::Done)
}
