//! The texts a compilation reads, and places in them.

use std::sync::Arc;

use wasmidem_contract::{Diagnostic, Location};

/// A line longer than this is shown only around its beginning.
const EXCERPT_CHARACTERS: usize = 500;

/// Which of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FileId(usize);

/// A place in one of the texts: line and column from 1, length in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) file: FileId,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) length: u32,
}

struct SourceFile {
    name: Arc<str>,
    text: Arc<str>,
    /// The byte offset each line begins at.
    starts: Vec<usize>,
    /// The number of the first line: 1, or more for a part of a file.
    first_line: u32,
}

impl SourceFile {
    fn line(&self, line: u32) -> Option<&str> {
        let index = usize::try_from(line.checked_sub(self.first_line)?).ok()?;
        let start = *self.starts.get(index)?;
        let end = self.starts.get(index + 1).map_or(self.text.len(), |next| next - 1);
        self.text.get(start..end)
    }
}

/// All texts read so far.
#[derive(Default)]
pub(crate) struct Files {
    files: Vec<SourceFile>,
}

impl Files {
    pub(crate) fn add(&mut self, name: &str, text: Arc<str>) -> FileId {
        self.add_part(name, text, 1)
    }

    /// Adds a text that stands in a file from a line on.
    pub(crate) fn add_part(&mut self, name: &str, text: Arc<str>, first_line: u32) -> FileId {
        let starts = line_starts(&text);
        self.files.push(SourceFile { name: name.into(), text, starts, first_line: first_line.max(1) });
        FileId(self.files.len() - 1)
    }

    /// The number of a text's first line.
    pub(crate) fn first_line(&self, file: FileId) -> u32 {
        self.files.get(file.0).map_or(1, |file| file.first_line)
    }

    pub(crate) fn text(&self, file: FileId) -> Arc<str> {
        self.files.get(file.0).map_or_else(|| Arc::from(""), |file| Arc::clone(&file.text))
    }

    pub(crate) fn name(&self, file: FileId) -> Arc<str> {
        self.files.get(file.0).map_or_else(|| Arc::from(""), |file| Arc::clone(&file.name))
    }

    /// A line without its end.
    pub(crate) fn line(&self, file: FileId, line: u32) -> Option<&str> {
        self.files.get(file.0)?.line(line)
    }

    /// The line at a location that came from here.
    pub(crate) fn line_at(&self, location: &Location) -> Option<&str> {
        let mut named = self.files.iter().filter(|file| file.name == location.file);
        named.find_map(|file| file.line(location.line))
    }

    /// What stands at a place.
    pub(crate) fn text_at(&self, place: Place) -> Option<String> {
        let line = self.line(place.file, place.line)?;
        let before = usize::try_from(place.column).ok()?.checked_sub(1)?;
        Some(line.chars().skip(before).take(usize::try_from(place.length).ok()?).collect())
    }

    pub(crate) fn location(&self, place: Place) -> Location {
        Location { file: self.name(place.file), line: place.line, column: place.column }
    }

    /// The diagnostic at a place, with the line there.
    pub(crate) fn located(&self, diagnostic: Diagnostic, place: Place) -> Diagnostic {
        let excerpt = self.line(place.file, place.line).and_then(|line| excerpt(line, place.column));
        diagnostic.at(self.location(place), excerpt, place.length)
    }

    /// The place of a byte range of a text.
    pub(crate) fn place(&self, file: FileId, start: usize, end: usize) -> Place {
        let found = self.files.get(file.0);
        let index =
            found.map_or(1, |file| file.starts.partition_point(|offset| *offset <= start)).saturating_sub(1);
        let line_start = found.and_then(|file| file.starts.get(index)).copied().unwrap_or_default();
        let text = found.map_or("", |file| &file.text);
        let column = text.get(line_start..start).map_or(0, |before| before.chars().count());
        let length =
            text.get(start..end).map_or(1, |part| part.lines().next().unwrap_or_default().chars().count());
        let line = self.first_line(file).saturating_add(number(index));
        Place { file, line, column: number(column + 1), length: number(length.max(1)) }
    }
}

/// A count as it stands in a [`Location`]; texts are far shorter than the limit.
pub(crate) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

pub(crate) fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

fn excerpt(line: &str, column: u32) -> Option<String> {
    if line.len() <= EXCERPT_CHARACTERS {
        return Some(line.to_owned());
    }
    let shown = usize::try_from(column).is_ok_and(|column| column < EXCERPT_CHARACTERS - 100);
    shown.then(|| format!("{}…", line.chars().take(EXCERPT_CHARACTERS).collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_lines_and_places() {
        let mut files = Files::default();
        let file = files.add("a.sls", "one\nzwöi x\n".into());
        assert_eq!(files.line(file, 2), Some("zwöi x"));
        assert_eq!(files.line(file, 0), None);
        assert_eq!(files.line(file, 9), None);
        let place = files.place(file, 10, 11);
        assert_eq!((place.line, place.column, place.length), (2, 6, 1));
        assert_eq!(files.place(file, 999, 1000).line, 3);
    }

    #[test]
    fn knows_parts_of_files() {
        let mut files = Files::default();
        let part = files.add_part("a.sls", "five\nsix".into(), 5);
        assert_eq!((files.line(part, 6), files.line(part, 4)), (Some("six"), None));
        assert_eq!(files.place(part, 5, 8).line, 6);
        let location = Location { file: "a.sls".into(), line: 5, column: 1 };
        assert_eq!(files.line_at(&location), Some("five"));
    }

    #[test]
    fn long_lines_are_cut() {
        assert_eq!(excerpt(&"x".repeat(10_000), 9_000), None);
        assert!(excerpt(&"x".repeat(10_000), 3).unwrap().len() < 600);
    }
}
