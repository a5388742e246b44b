use std::path::PathBuf;

use clap::{Args, ValueEnum};
use wasmidem_aws::Secret;
use wasmidem_aws::acct::Cipher;

use super::credentials::secret;

/// `encrypt`.
#[derive(Debug, Args)]
pub struct Encrypt {
    /// A YAML file: `{provider: {profile: {key: value}}}`.
    pub file: PathBuf,
    /// The key. Without one a new key is made and printed, and nothing else.
    #[arg(long, value_name = "KEY", env = "ACCT_KEY", hide_env_values = true, allow_hyphen_values = true, value_parser = secret)]
    pub acct_key: Option<Secret>,
    /// Where the encrypted file goes [default: FILE with the plugin as its ending].
    #[arg(long, value_name = "FILE")]
    pub output_file: Option<PathBuf>,
    /// How it is encrypted.
    #[arg(long, value_name = "PLUGIN", default_value = "fernet")]
    pub crypto_plugin: CryptoPlugin,
    /// Accepted for idem's sake; the file is read as YAML.
    #[arg(long, value_name = "PIPE", hide = true)]
    pub render_pipe: Option<String>,
}

/// `decrypt`.
#[derive(Debug, Args)]
pub struct Decrypt {
    /// An encrypted acct file.
    pub file: PathBuf,
    /// The key it was encrypted with.
    #[arg(long, value_name = "KEY", env = "ACCT_KEY", hide_env_values = true, allow_hyphen_values = true, value_parser = secret)]
    pub acct_key: Option<Secret>,
    /// Where the plain text goes [default: stdout].
    #[arg(long, value_name = "FILE")]
    pub output_file: Option<PathBuf>,
    /// How it was encrypted.
    #[arg(long, value_name = "PLUGIN", default_value = "fernet")]
    pub crypto_plugin: CryptoPlugin,
    /// Accepted for idem's sake: YAML is what is printed.
    #[arg(long, value_name = "FORMAT", default_value = "yaml", hide = true, value_parser = ["yaml"])]
    pub output: String,
}

/// `acct_edit`.
#[derive(Debug, Args)]
pub struct AcctEdit {
    /// An encrypted acct file.
    pub file: PathBuf,
    /// The key it is encrypted with.
    #[arg(long, value_name = "KEY", env = "ACCT_KEY", hide_env_values = true, allow_hyphen_values = true, value_parser = secret)]
    pub acct_key: Option<Secret>,
    /// How it is encrypted.
    #[arg(long, value_name = "PLUGIN", default_value = "fernet")]
    pub crypto_plugin: CryptoPlugin,
    /// The editor, with its arguments [default: VISUAL, EDITOR, or `vi`].
    #[arg(long, value_name = "COMMAND")]
    pub editor: Option<String>,
    /// Accepted for idem's sake; the file is edited as YAML.
    #[arg(long, value_name = "PIPE", hide = true)]
    pub render_pipe: Option<String>,
}

/// Ways to encrypt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CryptoPlugin {
    /// AES-128 in CBC mode with HMAC-SHA256: what runs can read.
    Fernet,
    /// AES-256 in GCM mode; runs of neither idem nor wasmidem read it.
    Aesgcm256,
}

impl CryptoPlugin {
    /// The cipher, and the ending of its files.
    pub fn cipher(self) -> (Cipher, &'static str) {
        match self {
            Self::Fernet => (Cipher::Fernet, ".fernet"),
            Self::Aesgcm256 => (Cipher::Aesgcm256, ".aesgcm256"),
        }
    }
}
