//! Whose signatures count.

use std::collections::BTreeMap;

use crate::digest::Digest;
use crate::key::PublicKey;
use crate::signature::{Signature, message};

/// Public keys by the names that the operator gave them.
#[derive(Debug, Clone, Default)]
pub struct TrustedKeys(BTreeMap<String, PublicKey>);

/// What a signature says of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is the signature of the trusted key of this name.
    Signed(String),
    /// It is of a key that is not trusted: it says nothing.
    Unknown,
}

/// A signature that names a trusted key and is not what it seems.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    /// It is of another file.
    #[error("it is of another file, {signed}")]
    OtherFile {
        /// The digest of that file.
        signed: Digest,
    },
    /// The key did not make it.
    #[error("the key `{name}`, which it names, did not make it")]
    Forged {
        /// The operator's name of the key.
        name: String,
    },
}

/// The name, or the key, is there already.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameTaken {
    /// Two keys of one name.
    #[error("two keys have the name `{0}`")]
    Name(String),
    /// Two names of one key.
    #[error("one key has the names `{0}` and `{1}`")]
    Key(String, String),
}

impl TrustedKeys {
    /// Trusts a key under a name.
    ///
    /// # Errors
    /// When another key has the name, or the key another name: which one a policy means would be
    /// left open.
    pub fn add(&mut self, name: &str, key: PublicKey) -> Result<(), NameTaken> {
        if self.0.get(name).is_some_and(|known| *known != key) {
            return Err(NameTaken::Name(name.to_owned()));
        }
        if let Some((other, _)) = self.0.iter().find(|(other, known)| **known == key && *other != name) {
            return Err(NameTaken::Key(other.clone(), name.to_owned()));
        }
        self.0.insert(name.to_owned(), key);
        Ok(())
    }

    /// What a signature says of the file with a digest, which is the one that was found.
    ///
    /// # Errors
    /// When it names a trusted key, and is of another file or not of that key.
    pub fn judge(&self, digest: &Digest, signature: &Signature) -> Result<Verdict, BadSignature> {
        let mut named = self.0.iter().filter(|(_, key)| key.id() == signature.key).peekable();
        let Some((first, _)) = named.peek() else { return Ok(Verdict::Unknown) };
        let forged = BadSignature::Forged { name: (*first).clone() };
        if signature.digest != *digest {
            return Err(BadSignature::OtherFile { signed: signature.digest.clone() });
        }
        // INVARIANT: what is verified is the digest that was found, not the one the file says.
        let message = message(digest);
        let signer = named.find(|(_, key)| key.fits(message.as_bytes(), &signature.bytes));
        signer.map(|(name, _)| Verdict::Signed(name.clone())).ok_or(forged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::PrivateKey;

    fn trusted(keys: &[(&str, &PrivateKey)]) -> TrustedKeys {
        let mut trusted = TrustedKeys::default();
        for (name, key) in keys {
            trusted.add(name, key.public()).unwrap();
        }
        trusted
    }

    #[test]
    fn the_name_is_the_operators() {
        let (one, other) = (PrivateKey::random().unwrap(), PrivateKey::random().unwrap());
        let keys = trusted(&[("platform-team", &one)]);
        let digest = Digest::of(b"module");
        let boast = Signature::make(&one, digest.clone(), Some("root".into()));
        assert_eq!(keys.judge(&digest, &boast), Ok(Verdict::Signed("platform-team".into())));
        let stranger = Signature::make(&other, digest.clone(), Some("platform-team".into()));
        assert_eq!(keys.judge(&digest, &stranger), Ok(Verdict::Unknown));
    }

    #[test]
    fn a_signature_that_is_not_what_it_seems_is_bad() {
        let (one, other) = (PrivateKey::random().unwrap(), PrivateKey::random().unwrap());
        let keys = trusted(&[("a", &one), ("b", &other)]);
        let (this, that) = (Digest::of(b"this"), Digest::of(b"that"));
        let swapped = Signature::make(&one, that.clone(), None);
        assert_eq!(keys.judge(&this, &swapped), Err(BadSignature::OtherFile { signed: that }));
        // made for another file, and relabelled
        let relabelled = Signature { digest: this.clone(), ..swapped };
        assert_eq!(keys.judge(&this, &relabelled), Err(BadSignature::Forged { name: "a".into() }));
        // made by another trusted key
        let borrowed = Signature { key: one.public().id(), ..Signature::make(&other, this.clone(), None) };
        assert_eq!(keys.judge(&this, &borrowed), Err(BadSignature::Forged { name: "a".into() }));
    }

    #[test]
    fn every_bit_counts() {
        let key = PrivateKey::random().unwrap();
        let keys = trusted(&[("a", &key)]);
        let digest = Digest::of(b"module");
        let text = Signature::make(&key, digest.clone(), None).text();
        let (head, encoded) = text.trim_end().rsplit_once(' ').unwrap();
        for at in 0..86 {
            let mut changed = encoded.as_bytes().to_vec();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let text = format!("{head} {}\n", String::from_utf8(changed).unwrap());
            // the last character of base64 has bits that must be zero
            if let Ok(signature) = Signature::parse(&text) {
                assert!(keys.judge(&digest, &signature).is_err(), "{at}");
            }
        }
    }

    #[test]
    fn names_and_keys_are_one_to_one() {
        let (one, other) = (PrivateKey::random().unwrap(), PrivateKey::random().unwrap());
        let mut keys = trusted(&[("a", &one)]);
        assert_eq!(keys.add("a", one.public()), Ok(()));
        assert_eq!(keys.add("a", other.public()), Err(NameTaken::Name("a".into())));
        assert_eq!(keys.add("b", one.public()), Err(NameTaken::Key("a".into(), "b".into())));
    }
}
