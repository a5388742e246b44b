//! Exec functions that come with the program and need no module: every operation of AWS by its name in
//! boto3, the resources of boto3, and a few of idem-aws.
//!
//! INVARIANT: each call of AWS passes the gate, as one of the operator.

mod about;
mod arn;
mod bytes;
mod call;
mod client;
mod doubt;
mod path;
mod resource;
mod words;

use std::sync::OnceLock;

use elsa::sync::FrozenMap;
use serde_json::json;
use wasmidem_contract::{Failure, FunctionInfo, FunctionKind, ModuleId, Object, Pages, Schema, Step, Value};
use wasmidem_gateway::{Gate, OPERATOR};
use wasmidem_models::Catalogue;

pub use about::about;
pub use bytes::Files;
pub use call::Calls;
pub use path::{PLAIN, Path, Unknown, no_service, resources, with_resources};
pub use words::of as words;

/// What a function came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Whether it is done.
    pub result: bool,
    /// Its value.
    pub ret: Value,
    /// What it has to say.
    pub comments: Vec<String>,
}

impl Reply {
    /// A value without comments.
    fn of(ret: Value) -> Self {
        Self { result: true, ret, comments: Vec::new() }
    }

    /// As functions of modules answer whose schema has `x-answer`.
    pub fn into_answer(self) -> Value {
        json!({"result": self.result, "ret": self.ret, "comment": self.comments})
    }
}

/// The functions, described when they are first asked for.
#[derive(Default)]
pub struct Builtins {
    infos: FrozenMap<String, Box<FunctionInfo>>,
    paths: OnceLock<Vec<String>>,
}

impl Builtins {
    /// The function at a path.
    pub fn function(&self, path: &str) -> Option<&FunctionInfo> {
        if let Some(known) = self.infos.get(path) {
            return Some(known);
        }
        let schema = schema(Path::read(path)?.ok()?);
        Some(self.infos.insert(path.to_owned(), Box::new(info(path, &schema))))
    }

    /// The paths of all operations, and those that are not of boto3; to suggest from.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let all = self.paths.get_or_init(|| {
            let catalogue = Catalogue::shipped();
            let operations = catalogue.services().flat_map(|service| {
                let summary = catalogue.summary(service).into_iter();
                summary
                    .flat_map(|summary| &summary.operations)
                    .map(move |operation| format!("boto3.client.{service}.{}", operation.method))
            });
            PLAIN.iter().map(|(path, _)| (*path).to_owned()).chain(operations).collect()
        });
        all.iter().map(String::as_str)
    }
}

/// A function of the operator's, as functions of modules are described.
pub fn info(path: &str, schema: &Value) -> FunctionInfo {
    FunctionInfo {
        path: path.to_owned(),
        kind: FunctionKind::Exec,
        // It is an object, which is all that is asked.
        schema: Schema::parse(&schema.to_string()).unwrap_or_default(),
        module: ModuleId { name: OPERATOR.to_owned(), digest: String::new(), signer: None },
    }
}

/// What a function takes. The members of an operation's input are not listed: the gate holds them to the
/// model, and tells more of what is wrong.
fn schema(path: Path<'_>) -> Value {
    let open = |names: &[&str]| {
        let properties: Object = names.iter().map(|name| ((*name).to_owned(), json!({}))).collect();
        json!({"properties": properties, "additionalProperties": {}, "x-answer": true})
    };
    let text = |description: &str| json!({"type": "string", "description": description});
    match path {
        Path::Client { .. } => open(&[]),
        Path::Resource { service, name, .. } => {
            let resources = resources(service);
            let identifiers: Vec<&str> =
                resources.into_iter().flat_map(|resources| resources.identifiers(name)).collect();
            open(&identifiers)
        }
        Path::Search { .. } => json!({
            "description": "Finds the first thing of a list.",
            "properties": {"jmes_path": text("What to find, as JMESPath in a page of the list; anything by default.")},
            "x-answer": true,
        }),
        Path::Identity => json!({"description": "Whose credentials calls are made with.", "x-answer": true}),
        Path::AssumeRole => open(&["role_arn", "role_session_name"]),
        Path::Lookup => json!({
            "description": "Finds the first thing of a list of AWS.",
            "properties": {
                "service": text("The service, as boto3 names it."),
                "resource": text("What is listed, such as `vpc`."),
                "filter": text("What to find, as JMESPath in a page of the list; anything by default."),
            },
            "required": ["service", "resource"],
            "x-answer": true,
        }),
        Path::ArnBuild => json!({
            "description": "Puts an ARN together.",
            "properties": {
                "service": text("The service."),
                "resource": text("The resource."),
                "partition": text("The partition; `aws` by default."),
                "region": text("The region, where ARNs of the service have one."),
                "account_id": {"description": "The account, where ARNs of the service have one."},
            },
            "required": ["service", "resource"],
            "x-answer": true,
        }),
        Path::ArnParse => json!({
            "description": "Takes an ARN apart.",
            "properties": {"arn": text("The ARN.")},
            "required": ["arn"],
            "x-answer": true,
        }),
    }
}

/// Calls a function.
///
/// # Errors
/// When nothing was called, or AWS refused.
pub async fn call(
    gate: &Gate,
    step: &Step,
    path: Path<'_>,
    mut arguments: Object,
    files: Files,
) -> Result<Reply, Failure> {
    let calls = Calls::new(gate, step, files);
    // As in idem, null is as good as nothing.
    arguments.retain(|_, value| !value.is_null());
    let text = |name: &str| arguments.get(name).and_then(Value::as_str).unwrap_or_default();
    match path {
        Path::Client { service, operation } => client::operation(&calls, service, operation, arguments).await,
        Path::Search { service, collection } => {
            let wanted = Some(text("jmes_path")).filter(|text| !text.is_empty()).unwrap_or(client::ANYTHING);
            let ret = client::search(&calls, service, collection, wanted).await?;
            let comments = vec![format!("Searched in {service}.{collection}")];
            Ok(Reply { result: client::is_something(&ret), ret, comments })
        }
        Path::Resource { service, name, member } => {
            resource::get(&calls, resource::Wanted { service, name, member }, arguments).await
        }
        Path::Lookup => {
            let (service, collection) = (text("service"), text("resource"));
            let wanted = Some(text("filter")).filter(|text| !text.is_empty()).unwrap_or(client::ANYTHING);
            let ret = client::search(&calls, service, collection, wanted).await?;
            Ok(if client::is_something(&ret) {
                let comments = vec![format!("Found resource '{service}.{collection}'")];
                Reply { result: true, ret, comments }
            } else {
                let text = format!("Could not find '{service}.{collection}' with filter: {wanted}");
                Reply { result: false, ret: Value::Null, comments: vec![text] }
            })
        }
        Path::Identity => identity(&calls).await,
        Path::AssumeRole => {
            let input = Object::from_iter([
                ("RoleArn".to_owned(), text("role_arn").into()),
                ("RoleSessionName".to_owned(), text("role_session_name").into()),
            ]);
            // The gate refuses it, and says what to do instead; in no case is the answer shown.
            calls.call("sts", "AssumeRole", input, Pages::One).await.map(|_| Reply::of(Value::Null))
        }
        Path::ArnBuild => Ok(Reply::of(arn::build(&arguments))),
        Path::ArnParse => arn::parse(&arguments).map(Reply::of),
    }
}

/// Whose credentials are used, with the comments that idem has.
async fn identity(calls: &Calls<'_>) -> Result<Reply, Failure> {
    let answered = calls.call("sts", "GetCallerIdentity", Object::new(), Pages::One).await?;
    let mut ret = call::with_metadata(answered);
    let comments = client::members(&ret);
    if let Value::Object(members) = &mut ret {
        members.remove("ResponseMetadata");
    }
    Ok(Reply { result: true, ret, comments })
}

/// What idem calls the function that is behind a path.
pub fn reference(path: &str) -> String {
    let Some((before, _)) = path.rsplit_once('.') else { return format!("exec.{path}") };
    if path.starts_with("boto3.client.") {
        format!("exec.{before}._client_caller")
    } else if path.starts_with("boto3.resource.") {
        format!("exec.{before}._resource_caller")
    } else {
        format!("exec.{path}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_described_once() {
        let builtins = Builtins::default();
        let path = "boto3.resource.s3.Object.get";
        let first = builtins.function(path).unwrap();
        assert!(std::ptr::eq(first, builtins.function(path).unwrap()));
        let names: Vec<&str> = first.schema.members().map(|(name, _)| name).collect();
        assert_eq!(names, ["bucket_name", "key"]);
        assert!(builtins.function("boto3.client.ec2.nope").is_none());
        assert!(builtins.function("test.ping").is_none());
        assert!(builtins.paths().count() > 10_000);
    }

    #[test]
    fn references_are_those_of_idem() {
        assert_eq!(reference("boto3.client.ec2.create_vpc"), "exec.boto3.client.ec2._client_caller");
        assert_eq!(reference("boto3.client.ec2.vpc.search"), "exec.boto3.client.ec2.vpc._client_caller");
        assert_eq!(reference("boto3.resource.ec2.Vpc"), "exec.boto3.resource.ec2._resource_caller");
        assert_eq!(reference("aws.arn.parse"), "exec.aws.arn.parse");
    }
}
