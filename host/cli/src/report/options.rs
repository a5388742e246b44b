use std::path::PathBuf;

use clap::Args;

/// Reports in files, beside what is printed. Any number of them can be had of one run.
#[derive(Debug, Clone, Default, Args)]
pub struct Reports {
    /// Write each event as it happens, one JSON object a line; `-` is stderr.
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    pub events: Option<PathBuf>,
    /// Write the outcome as JUnit XML, for the test views of CI systems.
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    pub junit: Option<PathBuf>,
    /// Write the outcome as one HTML page that needs nothing else.
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    pub html: Option<PathBuf>,
}
