//! acct files, byte for byte as idem's acct 8.6 writes and reads them: a map
//! `{provider: {profile: {key: value}}}` as [msgpack], inside a [Fernet] token whose key is 32 bytes
//! in url-safe base64. Without a key the file is the same map in YAML.
//!
//! [msgpack]: https://github.com/msgpack/msgpack/blob/master/spec.md
//! [Fernet]: https://github.com/fernet/spec/blob/master/Spec.md

mod cipher;
mod document;

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::Path;

use fernet::Fernet;
use zeroize::Zeroizing;

pub use cipher::Cipher;
pub(crate) use document::Node;

use crate::{AcctInput, CredentialsError, Secret};

/// Credentials are small; more is a mistake.
const LARGEST_FILE: u64 = 4 * 1024 * 1024;

/// Later than any time in a token: Python's Fernet does not compare the token's time with the clock
/// unless asked to, while the crate refuses tokens of the future.
const END_OF_TIME: u64 = u64::MAX / 2;

/// What [`encrypt`] made. It has no `Debug`, since both members belong to the user alone.
pub struct Encrypted {
    /// The key, for `ACCT_KEY`: 44 characters.
    pub key: Zeroizing<String>,
    /// The contents of the acct file.
    pub contents: Vec<u8>,
}

/// Encrypts an acct file. Without a key a new one is made. Unlike idem's `acct encrypt`, the YAML
/// is taken as it is: Jinja in it is not rendered.
///
/// # Errors
/// When the text is not YAML or not a map of providers, or the key is malformed.
pub fn encrypt(yaml: &str, key: Option<&Secret>, cipher: Cipher) -> Result<Encrypted, CredentialsError> {
    let path = "input";
    let document = parse_yaml(path, yaml)?;
    document.check_layout(path)?;
    let key = match key {
        Some(key) => Zeroizing::new(key.expose().to_owned()),
        None => cipher.new_key()?,
    };
    let packed =
        rmp_serde::to_vec(&document).map_err(|_| CredentialsError::NotMsgpack { path: path.to_owned() })?;
    let contents = cipher.seal(Zeroizing::new(packed), &key)?;
    Ok(Encrypted { key, contents })
}

/// Decrypts the contents of an acct file into YAML.
///
/// # Errors
/// When the key is malformed or does not fit, or something else than an acct file was encrypted.
pub fn decrypt(contents: &[u8], key: &Secret, cipher: Cipher) -> Result<Zeroizing<String>, CredentialsError> {
    let path = "input";
    let document = match cipher {
        Cipher::Fernet => open(path, contents, key)?,
        Cipher::Aesgcm256 => unpacked(path, &cipher::open_aesgcm(path, contents, key.expose())?)?,
    };
    document.check_layout(path)?;
    serde_saphyr::to_string(&document).map(Zeroizing::new).map_err(|_| CredentialsError::Layout {
        path: path.to_owned(),
        place: "the file".into(),
        expected: "a mapping",
    })
}

/// Reads an acct file, encrypted or plain.
pub(crate) fn load(input: &AcctInput) -> Result<Node, CredentialsError> {
    let path = input.file.display().to_string();
    let bytes = read(&input.file, &path)?;
    let document = match &input.key {
        Some(key) => open(&path, &bytes, key)?,
        None if is_token(&bytes) => return Err(CredentialsError::NoKey { path }),
        None => {
            let text =
                std::str::from_utf8(&bytes).map_err(|_| CredentialsError::NotText { path: path.clone() })?;
            parse_yaml(&path, text)?
        }
    };
    document.check_layout(&path)?;
    Ok(document)
}

/// Reads what is to be laid over an acct file: JSON of the same layout.
pub(crate) fn overrides(json: &Secret) -> Result<Node, CredentialsError> {
    let document = self::json(json).map_err(|problem| CredentialsError::Overrides { problem })?;
    document.check_layout("").map_err(|error| CredentialsError::Overrides {
        problem: match error {
            CredentialsError::Layout { place, expected, .. } => {
                format!("{} is not {expected}", place.replace("the file", "it"))
            }
            other => other.to_string(),
        },
    })?;
    Ok(document)
}

/// Reads JSON, or says where it is none. The parser's own text may quote a value.
pub(crate) fn json(text: &Secret) -> Result<Node, String> {
    serde_json::from_str(text.expose())
        .map_err(|error| format!("it is not JSON at line {}, column {}", error.line(), error.column()))
}

fn read(file: &Path, path: &str) -> Result<Zeroizing<Vec<u8>>, CredentialsError> {
    let unreadable = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => CredentialsError::FileMissing { path: path.to_owned() },
        _ => CredentialsError::FileUnreadable { path: path.to_owned(), reason: error.to_string() },
    };
    let file = fs::File::open(file).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(CredentialsError::FileIsDirectory { path: path.to_owned() });
    }
    let mut bytes = Zeroizing::new(Vec::new());
    let length = file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(length).is_ok_and(|length| length <= LARGEST_FILE) {
        Ok(bytes)
    } else {
        Err(CredentialsError::FileTooLarge { path: path.to_owned() })
    }
}

/// Whether these bytes look like a Fernet token: url-safe base64 of a version byte 0x80 and a time
/// whose upper three bytes are zero until the year 2514.
fn is_token(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii();
    bytes.starts_with(b"gAAAA")
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_=".contains(byte))
}

fn open(path: &str, bytes: &[u8], key: &Secret) -> Result<Node, CredentialsError> {
    let path = || path.to_owned();
    let fernet = Fernet::new(key.expose()).ok_or(CredentialsError::MalformedKey)?;
    let token = std::str::from_utf8(bytes.trim_ascii()).ok().filter(|token| is_token(token.as_bytes()));
    let token = token.ok_or_else(|| CredentialsError::NotFernet { path: path() })?;
    let packed = fernet
        .decrypt_at_time(token, None, END_OF_TIME)
        .map_err(|_| CredentialsError::WrongKey { path: path() })?;
    unpacked(&path(), &Zeroizing::new(packed))
}

fn unpacked(path: &str, mut packed: &[u8]) -> Result<Node, CredentialsError> {
    let wrong = || CredentialsError::NotMsgpack { path: path.to_owned() };
    let document = rmp_serde::from_read(&mut packed).map_err(|_| wrong())?;
    if packed.is_empty() { Ok(document) } else { Err(wrong()) }
}

fn parse_yaml(path: &str, text: &str) -> Result<Node, CredentialsError> {
    // The error's own text may quote the file, so only its place is told.
    let options = serde_saphyr::options! { with_snippet: false };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| CredentialsError::NotYaml {
        path: path.to_owned(),
        place: error
            .location()
            .filter(|location| location.line() > 0)
            .map(|location| format!(" at line {}, column {}", location.line(), location.column()))
            .unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    const TOKEN: &str = include_str!("../../tests/fixtures/acct.yaml.fernet");
    const YAML: &str = include_str!("../../tests/fixtures/acct.yaml");

    fn key() -> Secret {
        Secret::new(include_str!("../../tests/fixtures/acct.key"))
    }

    fn failure(contents: &[u8], key: Option<Secret>) -> CredentialsError {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(contents).unwrap();
        match load(&AcctInput { file: file.path().to_owned(), key }) {
            Err(error) => {
                assert!(!error.to_string().contains("canary"), "{error}");
                assert!(!error.help().unwrap_or_default().contains("canary"), "{error}");
                error
            }
            Ok(_) => panic!("must fail"),
        }
    }

    #[test]
    fn reads_what_idem_wrote() {
        let document = open("f", TOKEN.as_bytes(), &key()).unwrap();
        assert!(document == parse_yaml("f", YAML).unwrap());
        let other = document.get("aws").and_then(|aws| aws.get("other")).unwrap();
        assert!(other.get("token").and_then(Node::as_text) == Some("dummy-token-other"));
    }

    #[test]
    fn writes_what_it_reads() {
        for cipher in [Cipher::Fernet, Cipher::Aesgcm256] {
            let other = encrypt(YAML, None, cipher).unwrap();
            for chosen in [None, Some(Secret::new(other.key.as_str()))] {
                let made = encrypt(YAML, chosen.as_ref(), cipher).unwrap();
                assert_eq!(made.key.len(), 44);
                let again = decrypt(&made.contents, &Secret::new(made.key.as_str()), cipher).unwrap();
                assert!(parse_yaml("f", &again).unwrap() == parse_yaml("f", YAML).unwrap());
            }
        }
    }

    #[test]
    fn reads_the_other_cipher_as_idem_wrote_it() {
        let key = Secret::new(include_str!("../../tests/fixtures/aesgcm256.key"));
        let contents = include_bytes!("../../tests/fixtures/acct.yaml.aesgcm256");
        let yaml = decrypt(contents, &key, Cipher::Aesgcm256).unwrap();
        assert!(parse_yaml("f", &yaml).unwrap() == parse_yaml("f", YAML).unwrap());
        let refused = |contents: &[u8], key: &str| {
            decrypt(contents, &Secret::new(key), Cipher::Aesgcm256).err().unwrap()
        };
        let right = key.expose();
        let other = "A".repeat(43) + "=";
        assert!(matches!(refused(contents, &other), CredentialsError::WrongKey { .. }));
        assert!(matches!(refused(&contents[..20], right), CredentialsError::WrongKey { .. }));
        assert!(matches!(refused(b"", right), CredentialsError::WrongKey { .. }));
        assert!(matches!(refused(contents, "canary"), CredentialsError::MalformedKey));
    }

    #[test]
    fn ignores_the_clock_like_python() {
        // made in the year 2100, by a machine whose clock is wrong
        let packed = rmp_serde::to_vec(&parse_yaml("f", YAML).unwrap()).unwrap();
        let token = Fernet::new(key().expose()).unwrap().encrypt_at_time(&packed, 4_102_444_800);
        assert!(open("f", token.as_bytes(), &key()).unwrap() == parse_yaml("f", YAML).unwrap());
    }

    #[test]
    fn each_mistake_has_its_own_error() {
        use CredentialsError as E;
        let encrypted = |packed: &[u8]| Fernet::new(key().expose()).unwrap().encrypt(packed).into_bytes();
        let other = Secret::new(Fernet::generate_key());
        assert!(matches!(failure(TOKEN.as_bytes(), None), E::NoKey { .. }));
        assert!(matches!(failure(TOKEN.as_bytes(), Some(other)), E::WrongKey { .. }));
        assert!(matches!(failure(&TOKEN.as_bytes()[..80], Some(key())), E::WrongKey { .. }));
        for malformed in ["canary", "", "Y2FuYXJ5", &"ä".repeat(22), &"x".repeat(44)] {
            let error = failure(TOKEN.as_bytes(), Some(Secret::new(malformed)));
            assert_eq!(
                error.to_string(),
                "ACCT_KEY must be 32 url-safe base64-encoded bytes (44 characters)"
            );
        }
        assert!(matches!(failure(YAML.as_bytes(), Some(key())), E::NotFernet { .. }));
        assert!(matches!(failure(b"", Some(key())), E::NotFernet { .. }));
        assert!(matches!(failure(&encrypted(b"canary"), Some(key())), E::NotMsgpack { .. }));
        assert!(matches!(failure(&encrypted(b""), Some(key())), E::NotMsgpack { .. }));
        assert!(matches!(failure(&encrypted(b"\x01"), Some(key())), E::Layout { .. }));
        assert!(matches!(failure(b"aws: [canary]", None), E::Layout { .. }));
        assert!(matches!(failure(b"aws: {default: canary}", None), E::Layout { .. }));
        assert!(matches!(failure(b"canary", None), E::Layout { .. }));
        assert!(matches!(failure(b"\xff\xfe\xffcanary", None), E::NotText { .. }));
        let E::NotYaml { place, .. } = failure(b"aws:\n  default:\n    a: \"canary\n  b: [", None) else {
            panic!("not the expected error")
        };
        assert!(place.starts_with(" at line "), "{place}");
        assert!(matches!(failure(b"aws: {a: {k: canary}}\naws: {}", None), E::NotYaml { .. }));
        let folder = tempfile::tempdir().unwrap();
        let at = |file: std::path::PathBuf| load(&AcctInput { file, key: None }).err();
        assert!(matches!(at(folder.path().to_owned()), Some(E::FileIsDirectory { .. })));
        assert!(matches!(at(folder.path().join("none")), Some(E::FileMissing { .. })));
    }
}
