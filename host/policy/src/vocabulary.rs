//! The words policies are written with: the operations there are, in groups, and the schema made
//! of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use wasmidem_contract::{Effect, Operation, Service, nearest};

use crate::services;

/// Operations whose answer has AWS credentials in it, of services modules are written for.
const CREDENTIALS: [&str; 11] = [
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:AssumeRoot",
    "sts:GetDelegatedAccessToken",
    "sts:GetFederationToken",
    "sts:GetSessionToken",
    "iam:CreateAccessKey",
    "sso:GetRoleCredentials",
    "cognito-identity:GetCredentialsForIdentity",
    "s3:CreateSession",
];

/// Groups that exist whether or not an operation is in them.
const GROUPS: [(&str, &str); 5] = [
    ("read", "operations that only look"),
    ("write", "operations that change something"),
    ("tagging", "operations that do nothing but set or remove tags"),
    ("credentials", "operations whose answer has AWS credentials in it"),
    (services::GROUP, "services of the host"),
];

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
#[derive(Debug, Clone)]
pub struct Vocabulary {
    operations: BTreeMap<String, Effect>,
}

impl Vocabulary {
    /// The words for these operations, and for the services of the host.
    pub fn new(operations: impl IntoIterator<Item = Operation>) -> Self {
        let named = |operation: Operation| (operation.name.to_string(), operation.effect);
        let services = Service::ALL.map(|service| (service.to_string(), Effect::Read));
        Self { operations: operations.into_iter().map(named).chain(services).collect() }
    }

    /// The names of all operations, sorted: `ec2:CreateVpc`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.operations.keys().map(String::as_str)
    }

    /// Whether an operation of this name changes anything; `None` if there is none.
    pub fn effect(&self, name: &str) -> Option<Effect> {
        self.operations.get(name).copied()
    }

    /// The name of the action that is most likely meant.
    pub fn suggest(&self, word: &str) -> Option<&str> {
        let same = |name: &&str| name.eq_ignore_ascii_case(word) || operation_of(name) == word;
        let groups = GROUPS.iter().map(|(name, _)| *name).chain(self.services());
        self.names().find(same).or_else(|| nearest(word, self.names().chain(groups)))
    }

    /// The groups an operation is in.
    pub(crate) fn groups<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        if Service::named(name).is_some() {
            return vec![services::GROUP];
        }
        let mut groups = Vec::new();
        match self.effect(name) {
            Some(Effect::Read) => groups.push("read"),
            Some(Effect::Write) => groups.push("write"),
            None => return groups,
        }
        if sets_tags(operation_of(name)) {
            groups.push("tagging");
        }
        if CREDENTIALS.contains(&name) {
            groups.push("credentials");
        }
        groups.extend(service_of(name));
        groups
    }

    fn services(&self) -> BTreeSet<&str> {
        let operations = self.names().filter(|name| Service::named(name).is_none());
        operations.filter_map(service_of).collect()
    }

    /// The schema, in Cedar's own language.
    pub fn schema(&self) -> String {
        let mut text = format!("{TYPES}{}", services::TYPES);
        for (name, about) in GROUPS {
            let _ = write!(text, "\n// {about}\naction \"{name}\";");
        }
        for service in self.services() {
            let _ = write!(text, "\n// operations of {service}\naction \"{service}\";");
        }
        text.push('\n');
        for name in self.names() {
            let groups: Vec<String> = self.groups(name).iter().map(|group| format!("\"{group}\"")).collect();
            let _ = write!(
                text,
                "\naction \"{name}\" in [{}] appliesTo {{ principal: Module, resource: {}, context: Call }};",
                groups.join(", "),
                services::resource_kind(name)
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
    use wasmidem_contract::OperationName;

    fn vocabulary() -> Vocabulary {
        let operation = |service: &str, name: &str, effect| Operation {
            name: OperationName::new(service, name),
            effect,
            result: None,
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
        assert_eq!(words.suggest("ec2:CreateVcp"), Some("ec2:CreateVpc"));
        assert_eq!(words.suggest("CreateVpc"), Some("ec2:CreateVpc"));
        assert_eq!(words.suggest("EC2:createvpc"), Some("ec2:CreateVpc"));
        assert_eq!(words.suggest("reed"), Some("read"));
        assert_eq!(words.suggest("something else"), None);
    }
}
