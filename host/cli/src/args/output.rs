use clap::ValueEnum;

/// How to print the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people.
    #[value(alias = "state", alias = "nested", alias = "exec")]
    Human,
    /// As idem's `--output=json`.
    Json,
}
