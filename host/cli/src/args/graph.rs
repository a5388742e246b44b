use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::{Credentials, ModuleLimits, StateFiles};

/// `graph`.
#[derive(Debug, Args)]
pub struct Graph {
    /// State files, and modules whose functions their templates call.
    #[arg(value_name = "MODULE|STATES", required = true, value_hint = ValueHint::AnyPath)]
    pub files: Vec<String>,

    /// The form of the drawing [default: by the name of the file, else `dot`].
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<GraphFormat>,
    /// Write it into a file.
    #[arg(short = 'o', long, value_name = "FILE")]
    pub output_file: Option<PathBuf>,
    /// Where state files come from.
    #[command(flatten)]
    pub state_files: StateFiles,
    /// Whose identity calls of templates are made with; nothing else needs any.
    #[command(flatten)]
    pub credentials: Credentials,
    /// What one call of a module may use.
    #[command(flatten)]
    pub limits: ModuleLimits,
}

/// The form of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// The language of Graphviz.
    Dot,
    /// A Mermaid flowchart, which GitHub and GitLab draw.
    Mermaid,
    /// A picture; needs the program `dot` of Graphviz.
    Svg,
}

impl Graph {
    /// The form that is asked for.
    pub fn form(&self) -> GraphFormat {
        let extension = self.output_file.as_ref().and_then(|file| file.extension()?.to_str());
        match (self.format, extension) {
            (Some(format), _) => format,
            (None, Some("svg")) => GraphFormat::Svg,
            (None, Some("mmd" | "mermaid" | "md")) => GraphFormat::Mermaid,
            (None, _) => GraphFormat::Dot,
        }
    }
}
