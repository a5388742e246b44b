//! `wasmidem module sign`.

use std::fs::{self, File};
use std::path::Path;

use wasmidem_contract::Diagnostic;
use wasmidem_provenance::{Digest, PrivateKey, Signature, is_name};
use wasmidem_sandbox::ModuleFile;

use super::conclude;
use crate::args::Sign;
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::module_files;
use crate::policy::inspect;
use crate::provenance::signature_path;
use crate::report::{Console, plain_line};

/// Signs modules.
pub fn run(args: &Sign, console: &Console) -> Exit {
    conclude(sign(args, console), false, console)
}

fn sign(args: &Sign, console: &Console) -> Result<Exit, Stop> {
    if let Some(name) = args.signer.as_ref().filter(|name| !is_name(name)) {
        let problem = Diagnostic::error("module-key", format!("`{name}` cannot be the name of a signer"));
        let help = "take up to 64 letters, digits, `.`, `_`, `-` and `@`";
        return Err(Stop::new(Exit::Usage, problem.with_help(help)));
    }
    let key = private_key(&args.key)?;
    for path in &args.files {
        let refused = |problem| Stop::new(Exit::ModuleRejected, problem);
        let bytes = module_files::read(path).map_err(refused)?;
        let digest = Digest::of(&bytes);
        // Nobody means to sign what cannot be loaded.
        inspect(&ModuleFile { name: module_files::name_of(path), bytes, signer: None }).map_err(refused)?;
        let signature = Signature::make(&key, digest, args.signer.clone());
        let target = signature_path(path);
        write(&target, signature.text().as_bytes())?;
        let (digest, id) = (&signature.digest, &signature.key);
        let told =
            format!("signed `{}` ({digest}) with the key {id}: `{}`", path.display(), target.display());
        console.out(&format!("{}\n", plain_line(&told)));
    }
    Ok(Exit::Done)
}

/// Reads a private key, which nobody else may be able to read.
fn private_key(path: &Path) -> Result<PrivateKey, Stop> {
    let shown = path.display();
    let wrong = |reason: String, help: &str| {
        let problem = Diagnostic::error("module-key", format!("the key `{shown}` cannot be used: {reason}"));
        Stop::new(Exit::Usage, problem.with_help(help))
    };
    let help = "name the file NAME.key that `wasmidem module keygen NAME` made";
    let file = File::open(path).map_err(|error| wrong(error.to_string(), help))?;
    let key = PrivateKey::read(&file).map_err(|problem| wrong(problem.to_string(), help))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = file.metadata().map_err(|error| wrong(error.to_string(), help))?.permissions().mode();
        if mode & 0o077 != 0 {
            let help = format!("`chmod 600 {shown}`, or make a new key if somebody may have read it");
            return Err(wrong("others can read it".to_owned(), &help));
        }
    }
    Ok(key)
}

/// The file is whole, or as it was.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let mut beside = path.to_owned().into_os_string();
    beside.push(format!(".{}.part", std::process::id()));
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        let message = format!("cannot write `{}`: {error}", path.display());
        Stop::new(Exit::Internal, Diagnostic::error("usage-file", message))
    })
}
