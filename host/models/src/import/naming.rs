use std::collections::BTreeMap;

use regex_lite::Regex;

use super::ImportError;

/// How boto3 names its methods: by a rule, and by a list of names for which the rule does badly.
#[derive(Debug)]
pub struct Naming {
    plural: Regex,
    capitalised: Regex,
    end: Regex,
    special: BTreeMap<String, String>,
}

impl Naming {
    /// Reads the list from the text of botocore's `__init__.py`, which has it as
    /// `('CreateCachediSCSIVolume', '_'): 'create_cached_iscsi_volume'`.
    ///
    /// # Errors
    /// When there is no such list.
    pub fn from_source(text: &str) -> Result<Self, ImportError> {
        let bad = |error: regex_lite::Error| ImportError::new("naming", error.to_string());
        let entry = Regex::new(r"\(\s*'(\w+)',\s*'_',?\s*\):\s*'(\w+)'").map_err(bad)?;
        let special: BTreeMap<String, String> = entry
            .captures_iter(text)
            .map(|found| {
                let (_, [name, method]) = found.extract();
                (name.to_owned(), method.to_owned())
            })
            .collect();
        if special.is_empty() {
            return Err(ImportError::new("botocore/__init__.py", "has no list of special names"));
        }
        Ok(Self {
            plural: Regex::new("[A-Z]{2,}s$").map_err(bad)?,
            capitalised: Regex::new("(.)([A-Z][a-z]+)").map_err(bad)?,
            end: Regex::new("([a-z0-9])([A-Z])").map_err(bad)?,
            special,
        })
    }

    /// The method of an operation: `DescribeVpcs` is `describe_vpcs`.
    pub fn method(&self, operation: &str) -> String {
        if let Some(method) = self.special.get(operation) {
            return method.clone();
        }
        if operation.contains('_') {
            return operation.to_owned();
        }
        // A plural such as ARNs is one word, and ends the name.
        let plural = self.plural.find(operation).map(|found| found.start());
        let split = plural.and_then(|place| operation.split_at_checked(place));
        let name = match split {
            Some((rest, plural)) => format!("{rest}_{}", plural.to_lowercase()),
            None => operation.to_owned(),
        };
        let name = self.capitalised.replace_all(&name, "${1}_${2}");
        self.end.replace_all(&name, "${1}_${2}").to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_named_as_in_boto3() {
        let naming = Naming::from_source(
            "    (\n        'ExecutePartiQLStatement',\n        '_',\n    ): 'execute_partiql_statement',",
        )
        .unwrap();
        for (operation, method) in [
            ("DescribeVpcs", "describe_vpcs"),
            ("DescribeDBInstances", "describe_db_instances"),
            ("ListWebACLs", "list_web_acls"),
            ("ExecutePartiQLStatement", "execute_partiql_statement"),
            ("GetSMSAttributes", "get_sms_attributes"),
            ("AssumeRoleWithSAML", "assume_role_with_saml"),
            ("ListObjectsV2", "list_objects_v2"),
            ("DescribeVpcEndpointServices", "describe_vpc_endpoint_services"),
        ] {
            assert_eq!(naming.method(operation), method);
        }
        assert!(Naming::from_source("nothing").is_err());
    }
}
