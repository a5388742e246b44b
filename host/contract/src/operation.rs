use std::fmt;

/// Whether an operation changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Only looks.
    Read,
    /// Changes something, or might: what is unknown counts as a write.
    Write,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
        })
    }
}

/// The name of an AWS operation: service and operation as IAM writes them, `ec2:CreateVpc`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OperationName {
    /// The service, e.g. `ec2`.
    pub service: String,
    /// The operation, e.g. `CreateVpc`.
    pub name: String,
}

impl OperationName {
    /// Makes a name of its two parts.
    pub fn new(service: impl Into<String>, name: impl Into<String>) -> Self {
        Self { service: service.into(), name: name.into() }
    }
}

impl fmt::Display for OperationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service, self.name)
    }
}

/// What the host knows about an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its name.
    pub name: OperationName,
    /// Whether it changes anything.
    pub effect: Effect,
    /// Whether its answer has AWS credentials in it, which no module gets.
    pub gives_credentials: bool,
}

impl Operation {
    /// An operation whose answer has no credentials in it.
    pub fn new(service: impl Into<String>, name: impl Into<String>, effect: Effect) -> Self {
        Self { name: OperationName::new(service, name), effect, gives_credentials: false }
    }
}

/// The operations of AWS there are.
pub trait Operations: Send + Sync {
    /// What is known about an operation; `None` if there is no such operation.
    fn operation(&self, name: &OperationName) -> Option<Operation>;

    /// The operation that a function of an interface is: `create-bucket` of `s3` is `s3:CreateBucket`.
    fn function(&self, service: &str, function: &str) -> Option<Operation>;

    /// The names of all services, sorted.
    fn services(&self) -> Vec<&str>;

    /// All operations of a service, sorted by name; none if there is no such service.
    fn of_service(&self, service: &str) -> Vec<Operation>;
}

/// How much of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// What one request brings.
    One,
    /// All of it, by as many requests as it takes, for operations that give pages.
    All,
}
