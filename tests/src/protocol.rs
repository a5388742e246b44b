//! The protocols of AWS, as far as a request tells its own, and a refusal is written in it.

use crate::http::{Message, form};

/// How a service is spoken with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// The query protocol as EC2 has it.
    Ec2,
    /// Forms, answered in XML.
    Query,
    /// JSON with the operation in a header.
    Json,
    /// JSON with the operation in method and path.
    RestJson,
    /// XML with the operation in method and path.
    RestXml,
    /// CBOR with the operation in the path.
    Cbor,
}

use Protocol::{Cbor, Ec2, Json, Query, RestJson, RestXml};

impl Protocol {
    /// That of a request.
    pub fn of(request: &Message) -> Self {
        let is_form = request
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        if request.header("smithy-protocol").is_some() {
            return Cbor;
        }
        if request.header("x-amz-target").is_some() {
            return Json;
        }
        if is_form {
            let body = String::from_utf8_lossy(&request.body).into_owned();
            let of_ec2 = form(&body).iter().any(|(name, value)| name == "Version" && value == "2016-11-15");
            return if of_ec2 { Ec2 } else { Query };
        }
        if service(request).is_some_and(|service| ["s3", "route53", "cloudfront"].contains(&service)) {
            return RestXml;
        }
        RestJson
    }

    /// An error of AWS, as this protocol writes it.
    pub fn error(self, status: u16, code: &str, text: &str) -> Message {
        match self {
            Ec2 => Message::answer(
                status,
                "text/xml",
                format!(
                    "<Response><Errors><Error><Code>{code}</Code><Message>{text}</Message></Error></Errors><RequestID>7c2f</RequestID></Response>"
                ),
            ),
            Query => Message::answer(
                status,
                "text/xml",
                format!(
                    "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{text}</Message></Error><RequestId>7c2f</RequestId></ErrorResponse>"
                ),
            ),
            RestXml => Message::answer(
                status,
                "application/xml",
                format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{text}</Message><RequestId>7c2f</RequestId></Error>"
                ),
            ),
            Json => Message::answer(
                status,
                "application/x-amz-json-1.0",
                serde_json::json!({"__type": format!("com.amazonaws.service#{code}"), "message": text})
                    .to_string(),
            ),
            RestJson => {
                let body = serde_json::json!({"message": text}).to_string();
                let place = "http://internal.amazon.com/coral/com.amazon.coral.service/";
                Message::answer(status, "application/json", body)
                    .with("x-amzn-errortype", &format!("{code}:{place}"))
            }
            Cbor => Message::answer(
                status,
                "application/cbor",
                cbor(&[("__type", &format!("com.amazonaws.service#{code}")), ("message", text)]),
            )
            .with("smithy-protocol", "rpc-v2-cbor"),
        }
    }

    /// How a service of this protocol asks to slow down: status and code.
    pub fn throttling(self) -> (u16, &'static str) {
        match self {
            Ec2 => (503, "RequestLimitExceeded"),
            Query => (400, "Throttling"),
            Json | Cbor => (400, "ThrottlingException"),
            RestJson => (429, "TooManyRequestsException"),
            RestXml => (503, "SlowDown"),
        }
    }

    /// How it says that something went wrong on its side: the code that comes with status 500.
    pub fn fault(self) -> &'static str {
        match self {
            Ec2 | RestXml => "InternalError",
            Query => "InternalFailure",
            Json | Cbor => "InternalServerError",
            RestJson => "ServiceException",
        }
    }

    /// How it says that the identity may not do that.
    pub fn denial(self) -> &'static str {
        match self {
            Ec2 => "UnauthorizedOperation",
            Query | RestXml => "AccessDenied",
            Json | RestJson | Cbor => "AccessDeniedException",
        }
    }
}

/// The service that a request is signed for.
fn service(request: &Message) -> Option<&str> {
    let scope = request.header("authorization")?.split_once("Credential=")?.1.split(',').next()?;
    scope.split('/').nth(3)
}

/// What a request asks for: the name of the operation, or method and path where that is its name.
pub(crate) fn action(request: &Message) -> String {
    if let Some((_, operation)) = request.header("x-amz-target").and_then(|target| target.rsplit_once('.')) {
        return operation.to_owned();
    }
    let body = String::from_utf8_lossy(&request.body);
    if let Some((_, action)) = form(&body).into_iter().find(|(name, _)| name == "Action") {
        return action;
    }
    let line = request.start.rsplit_once(' ').map_or(request.start.as_str(), |(line, _)| line);
    match line.rsplit_once("/operation/") {
        Some((_, operation)) if request.header("smithy-protocol").is_some() => operation.to_owned(),
        _ => line.to_owned(),
    }
}

/// A map of texts in CBOR.
pub fn cbor(members: &[(&str, &str)]) -> Vec<u8> {
    let head = |kind: u8, length: usize| -> Vec<u8> {
        let length = u16::try_from(length).expect("it is short");
        match length {
            0..24 => vec![kind << 5 | length as u8],
            _ => [&[kind << 5 | 25], &length.to_be_bytes()[..]].concat(),
        }
    };
    let text = |text: &str| [head(3, text.len()), text.as_bytes().to_vec()].concat();
    let written = members.iter().flat_map(|(name, value)| [text(name), text(value)].concat());
    head(5, members.len()).into_iter().chain(written).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_cbor() {
        assert_eq!(cbor(&[("a", "bc")]), [0xa1, 0x61, b'a', 0x62, b'b', b'c']);
        assert_eq!(cbor(&[]), [0xa0]);
        assert_eq!(cbor(&[("a", &"x".repeat(300))])[..6], [0xa1, 0x61, b'a', 0x79, 1, 44]);
    }

    #[test]
    fn requests_tell_their_protocol_and_operation() {
        let request = |start: &str, headers: &[(&str, &str)], body: &str| Message {
            start: start.to_owned(),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: body.into(),
        };
        let of = |request: &Message| (Protocol::of(request), action(request));
        let is_form = ("Content-Type", "application/x-www-form-urlencoded");
        let post = "POST / HTTP/1.1";
        let vpcs = request(post, &[is_form], "Action=DescribeVpcs&Version=2016-11-15");
        assert_eq!(of(&vpcs), (Ec2, "DescribeVpcs".to_owned()));
        let users = request(post, &[is_form], "Action=ListUsers&Version=2010-05-08");
        assert_eq!(of(&users), (Query, "ListUsers".to_owned()));
        let tables = request(post, &[("X-Amz-Target", "DynamoDB_20120810.ListTables")], "{}");
        assert_eq!(of(&tables), (Json, "ListTables".to_owned()));
        let scope = "AWS4-HMAC-SHA256 Credential=test/20200101/us-west-1/s3/aws4_request, SignedHeaders=host";
        let bucket = request("PUT /box?acl HTTP/1.1", &[("authorization", scope)], "");
        assert_eq!(of(&bucket), (RestXml, "PUT /box?acl".to_owned()));
        let apis = request("GET /restapis HTTP/1.1", &[], "");
        assert_eq!(of(&apis), (RestJson, "GET /restapis".to_owned()));
        let start = "POST /service/S/operation/ListEventBuses HTTP/1.1";
        let buses = request(start, &[("smithy-protocol", "rpc-v2-cbor")], "");
        assert_eq!(of(&buses), (Cbor, "ListEventBuses".to_owned()));
    }
}
