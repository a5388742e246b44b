//! Text to data: shebang blocks, render pipes, Jinja, and the way back from rendered text to the
//! line it came from.

mod block;
mod context;
mod jinja;
mod jinja_error;
mod json;
mod line_map;
mod pipe;
mod template;
mod toml;

use std::sync::Arc;

use wasmidem_contract::{Diagnostic, Object, Sources};

use crate::problems::Problems;
use crate::source::FileId;
use crate::yaml::{Data, Node};

pub(crate) use line_map::LineMap;
pub(crate) use pipe::{Pipe, Stage};

use block::Block;

/// Stands for null in rendered text, as in idem.
pub(crate) const NULL_MARKER: &str = "__PYTHON_NONE__";

/// What rendering needs besides the text.
pub(crate) struct Renderer {
    /// Where `{% include %}` and `{% import %}` read from.
    pub(crate) sources: Arc<dyn Sources>,
    /// The `params` of templates.
    pub(crate) params: Arc<Object>,
    /// For text outside shebang blocks.
    pub(crate) pipe: Pipe,
}

impl Renderer {
    /// The data of each block of a file; blocks without data are left out. What cannot be rendered
    /// is reported.
    pub(crate) fn render(&self, file: FileId, problems: &mut Problems) -> Vec<Node> {
        let blocks = block::split(file, &self.pipe, problems);
        blocks.into_iter().filter_map(|block| self.render_block(file, block, problems)).collect()
    }

    fn render_block(&self, file: FileId, block: Block, problems: &mut Problems) -> Option<Node> {
        let mut text: Arc<str> = block.text.into();
        let mut map = LineMap::identity(file, block.first_line);
        let mut data: Option<Node> = None;
        for stage in block.pipe.stages() {
            match stage {
                Stage::Jinja => {
                    let rendered = jinja::render(self, &text, &map, problems)?;
                    text = rendered.text;
                    map = rendered.map;
                }
                Stage::Yaml => data = Some(crate::yaml::parse(&text, &map, problems)?),
                Stage::Json => data = Some(json::parse(&text, &map, problems)?),
                Stage::Toml => data = Some(toml::parse(&text, &map, problems)?),
                // Done for all pipes below: nobody wants the marker in his data.
                Stage::Replacements => {}
            }
        }
        let Some(mut node) = data else {
            let problem = Diagnostic::error(
                "sls-pipe",
                format!("the pipe `{}` ends with text, not with data", block.pipe),
            )
            .with_help("end it with `yaml`, `json` or `toml`");
            problems.report(problem, map.place(1, 1, 1));
            return None;
        };
        node.each_scalar(&mut replace_null_marker);
        (!node.is_null()).then_some(node)
    }
}

fn replace_null_marker(data: &mut Data) {
    if let Data::String(text) = data {
        if text == NULL_MARKER {
            *data = Data::Null;
        } else if text.contains(NULL_MARKER) {
            *text = text.replace(NULL_MARKER, "");
        }
    }
}
