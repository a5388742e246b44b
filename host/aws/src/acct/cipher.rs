use aws_smithy_types::base64;
use fernet::Fernet;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use crate::CredentialsError;

/// Ways in which acct encrypts its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cipher {
    /// A Fernet token, the form runs read.
    Fernet,
    /// A nonce of 12 bytes, then AES-256-GCM without associated data; the key is 32 bytes in base64.
    Aesgcm256,
}

impl Cipher {
    /// A new key as text: 44 characters.
    pub(super) fn new_key(self) -> Result<Zeroizing<String>, CredentialsError> {
        match self {
            Self::Fernet => Ok(Zeroizing::new(Fernet::generate_key())),
            Self::Aesgcm256 => {
                let mut key = Zeroizing::new([0; 32]);
                fill(key.as_mut())?;
                Ok(Zeroizing::new(base64::encode(key.as_ref())))
            }
        }
    }

    /// Encrypts.
    pub(super) fn seal(self, plain: Zeroizing<Vec<u8>>, key: &str) -> Result<Vec<u8>, CredentialsError> {
        match self {
            Self::Fernet => {
                let fernet = Fernet::new(key).ok_or(CredentialsError::MalformedKey)?;
                Ok(fernet.encrypt(&plain).into_bytes())
            }
            Self::Aesgcm256 => {
                let key = aes_key(key)?;
                let mut nonce = [0; NONCE_LEN];
                // INVARIANT: a nonce is never used twice with a key; 96 random bits hold that.
                fill(&mut nonce)?;
                // Room for the tag: a buffer that grows would leave plain bytes behind.
                let mut sealed = Zeroizing::new(Vec::with_capacity(plain.len() + AES_256_GCM.tag_len()));
                sealed.extend_from_slice(&plain);
                let nonce_used = Nonce::assume_unique_for_key(nonce);
                key.seal_in_place_append_tag(nonce_used, Aad::empty(), &mut *sealed)
                    .map_err(|_| CredentialsError::MalformedKey)?;
                Ok([nonce.as_slice(), &sealed].concat())
            }
        }
    }
}

/// Decrypts what [`Cipher::Aesgcm256`] made.
pub(super) fn open_aesgcm(
    path: &str,
    contents: &[u8],
    key: &str,
) -> Result<Zeroizing<Vec<u8>>, CredentialsError> {
    let key = aes_key(key)?;
    let wrong = || CredentialsError::WrongKey { path: path.to_owned() };
    let (nonce, sealed) = contents.split_at_checked(NONCE_LEN).ok_or_else(wrong)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| wrong())?;
    let mut sealed = Zeroizing::new(sealed.to_vec());
    let length = key.open_in_place(nonce, Aad::empty(), &mut sealed).map_err(|_| wrong())?.len();
    sealed.truncate(length);
    Ok(sealed)
}

fn aes_key(text: &str) -> Result<LessSafeKey, CredentialsError> {
    let bytes = base64::decode(text.trim()).map(Zeroizing::new);
    let bytes = bytes.map_err(|_| CredentialsError::MalformedKey)?;
    let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| CredentialsError::MalformedKey)?;
    Ok(LessSafeKey::new(key))
}

fn fill(bytes: &mut [u8]) -> Result<(), CredentialsError> {
    SystemRandom::new().fill(bytes).map_err(|_| CredentialsError::NoRandomness)
}
