//! The words policies are written with: the operations there are, in groups, and the schema made
//! of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};
use std::sync::Arc;

use wasmidem_contract::{Effect, Operation, OperationName, Operations, Service, nearest};

use crate::services;

/// Groups that exist whether or not an operation is in them.
const GROUPS: [(&str, &str); 5] = [
    ("read", "operations that only look"),
    ("write", "operations that change something"),
    ("tagging", "operations that do nothing but set or remove tags"),
    ("credentials", "operations whose answer has AWS credentials in it"),
    (services::GROUP, "services of the host"),
];

/// Services that have operations of every kind between them.
const REPRESENTATIVES: [&str; 2] = ["ec2", "sts"];

/// What the schema says beside the actions.
const TYPES: &str = r#"// Who asks: `principal == Module::"ec2_vpc"`.
entity Module = {
  name: String,
  // as `wasmidem module inspect` prints it: "sha256:…"
  digest: String,
  // the name of the trusted key that signed it; absent without such a signature
  signer?: String,
};

// Where a call goes: `resource in Profile::"default"`, `resource in Region::"eu-west-1"`,
// `resource in Account::"123456789012"`.
entity Account;
entity Region;
entity Profile in [Account, Region];

// A resource of AWS that the request names: `resource == Resource::"vpc-0a1b2c3d"`. A request that
// names several has to be allowed for each; the resource of one that names none is the profile.
entity Resource in [Profile] = {
  // the id, or the ARN
  id: String,
  // "vpc" of vpc-0a1b2c3d, "iam:role" of an ARN
  kind: String,
};

// Texts by name: `context.run.hasTag("branch") && context.run.getTag("branch") == "main"`.
entity Texts tags String;

type Call = {
  // "plan", "apply", "drift" or "describe"
  phase: String,
  profile: String,
  region: String,
  // absent when it cannot be found out
  account?: String,
  // what --policy-context says
  run: Texts,
  // the state the call is for
  state?: { id: String, path: String, function: String },
  // the members of the request that are a text, a number or a boolean, as texts
  input: Texts,
  // the tags that the request sets or removes
  tags: Texts,
};
"#;

/// The operations and services there are, by name.
#[derive(Clone)]
pub struct Vocabulary {
    operations: Arc<dyn Operations>,
}

impl Vocabulary {
    /// The words for these operations, and for the services of the host.
    pub fn new(operations: impl IntoIterator<Item = Operation>) -> Self {
        let named = |operation: Operation| (operation.name.to_string(), operation);
        Self::of(Arc::new(Listed(operations.into_iter().map(named).collect())))
    }

    /// The same for all that there are.
    pub fn of(operations: Arc<dyn Operations>) -> Self {
        Self { operations }
    }

    fn operation(&self, name: &str) -> Option<Operation> {
        let (service, operation) = name.split_once(':')?;
        self.operations.operation(&OperationName::new(service, operation))
    }

    /// Whether an operation or service of the host of this name changes anything; `None` if there is
    /// none.
    pub fn effect(&self, name: &str) -> Option<Effect> {
        match Service::named(name) {
            Some(_) => Some(Effect::Read),
            None => self.operation(name).map(|operation| operation.effect),
        }
    }

    /// The name of the action that is most likely meant.
    pub fn suggest(&self, word: &str) -> Option<String> {
        let services = self.operations.services();
        let (service, operation) = word.split_once(':').unwrap_or(("", word));
        let lower = service.to_ascii_lowercase();
        let among: Vec<&str> = match services.iter().find(|known| **known == lower) {
            Some(known) => vec![known],
            None => services.clone(),
        };
        let all = among.iter().flat_map(|service| self.operations.of_service(service));
        let mut names: Vec<String> = all.map(|operation| operation.name.to_string()).collect();
        names.extend(Service::ALL.map(|service| service.to_string()));
        let same = |name: &&String| operation_of(name).eq_ignore_ascii_case(operation);
        if let Some(name) = names.iter().find(same) {
            return Some(name.clone());
        }
        let groups = GROUPS.iter().map(|(name, _)| *name).chain(services);
        nearest(word, names.iter().map(String::as_str).chain(groups)).map(str::to_owned)
    }

    /// The groups an operation is in.
    pub(crate) fn groups<'a>(&self, name: &'a str) -> Vec<&'a str> {
        if Service::named(name).is_some() {
            return vec![services::GROUP];
        }
        let Some(operation) = self.operation(name) else { return Vec::new() };
        let mut groups = vec![if operation.effect == Effect::Read { "read" } else { "write" }];
        if sets_tags(operation_of(name)) {
            groups.push("tagging");
        }
        if operation.gives_credentials {
            groups.push("credentials");
        }
        groups.extend(service_of(name));
        groups
    }

    /// The schema of all operations, in Cedar's own language.
    pub fn schema(&self) -> String {
        let services = self.operations.services();
        self.schema_of(services.into_iter().flat_map(|service| self.operations.of_service(service)))
    }

    /// As much of the schema as it takes to check policies with these actions. All operations can be
    /// asked in the same way, so that of those that policies do not name, one of each kind and service
    /// stands for all: of twenty thousand, Cedar would take minutes.
    pub(crate) fn schema_for<'a>(&self, actions: impl IntoIterator<Item = &'a str>) -> String {
        let mut operations = BTreeMap::new();
        let mut keep = |operation: Operation| {
            operations.insert(operation.name.to_string(), operation);
        };
        // Groups that are no service need somebody in them.
        let services = self.operations.services();
        let known = REPRESENTATIVES.iter().filter(|name| services.contains(name)).copied();
        let known: Vec<&str> = known.collect();
        for service in if known.is_empty() { services } else { known } {
            let all = self.operations.of_service(service);
            one_of_each_kind(&all).into_iter().for_each(&mut keep);
        }
        for action in actions {
            match self.operation(action) {
                Some(operation) => keep(operation),
                None => one_of_each_kind(&self.operations.of_service(action)).into_iter().for_each(&mut keep),
            }
        }
        self.schema_of(operations.into_values())
    }

    fn schema_of(&self, operations: impl Iterator<Item = Operation>) -> String {
        let mut text = format!("{TYPES}{}", services::TYPES);
        for (name, about) in GROUPS {
            let _ = write!(text, "\n// {about}\naction \"{name}\";");
        }
        for service in self.operations.services() {
            let _ = write!(text, "\n// operations of {service}\naction \"{service}\";");
        }
        text.push('\n');
        let names = operations.map(|operation| operation.name.to_string());
        for name in names.chain(Service::ALL.map(|service| service.to_string())) {
            let groups: Vec<String> = self.groups(&name).iter().map(|group| format!("\"{group}\"")).collect();
            let _ = write!(
                text,
                "\naction \"{name}\" in [{}] appliesTo {{ principal: Module, resource: {}, context: Call }};",
                groups.join(", "),
                services::resource_kind(&name)
            );
        }
        text.push('\n');
        text
    }
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self::new([])
    }
}

impl fmt::Debug for Vocabulary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vocabulary").finish_non_exhaustive()
    }
}

/// Operations that were listed one by one.
struct Listed(BTreeMap<String, Operation>);

impl Operations for Listed {
    fn operation(&self, name: &OperationName) -> Option<Operation> {
        self.0.get(&name.to_string()).cloned()
    }

    fn function(&self, _: &str, _: &str) -> Option<Operation> {
        // policies know no functions
        None
    }

    fn services(&self) -> Vec<&str> {
        let services: BTreeSet<&str> = self.0.keys().filter_map(|name| service_of(name)).collect();
        services.into_iter().collect()
    }

    fn of_service(&self, service: &str) -> Vec<Operation> {
        self.0.values().filter(|operation| operation.name.service == service).cloned().collect()
    }
}

/// The first operation of each combination of groups.
fn one_of_each_kind(operations: &[Operation]) -> Vec<Operation> {
    let mut seen = BTreeSet::new();
    let kind = |operation: &Operation| {
        (operation.effect == Effect::Read, sets_tags(&operation.name.name), operation.gives_credentials)
    };
    operations.iter().filter(|operation| seen.insert(kind(operation))).cloned().collect()
}

fn operation_of(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, operation)| operation)
}

fn service_of(name: &str) -> Option<&str> {
    name.split_once(':').map(|(service, _)| service)
}

/// Whether tags are all that an operation changes, by its name: `CreateTags`, `UntagResource`.
fn sets_tags(operation: &str) -> bool {
    let changes = ["Create", "Delete", "Put", "Add", "Remove", "Set", "Update", "Change"];
    let tags = operation.ends_with("Tags") || operation.ends_with("Tagging");
    tags && changes.iter().any(|verb| operation.starts_with(verb))
        || operation.starts_with("Tag")
        || operation.starts_with("Untag")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let operation = |service: &str, name: &str, effect| Operation {
            name: OperationName::new(service, name),
            effect,
            gives_credentials: name == "AssumeRole",
        };
        Vocabulary::new([
            operation("ec2", "CreateVpc", Effect::Write),
            operation("ec2", "CreateTags", Effect::Write),
            operation("ec2", "DescribeTags", Effect::Read),
            operation("sts", "AssumeRole", Effect::Write),
        ])
    }

    #[test]
    fn operations_are_in_groups() {
        let words = vocabulary();
        assert_eq!(words.groups("ec2:CreateVpc"), ["write", "ec2"]);
        assert_eq!(words.groups("ec2:CreateTags"), ["write", "tagging", "ec2"]);
        assert_eq!(words.groups("ec2:DescribeTags"), ["read", "ec2"]);
        assert_eq!(words.groups("sts:AssumeRole"), ["write", "credentials", "sts"]);
        assert!(words.groups("ec2:Nothing").is_empty());
    }

    #[test]
    fn suggests_what_is_meant() {
        let words = vocabulary();
        for (word, meant) in [
            ("ec2:CreateVcp", "ec2:CreateVpc"),
            ("CreateVpc", "ec2:CreateVpc"),
            ("EC2:createvpc", "ec2:CreateVpc"),
            ("reed", "read"),
        ] {
            assert_eq!(words.suggest(word).as_deref(), Some(meant), "{word}");
        }
        assert_eq!(words.suggest("something else"), None);
    }

    #[test]
    fn a_schema_for_policies_has_what_they_name_and_somebody_in_each_group() {
        let schema = vocabulary().schema_for(["ec2:DescribeTags", "nothing:AtAll"]);
        for action in ["ec2:CreateTags", "ec2:DescribeTags", "sts:AssumeRole", "ec2:CreateVpc"] {
            assert!(schema.contains(&format!("action \"{action}\" in")), "{action}");
        }
        assert!(!schema.contains("nothing:AtAll"));
    }
}
