//! Mermaid: <https://mermaid.js.org/syntax/flowchart.html>.

use super::{Graph, Kind};

/// The graph as a Mermaid flowchart.
pub fn mermaid(graph: &Graph) -> String {
    let mut out = "flowchart RL\n".to_owned();
    for (number, node) in graph.nodes.iter().enumerate() {
        let (open, close) = match node.kind {
            Kind::State => ("[", "]"),
            Kind::Stored => ("[(", ")]"),
            Kind::Block => ("[[", "]]"),
        };
        out.push_str(&format!("    n{number}{open}{}{close}\n", quoted(&node.lines)));
    }
    for arrow in &graph.arrows {
        out.push_str(&format!("    n{} -->|{}| n{}\n", arrow.from, quoted(&arrow.labels), arrow.to));
    }
    out
}

/// In quotes, with line breaks. What could be markup is written as an entity.
fn quoted(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    format!("\"{}\"", lines.join("<br/>"))
}

fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '"' | '#' | '&' | '<' | '>' | '`' | ';' | '\\' | '*' | '|' => {
                out.push_str(&format!("#{};", u32::from(c)))
            }
            c => out.push(c),
        }
    }
    out
}
