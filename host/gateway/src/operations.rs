//! The operations of AWS, as its models have them.

use wasmidem_contract::{Effect, Operation, OperationName, Operations};
use wasmidem_models::{Catalogue, OperationSummary};

/// The operations of all services that the program has models of. What an operation changes is in
/// their data, made as `docs/operations.md` says.
#[derive(Debug, Clone, Copy, Default)]
pub struct AwsOperations;

impl Operations for AwsOperations {
    fn operation(&self, name: &OperationName) -> Option<Operation> {
        Catalogue::shipped().operation(name).map(|found| known(&name.service, found))
    }

    fn function(&self, service: &str, function: &str) -> Option<Operation> {
        let summary = Catalogue::shipped().summary(service)?;
        summary.function(function).map(|found| known(service, found))
    }

    fn services(&self) -> Vec<&str> {
        Catalogue::shipped().services().collect()
    }

    fn of_service(&self, service: &str) -> Vec<Operation> {
        let summary = Catalogue::shipped().summary(service);
        let operations = summary.map(|summary| summary.operations.as_slice()).unwrap_or_default();
        operations.iter().map(|found| known(service, found)).collect()
    }
}

fn known(service: &str, summary: &OperationSummary) -> Operation {
    Operation {
        name: OperationName::new(service, &*summary.name),
        effect: if summary.reads { Effect::Read } else { Effect::Write },
        gives_credentials: summary.gives_credentials,
    }
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

    /// The operations of the typed interfaces.
    fn in_wit() -> BTreeSet<OperationName> {
        let mut found = BTreeSet::new();
        for service in ["ec2", "sts"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit/v0.1/deps").join(service);
            for file in fs::read_dir(folder).unwrap() {
                for line in fs::read_to_string(file.unwrap().path()).unwrap().lines() {
                    if let Some((name, _)) = line.trim().split_once(": func(") {
                        found.insert(OperationName::new(service, pascal(name)));
                    }
                }
            }
        }
        found
    }

    #[test]
    fn the_operations_of_the_typed_interfaces_exist_and_have_the_right_effect() {
        let operations = in_wit();
        assert!(operations.len() >= 40);
        for name in operations {
            let operation = AwsOperations.operation(&name).unwrap_or_else(|| panic!("{name}"));
            let looks = name.name.starts_with("Describe") || name.name.starts_with("Get");
            assert_eq!(operation.effect == Effect::Read, looks, "{name}");
        }
    }

    #[test]
    fn functions_are_named_as_methods_of_boto3() {
        for (service, function, operation) in [
            ("s3", "create-bucket", "s3:CreateBucket"),
            ("rds", "describe-db-instances", "rds:DescribeDBInstances"),
            ("storagegateway", "create-cached-iscsi-volume", "storagegateway:CreateCachediSCSIVolume"),
        ] {
            let found = AwsOperations.function(service, function).unwrap();
            assert_eq!(found.name.to_string(), operation);
        }
        assert_eq!(AwsOperations.function("s3", "create_bucket"), None);
        assert_eq!(AwsOperations.function("s4", "create-bucket"), None);
    }

    #[test]
    fn what_gives_credentials_is_known() {
        let giving: Vec<String> = AwsOperations
            .services()
            .into_iter()
            .flat_map(|service| AwsOperations.of_service(service))
            .filter(|operation| operation.gives_credentials)
            .map(|operation| operation.name.to_string())
            .collect();
        assert_eq!(giving.len(), 38, "{giving:?}");
        for name in ["sts:AssumeRole", "iam:CreateAccessKey", "cognito-identity:GetCredentialsForIdentity"] {
            assert!(giving.iter().any(|giving| giving == name), "{name}");
        }
    }
}
