//! A server of the same answers again and again, for what the emulator does not know.

use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::http::Message;

/// The server. Dropping it ends it.
pub struct Canned {
    address: String,
    ended: Arc<AtomicBool>,
}

impl Canned {
    /// Answers each request so.
    pub fn start(answer: impl Fn(&Message) -> Message + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound").to_string();
        let ended = Arc::new(AtomicBool::new(false));
        let (ending, answer) = (Arc::clone(&ended), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ending.load(Ordering::Relaxed) {
                    break;
                }
                let answer = Arc::clone(&answer);
                // A client that goes away is no error.
                thread::spawn(move || drop(serve(&stream, answer.as_ref())));
            }
        });
        Self { address, ended }
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Canned {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // Wakes the listener.
        let _ = TcpStream::connect(&self.address);
    }
}

fn serve(stream: &TcpStream, answer: &(impl Fn(&Message) -> Message + ?Sized)) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    while let Some(request) = Message::read(&mut reader, false)? {
        writer.write_all(&answer(&request).bytes())?;
    }
    Ok(())
}
