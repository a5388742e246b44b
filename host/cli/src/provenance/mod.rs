//! Whether modules are those that were agreed on: before anything of them is compiled, they are held
//! to the lock and to their signatures.

mod keys;
mod lock_file;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use wasmidem_contract::{Diagnostic, Effect};
use wasmidem_provenance::{Digest, Locked, Mismatch, Signature, TrustedKeys, Verdict};
use wasmidem_sandbox::{Manifest, ModuleFile};

use crate::args::Provenance;
use crate::compose::Stop;
use crate::module_files;
use crate::policy::inspect;

pub use lock_file::LockFile;

/// Signatures are small; more is a mistake. In bytes.
const LARGEST: u64 = 4 << 10;

/// What modules are held to.
pub struct Trust {
    /// The lock.
    pub lock: LockFile,
    locked: bool,
    keys: TrustedKeys,
}

/// A module's file as it was found.
pub struct Found {
    /// What is in it, and who signed it.
    pub file: ModuleFile,
    /// What is odd with its signature.
    pub warning: Option<Diagnostic>,
}

impl Trust {
    /// Reads the lock, if there is one, and the keys.
    ///
    /// # Errors
    /// When one is wrong, or there is no lock although `--locked` asks for one.
    pub fn load(args: &Provenance) -> Result<Self, Stop> {
        let lock = LockFile::read(args)?;
        if args.locked {
            lock.required("`--locked` accepts only modules that are in it")?;
        }
        Ok(Self { lock, locked: args.locked, keys: keys::trusted(&args.trusted_keys)? })
    }

    /// Reads a module and its signature, which stands beside it.
    ///
    /// # Errors
    /// When it cannot be read, or its signature is wrong.
    pub fn read(&self, name: &str, path: &Path) -> Result<Found, Diagnostic> {
        let bytes = module_files::read(path)?;
        let (signer, warning) = self.signer(name, path, &bytes)?;
        Ok(Found { file: ModuleFile { name: name.to_owned(), bytes, signer }, warning })
    }

    /// The name of the trusted key that signed some bytes.
    fn signer(
        &self,
        name: &str,
        path: &Path,
        bytes: &[u8],
    ) -> Result<(Option<String>, Option<Diagnostic>), Diagnostic> {
        let beside = signature_path(path);
        let shown = beside.display();
        let refused = |reason: String| {
            let message = format!("module `{name}` is refused: its signature `{shown}` is wrong: {reason}");
            let help = format!(
                "do not use `{}` before you know why; a file that was built anew has to be signed anew",
                path.display()
            );
            Diagnostic::error("module-signature", message).with_help(help)
        };
        let Some(text) = read_signature(&beside).map_err(refused)? else { return Ok((None, None)) };
        let signature = Signature::parse(&text).map_err(|problem| refused(problem.to_string()))?;
        let digest = Digest::of(bytes);
        match self.keys.judge(&digest, &signature) {
            Ok(Verdict::Signed(signer)) => Ok((Some(signer), None)),
            Ok(Verdict::Unknown) => Ok((None, Some(unknown_signer(name, &signature)))),
            Err(bad) => Err(refused(format!("{bad}; the module is {digest}"))),
        }
    }

    /// Holds a module to the lock. Without `--locked`, another file than the one that is locked is a
    /// warning.
    ///
    /// # Errors
    /// With `--locked`, what does not fit.
    pub fn check(&self, file: &ModuleFile, path: &Path) -> Result<Option<Diagnostic>, Diagnostic> {
        if self.lock.lock.is_none() {
            return Ok(None);
        }
        match self.mismatch(file) {
            None => Ok(None),
            Some(mismatch) if self.locked => Err(self.problem(file, path, &mismatch)),
            Some(mismatch @ Mismatch::Digest { .. }) => {
                let problem = self.problem(file, path, &mismatch);
                Ok(Some(Diagnostic { severity: wasmidem_contract::Severity::Warning, ..problem }))
            }
            Some(_) => Ok(None),
        }
    }

    /// Whether a module that nobody named is left out: `--locked` takes only what is locked.
    pub fn leaves_out(&self, name: &str) -> bool {
        let known = self.lock.lock.as_ref().is_some_and(|lock| lock.modules.contains_key(name));
        self.locked && !known
    }

    /// How a module and the lock differ.
    fn mismatch(&self, file: &ModuleFile) -> Option<Mismatch> {
        let lock = self.lock.lock.as_ref()?;
        let Some(expected) = lock.modules.get(&file.name) else { return Some(Mismatch::NotLocked) };
        if expected.digest != Digest::of(&file.bytes) {
            return Some(Mismatch::Digest { expected: expected.digest.clone() });
        }
        // What is no module is told when it is loaded.
        let manifest = inspect(file).ok()?;
        lock.check(&file.name, &locked(file, &manifest)).err()
    }

    /// A mismatch as a problem.
    fn problem(&self, file: &ModuleFile, path: &Path, mismatch: &Mismatch) -> Diagnostic {
        let (name, shown, found) = (&file.name, path.display(), Digest::of(&file.bytes));
        let lock = self.lock.path.display();
        match mismatch {
            Mismatch::NotLocked => {
                let message = format!("module `{name}` is not in the lock `{lock}`: `{shown}` is {found}");
                Diagnostic::error("module-not-locked", message)
                    .with_help(format!("`wasmidem module lock {shown}` enters it, and says what it imports"))
            }
            Mismatch::Digest { expected } => {
                let message = format!(
                    "module `{name}` is not the one that is locked: the lock expects {expected}, and `{shown}` is \
                     {found}"
                );
                Diagnostic::error("module-lock-differs", message)
                    .at(self.lock.place(name), None, 1)
                    .with_help(format!(
                        "if it is meant to be another: `wasmidem module lock {shown}` says what changes"
                    ))
            }
            Mismatch::Rest(lines) => {
                let message =
                    format!("what the lock says of module `{name}` is not so: {}", lines.join(", "));
                Diagnostic::error("module-lock-differs", message).at(self.lock.place(name), None, 1).with_help(
                    format!(
                        "`wasmidem module lock {shown}` writes what is so; a signer is known by `--trusted-key`"
                    ),
                )
            }
        }
    }

    /// What does not fit, whether or not `--locked` is given.
    pub fn misfit(&self, file: &ModuleFile, path: &Path) -> Option<Diagnostic> {
        self.mismatch(file).map(|mismatch| self.problem(file, path, &mismatch))
    }

    /// How a module and the lock stand to each other, in words.
    pub fn state(&self, file: &ModuleFile) -> &'static str {
        if self.lock.lock.is_none() {
            return "there is no lock";
        }
        match self.mismatch(file) {
            None => "locked",
            Some(Mismatch::NotLocked) => "not locked",
            Some(_) => "not as it is locked",
        }
    }
}

/// What a module is, as the lock says it.
pub fn locked(file: &ModuleFile, manifest: &Manifest) -> Locked {
    let operations = |effect: Effect| -> BTreeSet<String> {
        let all = manifest.operations().into_iter();
        all.filter(|operation| operation.effect == effect)
            .map(|operation| operation.name.to_string())
            .collect()
    };
    Locked {
        digest: Digest::of(&file.bytes),
        signer: file.signer.clone(),
        reads: operations(Effect::Read),
        writes: operations(Effect::Write),
        uses: manifest.services().into_iter().collect(),
    }
}

/// The file of a module's signature: `MODULE.wasm.sig`.
pub fn signature_path(module: &Path) -> PathBuf {
    let mut path = module.to_owned().into_os_string();
    path.push(".sig");
    PathBuf::from(path)
}

/// The text of a signature, if there is one.
fn read_signature(path: &Path) -> Result<Option<String>, String> {
    let mut text = String::new();
    match File::open(path).and_then(|file| file.take(LARGEST).read_to_string(&mut text)) {
        Ok(_) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

fn unknown_signer(name: &str, signature: &Signature) -> Diagnostic {
    let key = &signature.key;
    let says =
        signature.signer.as_ref().map_or_else(String::new, |says| format!(", who says to be `{says}`"));
    let message = format!(
        "module `{name}` is signed by a key that is not trusted ({key}{says}): it counts as unsigned"
    );
    Diagnostic::warning("module-signer-unknown", message)
        .with_help("if you have the key from somebody you trust: `--trusted-key NAME=FILE.pub`")
}
