use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget};
use wasmidem_contract::Diagnostic;

use super::diagnostic;
use crate::args::{ColorChoice, Global, LogLevel};

/// Where to write, and how: colours, levels.
#[derive(Debug)]
pub struct Console {
    colour_out: bool,
    colour_err: bool,
    /// Whether stderr is a terminal, where lines can be drawn over.
    pub interactive: bool,
    /// How much to tell on stderr.
    pub log_level: LogLevel,
    /// Hidden until something shows progress; drawn again after each line that is written.
    pub bar: ProgressBar,
    lost_output: AtomicBool,
}

/// A style of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As it is.
    Plain,
    /// Stands out.
    Bold,
    /// Stands back.
    Dim,
    /// Something new.
    Green,
    /// Something changed; a warning.
    Yellow,
    /// Something gone; an error.
    Red,
    /// A place or a note.
    Cyan,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "0",
            Self::Bold => "1",
            Self::Dim => "2",
            Self::Green => "32",
            Self::Yellow => "33",
            Self::Red => "31",
            Self::Cyan => "36",
        }
    }

    /// The text in this style, if styles are used.
    pub fn paint(self, text: &str, colour: bool) -> String {
        if colour && self != Self::Plain {
            format!("\x1b[{}m{text}\x1b[0m", self.code())
        } else {
            text.to_owned()
        }
    }
}

impl Console {
    /// As the options and the environment say.
    pub fn new(global: &Global) -> Self {
        Self::with(global.color, global.log_level)
    }

    /// As it is without any option.
    pub fn usual() -> Self {
        Self::with(ColorChoice::Auto, LogLevel::Warn)
    }

    fn with(color: ColorChoice, log_level: LogLevel) -> Self {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colour = |terminal: bool| match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && !no_color,
        };
        let interactive = io::stderr().is_terminal();
        Self {
            colour_out: colour(io::stdout().is_terminal()),
            colour_err: colour(interactive),
            interactive,
            log_level,
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
            lost_output: AtomicBool::new(false),
        }
    }

    /// Whether stdout takes colours.
    pub fn colour_out(&self) -> bool {
        self.colour_out
    }

    /// Whether stderr takes colours.
    pub fn colour_err(&self) -> bool {
        self.colour_err
    }

    /// Whether something could not be written to stdout.
    pub fn lost_output(&self) -> bool {
        self.lost_output.load(Ordering::Relaxed)
    }

    /// Writes a text to stdout. A reader that has gone away is no error.
    pub fn out(&self, text: &str) {
        self.bar.suspend(|| {
            let mut stdout = io::stdout().lock();
            match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                    self.lost_output.store(true, Ordering::Relaxed);
                }
                _ => {}
            }
        });
    }

    /// Writes a line to stderr.
    pub fn err(&self, line: &str) {
        self.bar.suspend(|| {
            let _ = writeln!(io::stderr().lock(), "{line}");
        });
    }

    /// Writes a problem to stderr.
    pub fn diagnostic(&self, problem: &Diagnostic) {
        self.err(&diagnostic::render(problem, self.colour_err));
    }
}
