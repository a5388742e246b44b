//! Graphviz: <https://graphviz.org/doc/info/lang.html>.

use super::{Graph, Kind};

/// The graph in the DOT language.
pub fn dot(graph: &Graph) -> String {
    let mut out = "digraph states {\n    rankdir=RL;\n    node [shape=box];\n".to_owned();
    for (number, node) in graph.nodes.iter().enumerate() {
        let style = match node.kind {
            Kind::State => "",
            Kind::Stored => ", style=dashed",
            Kind::Block => ", style=dotted",
        };
        out.push_str(&format!("    n{number} [label={}{style}];\n", quoted(&node.lines)));
    }
    for arrow in &graph.arrows {
        out.push_str(&format!("    n{} -> n{} [label={}];\n", arrow.from, arrow.to, quoted(&arrow.labels)));
    }
    out.push_str("}\n");
    out
}

/// In quotes, `\n` between lines. A backslash would begin an escape such as `\N`.
fn quoted(lines: &[String]) -> String {
    let lines: Vec<String> =
        lines.iter().map(|line| line.replace('\\', "\\\\").replace('"', "\\\"")).collect();
    format!("\"{}\"", lines.join("\\n"))
}
