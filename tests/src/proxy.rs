//! A proxy between the program and the emulator: records what is sent, and breaks what it is told.

use std::collections::BTreeMap;
use std::io::{BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::http::{Message, form};

/// What happens to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// AWS does not allow it.
    Denied,
    /// AWS asks to slow down; nothing was done.
    Throttled,
    /// AWS has a problem; nothing was done, but that cannot be known.
    ServerError,
    /// This answer, with this status, and nothing was done.
    Answer(u16, String),
    /// The connection ends with a reset before anything is done.
    Reset,
    /// It is done, but the connection ends before the answer.
    LostAnswer,
    /// It is done, but only half of the answer comes.
    TruncatedAnswer,
    /// It is done, and the answer takes its time.
    LateAnswer(Duration),
}

/// Which requests a fault is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The action, e.g. `CreateVpc`; every one if there is none.
    pub action: Option<String>,
    /// How many such requests go through before.
    pub after: usize,
    /// How many are affected.
    pub count: usize,
    /// What happens to them.
    pub fault: Fault,
}

impl Rule {
    /// For each request of an action; `*` is every action.
    pub fn each(action: &str, fault: Fault) -> Self {
        Self { action: (action != "*").then(|| action.to_owned()), after: 0, count: usize::MAX, fault }
    }

    /// For as many requests only.
    #[must_use]
    pub fn times(self, count: usize) -> Self {
        Self { count, ..self }
    }

    /// Beginning after so many.
    #[must_use]
    pub fn after(self, after: usize) -> Self {
        Self { after, ..self }
    }
}

/// A request that was sent.
#[derive(Debug, Clone)]
pub struct Request {
    /// The operation, e.g. `CreateVpc`.
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
        !["Describe", "Get", "List", "Search"].iter().any(|read| self.action.starts_with(read))
    }
}

#[derive(Default)]
struct Shared {
    upstream: String,
    rules: Mutex<Vec<Rule>>,
    requests: Mutex<Vec<Request>>,
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
    }

    /// What was sent, in the order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        locked(&self.shared.requests).clone()
    }

    /// The actions of all requests that change something.
    pub fn writes(&self) -> Vec<String> {
        self.requests().into_iter().filter(Request::is_write).map(|request| request.action).collect()
    }

    /// How often an action was asked for.
    pub fn count(&self, action: &str) -> usize {
        locked(&self.shared.requests).iter().filter(|request| request.action == action).count()
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
            if rule.action.as_deref().is_some_and(|other| other != action) || rule.count == 0 {
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
        let action = members.get("Action").cloned().unwrap_or_else(|| message.start.clone());
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
    let mut writer = stream;
    while let Some(request) = Message::read(&mut reader, false)? {
        let fault = shared.record(&request);
        if let Some(answer) = fault.as_ref().and_then(|fault| refusal(fault, &request)) {
            writer.write_all(&answer.bytes())?;
            continue;
        }
        if fault == Some(Fault::Reset) {
            // Ends the connection with a reset instead of a farewell.
            return socket2::SockRef::from(stream).set_linger(Some(Duration::ZERO));
        }
        let answer = request.ask(&shared.upstream)?.bytes();
        match fault {
            Some(Fault::LostAnswer) => return stream.shutdown(Shutdown::Both),
            Some(Fault::TruncatedAnswer) => {
                writer.write_all(&answer[..answer.len() - answer.len() / 4])?;
                return stream.shutdown(Shutdown::Both);
            }
            Some(Fault::LateAnswer(late)) => thread::sleep(late),
            _ => {}
        }
        writer.write_all(&answer)?;
    }
    Ok(())
}

/// The answer of AWS where nothing is done.
fn refusal(fault: &Fault, request: &Message) -> Option<Message> {
    let (status, code, text) = match fault {
        Fault::Denied => (403, "UnauthorizedOperation", "You are not authorized to perform this operation."),
        Fault::Throttled => (503, "RequestLimitExceeded", "Request limit exceeded."),
        Fault::ServerError => (500, "InternalError", "An internal error has occurred"),
        Fault::Answer(status, body) => {
            return Some(Message::answer(*status, "text/xml", body.as_bytes()));
        }
        _ => return None,
    };
    let to_sts = String::from_utf8_lossy(&request.body).contains("GetCallerIdentity");
    let body = if to_sts {
        format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{text}</Message></Error><RequestId>7c2f</RequestId></ErrorResponse>"
        )
    } else {
        format!(
            "<Response><Errors><Error><Code>{code}</Code><Message>{text}</Message></Error></Errors><RequestID>7c2f</RequestID></Response>"
        )
    };
    Some(Message::answer(status, "text/xml", body))
}
