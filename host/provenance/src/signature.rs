//! Signatures as texts, which stand in a file beside the module's.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::digest::Digest;
use crate::key::{PrivateKey, is_name};

/// The first line of the file, and of what is signed: a signature of anything else is none of a
/// module, and the other way round.
const DOMAIN: &str = "wasmidem module signature 1";

/// A signature over a module's digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The id of the key.
    pub key: String,
    /// What the signer calls himself. For people to read: it decides nothing.
    pub signer: Option<String>,
    /// What is signed.
    pub digest: Digest,
    pub(crate) bytes: [u8; 64],
}

/// A text that is no signature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotASignature(String);

/// What is signed for a digest.
pub(crate) fn message(digest: &Digest) -> String {
    format!("{DOMAIN}\n{digest}\n")
}

impl Signature {
    /// Signs a digest.
    pub fn make(key: &PrivateKey, digest: Digest, signer: Option<String>) -> Self {
        let bytes = key.sign(message(&digest).as_bytes());
        Self { key: key.public().id(), signer, digest, bytes }
    }

    /// The signature as a text.
    pub fn text(&self) -> String {
        let signer = self.signer.as_ref().map_or_else(String::new, |name| format!("signer: {name}\n"));
        let Self { key, digest, bytes, .. } = self;
        format!("{DOMAIN}\nkey: {key}\n{signer}digest: {digest}\nsignature: {}\n", STANDARD.encode(bytes))
    }

    /// Reads a text. Nothing of it is verified.
    ///
    /// # Errors
    /// When it is no signature as [`Self::text`] writes it.
    pub fn parse(text: &str) -> Result<Self, NotASignature> {
        let wrong = |reason: String| NotASignature(reason);
        let mut lines = text.lines();
        if lines.next() != Some(DOMAIN) {
            return Err(wrong(format!("its first line is not `{DOMAIN}`")));
        }
        let (mut key, mut signer, mut digest, mut bytes) = (None, None, None, None);
        for (number, line) in lines.enumerate().map(|(index, line)| (index + 2, line)) {
            let (name, value) =
                line.split_once(": ").ok_or_else(|| wrong(format!("line {number} is no `name: value`")))?;
            let field = match name {
                "key" => &mut key,
                "signer" => &mut signer,
                "digest" => &mut digest,
                "signature" => &mut bytes,
                _ => return Err(wrong(format!("line {number} is nothing that belongs there"))),
            };
            if field.replace(value).is_some() {
                return Err(wrong(format!("it has two lines with `{name}`")));
            }
        }
        let missing = |name: &str| wrong(format!("it has no line with `{name}`"));
        let key = key.ok_or_else(|| missing("key"))?;
        if !is_name(key) || signer.is_some_and(|name| !is_name(name)) {
            return Err(wrong("its key or signer is no name".to_owned()));
        }
        let digest = digest.ok_or_else(|| missing("digest"))?;
        let digest = digest.parse::<Digest>().map_err(|problem| wrong(problem.to_string()))?;
        let decoded = STANDARD.decode(bytes.ok_or_else(|| missing("signature"))?).unwrap_or_default();
        let bytes = <[u8; 64]>::try_from(decoded)
            .map_err(|_| wrong("its signature is not 64 bytes in base64".to_owned()))?;
        Ok(Self { key: key.to_owned(), signer: signer.map(str::to_owned), digest, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_read_as_they_are_written() {
        let key = PrivateKey::random().unwrap();
        for signer in [None, Some("someone".to_owned())] {
            let signature = Signature::make(&key, Digest::of(b"x"), signer);
            assert_eq!(Signature::parse(&signature.text()), Ok(signature));
        }
    }

    #[test]
    fn what_is_signed_is_documented() {
        let told = "wasmidem module signature 1\nsha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\n";
        assert_eq!(message(&Digest::of(b"x")), told);
    }

    #[test]
    fn mistakes_are_told() {
        let key = PrivateKey::random().unwrap();
        let good = Signature::make(&key, Digest::of(b"x"), Some("s".into())).text();
        let lines: Vec<&str> = good.lines().collect();
        for left_out in [0, 1, 3, 4] {
            let mut some = lines.clone();
            some.remove(left_out);
            assert!(Signature::parse(&some.join("\n")).is_err(), "{left_out}");
        }
        for wrong in [
            format!("{good}{}\n", lines[1]),
            format!("{good}more: x\n"),
            format!("{good}\n"),
            good.replace("sha256:", "sha512:"),
            good.replace("signer: s", "signer: a b"),
            good.replace("signature: ", "signature: A"),
            good.replacen(" 1", " 2", 1),
        ] {
            assert!(Signature::parse(&wrong).is_err(), "{wrong}");
        }
    }
}
