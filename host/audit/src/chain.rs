//! The chain: each line has its number, and the SHA-256 of the whole line before it.
//!
//! A line that a crash has cut off stays as it is. The next one names it: its hash, its length, and
//! the hash of the line before it, so that the chain goes on and the interruption stays visible.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead, Read};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The longest line, in bytes; what is longer was not written by this program.
pub const LONGEST: usize = 1 << 20;

/// What the first line names as the one before it.
const BEGINNING: [u8; 32] = [0; 32];

/// A SHA-256.
pub type Hash = [u8; 32];

/// The hash of a line without its end.
pub fn hash(line: &[u8]) -> Hash {
    Sha256::digest(line).into()
}

/// As lower-case hexadecimal digits.
pub fn hex(hash: &Hash) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or('0');
    hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Reads 64 hexadecimal digits.
pub fn unhex(text: &str) -> Option<Hash> {
    let digit = |digit: &u8| char::from(*digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    });
    bytes.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

/// A line that was cut off, as the line after it names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interrupted<'a> {
    /// How long it is.
    pub bytes: usize,
    /// The hash of the line before it.
    #[serde(borrow)]
    pub after: Cow<'a, str>,
}

/// What ties a line to those before it.
#[derive(Debug, Clone, Deserialize)]
pub struct Link<'a> {
    /// Which line of the file it is, from 1.
    pub seq: u64,
    /// The hash of the line before it.
    #[serde(borrow)]
    pub previous: Cow<'a, str>,
    /// The line before it was cut off.
    pub interrupted: Option<Interrupted<'a>>,
}

/// What is wrong with a chain, and where: a sentence that follows the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The line of the file, from 1.
    pub line: u64,
    /// What is wrong there.
    pub what: Cow<'static, str>,
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} {}", self.line, self.what)
    }
}

/// How far a chain was followed.
#[derive(Debug, Clone)]
pub struct Walk {
    /// Lines so far.
    pub lines: u64,
    /// The hash of the last of them that is whole.
    pub head: Hash,
    /// Lines that were cut off.
    pub interrupted: Vec<u64>,
    /// The head before the last line, and the length of that line: it may turn out to be cut off.
    before: (Hash, usize),
    /// The last line does not fit; the next one may say that it was cut off.
    suspect: Option<Suspect>,
}

#[derive(Debug, Clone)]
struct Suspect {
    hash: Hash,
    bytes: usize,
    problem: Break,
}

impl Default for Walk {
    fn default() -> Self {
        let before = (BEGINNING, 0);
        Self { lines: 0, head: BEGINNING, interrupted: Vec::new(), before, suspect: None }
    }
}

impl Walk {
    /// Follows the chain over one more line (without its end).
    ///
    /// # Errors
    /// When the chain is broken before it.
    pub fn follow(&mut self, line: &[u8]) -> Result<(), Break> {
        let number = self.lines + 1;
        let link: Option<Link<'_>> = serde_json::from_slice(line).ok();
        if let Some(suspect) = self.suspect.take() {
            let named = |link: Link<'_>| {
                link.seq == number
                    && link.previous == hex(&suspect.hash)
                    && link.interrupted.is_some_and(|cut| cut.names(suspect.bytes, &self.head))
            };
            if !link.is_some_and(named) {
                return Err(suspect.problem);
            }
            self.interrupted.push(number - 1);
            self.accept(hash(line), line.len());
            return Ok(());
        }
        match self.problem(number, link.as_ref()) {
            None => {
                if link.is_some_and(|link| link.interrupted.is_some()) {
                    self.interrupted.push(number - 1);
                }
                self.accept(hash(line), line.len());
            }
            Some(problem) => {
                self.suspect = Some(Suspect { hash: hash(line), bytes: line.len(), problem });
                self.lines = number;
            }
        }
        Ok(())
    }

    /// Takes a line that fits.
    pub fn accept(&mut self, hash: Hash, bytes: usize) {
        self.before = (self.head, bytes);
        self.head = hash;
        self.lines += 1;
    }

    fn problem(&self, number: u64, link: Option<&Link<'_>>) -> Option<Break> {
        let at = |line: u64, what: &'static str| Some(Break { line, what: what.into() });
        let Some(link) = link else { return at(number, "is no line of an audit log") };
        if link.seq != number {
            let what = match (number, link.seq > number) {
                (1, _) => format!("is line {} of a log: its beginning is missing", link.seq),
                (_, true) => {
                    format!("says that it is line {}: lines before it are missing or moved", link.seq)
                }
                (_, false) => format!("says that it is line {}: it is put in, repeated or moved", link.seq),
            };
            return Some(Break { line: number, what: what.into() });
        }
        if link.previous != hex(&self.head) {
            return match number {
                1 => at(1, "names a line before it, and there is none: the beginning is missing"),
                _ => at(number - 1, "is not the line that the next one names: one of the two was changed"),
            };
        }
        let cut = link.interrupted.as_ref();
        if cut.is_some_and(|cut| !cut.names(self.before.1, &self.before.0)) {
            return at(number, "names a line that was cut off, and there is none");
        }
        None
    }

    /// Says whether the chain is whole up to here.
    ///
    /// # Errors
    /// When the last line does not fit.
    pub fn end(&mut self) -> Result<(), Break> {
        self.suspect.take().map_or(Ok(()), |suspect| Err(suspect.problem))
    }
}

impl Interrupted<'_> {
    fn names(&self, bytes: usize, after: &Hash) -> bool {
        self.bytes == bytes && self.after == hex(after)
    }
}

/// What was found in a log that is whole.
#[derive(Debug)]
pub struct Checked {
    /// How far the chain goes.
    pub walk: Walk,
    /// What stands behind the last end of line: a line that was cut off and that no other names yet.
    pub tail: Vec<u8>,
    /// The line whose hash was looked for.
    pub found: Option<u64>,
}

/// Follows the chain of a whole log; `wanted` is a hash to look for.
///
/// # Errors
/// When it cannot be read; inside, when the chain is broken.
pub fn check(log: impl BufRead, mut walk: Walk, wanted: Option<&Hash>) -> io::Result<Result<Checked, Break>> {
    let mut log = log;
    let mut line = Vec::new();
    let mut found = None;
    loop {
        line.clear();
        let most = u64::try_from(LONGEST + 1).unwrap_or(u64::MAX);
        log.by_ref().take(most).read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            if line.len() > LONGEST {
                let what = "is longer than any line of an audit log".into();
                return Ok(Err(Break { line: walk.lines + 1, what }));
            }
            return Ok(walk.end().map(|()| Checked { walk, tail: line, found }));
        }
        line.pop();
        if let Err(problem) = walk.follow(&line) {
            return Ok(Err(problem));
        }
        if wanted.is_some_and(|wanted| walk.suspect.is_none() && walk.head == *wanted) {
            found = Some(walk.lines);
        }
    }
}
