//! Requests, as far as they have to be alike.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

/// Headers that say who sends, when, and with which signature. The rest has to be alike.
const OF_THE_SENDER: &[&str] = &[
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "host",
    "user-agent",
    "x-amz-date",
    "x-amz-user-agent",
];

/// A request without its host and its signature.
#[derive(Debug, PartialEq)]
pub struct Sent {
    /// The method.
    pub method: String,
    /// The path, with the query.
    pub path: String,
    /// The headers, in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body, a form: names and values, sorted.
    pub form: Vec<(String, String)>,
}

impl Sent {
    /// Takes a request apart.
    pub fn new<'a>(
        method: &str,
        path: &str,
        headers: impl Iterator<Item = (&'a str, &'a str)>,
        body: &[u8],
    ) -> Self {
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
        let mut headers: BTreeMap<_, _> =
            headers.filter(|(name, _)| !OF_THE_SENDER.contains(&name.as_str())).collect();
        // botocore says which character set the form has, the clients do not; it is always the same one
        if let Some(kind) = headers.get_mut("content-type")
            && let Some(form) = kind.strip_suffix("; charset=utf-8")
        {
            *kind = form.to_owned();
        }
        // the length is that of the form as it was written; how it is escaped may differ
        let length = headers.get("content-length").map(|length| length.parse());
        assert!(length.is_none_or(|length| length == Ok(body.len())), "{headers:?} for {} bytes", body.len());
        let headers = headers.into_iter().filter(|(name, _)| name != "content-length").collect();
        let text = std::str::from_utf8(body).expect("a form");
        let mut form: Vec<(String, String)> =
            text.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(decoded).collect();
        form.sort();
        let path = if path.is_empty() { "/" } else { path };
        Self { method: method.to_owned(), path: path.to_owned(), headers, form }
    }
}

fn decoded((name, value): (&str, &str)) -> (String, String) {
    let decode = |text: &str| {
        let text = text.replace('+', "%20");
        percent_decode_str(&text).decode_utf8().expect("UTF-8").into_owned()
    };
    (decode(name), decode(value))
}
