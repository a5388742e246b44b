//! From a place in rendered text back to the line that made it.

use crate::source::{FileId, Place, number};

/// Where the lines of a text come from.
pub(crate) struct LineMap {
    file: FileId,
    /// The line of the file the text's first line is.
    first_line: u32,
    /// Per line of a rendered text; empty if the text is the file's own.
    origins: Vec<Origin>,
}

struct Origin {
    /// The line of the template, from 1.
    line: usize,
    /// How many characters are the same from the line's beginning; `None` if all are.
    same: Option<usize>,
}

impl LineMap {
    /// For text as it stands in the file from a line on.
    pub(crate) fn identity(file: FileId, first_line: u32) -> Self {
        Self { file, first_line, origins: Vec::new() }
    }

    /// For text rendered from a template: `lines` are the template's lines (from 1) the rendered
    /// lines come from.
    pub(super) fn rendered(template: &Self, lines: &[usize], source: &str, rendered: &str) -> Self {
        let source: Vec<&str> = source.lines().collect();
        let origins = lines
            .iter()
            .zip(rendered.lines())
            .map(|(line, text)| {
                let original =
                    line.checked_sub(1).and_then(|index| source.get(index)).copied().unwrap_or_default();
                let same = (original != text).then(|| {
                    original.chars().zip(text.chars()).take_while(|(one, other)| one == other).count()
                });
                Origin { line: *line, same }
            })
            .collect();
        Self { file: template.file, first_line: template.first_line, origins }
    }

    /// The place of a line and column (both from 1) of the text.
    pub(crate) fn place(&self, line: u32, column: u32, length: u32) -> Place {
        let index = usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1);
        // Past the end stands what is missing: that belongs to the last line.
        let Some(origin) = self.origins.get(index).or_else(|| self.origins.last()) else {
            return Place {
                file: self.file,
                line: self.first_line.saturating_add(line.saturating_sub(1)),
                column,
                length,
            };
        };
        let (column, length) = match origin.same.map(number) {
            Some(same) if column > same => (same.saturating_add(1), 1),
            Some(same) => (column, length.min((same - column).saturating_add(1))),
            None => (column, length),
        };
        let line = self.first_line.saturating_add(number(origin.line).saturating_sub(1));
        Place { file: self.file, line, column, length }
    }

    /// The file of the text, and the line its first line is.
    pub(super) fn origin(&self) -> (FileId, u32) {
        (self.file, self.first_line)
    }
}
