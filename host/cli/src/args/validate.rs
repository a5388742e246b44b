use clap::{Args, ValueHint};

use super::{Accepted, Credentials, Format, ModuleLimits, StateFiles, StoredState};

/// `validate`.
#[derive(Debug, Args)]
pub struct Validate {
    /// Modules (`.wasm` files, folders) and state files, in any order.
    #[arg(value_name = "MODULE|STATES", required = true, value_hint = ValueHint::AnyPath)]
    pub files: Vec<String>,

    /// How to print the result.
    #[arg(long, value_name = "FORMAT", default_value = "nested")]
    pub output: Format,
    /// Exit with 3 also when there are warnings.
    #[arg(long)]
    pub strict: bool,
    /// Where state files come from.
    #[command(flatten)]
    pub state_files: StateFiles,
    /// Whose identity calls of templates are made with; nothing else needs any.
    #[command(flatten)]
    pub credentials: Credentials,
    /// What one call of a module may use.
    #[command(flatten)]
    pub limits: ModuleLimits,
    /// idem's: states are not looked for in the stored state.
    #[command(flatten)]
    pub store: StoredState,
    /// Options of idem.
    #[command(flatten)]
    pub accepted: Accepted,
}
