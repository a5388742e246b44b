//! The functions of the rules' language that look into texts.

use std::net::Ipv4Addr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What `parseURL` finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Url {
    pub scheme: String,
    pub authority: String,
    pub path: String,
    pub normalized_path: String,
    pub is_ip: bool,
}

/// What `aws.parseArn` finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Arn {
    pub partition: String,
    pub service: String,
    pub region: String,
    pub account_id: String,
    pub resource_id: Vec<String>,
}

/// `parseURL`: an address by HTTP or HTTPS without a query.
pub(super) fn parse_url(text: &str) -> Option<Url> {
    let (scheme, rest) = text.split_once("://")?;
    if !matches!(scheme, "http" | "https") || rest.contains(['?', '#']) {
        return None;
    }
    let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
    let address = authority.rsplit_once('@').map_or(authority, |(_, address)| address);
    let bracketed = address.strip_prefix('[').and_then(|address| address.split_once(']'));
    let (host, port) = match bracketed {
        Some((host, "")) => (host, None),
        Some((host, behind)) => (host, Some(behind.strip_prefix(':')?)),
        None => address.split_once(':').map_or((address, None), |(host, port)| (host, Some(port))),
    };
    let port_is_valid = port.is_none_or(|port| port.is_empty() || port.parse::<u16>().is_ok());
    if host.is_empty() || !port_is_valid {
        return None;
    }
    let end = if path.ends_with('/') { "" } else { "/" };
    Some(Url {
        scheme: scheme.to_owned(),
        authority: authority.to_owned(),
        path: path.to_owned(),
        normalized_path: format!("{path}{end}"),
        is_ip: bracketed.is_some() || is_ipv4(host),
    })
}

/// `aws.parseArn`: the parts of an ARN, the resource split at colons and slashes.
pub(super) fn parse_arn(text: &str) -> Option<Arn> {
    let mut parts = text.splitn(6, ':');
    let prefix = parts.next()?;
    let (partition, service) = (parts.next()?, parts.next()?);
    let (region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
    if prefix != "arn" || partition.is_empty() || service.is_empty() || resource.is_empty() {
        return None;
    }
    Some(Arn {
        partition: partition.to_owned(),
        service: service.to_owned(),
        region: region.to_owned(),
        account_id: account.to_owned(),
        resource_id: resource.split([':', '/']).map(str::to_owned).collect(),
    })
}

/// `isValidHostLabel`: a label of RFC 1123, or several with dots between them.
pub(super) fn is_host_label(text: &str, subdomains: bool) -> bool {
    if subdomains { text.split('.').all(is_label) } else { is_label(text) }
}

fn is_label(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=63).contains(&text.len()) && text.bytes().all(fits) && !text.starts_with('-') && !text.ends_with('-')
}

/// `aws.isVirtualHostableS3Bucket`: whether a bucket's name can be part of a host's name.
pub(super) fn is_virtual_hostable(bucket: &str, subdomains: bool) -> bool {
    (3..=63).contains(&bucket.len())
        && !bucket.bytes().any(|byte| byte.is_ascii_uppercase())
        && !is_ipv4(bucket)
        && is_host_label(bucket, subdomains)
}

fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

/// `substring`: the characters from `start` to before `stop`, counted from the end if `reverse`.
pub(super) fn substring(text: &str, start: u32, stop: u32, reverse: bool) -> Option<&str> {
    let (start, stop) = (usize::try_from(start).ok()?, usize::try_from(stop).ok()?);
    if start >= stop || text.len() < stop || !text.is_ascii() {
        return None;
    }
    if reverse { text.get(text.len() - stop..text.len() - start) } else { text.get(start..stop) }
}

/// What `uriEncode` leaves as it is, besides letters and digits: the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `uriEncode`
pub(super) fn uri_encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// `split`: at most `limit` parts, or all if it is 0.
pub(super) fn split(text: &str, delimiter: &str, limit: u32) -> Vec<String> {
    match usize::try_from(limit) {
        Ok(limit) if limit > 0 => text.splitn(limit, delimiter).map(str::to_owned).collect(),
        _ => text.split(delimiter).map(str::to_owned).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let url = parse_url("https://vpce-1.s3.us-west-2.vpce.amazonaws.com:8443/path").unwrap();
        assert_eq!(url.authority, "vpce-1.s3.us-west-2.vpce.amazonaws.com:8443");
        assert_eq!((url.path.as_str(), url.normalized_path.as_str(), url.is_ip), ("/path", "/path/", false));
        assert_eq!(parse_url("http://localhost").unwrap().normalized_path, "/");
        assert!(parse_url("http://[fe80::1]:80/").unwrap().is_ip);
        assert!(parse_url("http://127.0.0.1:5000").unwrap().is_ip);
        for unusable in
            ["s3://x", "https://", "https://x?y=z", "https://x:port", "x.example.com", "https://[::1]x"]
        {
            assert_eq!(parse_url(unusable), None, "{unusable}");
        }
    }

    #[test]
    fn arns_are_taken_apart() {
        let arn = parse_arn("arn:aws:s3-outposts:us-west-2:123:outpost/op-01:accesspoint/a").unwrap();
        assert_eq!(arn.resource_id, ["outpost", "op-01", "accesspoint", "a"]);
        assert_eq!((arn.region.as_str(), arn.account_id.as_str()), ("us-west-2", "123"));
        assert_eq!(parse_arn("arn:aws:s3:::bucket").unwrap().resource_id, ["bucket"]);
        for unusable in ["arn:aws:s3:::", "arn::s3:::b", "arn:aws:s3::b", "urn:aws:s3:::b", ""] {
            assert_eq!(parse_arn(unusable), None, "{unusable}");
        }
    }

    #[test]
    fn names_of_hosts_are_known() {
        assert!(is_host_label("us-east-1", false) && is_host_label("a.b", true) && is_host_label("3", false));
        for unusable in ["", "-a", "a-", "a b", "a_b", "a.b", "é"] {
            assert!(!is_host_label(unusable, false), "{unusable}");
        }
        assert!(!is_host_label("a..b", true) && !is_host_label(&"a".repeat(64), false));
        assert!(is_virtual_hostable("my-bucket", false) && is_virtual_hostable("my.bucket", true));
        for unusable in ["my.bucket", "Bucket", "ab", "1.2.3.4"] {
            assert!(!is_virtual_hostable(unusable, false), "{unusable}");
        }
        assert!(!is_virtual_hostable("1.2.3.4", true));
    }

    #[test]
    fn texts_are_cut() {
        assert_eq!(substring("abcdef", 0, 2, false), Some("ab"));
        assert_eq!(substring("abcdef", 0, 2, true), Some("ef"));
        assert_eq!(substring("abcdef", 1, 3, true), Some("de"));
        assert_eq!((substring("ab", 0, 3, false), substring("ab", 1, 1, false)), (None, None));
        assert_eq!(substring("éa", 0, 1, false), None);
        assert_eq!(uri_encode("a b/c~d"), "a%20b%2Fc~d");
        assert_eq!(split("a--b--c", "--", 0), ["a", "b", "c"]);
        assert_eq!(split("a--b--c", "--", 2), ["a", "b--c"]);
        assert_eq!(split("a--b", "--", 1), ["a--b"]);
    }
}
