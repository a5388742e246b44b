use clap::Args;

/// Options of commands that show no progress, for scripts that turn it off.
#[derive(Debug, Clone, Args)]
pub struct Progress {
    /// Show no progress.
    #[arg(long, alias = "no-progress", hide = true)]
    pub no_progress_bar: bool,
    /// Show progress.
    #[arg(long, conflicts_with = "no_progress_bar", hide = true)]
    pub progress: bool,
}
