//! Appends to the file of a log. Several programs may do so at once: each line is written under a
//! lock of the file, after what others have written meanwhile.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::OpenError;
use crate::chain::{self, Hash, Walk, hex};

/// How long to wait for others who write a line, which takes them microseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a new line has to say of those before it.
#[derive(Debug)]
pub struct NewLink {
    /// Its number.
    pub seq: u64,
    /// The hash of the line before it.
    pub previous: Hash,
    /// The length of the line before it, and the hash of the one before that, if it was cut off.
    pub interrupted: Option<(usize, Hash)>,
}

/// The file of a log.
#[derive(Debug)]
pub struct Writer {
    file: File,
    /// Pipes and devices take lines as well; they cannot be locked, nor read again.
    regular: bool,
    walk: Walk,
    /// How many bytes of the file were followed.
    end: u64,
    /// The hash and length of what stands behind the last end of line.
    tail: Option<(Hash, usize)>,
}

impl Writer {
    /// Opens a log and follows all of its chain; makes a new one that only the user can read.
    ///
    /// # Errors
    /// When it cannot be written, or its chain is broken.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let unusable = |error: io::Error| OpenError::Unusable(error.to_string());
        let file = options().open(path).map_err(unusable)?;
        let metadata = file.metadata().map_err(unusable)?;
        let walk = Walk::default();
        let mut writer = Self { file, regular: metadata.is_file(), walk, end: 0, tail: None };
        if !writer.regular {
            return Ok(writer);
        }
        writer.lock().map_err(OpenError::Unusable)?;
        let caught_up = writer.catch_up();
        let unlocked = writer.file.unlock();
        caught_up?;
        unlocked.map_err(unusable)?;
        Ok(writer)
    }

    /// How many lines there are, and the hash of the last.
    pub fn position(&self) -> (u64, String) {
        (self.walk.lines, hex(&self.walk.head))
    }

    /// Appends one line (without its end) with a single write, so that a crash of this program leaves
    /// it whole or not at all. It is then with the operating system, which does not wait for the disk.
    /// Returns its number.
    ///
    /// # Errors
    /// A sentence on why it is not there.
    pub fn append(&mut self, line: impl FnOnce(&NewLink) -> String) -> Result<u64, String> {
        if !self.regular {
            return self.write(line);
        }
        self.lock()?;
        let written = match self.catch_up() {
            Ok(()) => self.write(line),
            Err(OpenError::Broken(found)) => Err(format!("its {found}")),
            Err(OpenError::Unusable(reason)) => Err(reason),
        };
        let unlocked = self.file.unlock().map_err(|error| format!("it cannot be unlocked: {error}"));
        unlocked.and(written)
    }

    fn write(&mut self, line: impl FnOnce(&NewLink) -> String) -> Result<u64, String> {
        let link = match self.tail {
            None => NewLink { seq: self.walk.lines + 1, previous: self.walk.head, interrupted: None },
            Some((hash, bytes)) => NewLink {
                seq: self.walk.lines + 2,
                previous: hash,
                interrupted: Some((bytes, self.walk.head)),
            },
        };
        let line = line(&link);
        if line.len() > chain::LONGEST {
            return Err("the line is longer than 1 MiB".to_owned());
        }
        let before = if self.tail.is_some() { "\n" } else { "" };
        let text = format!("{before}{line}\n");
        let written = retried(|| self.file.write(text.as_bytes())).map_err(|error| error.to_string())?;
        if written < text.len() {
            return Err(format!("only {written} of {} bytes could be written", text.len()));
        }
        if let Some((hash, bytes)) = self.tail.take() {
            self.walk.interrupted.push(link.seq - 1);
            self.walk.accept(hash, bytes);
            self.end += u64::try_from(bytes).unwrap_or_default();
        }
        self.walk.accept(chain::hash(line.as_bytes()), line.len());
        self.end += u64::try_from(text.len()).unwrap_or_default();
        Ok(link.seq)
    }

    /// Follows what others have written since.
    fn catch_up(&mut self) -> Result<(), OpenError> {
        let other = |error: io::Error| OpenError::Unusable(error.to_string());
        let length = self.file.metadata().map_err(other)?.len();
        let known = self.end + self.tail.map_or(0, |(_, bytes)| u64::try_from(bytes).unwrap_or_default());
        if length == known {
            return Ok(());
        }
        if length < known {
            return Err(OpenError::Unusable("it was cut off while it was in use".to_owned()));
        }
        self.file.seek(SeekFrom::Start(self.end)).map_err(other)?;
        let log = BufReader::with_capacity(1 << 16, (&self.file).take(length - self.end));
        let checked =
            chain::check(log, self.walk.clone(), None).map_err(other)?.map_err(OpenError::Broken)?;
        let rest = checked.tail.len();
        self.walk = checked.walk;
        self.tail = (rest > 0).then(|| (chain::hash(&checked.tail), rest));
        self.end = length - u64::try_from(rest).unwrap_or_default();
        Ok(())
    }

    /// Waits for others who write.
    fn lock(&self) -> Result<(), String> {
        let (began, mut pause) = (Instant::now(), Duration::from_micros(20));
        loop {
            match self.file.try_lock() {
                Ok(()) => return Ok(()),
                Err(TryLockError::Error(error)) => return Err(format!("it cannot be locked: {error}")),
                Err(TryLockError::WouldBlock) if began.elapsed() > PATIENCE => {
                    return Err(format!("another program has kept it locked for {} s", PATIENCE.as_secs()));
                }
                Err(TryLockError::WouldBlock) => thread::sleep(pause),
            }
            pause = (pause * 2).min(Duration::from_millis(5));
        }
    }
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn retried(mut write: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match write() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}
