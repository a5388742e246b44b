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
}

/// All texts read so far.
#[derive(Default)]
pub(crate) struct Files {
    files: Vec<SourceFile>,
}

impl Files {
    pub(crate) fn add(&mut self, name: &str, text: Arc<str>) -> FileId {
        let starts = line_starts(&text);
        self.files.push(SourceFile { name: name.into(), text, starts });
        FileId(self.files.len() - 1)
    }

    pub(crate) fn text(&self, file: FileId) -> Arc<str> {
        self.files.get(file.0).map_or_else(|| Arc::from(""), |file| Arc::clone(&file.text))
    }

    pub(crate) fn name(&self, file: FileId) -> Arc<str> {
        self.files.get(file.0).map_or_else(|| Arc::from(""), |file| Arc::clone(&file.name))
    }

    /// A line without its end.
    pub(crate) fn line(&self, file: FileId, line: u32) -> Option<&str> {
        let file = self.files.get(file.0)?;
        let index = usize::try_from(line).ok()?.checked_sub(1)?;
        let start = *file.starts.get(index)?;
        let end = file.starts.get(index + 1).map_or(file.text.len(), |next| next - 1);
        file.text.get(start..end)
    }

    /// The line at a location that came from here.
    pub(crate) fn line_at(&self, location: &Location) -> Option<&str> {
        let index = self.files.iter().position(|file| file.name == location.file)?;
        self.line(FileId(index), location.line)
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
        Place { file, line: number(index + 1), column: number(column + 1), length: number(length.max(1)) }
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
    fn long_lines_are_cut() {
        assert_eq!(excerpt(&"x".repeat(10_000), 9_000), None);
        assert!(excerpt(&"x".repeat(10_000), 3).unwrap().len() < 600);
    }
}
