//! As much of HTTP/1.1 as a proxy on the loopback interface needs.

use std::io::{self, BufRead, Read, Write};

/// Larger messages are a mistake.
const LARGEST: u64 = 64 << 20;

/// A request or an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The first line.
    pub start: String,
    /// The headers, names as sent.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Message {
    /// An answer.
    pub fn answer(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let reason = if status < 400 { "OK" } else { "Error" };
        Self {
            start: format!("HTTP/1.1 {status} {reason}"),
            headers: vec![("Content-Type".into(), content_type.into())],
            body: body.into(),
        }
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same without the headers of a name.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self
    }

    /// Reads one; `None` where the stream ends before it begins. `to_end` says whether a body
    /// without a length goes to the end of the stream, as in an answer.
    pub fn read(stream: &mut impl BufRead, to_end: bool) -> io::Result<Option<Self>> {
        let Some(mut message) = Self::head(stream)? else { return Ok(None) };
        let length = message.header("content-length").and_then(|length| length.parse().ok());
        let limit = length.unwrap_or(if to_end { LARGEST } else { 0 });
        stream.take(limit).read_to_end(&mut message.body)?;
        Ok(Some(message))
    }

    /// Reads one up to its body.
    fn head(stream: &mut impl BufRead) -> io::Result<Option<Self>> {
        let Some(start) = line(stream)? else {
            return Ok(None);
        };
        let mut headers = Vec::new();
        loop {
            let line = line(stream)?.ok_or(io::ErrorKind::UnexpectedEof)?;
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':') {
                headers.push((name.to_owned(), value.trim().to_owned()));
            }
        }
        Ok(Some(Self { start, headers, body: Vec::new() }))
    }

    /// The first header of a name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = |(other, _): &&(String, String)| other.eq_ignore_ascii_case(name);
        self.headers.iter().find(named).map(|(_, value)| value.as_str())
    }

    /// The whole message with the right length, and nothing said of connections.
    pub fn bytes(&self) -> Vec<u8> {
        const OURS: [&str; 4] = ["content-length", "connection", "transfer-encoding", "keep-alive"];
        let mut bytes = format!("{}\r\n", self.start).into_bytes();
        for (name, value) in &self.headers {
            if !OURS.contains(&name.to_ascii_lowercase().as_str()) {
                bytes.extend(format!("{name}: {value}\r\n").into_bytes());
            }
        }
        bytes.extend(format!("Content-Length: {}\r\n\r\n", self.body.len()).into_bytes());
        bytes.extend(&self.body);
        bytes
    }

    /// Sends it to an address and reads the answer.
    pub fn ask(&self, address: &str) -> io::Result<Self> {
        let mut stream = std::net::TcpStream::connect(address)?;
        stream.set_read_timeout(Some(std::time::Duration::from_secs(60)))?;
        stream.set_nodelay(true)?;
        stream.write_all(&self.bytes())?;
        let mut stream = io::BufReader::new(stream);
        // Of an answer to HEAD, the length is that of a body which does not come.
        let without_body = self.start.starts_with("HEAD ");
        let answer = if without_body { Self::head(&mut stream)? } else { Self::read(&mut stream, true)? };
        answer.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

fn line(stream: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    line.truncate(line.trim_end().len());
    Ok(Some(line))
}

/// The members of a form, as the query protocol of AWS sends it.
pub fn form(body: &str) -> Vec<(String, String)> {
    let pairs = body.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits: String = rest.by_ref().take(2).map(char::from).collect();
                bytes.extend(u8::from_str_radix(&digits, 16).ok());
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A text in a form or a query.
pub fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let message = Message::answer(200, "text/xml", "<a/>");
        let read = Message::read(&mut message.bytes().as_slice(), true).unwrap().unwrap();
        assert_eq!((read.start, read.body), (message.start, message.body));
    }

    #[test]
    fn ends_where_the_stream_ends() {
        assert_eq!(Message::read(&mut [].as_slice(), false).unwrap(), None);
        assert!(Message::read(&mut b"POST / HTTP/1.1\r\nA: b".as_slice(), false).is_err());
    }

    #[test]
    fn decodes_forms() {
        let members = form("Action=CreateVpc&Tag.1.Value=a%2Fb+c&Empty=");
        let expected = [("Action", "CreateVpc"), ("Tag.1.Value", "a/b c"), ("Empty", "")];
        assert_eq!(members, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(encode("a/b c"), "a%2Fb%20c");
    }
}
