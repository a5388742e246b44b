//! As much of HTTP/1.1 as the proxy of a benchmark needs.

use std::collections::BTreeMap;
use std::io::{self, BufRead, ErrorKind, Read};

/// A longer head is a mistake.
const LONGEST_HEAD: u64 = 64 << 10;
/// A longer body is a mistake.
const LONGEST_BODY: u64 = 16 << 20;
/// What is agreed for one connection only, and what we say ourselves.
const PER_CONNECTION: [&str; 4] = ["connection", "keep-alive", "proxy-connection", "content-length"];

/// A request or an answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// The first line.
    pub start: String,
    /// The other lines of the head.
    pub headers: Vec<String>,
    /// What follows the head.
    pub body: Vec<u8>,
}

/// Where a body without a length ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unsized {
    /// Nowhere: there is none, as in a request.
    Empty,
    /// Where the connection ends, as in an answer.
    ToTheEnd,
}

impl Message {
    /// Reads a message; `None` where the connection ends before it begins.
    ///
    /// # Errors
    /// When the connection ends or breaks inside, something is too long, or the body comes in
    /// chunks.
    pub fn read(stream: &mut impl BufRead, body: Unsized) -> io::Result<Option<Self>> {
        let mut lines = head(stream)?.into_iter();
        let Some(start) = lines.next() else { return Ok(None) };
        let mut message = Self { start, headers: lines.collect(), body: Vec::new() };
        if message.header("transfer-encoding").is_some() {
            return Err(io::Error::new(ErrorKind::Unsupported, "a body in chunks"));
        }
        let length = message.header("content-length").map(str::parse).transpose();
        let length: Option<u64> = length.map_err(|_| ErrorKind::InvalidData)?;
        if length.is_none() && body == Unsized::Empty {
            return Ok(Some(message));
        }
        let limit = length.unwrap_or(LONGEST_BODY + 1);
        if limit > LONGEST_BODY + 1 {
            return Err(ErrorKind::InvalidData.into());
        }
        let read = stream.take(limit).read_to_end(&mut message.body)?;
        match length {
            Some(length) if u64::try_from(read) != Ok(length) => Err(ErrorKind::UnexpectedEof.into()),
            None if u64::try_from(read).is_ok_and(|read| read > LONGEST_BODY) => {
                Err(ErrorKind::InvalidData.into())
            }
            _ => Ok(Some(message)),
        }
    }

    /// The first header of a name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = |line: &&String| is_named(line, name);
        self.headers.iter().find(named).and_then(|line| Some(line.split_once(':')?.1.trim()))
    }

    /// The members of a form, which is what EC2 and STS take.
    pub fn form(&self) -> BTreeMap<String, String> {
        let body = String::from_utf8_lossy(&self.body);
        let pairs = body.split('&').filter_map(|member| member.split_once('='));
        pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
    }

    /// The message as it is sent under another first line, with one more header.
    pub fn bytes(&self, start: &str, header: &str) -> Vec<u8> {
        let passed_on = |line: &&String| !PER_CONNECTION.iter().any(|name| is_named(line, name));
        let mut head = format!("{start}\r\n");
        for line in self.headers.iter().filter(passed_on) {
            head.push_str(line);
            head.push_str("\r\n");
        }
        head.push_str(&format!("{header}\r\nContent-Length: {}\r\n\r\n", self.body.len()));
        [head.as_bytes(), &self.body].concat()
    }
}

fn is_named(line: &str, name: &str) -> bool {
    line.split_once(':').is_some_and(|(other, _)| other.eq_ignore_ascii_case(name))
}

/// A part of a form as it was meant; what is no valid escape stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let escaped = others.get(..2).filter(|_| *first == b'%');
        let escaped = escaped.and_then(|digits| std::str::from_utf8(digits).ok());
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = others.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The lines before the empty one.
fn head(stream: &mut impl BufRead) -> io::Result<Vec<String>> {
    let mut stream = stream.take(LONGEST_HEAD);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 && lines.is_empty() {
            return Ok(lines);
        }
        if !line.ends_with('\n') {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        match line.trim_end() {
            "" => return Ok(lines),
            line => lines.push(line.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, body: Unsized) -> io::Result<Option<Message>> {
        Message::read(&mut text.as_bytes(), body)
    }

    #[test]
    fn a_request_is_passed_on_without_what_is_for_one_connection() {
        let text = "POST / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\ncontent-length: 3\r\n\r\nabcPOST";
        let request = read(text, Unsized::Empty).unwrap().unwrap();
        assert_eq!(request.body, b"abc");
        assert_eq!(request.header("HOST"), Some("a"));
        assert_eq!(
            String::from_utf8(request.bytes(&request.start, "Connection: close")).unwrap(),
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"
        );
    }

    #[test]
    fn a_body_without_length_goes_to_the_end_of_an_answer() {
        let text = "HTTP/1.0 200 OK\r\nA: b\r\n\r\nall of it";
        assert_eq!(read(text, Unsized::ToTheEnd).unwrap().unwrap().body, b"all of it");
        assert_eq!(read(text, Unsized::Empty).unwrap().unwrap().body, b"");
    }

    #[test]
    fn forms_are_decoded() {
        let text = "POST / HTTP/1.1\r\nContent-Length: 31\r\n\r\nA=10.1.0.0%2F16&B=a+b%&=c&D&E=%";
        let form = read(text, Unsized::Empty).unwrap().unwrap().form();
        let expected = [("", "c"), ("A", "10.1.0.0/16"), ("B", "a b%"), ("E", "%")];
        assert_eq!(form, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    }

    #[test]
    fn the_end_between_messages_is_no_error() {
        assert_eq!(read("", Unsized::Empty).unwrap(), None);
        assert!(read("POST / HTTP/1.1\r\nHost", Unsized::Empty).is_err());
        assert!(read("POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nabc", Unsized::Empty).is_err());
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        assert!(read("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", Unsized::Empty).is_err());
        assert!(read("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", Unsized::Empty).is_err());
        assert!(read("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", Unsized::Empty).is_err());
        let endless = format!("POST / HTTP/1.1\r\nA: {}", "a".repeat(100_000));
        assert!(read(&endless, Unsized::Empty).is_err());
    }
}
