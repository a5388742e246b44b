//! The policies that calls are held to.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use anyhow::{Result, bail};
use clap::ValueEnum;
use wasmidem_gateway::AwsOperations;
use wasmidem_policy::{Cedar, Imported, Policy, PolicyFile, Vocabulary};

/// How many policies there are, in the larger cases.
const MANY: usize = 1000;

/// Which policies hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Policies {
    /// None: a module may do what it imports.
    None,
    /// Three: reads are permitted, writes in one region, and one tag forbids.
    Few,
    /// A thousand, on modules, operations, places and phases.
    Thousand,
    /// A thousand, of which some look at a member of each request.
    ThousandOnRequests,
    /// A thousand, of which some look at the resources that each request names. None is named twice.
    ThousandOnResources,
}

/// Operations that policies name: those of a module for virtual networks.
const OPERATIONS: [&str; 40] = [
    "AssociateRouteTable",
    "AssociateSubnetCidrBlock",
    "AssociateVpcCidrBlock",
    "AttachInternetGateway",
    "AuthorizeSecurityGroupEgress",
    "AuthorizeSecurityGroupIngress",
    "CreateInternetGateway",
    "CreateRoute",
    "CreateRouteTable",
    "CreateSecurityGroup",
    "CreateSubnet",
    "CreateTags",
    "CreateVpc",
    "DeleteInternetGateway",
    "DeleteRoute",
    "DeleteRouteTable",
    "DeleteSecurityGroup",
    "DeleteSubnet",
    "DeleteTags",
    "DeleteVpc",
    "DescribeAvailabilityZones",
    "DescribeInternetGateways",
    "DescribeRegions",
    "DescribeRouteTables",
    "DescribeSecurityGroupRules",
    "DescribeSecurityGroups",
    "DescribeSubnets",
    "DescribeVpcAttribute",
    "DescribeVpcs",
    "DetachInternetGateway",
    "DisassociateRouteTable",
    "DisassociateSubnetCidrBlock",
    "DisassociateVpcCidrBlock",
    "ModifySecurityGroupRules",
    "ModifySubnetAttribute",
    "ModifyVpcAttribute",
    "ReplaceRoute",
    "RevokeSecurityGroupEgress",
    "RevokeSecurityGroupIngress",
    "RunInstances",
];

impl Policies {
    /// What decides.
    pub fn load(self) -> Result<Arc<dyn Policy>> {
        let text = match self {
            Self::None => return Ok(Arc::new(Imported)),
            Self::Few => few(),
            Self::Thousand => few() + &many(None),
            Self::ThousandOnRequests => few() + &many(Some(Single::Member)),
            Self::ThousandOnResources => few() + &many(Some(Single::Resource)),
        };
        let file = PolicyFile { name: "bench.cedar".to_owned(), text };
        let vocabulary = Vocabulary::of(Arc::new(AwsOperations));
        match Cedar::load(&[file], vocabulary, BTreeMap::new()) {
            Ok(loaded) => Ok(Arc::new(loaded.policy)),
            Err(problems) => bail!("the policies are wrong: {problems:?}"),
        }
    }
}

fn few() -> String {
    "permit (principal, action in Action::\"read\", resource);\n\
     permit (principal, action in Action::\"write\", resource in Region::\"eu-west-1\");\n\
     forbid (principal, action in Action::\"write\", resource)\n\
     when { context.tags.hasTag(\"locked\") };\n"
        .to_owned()
}

/// What policies look at of a single request.
#[derive(Clone, Copy)]
enum Single {
    Member,
    Resource,
}

fn many(single: Option<Single>) -> String {
    let mut text = String::new();
    let operations: Vec<String> = OPERATIONS.map(|name| format!("ec2:{name}")).to_vec();
    for (number, operation) in operations.iter().cycle().take(MANY).enumerate() {
        let (scope, condition) = match number / operations.len().max(1) % 4 {
            0 => (
                format!("principal == Module::\"m{number}\", action == Action::\"{operation}\", resource"),
                "true".to_owned(),
            ),
            1 => (
                format!(
                    "principal, action == Action::\"{operation}\", resource in Region::\"region-{number}\""
                ),
                "true".to_owned(),
            ),
            2 => (
                format!("principal, action == Action::\"{operation}\", resource"),
                format!("context.phase == \"describe\" && context.region == \"region-{number}\""),
            ),
            _ if single.is_some() => (
                format!("principal, action == Action::\"{operation}\", resource"),
                match single {
                    Some(Single::Resource) => {
                        format!("resource is Resource && resource.id == \"vpc-x{number}\"")
                    }
                    _ => format!(
                        "context.input.hasTag(\"CidrBlock\") && context.input.getTag(\"CidrBlock\") == \"{number}\""
                    ),
                },
            ),
            _ => (
                format!(
                    "principal, action == Action::\"{operation}\", resource in Account::\"{number:012}\""
                ),
                "context.phase == \"drift\"".to_owned(),
            ),
        };
        let _ = writeln!(text, "forbid ({scope}) when {{ {condition} }};");
    }
    text
}
