//! A server on the loopback interface that makes each call as slow as if AWS were far away. It
//! passes calls on to something that answers them, and keeps connections open, as AWS does.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result};

use super::http::{Message, Unsized};

/// Connections at once; what comes beyond is closed.
const CONNECTIONS: usize = 512;
/// How long a connection may be silent.
const SILENCE: Duration = Duration::from_secs(60);

/// What answers the calls.
pub trait Answers: Send + Sync + 'static {
    /// The answer to a call.
    ///
    /// # Errors
    /// When there is none; the connection then ends.
    fn answer(&self, request: &Message) -> io::Result<Message>;
}

/// The running proxy. Dropping it closes all connections and waits until it has ended.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

/// What the threads of a proxy share.
struct Shared {
    upstream: Box<dyn Answers>,
    latency: Duration,
    ended: AtomicBool,
    /// How often each action was asked for.
    calls: Mutex<BTreeMap<String, u32>>,
    /// A handle of each open connection, to close it from outside.
    open: Mutex<HashMap<u64, TcpStream>>,
}

impl Proxy {
    /// Starts a proxy before `upstream` that holds each request back for `latency`.
    ///
    /// # Errors
    /// When there is no free port.
    pub fn start(upstream: impl Answers, latency: Duration) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("no free port for the proxy")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            upstream: Box::new(upstream),
            latency,
            ended: AtomicBool::new(false),
            calls: Mutex::default(),
            open: Mutex::default(),
        });
        let serving = Arc::clone(&shared);
        let listener = Some(thread::spawn(move || accept(&listener, &serving)));
        Ok(Self { address, shared, listener })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How often each action was asked for, since the start.
    pub fn calls(&self) -> BTreeMap<String, u32> {
        locked(&self.shared.calls).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        // wakes the listener; if it cannot be reached it has ended
        let _ = TcpStream::connect(self.address);
        if let Some(listener) = self.listener.take() {
            // it does not panic, and if it did the proxy would be gone as well
            let _ = listener.join();
        }
    }
}

/// Accepts until the end, then closes what is open and waits for it.
fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    let mut serving: Vec<JoinHandle<()>> = Vec::new();
    for (number, stream) in (0_u64..).zip(listener.incoming()) {
        if shared.ended.load(Ordering::SeqCst) {
            break;
        }
        serving.retain(|thread| !thread.is_finished());
        let Ok(stream) = stream else { continue };
        let Ok(handle) = stream.try_clone() else { continue };
        if serving.len() >= CONNECTIONS {
            continue;
        }
        locked(&shared.open).insert(number, handle);
        let shared = Arc::clone(shared);
        serving.push(thread::spawn(move || {
            // a client that goes away is no error, and one that gets no answer notices
            let _ = serve(&stream, &shared);
            locked(&shared.open).remove(&number);
        }));
    }
    for stream in locked(&shared.open).values() {
        let _ = stream.shutdown(Shutdown::Both);
    }
    for thread in serving {
        let _ = thread.join();
    }
}

/// Serves one connection until it ends.
fn serve(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(SILENCE))?;
    stream.set_write_timeout(Some(SILENCE))?;
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    while let Some(request) = Message::read(&mut reader, Unsized::Empty)? {
        *locked(&shared.calls).entry(action(&request)).or_default() += 1;
        thread::sleep(shared.latency);
        let answer = shared.upstream.answer(&request)?;
        let start = answer.start.replacen("HTTP/1.0", "HTTP/1.1", 1);
        writer.write_all(&answer.bytes(&start, "Connection: keep-alive"))?;
    }
    Ok(())
}

/// The `Action` of a request; `other` if it has none.
fn action(request: &Message) -> String {
    request.form().remove("Action").unwrap_or_else(|| "other".to_owned())
}

/// Passes calls on to another server, over a new connection each.
pub struct Forward {
    /// `HOST:PORT`.
    address: String,
}

impl Forward {
    /// To `endpoint`, `http://HOST:PORT`.
    ///
    /// # Errors
    /// When it is not plain HTTP.
    pub fn to(endpoint: &str) -> Result<Self> {
        let address = endpoint.strip_prefix("http://").context("the endpoint is not plain HTTP")?;
        Ok(Self { address: address.to_owned() })
    }
}

impl Answers for Forward {
    fn answer(&self, request: &Message) -> io::Result<Message> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(SILENCE))?;
        stream.set_write_timeout(Some(SILENCE))?;
        stream.write_all(&request.bytes(&request.start, "Connection: close"))?;
        let answer = Message::read(&mut BufReader::new(stream), Unsized::ToTheEnd)?;
        answer.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, Read};

    /// Answers a number of requests with their own body, one per connection.
    fn echo(count: usize) -> (String, JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let thread = thread::spawn(move || {
            for stream in listener.incoming().take(count) {
                let mut stream = stream.unwrap();
                let request = Message::read(&mut BufReader::new(&stream), Unsized::Empty);
                let request = request.unwrap().unwrap();
                assert_eq!(request.header("connection"), Some("close"));
                stream.write_all(b"HTTP/1.0 200 OK\r\nX: y\r\n\r\n").unwrap();
                stream.write_all(&request.body).unwrap();
            }
        });
        (endpoint, thread)
    }

    fn connect(proxy: &Proxy) -> TcpStream {
        let stream = TcpStream::connect(proxy.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    #[test]
    fn calls_of_one_connection_are_forwarded_and_counted() {
        let (endpoint, upstream) = echo(3);
        let proxy = Proxy::start(Forward::to(&endpoint).unwrap(), Duration::from_millis(1)).unwrap();
        let mut stream = connect(&proxy);
        for action in ["CreateVpc", "DescribeVpcs", "DescribeVpcs"] {
            let body = format!("Version=1&Action={action}&A=b");
            let length = body.len();
            write!(stream, "POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
            let mut reader = BufReader::new(&stream);
            let answer = Message::read(&mut reader, Unsized::Empty).unwrap().unwrap();
            assert_eq!(answer.start, "HTTP/1.1 200 OK");
            assert_eq!(answer.header("x"), Some("y"));
            assert_eq!(answer.body, body.as_bytes());
        }
        upstream.join().unwrap();
        let expected = [("CreateVpc".to_owned(), 1), ("DescribeVpcs".to_owned(), 2)];
        assert_eq!(proxy.calls(), BTreeMap::from(expected));
    }

    #[test]
    fn dropping_it_ends_everything() {
        let proxy = Proxy::start(Forward::to("http://127.0.0.1:9").unwrap(), Duration::ZERO).unwrap();
        let address = proxy.address;
        let idle = connect(&proxy);
        let mut half = connect(&proxy);
        half.write_all(b"POST / HTTP/1.1\r\nHost").unwrap();
        drop(proxy);
        for stream in [idle, half] {
            // closed or reset, but not waiting
            let end = BufReader::new(stream).fill_buf().map(<[u8]>::is_empty);
            assert!(end.unwrap_or_else(|error| error.kind() == io::ErrorKind::ConnectionReset));
        }
        assert!(TcpStream::connect(address).is_err());
    }

    #[test]
    fn a_dead_upstream_ends_the_connection() {
        // a port that was free a moment ago
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let proxy = Proxy::start(Forward::to(&endpoint).unwrap(), Duration::ZERO).unwrap();
        let mut stream = connect(&proxy);
        stream.write_all(b"POST / HTTP/1.1\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert!(answer.is_empty());
    }

    #[test]
    fn only_plain_http_can_be_slowed_down() {
        assert!(Forward::to("https://127.0.0.1:1").is_err());
    }
}
