//! Names as WIT writes them, and what they mean.

use std::fmt;

/// The AWS spelling of a WIT name: `create-vpc` is `CreateVpc`, `enable-dns-64` is `EnableDns64`.
/// A word that is in upper case stays as it is: `dns-AAAA-record` is `DnsAAAARecord`.
pub(crate) fn pascal(kebab: &str) -> String {
    let mut pascal = String::with_capacity(kebab.len());
    for word in kebab.split('-') {
        let mut letters = word.chars();
        pascal.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        pascal.push_str(letters.as_str());
    }
    pascal
}

/// A version of a WIT package, `MAJOR.MINOR.PATCH`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Incompatible changes, from 1.0 on.
    pub major: u32,
    /// Incompatible changes, before 1.0.
    pub minor: u32,
    /// Additions.
    pub patch: u32,
}

impl Version {
    /// Reads `0.1.0`; pre-releases and build numbers are not versions of ours.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(|number| number.parse().ok());
        let version = Self { major: numbers.next()??, minor: numbers.next()??, patch: numbers.next()?? };
        numbers.next().is_none().then_some(version)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// The parts of the name of an interface, e.g. `wasmidem:ec2/vpc@0.1.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InterfaceName<'a> {
    /// `wasmidem:ec2`
    pub(crate) package: &'a str,
    /// `vpc`
    pub(crate) interface: &'a str,
    /// `0.1.0`, if there is one.
    pub(crate) version: Option<&'a str>,
}

impl<'a> InterfaceName<'a> {
    pub(crate) fn parse(name: &'a str) -> Option<Self> {
        let (path, version) = match name.split_once('@') {
            Some((path, version)) => (path, Some(version)),
            None => (name, None),
        };
        let (package, interface) = path.split_once('/')?;
        let plain = |name: &str| {
            name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | ':'))
        };
        (package.contains(':') && plain(package) && plain(interface)).then_some(Self {
            package,
            interface,
            version,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_those_of_aws() {
        for (kebab, expected) in [
            ("create-vpc", "CreateVpc"),
            ("vpc-id", "VpcId"),
            ("cidr-ipv4", "CidrIpv4"),
            ("enable-dns-64", "EnableDns64"),
            ("enable-resource-name-dns-AAAA-record", "EnableResourceNameDnsAAAARecord"),
            ("enable-resource-name-dns-A-record", "EnableResourceNameDnsARecord"),
            ("arn", "Arn"),
            ("", ""),
        ] {
            assert_eq!(pascal(kebab), expected);
        }
    }

    #[test]
    fn reads_interface_names() {
        let name = InterfaceName::parse("wasmidem:ec2/vpc@0.1.0").unwrap();
        assert_eq!((name.package, name.interface, name.version), ("wasmidem:ec2", "vpc", Some("0.1.0")));
        assert_eq!(InterfaceName::parse("a:b/c").unwrap().version, None);
        for other in ["vpc", "ec2/vpc", "url=<https://example.org>"] {
            assert_eq!(InterfaceName::parse(other), None, "{other}");
        }
    }

    #[test]
    fn reads_versions() {
        assert_eq!(Version::parse("0.1.12"), Some(Version { major: 0, minor: 1, patch: 12 }));
        for other in ["", "0.1", "0.1.0.0", "0.1.0-rc", "0.1.99999999999", "a.b.c"] {
            assert_eq!(Version::parse(other), None, "{other}");
        }
    }
}
