//! `#!jinja|yaml` … `#!END`: parts of a file with a render pipe of their own.

use wasmidem_contract::{Diagnostic, nearest};

use super::pipe::Pipe;
use crate::problems::Problems;
use crate::source::{FileId, Place, number};

/// A part of a file that is rendered on its own.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) text: String,
    /// The line of the file its text begins in.
    pub(super) first_line: u32,
    pub(super) header: Header,
}

/// What the first line of a block says.
#[derive(Debug, Clone, Default)]
pub(super) struct Header {
    /// The pipe, if the header names one.
    pub(super) pipe: Option<Pipe>,
    /// Ids of states that must have run before the block is rendered.
    pub(super) requires: Vec<(String, Place)>,
}

/// Cuts a file into blocks. Headers that make no sense are reported, and their blocks left out.
pub(super) fn split(file: FileId, problems: &mut Problems) -> Vec<Block> {
    let text = problems.files.text(file);
    let first_line = problems.files.first_line(file);
    let mut blocks = Vec::new();
    let mut current = Some(Block { text: String::new(), first_line, header: Header::default() });
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let Some(header) = line.strip_prefix("#!") else {
            if let Some(block) = &mut current {
                block.text.push_str(line);
            }
            continue;
        };
        let header = header.trim();
        // An interpreter line, for files that are made executable.
        if index == 0 && header.starts_with('/') {
            continue;
        }
        blocks.extend(current.take());
        let number_here = first_line.saturating_add(number(index));
        let length = number(line.trim_end().chars().count());
        let place = Place { file, line: number_here, column: 1, length };
        let read = if header == "END" { Some(Header::default()) } else { read(header, place, problems) };
        current = read.map(|header| Block {
            text: String::new(),
            first_line: number_here.saturating_add(1),
            header,
        });
    }
    blocks.extend(current);
    blocks.retain(|block| !block.text.trim().is_empty());
    if let Some(first) = blocks.first_mut() {
        // An interpreter line is a comment that was left out of the text.
        if first.first_line == first_line && text.starts_with("#!/") {
            first.first_line += 1;
        }
    }
    blocks
}

/// A header: parts separated by `;`, of which `key:value` are conditions and the other is the pipe.
fn read(header: &str, place: Place, problems: &mut Problems) -> Option<Header> {
    let mut found = Header::default();
    for part in header.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once(':').map(|(condition, value)| (condition.trim(), value.trim())) {
            Some(("require", id)) if !id.is_empty() => found.requires.push((id.to_owned(), place)),
            Some(("require", _)) => {
                let problem = Diagnostic::error("sls-block", "`require` names no state");
                problems.report(problem.with_help("write the id of a state: `#!require:my_vpc`"), place);
                return None;
            }
            Some((other, _)) => {
                let message = format!("a block cannot have the condition `{other}`");
                let help = match nearest(other, ["require"]) {
                    Some(meant) => format!("`{meant}` may be meant"),
                    None => {
                        "a block begins with a pipe such as `#!jinja|yaml`, or with `#!require:ID`".to_owned()
                    }
                };
                problems.report(Diagnostic::error("sls-block", message).with_help(help), place);
                return None;
            }
            None => match Pipe::parse(part) {
                Ok(pipe) => found.pipe = Some(pipe),
                Err((message, help)) => {
                    problems.report(Diagnostic::error("sls-pipe", message).with_help(help), place);
                    return None;
                }
            },
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> (Vec<(String, u32, String)>, Vec<&'static str>) {
        let mut problems = Problems::default();
        let file = problems.files.add("t.sls", text.into());
        let blocks = split(file, &mut problems);
        let codes = problems.into_parts().0.into_iter().map(|diagnostic| diagnostic.code).collect();
        let shown = |header: &Header| {
            let mut parts: Vec<String> = header.pipe.iter().map(ToString::to_string).collect();
            parts.extend(header.requires.iter().map(|(id, _)| format!("require:{id}")));
            parts.join(";")
        };
        (
            blocks
                .into_iter()
                .map(|block| (shown(&block.header), block.first_line, block.text))
                .map(|(header, line, text)| (text, line, header))
                .collect(),
            codes,
        )
    }

    fn expected(blocks: &[(&str, u32, &str)]) -> Vec<(String, u32, String)> {
        blocks.iter().map(|(text, line, header)| ((*text).to_owned(), *line, (*header).to_owned())).collect()
    }

    #[test]
    fn cuts_at_headers() {
        let (blocks, codes) = blocks("a: 1\n#!json\n{}\n#!END\nb: 2");
        assert!(codes.is_empty());
        assert_eq!(blocks, expected(&[("a: 1\n", 1, ""), ("{}\n", 3, "json"), ("b: 2", 5, "")]));
    }

    #[test]
    fn reads_conditions() {
        let (blocks, codes) = blocks("#!require:a\nx: 1\n#! jinja|yaml ; require: b;require:c \ny: 1\n");
        assert!(codes.is_empty());
        let second = "jinja|yaml;require:b;require:c";
        assert_eq!(blocks, expected(&[("x: 1\n", 2, "require:a"), ("y: 1\n", 4, second)]));
    }

    #[test]
    fn tells_what_it_cannot_do() {
        let (blocks, codes) = blocks("#!require:\nx: 1\n#!END\n#!nope\n#!jinja|yaml;other:1\n");
        assert!(blocks.is_empty());
        assert_eq!(codes, ["sls-block", "sls-pipe", "sls-block"]);
    }

    #[test]
    fn allows_an_interpreter_line() {
        let (blocks, codes) = blocks("#!/usr/bin/env run\na: 1\n");
        assert!(codes.is_empty());
        assert_eq!(blocks, expected(&[("a: 1\n", 2, "")]));
    }
}
