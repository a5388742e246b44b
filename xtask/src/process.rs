//! Runs other programs: bounded, echoed, ended by their own handle.

use std::io::{ErrorKind, Read, Write};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How often a bounded child is looked at.
const POLL: Duration = Duration::from_millis(20);

/// A finished program whose output was shown while it ran.
pub struct Shown {
    /// How it ended.
    pub status: ExitStatus,
    /// What it wrote to standard output, if that was asked for.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: String,
}

/// What happens to standard output of a child whose standard error is shown and kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stdout {
    /// Straight to ours.
    Inherit,
    /// Kept, not shown.
    Keep,
    /// Shown and kept.
    Show,
}

/// The program and its arguments as one line, for messages.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Runs `command` without input and returns its output; after `limit` it is ended.
///
/// # Errors
/// When it cannot be started or takes longer than `limit`.
pub fn capture(command: &mut Command, limit: Duration) -> Result<Output> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| cannot_start(command))?;
    let stdout = read_all(child.stdout.take());
    let stderr = read_all(child.stderr.take());
    // after the limit nobody waits for the readers: a grandchild may still hold the pipes open
    let status = wait(&mut child, limit).with_context(|| format!("`{}`", line(command)))?;
    let join = |bytes: thread::JoinHandle<Vec<u8>>| bytes.join().unwrap_or_default();
    Ok(Output { status, stdout: join(stdout), stderr: join(stderr) })
}

/// Runs `command` without input, shows its standard error while it runs and keeps it.
///
/// # Errors
/// When it cannot be started. That it fails is told by `status`.
pub fn show(command: &mut Command, stdout: Stdout) -> Result<Shown> {
    command.stdin(Stdio::null()).stderr(Stdio::piped());
    command.stdout(if stdout == Stdout::Inherit { Stdio::inherit() } else { Stdio::piped() });
    let mut child = command.spawn().with_context(|| cannot_start(command))?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (kept, stderr) = thread::scope(|scope| {
        let kept = scope.spawn(move || match stdout {
            Stdout::Show => tee(out, std::io::stdout()),
            Stdout::Keep | Stdout::Inherit => tee(out, std::io::sink()),
        });
        let stderr = tee(err, std::io::stderr());
        (kept.join().unwrap_or_default(), stderr)
    });
    let status = child.wait().context("waiting for a child")?;
    Ok(Shown { status, stdout: kept, stderr: String::from_utf8_lossy(&stderr).into_owned() })
}

/// Waits for `child`, at most `limit`; then it is ended.
///
/// # Errors
/// When it took too long.
pub fn wait(child: &mut Child, limit: Duration) -> Result<ExitStatus> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().context("waiting for a child")? {
            return Ok(status);
        }
        if start.elapsed() >= limit {
            child.kill().context("ending a child that took too long")?;
            child.wait().context("waiting for a child")?;
            bail!("ended after {} without a result", crate::progress::human(limit));
        }
        thread::sleep(POLL);
    }
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start `{}`", command.get_program().to_string_lossy())
}

fn read_all(source: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || tee(source, std::io::sink()))
}

/// Copies as bytes arrive, since progress bars do not end their lines.
fn tee(source: Option<impl Read>, mut sink: impl Write) -> Vec<u8> {
    let mut kept = Vec::new();
    let Some(mut source) = source else {
        return kept;
    };
    let mut buffer = vec![0; 8192];
    loop {
        let count = match source.read(&mut buffer) {
            Ok(0) => return kept,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => return kept,
        };
        if let Some(bytes) = buffer.get(..count) {
            kept.extend_from_slice(bytes);
            // a closed terminal must not stop the child
            let _ = sink.write_all(bytes).and_then(|()| sink.flush());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn output_is_captured() {
        let output = capture(&mut shell("echo out; echo err >&2; exit 3"), Duration::from_secs(20));
        let output = output.unwrap();
        assert_eq!(output.stdout, b"out\n");
        assert_eq!(output.stderr, b"err\n");
        assert_eq!(output.status.code(), Some(3));
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        let start = Instant::now();
        let result = capture(&mut shell("sleep 20; true"), Duration::from_millis(200));
        let message = format!("{:#}", result.unwrap_err());
        assert!(message.contains("ended after 0.2 s"), "{message}");
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn shown_output_is_also_kept() {
        let shown = show(&mut shell("printf kept; echo said >&2; exit 1"), Stdout::Keep).unwrap();
        assert_eq!(shown.stdout, b"kept");
        assert_eq!(shown.stderr, "said\n");
        assert!(!shown.status.success());
    }

    #[test]
    fn a_missing_program_is_named() {
        let mut missing = Command::new("no-such-program-here");
        let error = show(&mut missing, Stdout::Keep).err().unwrap();
        assert_eq!(error.to_string(), "cannot start `no-such-program-here`");
    }
}
