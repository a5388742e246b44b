//! `wasmidem acct_edit`: an editor on the YAML of an acct file.

use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::time::Duration;
use std::{env, io};

use wasmidem_aws::acct;
use wasmidem_contract::Diagnostic;

use super::conclude;
use super::decrypt::key;
use crate::args::AcctEdit;
use crate::compose::{Stop, credentials_problem, start_runtime};
use crate::exit_code::Exit;
use crate::private_file;
use crate::report::Console;

/// How often it is looked whether the editor has ended.
const TICK: Duration = Duration::from_millis(50);

/// Edits a file.
pub fn run(args: &AcctEdit, console: &Console) -> Exit {
    conclude(edit(args, console), false, console)
}

fn edit(args: &AcctEdit, console: &Console) -> Result<Exit, Stop> {
    let refused = |error| Stop::new(Exit::Credentials, credentials_problem(&error));
    let key = key(args.acct_key.as_ref())?;
    let (cipher, _) = args.crypto_plugin.cipher();
    let before = acct::decrypt(&private_file::read_bytes(&args.file)?, key, cipher).map_err(refused)?;
    let after = edited(&editor(args), before.as_str())?;
    if after == before.as_str() {
        console.err("nothing has changed");
        return Ok(Exit::Done);
    }
    // INVARIANT: the file is replaced as a whole, and only by what can be read again.
    let made = acct::encrypt(&after, Some(key), cipher).map_err(|error| {
        let problem = credentials_problem(&error);
        Stop::new(Exit::Credentials, problem.with_help("the acct file is as it was; edit it again"))
    })?;
    private_file::write(&args.file, &made.contents)?;
    Ok(Exit::Done)
}

/// The editor that is asked for, with its arguments.
fn editor(args: &AcctEdit) -> String {
    let variable = |name| env::var(name).ok().filter(|command: &String| !command.trim().is_empty());
    let named = args.editor.clone().or_else(|| variable("VISUAL")).or_else(|| variable("EDITOR"));
    named.unwrap_or_else(|| "vi".to_owned())
}

/// What the user makes of a text.
fn edited(editor: &str, text: &str) -> Result<String, Stop> {
    let failed = |message: String| {
        let problem = Diagnostic::error("usage-editor", message);
        Stop::new(Exit::Usage, problem.with_help("name one with --editor, VISUAL or EDITOR"))
    };
    // A folder of its own, so that what editors leave beside a file goes with it.
    let mut builder = tempfile::Builder::new();
    builder.prefix("wasmidem-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let folder = builder.tempdir().map_err(|error| failed(format!("there is no place to edit: {error}")))?;
    let copy = folder.path().join("acct.yaml");
    private_file::write(&copy, text.as_bytes())?;
    let status = opened(editor, &copy)?.map_err(|error| failed(format!("cannot run `{editor}`: {error}")));
    let text = status.and_then(|status| match status {
        Some(status) if status.success() => private_file::read(&copy),
        Some(status) => Err(failed(format!("`{editor}` ended with {status}; the acct file is as it was"))),
        None => Err(failed("the program was asked to end; the acct file is as it was".to_owned())),
    });
    let removed = folder.close();
    let text = text?;
    removed.map_err(|error| failed(format!("the decrypted copy cannot be removed: {error}")))?;
    Ok(text)
}

/// Runs the editor to its end; nothing if this program was asked to end before.
fn opened(editor: &str, file: &Path) -> Result<io::Result<Option<ExitStatus>>, Stop> {
    let runtime = start_runtime()?;
    let _context = runtime.enter();
    // Signals are heard before there is an editor: from here on none of them ends this program
    // while there is a decrypted copy.
    let mut asked = match Asked::listen() {
        Ok(asked) => asked,
        Err(error) => return Ok(Err(error)),
    };
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    let child = command.args(words).arg(file).spawn();
    Ok(match child {
        Ok(child) => runtime.block_on(ended(child, &mut asked)),
        Err(error) => Err(error),
    })
}

async fn ended(mut child: Child, asked: &mut Asked) -> io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            () = asked.run_to_end() => {
                child.kill()?;
                child.wait()?;
                return Ok(None);
            }
        }
    }
}

/// The signals that would end the program. The editor's own terminal gets Ctrl-C too, and knows
/// better what it means.
struct Asked {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 3],
}

impl Asked {
    #[cfg(unix)]
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            signals: [
                signal(SignalKind::interrupt())?,
                signal(SignalKind::terminate())?,
                signal(SignalKind::hangup())?,
            ],
        })
    }

    #[cfg(unix)]
    async fn run_to_end(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.signals;
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => return,
                _ = hangup.recv() => return,
            }
        }
    }

    #[cfg(not(unix))]
    fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn run_to_end(&mut self) {
        std::future::pending().await
    }
}
