//! The `k8crd` renderer: a custom resource of Kubernetes to the state it means.

use wasmidem_contract::Diagnostic;

use crate::problems::Problems;
use crate::source::Place;
use crate::yaml::{Data, Entry, Node};

/// What the group of an `apiVersion` ends in.
const GROUP: &str = ".idem.vmware.com";

/// The data of a custom resource: `apiVersion: ec2.aws.idem.vmware.com/v1` with `kind: vpc` is
/// `aws.ec2.vpc.present`, `metadata.name` the id and `spec` the arguments. `None` if it is reported
/// to be wrong.
pub(super) fn convert(resource: Node, problems: &mut Problems) -> Option<Node> {
    if resource.is_null() {
        return Some(resource);
    }
    let place = resource.place;
    if resource.as_mapping().is_none() {
        let message = format!("a custom resource is a mapping, but this is {}", resource.describe());
        report(message, place, problems);
        return None;
    }
    let version = text(&resource, "apiVersion", place, problems);
    let kind = text(&resource, "kind", place, problems);
    let name = match resource.get("metadata") {
        Some(metadata) => text(metadata, "name", metadata.place, problems),
        None => {
            report("a custom resource needs `metadata`".to_owned(), place, problems);
            None
        }
    };
    let ((version, at), (kind, kind_at), (name, name_at)) = (version?, kind?, name?);
    let Some(group) = group(version) else {
        report(format!("`{version}` is no `apiVersion` of a state"), at, problems);
        return None;
    };
    let path: Vec<&str> = group.rsplit('.').chain([kind, "present"]).collect();
    let state = string(path.join(".").replace('-', "_"), kind_at);
    let spec = resource.get("spec").cloned();
    let spec = spec.unwrap_or(Node { data: Data::Null, place: kind_at });
    let states = Node { data: Data::Mapping(vec![Entry { key: state, value: spec }]), place: name_at };
    let entry = Entry { key: string(name.to_owned(), name_at), value: states };
    Some(Node { data: Data::Mapping(vec![entry]), place })
}

/// The group of `group.idem.vmware.com/version`, which has two parts at least.
fn group(version: &str) -> Option<&str> {
    let group = version.split_once('/')?.0.strip_suffix(GROUP)?;
    let fits =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    (group.contains('.') && group.split('.').all(fits)).then_some(group)
}

fn text<'n>(mapping: &'n Node, key: &str, place: Place, problems: &mut Problems) -> Option<(&'n str, Place)> {
    match mapping.get(key) {
        Some(value) => match value.as_str() {
            Some(text) => return Some((text, value.place)),
            None => {
                report(format!("`{key}` is a text, but this is {}", value.describe()), value.place, problems)
            }
        },
        None => report(format!("a custom resource needs `{key}`"), place, problems),
    }
    None
}

fn string(text: String, place: Place) -> Node {
    Node { data: Data::String(text), place }
}

fn report(message: String, place: Place, problems: &mut Problems) {
    let problem = Diagnostic::error("sls-k8crd", message).with_help(
        "write `apiVersion: ec2.aws.idem.vmware.com/v1`, `kind: vpc`, `metadata: {name: …}` and `spec`",
    );
    problems.report(problem, place);
}
