//! Asks the emulator itself what it holds: not through wasmidem, not through an AWS SDK.

use std::fmt;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};

const LIMIT: Duration = Duration::from_secs(20);

/// A VPC as EC2's API describes it.
#[derive(Debug, PartialEq, Eq)]
pub struct Vpc {
    /// `vpc-…`.
    id: String,
    /// The primary block.
    cidr_block: String,
    /// Key and value.
    tags: Vec<(String, String)>,
}

impl fmt::Display for Vpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}", self.id, self.cidr_block)?;
        self.tags.iter().try_for_each(|(key, value)| write!(f, "  {key}={value}"))
    }
}

/// The VPCs of a region that somebody made; moto gives every region a default one.
///
/// # Errors
/// When the emulator does not answer as expected.
pub fn vpcs(endpoint: &str, region: &str) -> Result<Vec<Vpc>> {
    own_vpcs(&get(endpoint, "/?Action=DescribeVpcs&Version=2016-11-15", region)?)
}

/// Reads just enough of the answer: each VPC ends with its DHCP options, and its own block stands
/// after its state.
fn own_vpcs(answer: &str) -> Result<Vec<Vpc>> {
    if !answer.contains("<DescribeVpcsResponse") {
        bail!("the emulator did not describe its VPCs");
    }
    let mut items: Vec<&str> = answer.split("</dhcpOptionsId>").collect();
    items.pop();
    let own = items.into_iter().filter(|item| item.contains("<isDefault>false</isDefault>"));
    own.map(|item| {
        let after_state = item.rsplit("</state>").next().unwrap_or_default();
        let tags = item
            .split("<key>")
            .skip(1)
            .filter_map(|tag| Some((tag.split('<').next()?.to_owned(), text(tag, "value")?)));
        Ok(Vpc {
            id: text(item, "vpcId").context("a VPC without id")?,
            cidr_block: text(after_state, "cidrBlock").context("a VPC without block")?,
            tags: tags.collect(),
        })
    })
    .collect()
}

/// The text of the first element of a name.
fn text(xml: &str, element: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{element}>"))?;
    Some(rest.split_once('<')?.0.to_owned())
}

fn get(endpoint: &str, path: &str, region: &str) -> Result<String> {
    let address = endpoint.strip_prefix("http://").context("the endpoint is not plain HTTP")?;
    let mut stream = TcpStream::connect(address)
        .with_context(|| format!("the emulator at `{endpoint}` does not answer"))?;
    stream.set_read_timeout(Some(LIMIT))?;
    // moto reads the service and the region from the credential scope, and checks no signature.
    let scope = format!(
        "AWS4-HMAC-SHA256 Credential=x/20260101/{region}/ec2/aws4_request, SignedHeaders=host, Signature=x"
    );
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\nAuthorization: {scope}\r\n\r\n")?;
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
        let vpc = |id: &str, default: bool, tags: &str| {
            format!(
                "<item><cidrBlockAssociationSet><item><cidrBlock>10.9.0.0/16</cidrBlock><cidrBlockState>\
                 <state>associated</state></cidrBlockState></item></cidrBlockAssociationSet>\
                 <isDefault>{default}</isDefault><tagSet>{tags}</tagSet><vpcId>{id}</vpcId>\
                 <state>available</state><cidrBlock>10.1.0.0/16</cidrBlock><dhcpOptionsId>d</dhcpOptionsId></item>"
            )
        };
        let tag = "<item><key>Name</key><value>a</value></item>";
        let answer = format!(
            "<DescribeVpcsResponse><vpcSet>{}{}</vpcSet></DescribeVpcsResponse>",
            vpc("vpc-1", true, ""),
            vpc("vpc-2", false, tag)
        );
        let vpcs = own_vpcs(&answer).unwrap();
        assert_eq!(vpcs.len(), 1);
        assert_eq!(vpcs[0].to_string(), "vpc-2  10.1.0.0/16  Name=a");
    }

    #[test]
    fn another_answer_is_an_error() {
        assert!(own_vpcs("{}").is_err());
    }

    #[test]
    fn only_success_is_taken() {
        assert_eq!(body("HTTP/1.0 200 OK\r\nA: b\r\n\r\n{}").unwrap(), "{}");
        assert!(body("HTTP/1.0 500 NO\r\n\r\n{}").is_err());
        assert!(body("").is_err());
    }
}
