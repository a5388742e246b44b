use clap::Args;
use wasmidem_contract::Diagnostic;

/// Options that idem's users have in their scripts and that change nothing here. They are accepted,
/// so that the scripts run, and do not show in the help.
#[derive(Debug, Clone, Args)]
pub struct Accepted {
    /// Which library draws progress.
    #[arg(long, value_name = "PLUGIN", hide = true)]
    pub progress_plugin: Option<String>,
    /// Templates run without a sandbox.
    #[arg(long, hide = true)]
    pub disable_jinja_sandbox: bool,
    /// Which functions templates may call.
    #[arg(long, value_name = "PATTERN", num_args = 1.., hide = true)]
    pub jinja_sandbox_safe_hub_refs: Vec<String>,
    /// How events are written.
    #[arg(long, value_name = "PLUGIN", hide = true)]
    pub serialize_plugin: Option<String>,
    /// A Python function that is called with errors.
    #[arg(long, value_name = "REF", hide = true)]
    pub error_callback_ref: Option<String>,
    /// Which event loop Python uses.
    #[arg(long, value_name = "PLUGIN", hide = true)]
    pub backend: Option<String>,
}

impl Accepted {
    /// Warnings on those that somebody could miss.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        let missed = [
            (
                self.disable_jinja_sandbox,
                "--disable-jinja-sandbox",
                "templates never reach the program, so there is nothing to open",
            ),
            (
                self.error_callback_ref.is_some(),
                "--error-callback-ref",
                "there is no Python to call; the exit code and `--output json` say what failed",
            ),
        ];
        missed
            .into_iter()
            .filter(|(given, ..)| *given)
            .map(|(_, option, help)| {
                Diagnostic::warning("usage-no-effect", format!("`{option}` has no effect")).with_help(help)
            })
            .collect()
    }
}
