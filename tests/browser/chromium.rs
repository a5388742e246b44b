//! Chromium as a child: with a profile of its own, without a window, ended with the test.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Tests fail without a browser instead of being skipped if this is `1`.
const REQUIRED: &str = "WASMIDEM_REQUIRE_BROWSER";
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// How long it may take to start on a busy machine.
const START: Duration = Duration::from_secs(60);

/// How long it may take to end.
const END: Duration = Duration::from_secs(10);

/// A running browser. Dropping it ends it.
pub struct Chromium {
    child: Child,
    profile: TempDir,
}

impl Chromium {
    /// Starts one; `None` if there is none and that is allowed.
    pub fn start() -> Option<Self> {
        let Some(program) = find() else {
            let how = "on Debian and Ubuntu: apt-get install -y --no-install-recommends chromium";
            assert!(
                env::var(REQUIRED).as_deref() != Ok("1"),
                "there is no Chromium, and {REQUIRED}=1 is set; {how}"
            );
            println!("skipped: there is no Chromium to look at HTML reports with; {how}");
            return None;
        };
        let profile = TempDir::with_prefix("wasmidem-browser-").expect("a folder for the profile");
        let child = Command::new(&program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-address=127.0.0.1",
                "--remote-debugging-port=0",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start `{}`: {error}", program.display()));
        Some(Self { child, profile })
    }

    /// Where it listens for commands: `ws://127.0.0.1:PORT/…`.
    pub fn endpoint(&mut self) -> String {
        let file = self.profile.path().join("DevToolsActivePort");
        let started = Instant::now();
        loop {
            let text = fs::read_to_string(&file).unwrap_or_default();
            if let Some((port, path)) = text.split_once('\n')
                && !path.trim().is_empty()
            {
                return format!("ws://127.0.0.1:{}{}", port.trim(), path.trim());
            }
            let ended = self.child.try_wait().expect("our own child can be asked");
            assert!(ended.is_none(), "the browser ended at once: {ended:?}");
            assert!(started.elapsed() < START, "the browser does not listen after {START:?}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // It was asked to end, and does so with its children; then nobody writes to the profile.
        let asked = Instant::now();
        while asked.elapsed() < END && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(20));
        }
        // Ours, by its own handle.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn find() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}
