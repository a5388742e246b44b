//! `#!jinja|yaml` … `#!END`: parts of a file with a render pipe of their own.

use wasmidem_contract::Diagnostic;

use super::pipe::Pipe;
use crate::problems::Problems;
use crate::source::{FileId, Place, number};

/// A part of a file that is rendered on its own.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) text: String,
    /// The line of the file its text begins in.
    pub(super) first_line: u32,
    pub(super) pipe: Pipe,
}

/// Cuts a file into blocks. Headers that make no sense are reported, and their blocks left out.
pub(super) fn split(file: FileId, default: &Pipe, problems: &mut Problems) -> Vec<Block> {
    let text = problems.files.text(file);
    let mut blocks = Vec::new();
    let mut current = Some(Block { text: String::new(), first_line: 1, pipe: default.clone() });
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
        let place = Place {
            file,
            line: number(index + 1),
            column: 1,
            length: number(line.trim_end().chars().count()),
        };
        let pipe =
            if header == "END" { Some(default.clone()) } else { pipe(header, default, place, problems) };
        current = pipe.map(|pipe| Block { text: String::new(), first_line: number(index + 2), pipe });
    }
    blocks.extend(current);
    blocks.retain(|block| !block.text.trim().is_empty());
    if let Some(first) = blocks.first_mut() {
        // An interpreter line is a comment that was left out of the text.
        if first.first_line == 1 && text.starts_with("#!/") {
            first.first_line = 2;
        }
    }
    blocks
}

/// The pipe of a header: parts separated by `;`, of which `key:value` are conditions.
fn pipe(header: &str, default: &Pipe, place: Place, problems: &mut Problems) -> Option<Pipe> {
    let mut found = None;
    for part in header.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        if let Some((condition, value)) = part.split_once(':') {
            let problem = match condition.trim() {
                "require" => Diagnostic::error(
                    "sls-block-require",
                    format!("blocks that wait for a state (`{}`) are not available yet", value.trim()),
                )
                .with_help("give the states of the block a `require`, and take values with `${path:id:key}`"),
                other => {
                    Diagnostic::error("sls-block", format!("a block cannot have the condition `{other}`"))
                        .with_help("a block begins with a pipe such as `#!jinja|yaml`")
                }
            };
            problems.report(problem, place);
            return None;
        }
        match Pipe::parse(part) {
            Ok(pipe) => found = Some(pipe),
            Err((message, help)) => {
                problems.report(Diagnostic::error("sls-pipe", message).with_help(help), place);
                return None;
            }
        }
    }
    Some(found.unwrap_or_else(|| default.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> (Vec<(String, u32, String)>, Vec<&'static str>) {
        let mut problems = Problems::default();
        let file = problems.files.add("t.sls", text.into());
        let blocks = split(file, &Pipe::parse("jinja|yaml").unwrap(), &mut problems);
        let codes = problems.into_parts().0.into_iter().map(|diagnostic| diagnostic.code).collect();
        (
            blocks.into_iter().map(|block| (block.text, block.first_line, block.pipe.to_string())).collect(),
            codes,
        )
    }

    #[test]
    fn cuts_at_headers() {
        let (blocks, codes) = blocks("a: 1\n#!json\n{}\n#!END\nb: 2");
        assert!(codes.is_empty());
        let expected = [("a: 1\n", 1, "jinja|yaml"), ("{}\n", 3, "json"), ("b: 2", 5, "jinja|yaml")];
        assert_eq!(blocks, expected.map(|(text, line, pipe)| (text.to_owned(), line, pipe.to_owned())));
    }

    #[test]
    fn tells_what_it_cannot_do() {
        let (blocks, codes) = blocks("#!require:a\nx: 1\n#!END\n#!nope\n#!jinja|yaml;other:1\n");
        assert!(blocks.is_empty());
        assert_eq!(codes, ["sls-block-require", "sls-pipe", "sls-block"]);
    }

    #[test]
    fn allows_an_interpreter_line() {
        let (blocks, codes) = blocks("#!/usr/bin/env run\na: 1\n");
        assert!(codes.is_empty());
        assert_eq!(blocks, [("a: 1\n".to_owned(), 2, "jinja|yaml".to_owned())]);
    }
}
