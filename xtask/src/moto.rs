//! Asks the emulator itself what it holds: not through wasmidem, not through an AWS SDK.

use std::fmt;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

const LIMIT: Duration = Duration::from_secs(20);

/// A VPC in moto's own dump of its state.
#[derive(Debug, Deserialize, PartialEq, Eq)]
pub struct Vpc {
    /// `vpc-…`.
    id: String,
    /// The primary block.
    cidr_block: String,
    /// moto gives every region one.
    is_default: bool,
    #[serde(default)]
    tag_list: Vec<Tag>,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
struct Tag {
    key: String,
    value: String,
}

#[derive(Deserialize)]
struct Dump {
    #[serde(default)]
    ec2: Option<Ec2>,
}

#[derive(Deserialize)]
struct Ec2 {
    #[serde(rename = "VPC", default)]
    vpcs: Vec<Vpc>,
}

impl fmt::Display for Vpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}", self.id, self.cidr_block)?;
        self.tag_list.iter().try_for_each(|tag| write!(f, "  {}={}", tag.key, tag.value))
    }
}

/// The VPCs that somebody made.
///
/// # Errors
/// When the emulator does not answer as expected.
pub fn vpcs(endpoint: &str) -> Result<Vec<Vpc>> {
    own_vpcs(&get(endpoint, "/moto-api/data.json")?)
}

fn own_vpcs(dump: &str) -> Result<Vec<Vpc>> {
    let dump: Dump = serde_json::from_str(dump).context("the emulator's data is not as expected")?;
    let vpcs = dump.ec2.map(|ec2| ec2.vpcs).unwrap_or_default();
    Ok(vpcs.into_iter().filter(|vpc| !vpc.is_default).collect())
}

fn get(endpoint: &str, path: &str) -> Result<String> {
    let address = endpoint.strip_prefix("http://").context("the endpoint is not plain HTTP")?;
    let mut stream = TcpStream::connect(address)
        .with_context(|| format!("the emulator at `{endpoint}` does not answer"))?;
    stream.set_read_timeout(Some(LIMIT))?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    body(&answer).with_context(|| format!("`{endpoint}{path}`"))
}

fn body(answer: &str) -> Result<String> {
    let (head, body) = answer.split_once("\r\n\r\n").context("no HTTP answer")?;
    let status = head.split_whitespace().nth(1).unwrap_or_default();
    if status != "200" {
        bail!("answered with status `{status}`");
    }
    Ok(body.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_vpcs_are_left_out() {
        let dump = r#"{"ec2": {"VPC": [
            {"id": "vpc-1", "cidr_block": "172.31.0.0/16", "is_default": true, "state": "x"},
            {"id": "vpc-2", "cidr_block": "10.1.0.0/16", "is_default": false,
             "tag_list": [{"resource_id": "vpc-2", "key": "Name", "value": "a"}]}
        ], "Subnet": []}, "sts": {}}"#;
        let vpcs = own_vpcs(dump).unwrap();
        assert_eq!(vpcs.len(), 1);
        assert_eq!(vpcs[0].to_string(), "vpc-2  10.1.0.0/16  Name=a");
    }

    #[test]
    fn an_emulator_nobody_used_holds_nothing() {
        assert_eq!(own_vpcs("{}").unwrap(), []);
    }

    #[test]
    fn only_success_is_taken() {
        assert_eq!(body("HTTP/1.0 200 OK\r\nA: b\r\n\r\n{}").unwrap(), "{}");
        assert!(body("HTTP/1.0 500 NO\r\n\r\n{}").is_err());
        assert!(body("").is_err());
    }
}
