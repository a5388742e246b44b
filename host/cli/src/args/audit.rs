use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What to do with audit logs.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Check that nothing in an audit log was changed, removed, put in or moved.
    ///
    /// Prints how many lines there are, and the head: the hash of the last one. What was cut off at
    /// the end is only noticed by a head that is kept elsewhere. Exits with 1 at the first break.
    /// `wasmidem audit verify audit.jsonl --head HASH`
    Verify(AuditVerify),
    /// Print the JSON schema of a line.
    Schema,
}

/// `audit verify`.
#[derive(Debug, Args)]
pub struct AuditVerify {
    /// The log.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// A head that was kept: the line of this hash must be there.
    #[arg(long, value_name = "HASH")]
    pub head: Option<String>,
    /// A number of lines that was kept: there must be at least as many.
    #[arg(long, value_name = "N")]
    pub lines: Option<u64>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
