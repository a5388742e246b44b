//! Ed25519 keys as texts: `ed25519:BASE64` and `ed25519-private:BASE64`, each with a name after it.

use std::fmt;
use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::digest::hexadecimal;

const PUBLIC: &str = "ed25519:";
const PRIVATE: &str = "ed25519-private:";

/// Digits of a key's id.
const ID_DIGITS: usize = 16;

/// Room for the text of a key and its name, in bytes.
const FILE_BYTES: usize = 1024;

/// The longest name of a key, in bytes.
const NAME_BYTES: usize = 64;

/// A text that is no key. Says nothing of what the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// A public key is wanted.
    #[error("it is a private key, which nobody else may see; give the public one")]
    Private,
    /// A private key is wanted.
    #[error("it is a public key; give the private one")]
    Public,
    /// It is no key at all.
    #[error("it is no key as `wasmidem module keygen` makes them")]
    Other,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random,
}

/// Whether a text can be the name of a key: up to 64 letters, digits, `.`, `_`, `-` and `@`.
pub fn is_name(text: &str) -> bool {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'@');
    !text.is_empty() && text.len() <= NAME_BYTES && text.bytes().all(part)
}

/// The half of a key that says whether a signature is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads the first word of a text.
    ///
    /// # Errors
    /// When it is no public key.
    pub fn parse(text: &str) -> Result<Self, KeyProblem> {
        let word = text.split_whitespace().next().unwrap_or_default();
        if word.starts_with(PRIVATE) {
            return Err(KeyProblem::Private);
        }
        let bytes = decode(word.strip_prefix(PUBLIC).ok_or(KeyProblem::Other)?)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyProblem::Other)?;
        // With such a key, one signature fits many messages.
        if key.is_weak() { Err(KeyProblem::Other) } else { Ok(Self(key)) }
    }

    /// The key as a text: `ed25519:BASE64`.
    pub fn text(&self) -> String {
        format!("{PUBLIC}{}", STANDARD.encode(self.0.as_bytes()))
    }

    /// What signatures name it by: the first digits of its SHA-256.
    pub fn id(&self) -> String {
        let digits = hexadecimal(&Sha256::digest(self.0.as_bytes()));
        digits.chars().take(ID_DIGITS).collect()
    }

    /// Whether a signature over a message is this key's.
    pub(crate) fn fits(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.0.verify_strict(message, &signature).is_ok()
    }
}

/// The half of a key that signs. Wiped from memory when dropped, and never shown.
pub struct PrivateKey(SigningKey);

impl PrivateKey {
    /// A new key.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn random() -> Result<Self, KeyProblem> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut_slice()).map_err(|_| KeyProblem::Random)?;
        Ok(Self(SigningKey::from_bytes(&bytes)))
    }

    fn parse(text: &str) -> Result<Self, KeyProblem> {
        let word = text.split_whitespace().next().unwrap_or_default();
        if word.starts_with(PUBLIC) {
            return Err(KeyProblem::Public);
        }
        let bytes = decode(word.strip_prefix(PRIVATE).ok_or(KeyProblem::Other)?)?;
        Ok(Self(SigningKey::from_bytes(&bytes)))
    }

    /// Reads a key's file.
    ///
    /// # Errors
    /// When it cannot be read, or is no private key.
    pub fn read(file: impl Read) -> Result<Self, KeyProblem> {
        // room for all that is read, so that no copy is left behind where it grew
        let mut text = Zeroizing::new(String::with_capacity(FILE_BYTES));
        let most = u64::try_from(FILE_BYTES).unwrap_or(u64::MAX);
        file.take(most).read_to_string(&mut text).map_err(|_| KeyProblem::Other)?;
        Self::parse(&text)
    }

    /// What stands in the key's file, and nowhere else.
    pub fn file(&self, name: &str) -> Zeroizing<String> {
        let encoded = Zeroizing::new(STANDARD.encode(self.0.as_bytes()));
        let mut text = Zeroizing::new(String::with_capacity(FILE_BYTES));
        for part in [PRIVATE, &encoded, " ", name, "\n"] {
            text.push_str(part);
        }
        text
    }

    /// The other half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(..)")
    }
}

fn decode(text: &str) -> Result<Zeroizing<[u8; 32]>, KeyProblem> {
    // the decoder wants more room than 32 bytes take
    let mut room = Zeroizing::new([0; 48]);
    let length = STANDARD.decode_slice(text, room.as_mut_slice()).map_err(|_| KeyProblem::Other)?;
    let decoded = room.get(..length).unwrap_or_default();
    let mut bytes = Zeroizing::new([0; 32]);
    if decoded.len() != bytes.len() {
        return Err(KeyProblem::Other);
    }
    bytes.copy_from_slice(decoded);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        let key = PrivateKey::random().unwrap();
        let again = PrivateKey::read(key.file("platform-team").as_bytes()).unwrap();
        assert_eq!(again.public(), key.public());
        assert_eq!(PublicKey::parse(&format!("{} x", key.public().text())), Ok(key.public()));
        assert_eq!(key.public().id().len(), ID_DIGITS);
        assert_ne!(PrivateKey::random().unwrap().public(), key.public());
    }

    #[test]
    fn mistakes_show_nothing_of_a_key() {
        let key = PrivateKey::random().unwrap();
        let (private, public) = (key.file("a"), key.public().text());
        assert_eq!(PublicKey::parse(&private), Err(KeyProblem::Private));
        assert_eq!(PrivateKey::parse(&public).unwrap_err(), KeyProblem::Public);
        let shorter: String = private.chars().take(30).collect();
        let longer = format!("{public}A");
        for text in ["", "x", "ed25519:", "ed25519:AAAA", &shorter, &longer, public.trim_start_matches('e')] {
            assert!(PublicKey::parse(text).is_err(), "{text}");
            assert!(PrivateKey::parse(text).is_err(), "{text}");
        }
        assert_eq!(format!("{key:?}"), "PrivateKey(..)");
    }

    #[test]
    fn a_key_that_fits_everything_is_none() {
        // the neutral element of the curve, and a point of order 4
        for point in
            ["AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
        {
            assert_eq!(PublicKey::parse(&format!("ed25519:{point}")), Err(KeyProblem::Other));
        }
    }

    #[test]
    fn names_are_words() {
        assert!(["a", "platform-team", "x.y_z@1"].into_iter().all(is_name));
        assert!(!["", "a b", "a\n", "ä", "a=b", "a:b", &"a".repeat(65)].into_iter().any(is_name));
    }
}
