//! What can happen to a request, and to which.

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::http::Message;
use crate::protocol::Protocol;

/// What happens to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// AWS does not allow it.
    Denied,
    /// AWS asks to slow down; nothing was done.
    Throttled,
    /// AWS has a problem; nothing was done, but that cannot be known.
    ServerError,
    /// AWS refuses it with this status and code, in the words of the protocol; nothing was done.
    Refused(u16, String),
    /// This answer in XML, with this status, and nothing was done.
    Answer(u16, String),
    /// This answer, whatever was asked, and nothing was done.
    Reply(Message),
    /// The connection ends with a reset before anything is done.
    Reset,
    /// Nothing is done, and there is no answer for so long.
    Silence(Duration),
    /// So many bytes come, and nothing was done.
    Flood(u64),
    /// A header that does not end.
    EndlessHeader,
    /// Answers that say that one will come, and nothing was done.
    EndlessInterim,
    /// A byte now and then for so long, and nothing was done.
    Drip(Duration),
    /// The clock of AWS is so many seconds ahead of this machine's. What is signed for another time is
    /// refused with status and code, and all answers have a date.
    Clock(i64, u16, String),
    /// It is done, and then this happens.
    After(Box<Fault>),
    /// It is done, and the connection ends after the answer.
    Farewell,
    /// It is done, but the connection ends before the answer.
    LostAnswer,
    /// It is done, but of the body that was announced not all comes.
    TruncatedAnswer,
    /// It is done, but of an answer in pieces the last does not come.
    TruncatedPieces,
    /// It is done, but the body ends in its middle as if it were whole.
    HalfBody,
    /// It is done, and the answer is compressed although nobody asked for that.
    Compressed,
    /// It is done, and the answer takes its time.
    LateAnswer(Duration),
}

impl Fault {
    /// The same, after it was done.
    #[must_use]
    pub fn after(self) -> Self {
        Self::After(Box::new(self))
    }

    /// The answer of AWS where nothing is done.
    pub(crate) fn refusal(&self, request: &Message) -> Option<Message> {
        let protocol = Protocol::of(request);
        let error = |status, code: &str, text: &str| Some(protocol.error(status, code, text));
        match self {
            Self::Denied => {
                error(403, protocol.denial(), "You are not authorized to perform this operation.")
            }
            Self::Throttled => {
                let (status, code) = protocol.throttling();
                error(status, code, "Request limit exceeded.")
            }
            Self::ServerError => error(500, protocol.fault(), "An internal error has occurred"),
            Self::Refused(status, code) => error(*status, code, "It is refused."),
            Self::Answer(status, body) => Some(Message::answer(*status, "text/xml", body.as_bytes())),
            Self::Reply(message) => Some(message.clone()),
            Self::Clock(ahead, status, code) if is_off(request, *ahead) => {
                error(*status, code, "The time of the request is too far off.")
                    .map(|answer| answer.with("Date", &date(*ahead)))
            }
            _ => None,
        }
    }
}

/// Which requests a fault is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The action, e.g. `CreateVpc`, or the beginning of method and path, e.g. `PUT /box` or with its end
    /// `PUT /box$`; every one if there is none.
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

    pub(crate) fn is_for(&self, action: &str) -> bool {
        self.action.as_deref().is_none_or(|ours| is_named(action, ours))
    }
}

/// Whether an action is the one of a name, or begins with it where method and path are its name; a `$` at
/// the end stands for the end.
pub(crate) fn is_named(action: &str, name: &str) -> bool {
    match name.strip_suffix('$') {
        None if name.contains(' ') => action.starts_with(name),
        whole => action == whole.unwrap_or(name),
    }
}

/// How far AWS lets the time of a signature be off.
const TOLERATED: i64 = 300;

/// Whether a request is signed for another time than that of a clock which is so many seconds ahead.
fn is_off(request: &Message, ahead: i64) -> bool {
    let signed =
        request.header("x-amz-date").and_then(|date| DateTime::strptime("%Y%m%dT%H%M%SZ", date).ok());
    let signed = signed.and_then(|date| date.to_zoned(TimeZone::UTC).ok());
    let seconds = |time: Timestamp| time.as_second();
    signed.is_none_or(|signed| (seconds(signed.timestamp()) - seconds(now(ahead))).abs() > TOLERATED)
}

fn now(ahead: i64) -> Timestamp {
    Timestamp::now().checked_add(ahead.seconds()).expect("it is near to now")
}

/// The time of such a clock, as in headers.
pub(crate) fn date(ahead: i64) -> String {
    now(ahead).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// A body as gzip has it, without making it smaller.
pub(crate) fn gzip(body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let pieces: Vec<&[u8]> = if body.is_empty() { vec![body] } else { body.chunks(0xffff).collect() };
    for (number, piece) in pieces.iter().enumerate() {
        let length = u16::try_from(piece.len()).expect("pieces are that short");
        bytes.push(u8::from(number + 1 == pieces.len()));
        bytes.extend(length.to_le_bytes());
        bytes.extend((!length).to_le_bytes());
        bytes.extend(*piece);
    }
    bytes.extend(crc32(body).to_le_bytes());
    bytes.extend(u32::try_from(body.len()).expect("it is short").to_le_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_compared() {
        let signed = |ahead: i64| {
            let date = now(ahead).strftime("%Y%m%dT%H%M%SZ").to_string();
            Message::answer(200, "text/plain", "").with("X-Amz-Date", &date)
        };
        assert!(!is_off(&signed(0), 0) && !is_off(&signed(290), 0) && !is_off(&signed(-7200), -7200));
        assert!(is_off(&signed(0), 7200) && is_off(&signed(0), -310));
        assert!(is_off(&Message::answer(200, "text/plain", ""), 0), "unsigned");
        assert!(date(0).ends_with(" GMT"));
    }

    #[test]
    fn gzip_has_its_sum() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        let bytes = gzip(b"ab");
        assert_eq!(
            bytes[10..],
            [&[1, 2, 0, 0xfd, 0xff, b'a', b'b'][..], &crc32(b"ab").to_le_bytes(), &[2, 0, 0, 0]].concat()
        );
    }
}
