//! The operations of the typed door. The effect of each was reviewed by hand against the access
//! levels of AWS's service authorization reference; what is not listed does not exist here.

use wasmidem_contract::{Effect, Operation, OperationName};

use Effect::{Read, Write};

/// Service, operation, effect, and the member of the output that the typed door returns.
type Row = (&'static str, &'static str, Effect, Option<&'static str>);

/// INVARIANT: each function of `wit/v0.1/deps/{ec2,sts}` has one row, and each row a function; held
/// by a test.
const TABLE: &[Row] = &[
    ("ec2", "CreateVpc", Write, Some("Vpc")),
    ("ec2", "DescribeVpcs", Read, Some("Vpcs")),
    ("ec2", "DeleteVpc", Write, None),
    ("ec2", "DescribeVpcAttribute", Read, None),
    ("ec2", "ModifyVpcAttribute", Write, None),
    ("ec2", "AssociateVpcCidrBlock", Write, None),
    ("ec2", "DisassociateVpcCidrBlock", Write, None),
    ("ec2", "CreateSubnet", Write, Some("Subnet")),
    ("ec2", "DescribeSubnets", Read, Some("Subnets")),
    ("ec2", "DeleteSubnet", Write, None),
    ("ec2", "ModifySubnetAttribute", Write, None),
    ("ec2", "AssociateSubnetCidrBlock", Write, None),
    ("ec2", "DisassociateSubnetCidrBlock", Write, None),
    ("ec2", "CreateInternetGateway", Write, Some("InternetGateway")),
    ("ec2", "DescribeInternetGateways", Read, Some("InternetGateways")),
    ("ec2", "DeleteInternetGateway", Write, None),
    ("ec2", "AttachInternetGateway", Write, None),
    ("ec2", "DetachInternetGateway", Write, None),
    ("ec2", "CreateRouteTable", Write, Some("RouteTable")),
    ("ec2", "DescribeRouteTables", Read, Some("RouteTables")),
    ("ec2", "DeleteRouteTable", Write, None),
    ("ec2", "CreateRoute", Write, None),
    ("ec2", "ReplaceRoute", Write, None),
    ("ec2", "DeleteRoute", Write, None),
    ("ec2", "AssociateRouteTable", Write, None),
    ("ec2", "DisassociateRouteTable", Write, None),
    ("ec2", "CreateSecurityGroup", Write, Some("GroupId")),
    ("ec2", "DescribeSecurityGroups", Read, Some("SecurityGroups")),
    ("ec2", "DeleteSecurityGroup", Write, None),
    ("ec2", "DescribeSecurityGroupRules", Read, Some("SecurityGroupRules")),
    ("ec2", "AuthorizeSecurityGroupIngress", Write, Some("SecurityGroupRules")),
    ("ec2", "AuthorizeSecurityGroupEgress", Write, Some("SecurityGroupRules")),
    ("ec2", "RevokeSecurityGroupIngress", Write, None),
    ("ec2", "RevokeSecurityGroupEgress", Write, None),
    ("ec2", "ModifySecurityGroupRules", Write, None),
    ("ec2", "CreateTags", Write, None),
    ("ec2", "DeleteTags", Write, None),
    ("ec2", "DescribeRegions", Read, Some("Regions")),
    ("ec2", "DescribeAvailabilityZones", Read, Some("AvailabilityZones")),
    ("sts", "GetCallerIdentity", Read, None),
];

/// All operations.
pub fn all() -> impl Iterator<Item = Operation> {
    TABLE.iter().map(|(service, name, effect, result)| Operation {
        name: OperationName::new(*service, *name),
        effect: *effect,
        result: *result,
    })
}

/// One operation; `None` if there is none of that name.
pub fn operation(name: &OperationName) -> Option<Operation> {
    let (_, _, effect, result) =
        TABLE.iter().find(|(service, operation, ..)| *service == name.service && *operation == name.name)?;
    Some(Operation { name: name.clone(), effect: *effect, result: *result })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    fn pascal(kebab: &str) -> String {
        kebab
            .split('-')
            .map(|word| {
                let (first, rest) = word.split_at(1);
                first.to_uppercase() + rest
            })
            .collect()
    }

    #[test]
    fn table_and_interfaces_agree() {
        let mut in_wit = BTreeSet::new();
        for service in ["ec2", "sts"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit/v0.1/deps").join(service);
            for file in fs::read_dir(folder).unwrap() {
                for line in fs::read_to_string(file.unwrap().path()).unwrap().lines() {
                    if let Some((name, _)) = line.trim().split_once(": func(") {
                        in_wit.insert(format!("{service}:{}", pascal(name)));
                    }
                }
            }
        }
        let in_table: BTreeSet<String> = all().map(|operation| operation.name.to_string()).collect();
        assert_eq!(in_wit, in_table);
    }

    #[test]
    fn reads_are_those_that_describe_or_get() {
        for operation in all() {
            let looks = operation.name.name.starts_with("Describe") || operation.name.name.starts_with("Get");
            assert_eq!(operation.effect == Read, looks, "{}", operation.name);
        }
    }
}
