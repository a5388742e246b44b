//! A proxy between the program and the emulator: records what is sent, and breaks what it is told.

use std::collections::BTreeMap;
use std::io::{BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::fault::{Fault, Rule, date, gzip, is_named};
use crate::http::{Message, form};
use crate::protocol::action;

/// The longest that an answer without an end goes on, so that a test which waits for it fails.
const ENDLESS: Duration = Duration::from_secs(40);

/// A request that was sent.
#[derive(Debug, Clone)]
pub struct Request {
    /// The operation, e.g. `CreateVpc`; method and path where these are its name.
    pub action: String,
    /// All members of the form.
    pub members: BTreeMap<String, String>,
    /// The whole request as text.
    pub text: String,
    /// The `Authorization` header.
    pub authorization: String,
    /// What was done to it.
    pub fault: Option<Fault>,
}

impl Request {
    /// Whether it changes something.
    pub fn is_write(&self) -> bool {
        const READS: [&str; 6] = ["Describe", "Get", "List", "Search", "GET ", "HEAD "];
        !READS.iter().any(|read| self.action.starts_with(read))
    }
}

#[derive(Default)]
struct Shared {
    upstream: String,
    rules: Mutex<Vec<Rule>>,
    requests: Mutex<Vec<Request>>,
    /// The actions that were passed on.
    reached: Mutex<Vec<String>>,
    ended: AtomicBool,
}

/// The proxy. Dropping it ends it.
pub struct Proxy {
    address: String,
    shared: Arc<Shared>,
}

impl Proxy {
    /// Starts one in front of `upstream`, `HOST:PORT`.
    pub fn start(upstream: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound").to_string();
        let shared = Arc::new(Shared { upstream: upstream.to_owned(), ..Shared::default() });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if serving.ended.load(Ordering::Relaxed) {
                    break;
                }
                let serving = Arc::clone(&serving);
                // A client that goes away is no error.
                thread::spawn(move || drop(serve(&stream, &serving)));
            }
        });
        Self { address, shared }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds a rule. The first rule that has not had enough decides.
    pub fn inject(&self, rule: Rule) -> &Self {
        locked(&self.shared.rules).push(rule);
        self
    }

    /// From now on nothing is broken.
    pub fn heal(&self) {
        locked(&self.shared.rules).clear();
    }

    /// Forgets what was recorded.
    pub fn forget(&self) {
        locked(&self.shared.requests).clear();
        locked(&self.shared.reached).clear();
    }

    /// What was sent, in the order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        locked(&self.shared.requests).clone()
    }

    /// The actions of all requests that change something.
    pub fn writes(&self) -> Vec<String> {
        self.requests().into_iter().filter(Request::is_write).map(|request| request.action).collect()
    }

    /// How often an action was asked for; actions of a method and path by the beginning of that.
    pub fn count(&self, action: &str) -> usize {
        locked(&self.shared.requests).iter().filter(|request| is_named(&request.action, action)).count()
    }

    /// How often it was passed on, and so was done.
    pub fn reached(&self, action: &str) -> usize {
        locked(&self.shared.reached).iter().filter(|reached| is_named(reached, action)).count()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        // Wakes the listener.
        let _ = TcpStream::connect(&self.address);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    fn fault(&self, action: &str) -> Option<Fault> {
        for rule in locked(&self.rules).iter_mut() {
            if !rule.is_for(action) || rule.count == 0 {
                continue;
            }
            if rule.after > 0 {
                rule.after -= 1;
                continue;
            }
            rule.count = rule.count.saturating_sub(1);
            return Some(rule.fault.clone());
        }
        None
    }

    fn record(&self, message: &Message) -> Option<Fault> {
        let body = String::from_utf8_lossy(&message.body);
        let members: BTreeMap<String, String> = form(&body).into_iter().collect();
        let action = action(message);
        let fault = self.fault(&action);
        locked(&self.requests).push(Request {
            action,
            members,
            text: String::from_utf8_lossy(&message.bytes()).into_owned(),
            authorization: message.header("authorization").unwrap_or_default().to_owned(),
            fault: fault.clone(),
        });
        fault
    }
}

/// Serves one connection until it ends.
fn serve(stream: &TcpStream, shared: &Shared) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    let mut reader = BufReader::new(stream);
    while let Some(request) = Message::read(&mut reader, false)? {
        let fault = shared.record(&request);
        let connection = Connection { stream, request: &request, shared };
        if connection.answer(fault.as_ref())?.is_break() {
            break;
        }
    }
    Ok(())
}

/// A request, and where it is answered.
struct Connection<'a> {
    stream: &'a TcpStream,
    request: &'a Message,
    shared: &'a Shared,
}

/// The connection goes on.
const GOES_ON: std::io::Result<ControlFlow<()>> = Ok(ControlFlow::Continue(()));
/// It has ended.
const ENDED: std::io::Result<ControlFlow<()>> = Ok(ControlFlow::Break(()));

impl Connection<'_> {
    /// Has it done.
    fn pass_on(&self) -> std::io::Result<Message> {
        locked(&self.shared.reached).push(action(self.request));
        self.request.ask(&self.shared.upstream)
    }

    fn write(&self, bytes: &[u8]) -> std::io::Result<()> {
        let mut stream = self.stream;
        stream.write_all(bytes)
    }

    fn say(&self, answer: &Message) -> std::io::Result<ControlFlow<()>> {
        let mut answer = answer.clone();
        if self.request.start.starts_with("HEAD ") {
            answer.body.clear();
        }
        self.write(&answer.bytes())?;
        GOES_ON
    }

    fn end_after(&self, bytes: &[u8]) -> std::io::Result<ControlFlow<()>> {
        self.write(bytes)?;
        self.stream.shutdown(Shutdown::Both)?;
        ENDED
    }

    /// What is done with the request, and said about it.
    fn answer(&self, fault: Option<&Fault>) -> std::io::Result<ControlFlow<()>> {
        let Some(fault) = fault else { return self.say(&self.pass_on()?) };
        if let Some(refusal) = fault.refusal(self.request) {
            return self.say(&refusal);
        }
        match fault {
            Fault::After(then) => {
                self.pass_on()?;
                return self.answer(Some(then));
            }
            Fault::Reset => {
                // Ends the connection with a reset instead of a farewell.
                socket2::SockRef::from(self.stream).set_linger(Some(Duration::ZERO))?;
                return ENDED;
            }
            Fault::Silence(time) => {
                thread::sleep(*time);
                return ENDED;
            }
            Fault::Flood(bytes) => return self.flood(*bytes),
            Fault::EndlessHeader => {
                self.write(b"HTTP/1.1 200 OK\r\n")?;
                return self.repeat(b"X-More: and more of it\r\n");
            }
            Fault::EndlessInterim => return self.repeat(b"HTTP/1.1 100 Continue\r\n\r\n"),
            Fault::Drip(time) => return self.drip(*time),
            _ => {}
        }
        let answer = self.pass_on()?;
        match fault {
            Fault::Farewell => self.end_after(&answer.bytes()),
            Fault::LostAnswer => self.end_after(&[]),
            Fault::TruncatedAnswer => self.end_after(&truncated(&answer)),
            Fault::TruncatedPieces => self.end_after(&in_pieces(&answer)),
            Fault::HalfBody => {
                let half = answer.body[..answer.body.len() / 2].to_vec();
                self.say(&Message { body: half, ..answer })
            }
            Fault::Compressed => {
                let body = gzip(&answer.body);
                self.say(&Message { body, ..answer }.with("Content-Encoding", "gzip"))
            }
            Fault::LateAnswer(late) => {
                thread::sleep(*late);
                self.say(&answer)
            }
            Fault::Clock(ahead, ..) => self.say(&answer.without("Date").with("Date", &date(*ahead))),
            _ => self.say(&answer),
        }
    }

    fn flood(&self, bytes: u64) -> std::io::Result<ControlFlow<()>> {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {bytes}\r\n\r\n");
        self.write(head.as_bytes())?;
        let piece = vec![b' '; 1 << 16];
        let mut left = bytes;
        while left > 0 {
            let next = usize::try_from(left).map_or(piece.len(), |left| left.min(piece.len()));
            self.write(&piece[..next])?;
            left -= next as u64;
        }
        GOES_ON
    }

    fn repeat(&self, piece: &[u8]) -> std::io::Result<ControlFlow<()>> {
        let (began, pieces) = (Instant::now(), piece.repeat(100));
        while began.elapsed() < ENDLESS {
            self.write(&pieces)?;
            // Others need the processor too.
            thread::sleep(Duration::from_millis(1));
        }
        ENDED
    }

    fn drip(&self, time: Duration) -> std::io::Result<ControlFlow<()>> {
        self.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n")?;
        let began = Instant::now();
        while began.elapsed() < time {
            self.write(b"1\r\n \r\n")?;
            thread::sleep(Duration::from_millis(20));
        }
        ENDED
    }
}

/// The head of an answer, with another header in place of its length.
fn head(answer: &Message, header: &str) -> Vec<u8> {
    let head = Message { body: Vec::new(), ..answer.clone() }.bytes();
    String::from_utf8_lossy(&head).replace("Content-Length: 0", header).into_bytes()
}

/// An answer without its end; of an empty one, a byte is announced that does not come.
fn truncated(answer: &Message) -> Vec<u8> {
    let length = answer.body.len();
    let mut bytes = head(answer, &format!("Content-Length: {}", length.max(1)));
    bytes.extend(&answer.body[..length - length.div_ceil(4)]);
    bytes
}

/// An answer in two pieces, without the end of the second.
fn in_pieces(answer: &Message) -> Vec<u8> {
    let mut bytes = head(answer, "Transfer-Encoding: chunked");
    let (first, second) = answer.body.split_at(answer.body.len() / 2);
    for piece in [first, second].into_iter().filter(|piece| !piece.is_empty()) {
        bytes.extend(format!("{:x}\r\n", piece.len()).into_bytes());
        bytes.extend(piece);
        bytes.extend(b"\r\n");
    }
    if !answer.body.is_empty() {
        bytes.truncate(bytes.len() - 3);
    }
    bytes
}
