use wasmidem_contract::{Blame, Cause, Failure, nearest};

use super::shown;

/// Why there are no usable credentials. No variant holds a secret or quotes a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// There is no acct file where the user says.
    #[error("the acct file `{path}` does not exist")]
    FileMissing {
        /// The file as the user named it.
        path: String,
    },
    /// The path names a directory.
    #[error("the acct file `{path}` is a directory")]
    FileIsDirectory {
        /// The path as the user named it.
        path: String,
    },
    /// The operating system does not let us read the file.
    #[error("the acct file `{path}` cannot be read: {reason}")]
    FileUnreadable {
        /// The file as the user named it.
        path: String,
        /// The operating system's message.
        reason: String,
    },
    /// The file is larger than 4 MiB.
    #[error("the acct file `{path}` is larger than 4 MiB")]
    FileTooLarge {
        /// The file as the user named it.
        path: String,
    },
    /// There is a key, but the file is no Fernet token.
    #[error("the acct file `{path}` is not encrypted, but an ACCT_KEY is given")]
    NotFernet {
        /// The file as the user named it.
        path: String,
    },
    /// The key does not decrypt the file.
    #[error("the acct file `{path}` cannot be decrypted with this ACCT_KEY")]
    WrongKey {
        /// The file as the user named it.
        path: String,
    },
    /// The key cannot be a key.
    #[error("ACCT_KEY must be 32 url-safe base64-encoded bytes (44 characters)")]
    MalformedKey,
    /// The operating system gives no random bytes.
    #[error("the system gives no random bytes to encrypt with")]
    NoRandomness,
    /// The file is a Fernet token, but there is no key.
    #[error("the acct file `{path}` is encrypted, but no ACCT_KEY is given")]
    NoKey {
        /// The file as the user named it.
        path: String,
    },
    /// The key fits, but something else than an acct file was encrypted.
    #[error("the acct file `{path}` decrypts, but does not hold msgpack as acct writes it")]
    NotMsgpack {
        /// The file as the user named it.
        path: String,
    },
    /// The file is neither a token nor UTF-8.
    #[error("the acct file `{path}` is neither encrypted nor text in UTF-8")]
    NotText {
        /// The file as the user named it.
        path: String,
    },
    /// The plain file is not YAML.
    #[error("the acct file `{path}` is not valid YAML{place}")]
    NotYaml {
        /// The file as the user named it.
        path: String,
        /// ` at line L, column C`, or nothing.
        place: String,
    },
    /// The file is not `{provider: {profile: {key: value}}}`.
    #[error("in the acct file `{path}` {place} is not {expected}")]
    Layout {
        /// The file as the user named it.
        path: String,
        /// The part meant.
        place: String,
        /// What it must be.
        expected: &'static str,
    },
    /// What is to be laid over the profiles is not of their layout.
    #[error("--overrides: {problem}")]
    Overrides {
        /// What is wrong, without the value.
        problem: String,
    },
    /// What `acct.extras` of a configuration says is not what it may.
    #[error("--extras: {problem}")]
    Extras {
        /// What is wrong, without the value.
        problem: String,
    },
    /// The acct file has no profiles for AWS.
    #[error("the acct file `{path}` has no provider `aws`")]
    NoProvider {
        /// The file as the user named it.
        path: String,
        /// The providers it has.
        found: Vec<String>,
    },
    /// There is no profile of this name.
    #[error("there is no profile `{name}` in {place}")]
    UnknownProfile {
        /// The name asked for.
        name: String,
        /// Where profiles were looked for.
        place: String,
        /// The profiles there are.
        known: Vec<String>,
    },
    /// A setting of a profile is missing or wrong.
    #[error("profile `{profile}`: {problem}")]
    InvalidProfile {
        /// The profile.
        profile: String,
        /// What is wrong, without the value.
        problem: String,
    },
    /// A profile needs what is not there yet.
    #[error("profile `{profile}` uses `{setting}`, which is not supported yet")]
    Unsupported {
        /// The profile.
        profile: String,
        /// The setting.
        setting: String,
    },
    /// A shared file of AWS's tools cannot be used.
    #[error("the shared AWS configuration cannot be used: {problem}")]
    SharedFiles {
        /// Which file and line, and why.
        problem: String,
    },
    /// Nobody gave any credentials.
    #[error("there are no AWS credentials")]
    None,
    /// A profile has no region.
    #[error("profile `{profile}` has no region")]
    NoRegion {
        /// The profile.
        profile: String,
    },
}

impl CredentialsError {
    /// A stable dotted code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FileMissing { .. } => "credentials.acct.missing",
            Self::FileIsDirectory { .. } => "credentials.acct.directory",
            Self::FileUnreadable { .. } => "credentials.acct.unreadable",
            Self::FileTooLarge { .. } => "credentials.acct.size",
            Self::NotFernet { .. } => "credentials.acct.not-encrypted",
            Self::WrongKey { .. } => "credentials.acct.wrong-key",
            Self::MalformedKey => "credentials.acct.malformed-key",
            Self::NoRandomness => "credentials.random",
            Self::NoKey { .. } => "credentials.acct.no-key",
            Self::NotMsgpack { .. } => "credentials.acct.msgpack",
            Self::NotText { .. } => "credentials.acct.text",
            Self::NotYaml { .. } => "credentials.acct.yaml",
            Self::Layout { .. } => "credentials.acct.layout",
            Self::Overrides { .. } => "credentials.overrides",
            Self::Extras { .. } => "credentials.extras",
            Self::NoProvider { .. } => "credentials.acct.provider",
            Self::UnknownProfile { .. } => "credentials.profile",
            Self::InvalidProfile { .. } => "credentials.invalid",
            Self::Unsupported { .. } => "credentials.unsupported",
            Self::SharedFiles { .. } => "credentials.shared",
            Self::None => "credentials.none",
            Self::NoRegion { .. } => "credentials.region",
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        let text = match self {
            Self::FileMissing { .. } | Self::FileIsDirectory { .. } => {
                "ACCT_FILE or --acct-file must name a file made by `acct encrypt`, or its YAML"
            }
            Self::NoRandomness
            | Self::FileUnreadable { .. }
            | Self::InvalidProfile { .. }
            | Self::SharedFiles { .. } => {
                return None;
            }
            Self::FileTooLarge { .. } => "this is probably not an acct file",
            Self::NotFernet { .. } => {
                "if the file is plain YAML, remove the key; if it was encrypted, it is damaged or not an acct file"
            }
            Self::WrongKey { .. } => {
                "use the key that was printed when this file was encrypted; a damaged file looks the same"
            }
            Self::MalformedKey => "copy the whole key that was printed when the file was encrypted",
            Self::NoKey { .. } => "set ACCT_KEY, or give --acct-key",
            Self::NotMsgpack { .. } => "encrypt the YAML of the profiles again with `acct encrypt`",
            Self::NotText { .. } => "ACCT_FILE must name a file made by `acct encrypt`, or its YAML",
            Self::NotYaml { .. } => "each key may stand only once; text with special characters needs quotes",
            Self::Layout { .. } => "the layout is `provider: {profile: {key: value}}`",
            Self::Overrides { .. } => "the layout is `{\"provider\": {\"profile\": {\"key\": \"value\"}}}`",
            Self::Extras { .. } => {
                "write `{\"aws\": {\"region_name\": \"eu-west-1\"}}`; the same stands under `acct.extras` of a configuration file"
            }
            Self::NoProvider { found, .. } => {
                return Some(match nearest("aws", found.iter().map(String::as_str)) {
                    Some(meant) => format!("`{meant}` may be meant to be `aws`"),
                    None => format!("it has {}", listed(found)),
                });
            }
            Self::UnknownProfile { name, known, .. } => {
                return Some(match nearest(name, known.iter().map(String::as_str)) {
                    Some(meant) => format!("`{meant}` may be meant; there is {}", listed(known)),
                    None => format!("there is {}", listed(known)),
                });
            }
            Self::Unsupported { .. } => {
                "put temporary keys of that identity into the profile or the environment"
            }
            Self::None => {
                "give an acct file (ACCT_FILE and ACCT_KEY), set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or \
                 write a profile into ~/.aws/credentials"
            }
            Self::NoRegion { .. } => {
                "set `region_name` in the acct profile, or AWS_REGION, or `region` in ~/.aws/config"
            }
        };
        Some(text.to_owned())
    }
}

/// Names in backticks, for people.
fn listed(names: &[String]) -> String {
    match names {
        [] => "no profile at all".to_owned(),
        names => names.iter().map(|name| format!("`{}`", shown(name))).collect::<Vec<_>>().join(", "),
    }
}

impl From<CredentialsError> for Failure {
    fn from(error: CredentialsError) -> Self {
        let cause = match error {
            CredentialsError::Unsupported { .. } => Cause::Unsupported,
            CredentialsError::None => Cause::Denied,
            _ => Cause::Invalid,
        };
        let failure = Self::new(cause, Blame::Credentials, error.code(), error.to_string());
        match error.help() {
            Some(help) => failure.with_help(help),
            None => failure,
        }
    }
}
