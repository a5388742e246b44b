use serde::{Deserialize, Serialize};
use wasmidem_contract::Effect;

/// What has to be known of an operation before it is called, without the whole model of its service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationSummary {
    /// The name callers use, e.g. `CreateBucket`.
    pub name: Box<str>,
    /// The name of boto3's method, e.g. `create_bucket`; with dashes, the name in WIT.
    pub method: Box<str>,
    /// Whether it only looks; see `docs/operations.md`.
    pub reads: bool,
    /// Whether its answer has AWS credentials in it.
    pub gives_credentials: bool,
}

impl OperationSummary {
    /// Whether it changes anything.
    pub fn effect(&self) -> Effect {
        if self.reads { Effect::Read } else { Effect::Write }
    }

    /// The name of the function in WIT, e.g. `create-bucket`.
    pub fn function(&self) -> String {
        self.method.replace('_', "-")
    }
}

/// The operations of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceSummary {
    /// What stands before the operation in the actions of IAM policies, e.g. `elasticloadbalancing`.
    pub iam_prefix: Box<str>,
    /// The operations, sorted by name.
    pub operations: Vec<OperationSummary>,
}

impl ServiceSummary {
    /// The operation of a name, e.g. `CreateBucket`.
    pub fn operation(&self, name: &str) -> Option<&OperationSummary> {
        let place = self.operations.binary_search_by(|operation| (*operation.name).cmp(name)).ok()?;
        self.operations.get(place)
    }

    /// The operation of a function in WIT, e.g. `create-bucket`.
    pub fn function(&self, function: &str) -> Option<&OperationSummary> {
        // boto3 has no method with a dash, WIT no function with an underscore
        let same = |operation: &&OperationSummary| {
            operation.method.len() == function.len()
                && operation.method.bytes().zip(function.bytes()).all(|(one, other)| match one {
                    b'_' => other == b'-',
                    one => one == other,
                })
        };
        self.operations.iter().find(same)
    }

    /// The operation of one of boto3's methods, e.g. `create_bucket`.
    pub fn method(&self, method: &str) -> Option<&OperationSummary> {
        self.operations.iter().find(|operation| &*operation.method == method)
    }
}
