//! Services of the host as actions: what a use of one is about, and what holds without a policy.

use std::fmt::Write;

use wasmidem_contract::{Service, Value};

use crate::{Denial, Request};

/// The group all services are in. None is in `read`: a policy that permits looking at AWS says
/// nothing of this machine.
pub(crate) const GROUP: &str = "host";

/// The kind of thing that services are about which are about nothing in particular.
const HOST: &str = "Host";

/// What the schema says of services beside the actions.
pub(crate) const TYPES: &str = r#"
// What services of the host are about: `resource == Function::"aws.ec2.vpc.get"` for `hub:Call`,
// `resource == Folder::"config"` for `files:Read`, and `Host::"host"` for all others.
entity Function;
entity Folder;
entity Host;
"#;

/// The kind and the name of what a request for a service is about; `None` for AWS operations.
pub(crate) fn resource<'a>(request: &Request<'a>) -> Option<(&'static str, &'a str)> {
    let service = Service::of(request.operation)?;
    let named = |kind| request.input.get(kind).and_then(Value::as_str).unwrap_or_default();
    Some(service.subject().map_or((HOST, "host"), |kind| (kind, named(kind))))
}

/// The kind of resource that an action is about.
pub(crate) fn resource_kind(action: &str) -> &'static str {
    match Service::named(action) {
        None => "[Profile, Resource]",
        Some(service) => service.subject().unwrap_or(HOST),
    }
}

/// `` of `test.ping` ``, for denials.
pub(crate) fn about(request: &Request<'_>) -> String {
    let mut text = String::new();
    if let Some((kind, name)) = resource(request).filter(|(kind, _)| *kind != HOST) {
        let _ = write!(text, " of the {} `{name}`", kind.to_lowercase());
    }
    text
}

/// What holds when an operator has written no policy: modules may call each other, which their
/// imports show and which gives them nothing their callees do not have. The machine they run on is
/// none of theirs.
pub(crate) fn without_policy(request: &Request<'_>) -> Result<(), Denial> {
    match Service::of(request.operation) {
        None | Some(Service::HubCall) => Ok(()),
        Some(service) => Err(Denial {
            code: "policy.not-permitted",
            message: format!(
                "module `{}` asked for `{service}`{}, which only a policy can permit",
                request.module,
                about(request)
            ),
            help: format!(
                "`permit (principal == Module::\"{}\", action == Action::\"{service}\", resource);` in a file for \
                 `--policy` would",
                request.module
            ),
            policies: Vec::new(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cedar, Imported, Policy, PolicyFile, Vocabulary};
    use serde_json::json;
    use std::collections::BTreeMap;
    use wasmidem_contract::{Effect, ModuleId, Operation, OperationName, Phase};

    fn ask(policy: &dyn Policy, service: Service, input: &Value, phase: Phase) -> Result<(), String> {
        let (module, operation) =
            (ModuleId { name: "m".into(), digest: "0".into(), signer: None }, service.operation());
        let request = Request {
            module: &module,
            declared: true,
            operation: &operation,
            effect: Effect::Read,
            phase,
            profile: "default",
            region: "r",
            account: None,
            state: None,
            input,
        };
        policy.decide(&request).map(drop).map_err(|denial| format!("{}: {}", denial.code, denial.message))
    }

    fn cedar(text: &str) -> Cedar {
        let file = PolicyFile { name: "p.cedar".into(), text: text.into() };
        let name = OperationName::new("ec2", "DescribeVpcs");
        let words = Vocabulary::new([Operation { name, effect: Effect::Read, gives_credentials: false }]);
        let loaded = Cedar::load(&[file], words, BTreeMap::new());
        match loaded {
            Ok(loaded) => {
                assert_eq!(loaded.warnings, []);
                loaded.policy
            }
            Err(problems) => panic!("{problems:?}"),
        }
    }

    #[test]
    fn without_a_policy_only_the_hub_is_open() {
        for phase in [Phase::Plan, Phase::Apply, Phase::Drift, Phase::Describe] {
            let nothing = Value::Null;
            assert_eq!(ask(&Imported, Service::HubCall, &json!({"Function": "a.b"}), phase), Ok(()));
            for service in [Service::ClockNow, Service::RandomBytes] {
                let denial = ask(&Imported, service, &nothing, phase).unwrap_err();
                let expected = format!(
                    "policy.not-permitted: module `m` asked for `{service}`, which only a policy can permit"
                );
                assert_eq!(denial, expected);
            }
            let denial = ask(&Imported, Service::FilesRead, &json!({"Folder": "data"}), phase).unwrap_err();
            assert!(denial.contains("`files:Read` of the folder `data`"), "{denial}");
        }
    }

    #[test]
    fn policies_name_functions_and_folders() {
        let policy = cedar(
            r#"permit (principal == Module::"m", action == Action::"hub:Call", resource == Function::"a.b");
               permit (principal, action == Action::"files:Read", resource == Folder::"data")
               when { context.phase == "apply" };
               permit (principal, action in Action::"host", resource is Host);
               forbid (principal, action == Action::"random:Bytes", resource);"#,
        );
        let function = |path: &str| json!({ "Function": path });
        assert_eq!(ask(&policy, Service::HubCall, &function("a.b"), Phase::Plan), Ok(()));
        let denial = ask(&policy, Service::HubCall, &function("a.c"), Phase::Plan).unwrap_err();
        assert!(
            denial.contains("no policy permits `hub:Call` of the function `a.c` to module `m`"),
            "{denial}"
        );
        // asked again, now that an answer of the same module and action is known
        assert_eq!(ask(&policy, Service::HubCall, &function("a.b"), Phase::Plan), Ok(()));
        let folder = |name: &str| json!({ "Folder": name });
        assert_eq!(ask(&policy, Service::FilesRead, &folder("data"), Phase::Apply), Ok(()));
        assert!(ask(&policy, Service::FilesRead, &folder("data"), Phase::Plan).is_err());
        assert!(ask(&policy, Service::FilesRead, &folder("other"), Phase::Apply).is_err());
        assert_eq!(ask(&policy, Service::ClockNow, &Value::Null, Phase::Plan), Ok(()));
        let denial = ask(&policy, Service::RandomBytes, &Value::Null, Phase::Plan).unwrap_err();
        assert!(denial.starts_with("policy.forbidden: "), "{denial}");
    }

    #[test]
    fn looking_at_aws_is_not_looking_at_this_machine() {
        let policy = cedar(r#"permit (principal, action in Action::"read", resource);"#);
        for service in Service::ALL {
            assert!(ask(&policy, service, &Value::Null, Phase::Apply).is_err(), "{service}");
        }
    }
}
