//! `wasmidem audit verify`: whether an audit log is as it was written.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use serde_json::json;
use wasmidem_contract::{Diagnostic, Location};

use super::conclude;
use wasmidem_audit::{Checked, Hash, Walk, hex, unhex};

use crate::args::AuditVerify;
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::report::{Console, pretty};

/// Verifies a log.
pub fn run(args: &AuditVerify, console: &Console) -> Exit {
    conclude(verify(args, console), args.json, console)
}

fn verify(args: &AuditVerify, console: &Console) -> Result<Exit, Stop> {
    let wanted = args.head.as_deref().map(head).transpose()?;
    let checked = read(&args.file, wanted.as_ref()).map_err(|error| unreadable(&args.file, &error))?;
    let checked = checked.map_err(|found| {
        let problem = wasmidem_audit::broken(&args.file, &found);
        Stop::new(Exit::StateFailed, problem.with_help("all lines before it are as they were written"))
    })?;
    for line in interrupted(&checked) {
        console.diagnostic(&cut_off(&args.file, line));
    }
    let walk = &checked.walk;
    match (&args.head, checked.found) {
        (Some(head), None) => return Err(missing(args, &format!("no line has the hash {head}"))),
        (Some(_), Some(line)) if line < walk.lines => {
            console.err(&format!("the head that was kept is line {line}; {} more follow", walk.lines - line));
        }
        _ => {}
    }
    if let Some(lines) = args.lines.filter(|lines| *lines > walk.lines) {
        return Err(missing(args, &format!("there are {} lines of at least {lines}", walk.lines)));
    }
    let (lines, head) = (walk.lines, hex(&walk.head));
    console.out(&if args.json {
        pretty(&json!({ "lines": lines, "head": head, "interrupted": interrupted(&checked) }))
    } else {
        format!("{lines} lines, head {head}\n")
    });
    Ok(Exit::Done)
}

/// Reads a log while nobody writes to it.
fn read(path: &Path, wanted: Option<&Hash>) -> io::Result<Result<Checked, wasmidem_audit::Break>> {
    let file = File::open(path)?;
    // Where files cannot be locked, whoever writes at this moment may be seen half.
    let locked = file.lock_shared().is_ok();
    let checked = wasmidem_audit::check(BufReader::with_capacity(1 << 16, &file), Walk::default(), wanted);
    if locked {
        let _ = file.unlock();
    }
    checked
}

fn head(text: &str) -> Result<Hash, Stop> {
    unhex(text).ok_or_else(|| {
        let problem = Diagnostic::error("audit-head", format!("`{text}` is no hash"));
        Stop::new(
            Exit::Usage,
            problem.with_help("a head is 64 hexadecimal digits, as `audit verify` prints it"),
        )
    })
}

fn unreadable(path: &Path, error: &io::Error) -> Stop {
    let text = format!("the audit log `{}` cannot be used: {error}", path.display());
    Stop::new(
        Exit::Usage,
        Diagnostic::error("audit-file", text).with_help("name a file that `--audit` has written"),
    )
}

fn missing(args: &AuditVerify, what: &str) -> Stop {
    let text = format!("the end of the audit log `{}` is missing: {what}", args.file.display());
    let help = "lines were cut off, all lines were written anew, or the head is of another log";
    Stop::new(Exit::StateFailed, Diagnostic::error("audit-head", text).with_help(help))
}

/// The lines that were cut off, also one at the very end.
fn interrupted(checked: &Checked) -> Vec<u64> {
    let at_the_end = (!checked.tail.is_empty()).then(|| checked.walk.lines + 1);
    checked.walk.interrupted.iter().copied().chain(at_the_end).collect()
}

fn cut_off(path: &Path, line: u64) -> Diagnostic {
    let problem = Diagnostic::warning("audit-interrupted", "this line was cut off while it was written");
    let name = path.display().to_string();
    let line = u32::try_from(line).unwrap_or(u32::MAX);
    problem
        .at(Location { file: name.into(), line, column: 1 }, None, 1)
        .with_help("a crash or a full disk does that; what it was to allow may not have been sent")
}
