//! The interfaces of `wit/v0.1` that a module may import. A test below compares this table with
//! the WIT files.

use wasmidem_contract::Service;

use crate::names::Version;

/// The version of `wit/v0.1` this host was built with.
pub(crate) const KNOWN: Version = Version { major: 0, minor: 1, patch: 0 };

/// The package with an interface for each service of AWS, of which each function is an operation.
pub(crate) const EVERY_SERVICE: &str = "wasmidem:aws";

/// The packages of which a function is an AWS operation, with the name of the service.
const AWS_PACKAGES: &[(&str, &str)] = &[("wasmidem:ec2", "ec2"), ("wasmidem:sts", "sts")];

/// Functions that return one member of the operation's output. INVARIANT: all others of the packages
/// of AWS return the whole output; their record types say which members that are.
const MEMBERS: &[(&str, &str)] = &[
    ("authorize-security-group-egress", "SecurityGroupRules"),
    ("authorize-security-group-ingress", "SecurityGroupRules"),
    ("create-internet-gateway", "InternetGateway"),
    ("create-route-table", "RouteTable"),
    ("create-security-group", "GroupId"),
    ("create-subnet", "Subnet"),
    ("create-vpc", "Vpc"),
    ("describe-availability-zones", "AvailabilityZones"),
    ("describe-internet-gateways", "InternetGateways"),
    ("describe-regions", "Regions"),
    ("describe-route-tables", "RouteTables"),
    ("describe-security-group-rules", "SecurityGroupRules"),
    ("describe-security-groups", "SecurityGroups"),
    ("describe-subnets", "Subnets"),
    ("describe-vpcs", "Vpcs"),
];

/// How values go through a function that is an AWS operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// As records and enums. Lists come whole.
    Typed {
        /// The member of the output that the function returns; `None` for all of it.
        member: Option<&'static str>,
    },
    /// As JSON texts, one request for each call.
    Json,
}

impl Door {
    /// The door that a function of a typed interface is.
    pub(crate) fn typed(function: &str) -> Self {
        let found = MEMBERS.iter().find(|(name, _)| *name == function);
        Self::Typed { member: found.map(|(_, member)| *member) }
    }
}

/// An interface a module may import.
#[derive(Debug)]
pub(crate) struct Interface {
    pub(crate) package: &'static str,
    pub(crate) name: &'static str,
    pub(crate) functions: &'static [&'static str],
}

impl Interface {
    /// The service of the host that its functions are, if a policy is asked about them.
    pub(crate) fn granted(&self) -> Option<Service> {
        match (self.package, self.name) {
            ("wasmidem:host", "hub") => Some(Service::HubCall),
            ("wasmidem:host", "clock") => Some(Service::ClockNow),
            ("wasmidem:host", "random") => Some(Service::RandomBytes),
            ("wasmidem:host", "files") => Some(Service::FilesRead),
            _ => None,
        }
    }

    /// The AWS service whose operations are its functions.
    pub(crate) fn service(&self) -> Option<&'static str> {
        AWS_PACKAGES.iter().find(|(package, _)| *package == self.package).map(|(_, service)| *service)
    }
}

/// The interface of that name, whatever its version.
pub(crate) fn find(package: &str, name: &str) -> Option<&'static Interface> {
    INTERFACES.iter().find(|interface| interface.package == package && interface.name == name)
}

/// The interfaces of a package; none if there is no such package.
pub(crate) fn of_package(package: &str) -> impl Iterator<Item = &'static Interface> {
    INTERFACES.iter().filter(move |interface| interface.package == package)
}

const INTERFACES: &[Interface] = &[
    Interface { package: "wasmidem:host", name: "types", functions: &[] },
    Interface { package: "wasmidem:host", name: "log", functions: &["log"] },
    Interface {
        package: "wasmidem:host",
        name: "context",
        functions: &["phase", "region", "profile", "run-id"],
    },
    Interface { package: "wasmidem:host", name: "hub", functions: &["call"] },
    Interface { package: "wasmidem:host", name: "clock", functions: &["now"] },
    Interface { package: "wasmidem:host", name: "random", functions: &["bytes"] },
    Interface { package: "wasmidem:host", name: "files", functions: &["read", "list"] },
    Interface { package: "wasmidem:sts", name: "identity", functions: &["get-caller-identity"] },
    Interface { package: "wasmidem:ec2", name: "types", functions: &[] },
    Interface {
        package: "wasmidem:ec2",
        name: "vpc",
        functions: &[
            "create-vpc",
            "describe-vpcs",
            "delete-vpc",
            "describe-vpc-attribute",
            "modify-vpc-attribute",
            "associate-vpc-cidr-block",
            "disassociate-vpc-cidr-block",
        ],
    },
    Interface {
        package: "wasmidem:ec2",
        name: "subnet",
        functions: &[
            "create-subnet",
            "describe-subnets",
            "delete-subnet",
            "modify-subnet-attribute",
            "associate-subnet-cidr-block",
            "disassociate-subnet-cidr-block",
        ],
    },
    Interface {
        package: "wasmidem:ec2",
        name: "internet-gateway",
        functions: &[
            "create-internet-gateway",
            "describe-internet-gateways",
            "delete-internet-gateway",
            "attach-internet-gateway",
            "detach-internet-gateway",
        ],
    },
    Interface {
        package: "wasmidem:ec2",
        name: "route-table",
        functions: &[
            "create-route-table",
            "describe-route-tables",
            "delete-route-table",
            "create-route",
            "replace-route",
            "delete-route",
            "associate-route-table",
            "disassociate-route-table",
        ],
    },
    Interface {
        package: "wasmidem:ec2",
        name: "security-group",
        functions: &[
            "create-security-group",
            "describe-security-groups",
            "delete-security-group",
            "describe-security-group-rules",
            "authorize-security-group-ingress",
            "authorize-security-group-egress",
            "revoke-security-group-ingress",
            "revoke-security-group-egress",
            "modify-security-group-rules",
        ],
    },
    Interface { package: "wasmidem:ec2", name: "tags", functions: &["create-tags", "delete-tags"] },
    Interface {
        package: "wasmidem:ec2",
        name: "region",
        functions: &["describe-regions", "describe-availability-zones"],
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;

    /// Package, interface and function names of one WIT file, as far as a line-wise look can tell.
    fn scan(text: &str, found: &mut BTreeMap<(String, String), Vec<String>>) {
        let (mut package, mut interface) = (String::new(), None);
        for line in text.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix("package ") {
                package = name.split('@').next().unwrap().to_owned();
            } else if let Some(name) = line.strip_prefix("interface ") {
                let key = (package.clone(), name.trim_end_matches(" {").to_owned());
                found.entry(key.clone()).or_default();
                interface = Some(key);
            } else if let Some((name, _)) = line.split_once(": func(") {
                let key = interface.clone().expect("functions are inside of interfaces");
                found.get_mut(&key).unwrap().push(name.trim_start_matches('%').to_owned());
            }
        }
    }

    #[test]
    fn the_table_is_what_the_wit_files_say() {
        let mut found = BTreeMap::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit/v0.1/deps");
        for package in std::fs::read_dir(root).unwrap() {
            for file in std::fs::read_dir(package.unwrap().path()).unwrap() {
                scan(&std::fs::read_to_string(file.unwrap().path()).unwrap(), &mut found);
            }
        }
        let table: BTreeMap<_, Vec<String>> = INTERFACES
            .iter()
            .map(|interface| {
                let functions = interface.functions.iter().map(|name| (*name).to_owned()).collect();
                ((interface.package.to_owned(), interface.name.to_owned()), functions)
            })
            .collect();
        assert_eq!(table, found);
    }
}
