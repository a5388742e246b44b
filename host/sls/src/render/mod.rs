//! Text to data: shebang blocks, render pipes, Jinja, and the way back from rendered text to the
//! line it came from.

mod block;
mod context;
mod engine;
mod filters;
mod hub;
mod jinja;
mod jinja_error;
mod json;
mod k8crd;
mod line_map;
mod meter;
mod operators;
mod pipe;
mod python;
mod recorder;
mod rewrite;
mod template;
mod toml;
mod values;

use std::sync::Arc;

use wasmidem_contract::{Diagnostic, Object, Sources};

use crate::problems::Problems;
use crate::source::{FileId, Place};
use crate::yaml::{Data, Node};

pub(crate) use hub::Outside;
pub(crate) use line_map::LineMap;
pub(crate) use pipe::{Pipe, Stage};
pub(crate) use recorder::Recorder;

use block::Block;

/// Stands for null in rendered text, as in idem.
pub(crate) const NULL_MARKER: &str = "__PYTHON_NONE__";

/// What rendering needs besides the text.
pub(crate) struct Renderer {
    /// Where `{% include %}` and `{% import %}` read from.
    pub(crate) sources: Arc<dyn Sources>,
    /// The `params` of templates.
    pub(crate) params: Arc<Object>,
    /// Takes note of parameters that are asked for, and stands in for those that are not given.
    pub(crate) recorder: Option<Recorder>,
    /// What `hub` reaches.
    pub(crate) outside: Outside,
    /// For text outside shebang blocks.
    pub(crate) pipe: Pipe,
}

/// A block that waits for states.
#[derive(Debug)]
pub(crate) struct Waiting {
    /// The ids of the states, with their places.
    pub(crate) requires: Vec<(String, Place)>,
    /// The pipe, if the block names one.
    pub(crate) pipe: Option<String>,
    pub(crate) text: String,
    /// The line of the file its text begins in.
    pub(crate) first_line: u32,
}

/// What came of a file.
#[derive(Default)]
pub(crate) struct Rendered {
    /// The data of its blocks; blocks without data are left out.
    pub(crate) blocks: Vec<Node>,
    pub(crate) waiting: Vec<Waiting>,
}

impl Renderer {
    /// Renders the blocks of a file that wait for nothing. What cannot be rendered is reported.
    pub(crate) fn render(&self, file: FileId, problems: &mut Problems) -> Rendered {
        let mut rendered = Rendered::default();
        for block in block::split(file, problems) {
            if block.header.requires.is_empty() {
                rendered.blocks.extend(self.render_block(file, block, problems));
            } else {
                rendered.waiting.push(Waiting {
                    requires: block.header.requires,
                    pipe: block.header.pipe.map(|pipe| pipe.to_string()),
                    text: block.text,
                    first_line: block.first_line,
                });
            }
        }
        rendered
    }

    fn render_block(&self, file: FileId, block: Block, problems: &mut Problems) -> Option<Node> {
        let pipe = block.header.pipe.as_ref().unwrap_or(&self.pipe);
        let mut text: Arc<str> = block.text.into();
        let mut map = LineMap::identity(file, block.first_line);
        let mut data: Option<Node> = None;
        for stage in pipe.stages() {
            match stage {
                Stage::Jinja => {
                    let rendered = jinja::render(self, &text, &map, problems)?;
                    text = rendered.text;
                    map = rendered.map;
                }
                Stage::Yaml => data = Some(crate::yaml::parse(&text, &map, problems)?),
                Stage::Json => data = Some(json::parse(&text, &map, problems)?),
                Stage::Toml => data = Some(toml::parse(&text, &map, problems)?),
                Stage::K8crd => data = Some(k8crd::convert(data?, problems)?),
                // Done for all pipes below: nobody wants the marker in his data.
                Stage::Replacements => {}
            }
        }
        let Some(mut node) = data else {
            let problem =
                Diagnostic::error("sls-pipe", format!("the pipe `{pipe}` ends with text, not with data"))
                    .with_help("end it with `yaml`, `json` or `toml`");
            problems.report(problem, map.place(1, 1, 1));
            return None;
        };
        node.each_scalar(&mut replace_null_marker);
        (!node.is_null()).then_some(node)
    }
}

/// Fills in a template whose names are the variables; what goes wrong is reported.
pub(crate) fn render_template(
    file: FileId,
    sources: &Arc<dyn Sources>,
    variables: &Object,
    problems: &mut Problems,
) -> Option<String> {
    let text = problems.files.text(file);
    jinja::fill_in(sources, variables, &text, &LineMap::identity(file, 1), problems)
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
