//! Everything found wrong, collected so that it can be told at once.

use wasmidem_contract::{Diagnostic, Severity};

use crate::source::{Files, Place};

/// More than this nobody reads.
const SHOWN: usize = 100;

/// What was found wrong so far, with the texts to show it in.
#[derive(Default)]
pub(crate) struct Problems {
    pub(crate) files: Files,
    list: Vec<Diagnostic>,
    left_out: usize,
    errors: bool,
}

impl Problems {
    pub(crate) fn report(&mut self, diagnostic: Diagnostic, place: impl Into<Option<Place>>) {
        self.errors |= diagnostic.severity == Severity::Error;
        if self.list.len() >= SHOWN {
            self.left_out += 1;
            return;
        }
        let diagnostic = match place.into() {
            Some(place) => self.files.located(diagnostic, place),
            None => diagnostic,
        };
        if !self.list.contains(&diagnostic) {
            self.list.push(diagnostic);
        }
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.errors
    }

    /// Line `n` for the same file, else `file:n`.
    pub(crate) fn beside(&self, place: Place, here: Place) -> String {
        if place.file == here.file {
            format!("line {}", place.line)
        } else {
            format!("`{}` line {}", self.files.name(place.file), place.line)
        }
    }

    /// All of it, in the order it was found.
    pub(crate) fn into_parts(mut self) -> (Vec<Diagnostic>, Files) {
        if self.left_out > 0 {
            let severity = if self.errors { Severity::Error } else { Severity::Warning };
            let note =
                Diagnostic::warning("sls-more", format!("{} more problems are not shown", self.left_out));
            self.list.push(Diagnostic { severity, ..note });
        }
        (self.list, self.files)
    }
}
