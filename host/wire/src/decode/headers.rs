//! Members of answers that are in headers, or are the status.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value};
use wasmidem_models::{Kind, Location, Member, Service, Structure, TimestampFormat};

use super::{DecodeError, json};
use crate::quirks;

pub(super) fn members(
    service: &Service,
    structure: &Structure,
    response: &HttpResponse,
) -> Result<Map<String, Value>, DecodeError> {
    let mut output = Map::new();
    for member in &structure.members {
        let value = match member.location {
            Location::Status => Some(response.status().as_u16().into()),
            Location::Headers => Some(Value::Object(prefixed(member, response))),
            Location::Header => match header(response, member.wire_name()) {
                Some(text) => match value(service, member, &text) {
                    Err(_) if quirks::is_lenient(service, member) => None,
                    value => Some(value?),
                },
                None => None,
            },
            Location::Body | Location::Path | Location::Query => None,
        };
        if let Some(value) = value {
            output.insert(member.name.to_string(), value);
        }
    }
    Ok(output)
}

/// The value of a header, which may come in several lines.
pub(crate) fn header(response: &HttpResponse, name: &str) -> Option<String> {
    let mut lines = response.headers().get_all_bytes(name).map(String::from_utf8_lossy);
    let mut text = lines.next()?.into_owned();
    for line in lines {
        text.push_str(", ");
        text.push_str(&line);
    }
    Some(text)
}

/// All headers with a prefix, without it. Names of headers have no case; here they are lower case.
fn prefixed(member: &Member, response: &HttpResponse) -> Map<String, Value> {
    let prefix = member.wire_name.as_deref().unwrap_or_default().to_ascii_lowercase();
    let names = response.headers().iter_bytes().map(|(name, _)| name);
    let named = names.filter_map(|name| Some((name, name.strip_prefix(&*prefix)?)));
    named.filter_map(|(name, rest)| Some((rest.to_owned(), header(response, name)?.into()))).collect()
}

fn value(service: &Service, member: &Member, text: &str) -> Result<Value, DecodeError> {
    let Kind::List(element) = &service.shape(member.shape).kind else {
        if member.json_value {
            let json = BASE64_STANDARD.decode(text).map_err(|_| DecodeError::mistyped(member, "base64"))?;
            return json::parse(&json);
        }
        return json::scalar(service, member, text);
    };
    let dates = matches!(service.shape(element.shape).kind, Kind::Timestamp)
        && element.timestamp.unwrap_or(TimestampFormat::Rfc822) == TimestampFormat::Rfc822;
    let texts = if dates { split_dates(text) } else { split(text) };
    let values = texts.iter().map(|text| json::scalar(service, element, text));
    Ok(Value::Array(values.collect::<Result<_, _>>()?))
}

/// The elements of a list with commas between them, which may be in quotes.
fn split(text: &str) -> Vec<String> {
    let mut elements = Vec::new();
    let mut element = String::new();
    let mut letters = text.chars();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted => quoted = false,
            '"' if element.trim().is_empty() => quoted = true,
            '\\' if quoted => element.extend(letters.next()),
            ',' if !quoted => elements.push(std::mem::take(&mut element).trim().to_owned()),
            _ => element.push(letter),
        }
    }
    elements.push(element.trim().to_owned());
    elements
}

/// HTTP dates, each of which has a comma in it.
fn split_dates(text: &str) -> Vec<String> {
    let mut dates: Vec<String> = Vec::new();
    for part in text.split(',') {
        match dates.last_mut() {
            Some(day) if !day.contains(',') && !day.contains(':') => {
                day.push(',');
                day.push_str(part);
            }
            _ => dates.push(part.trim().to_owned()),
        }
    }
    dates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split() {
        assert_eq!(split("a, b"), ["a", "b"]);
        assert_eq!(split(""), [""]);
        assert_eq!(split(r#""b,c", "\"def\"", a"#), ["b,c", "\"def\"", "a"]);
        let dates = "Mon, 16 Dec 2019 23:48:18 GMT, Mon, 16 Dec 2019 23:48:18 GMT";
        assert_eq!(split_dates(dates), ["Mon, 16 Dec 2019 23:48:18 GMT", "Mon, 16 Dec 2019 23:48:18 GMT"]);
    }
}
