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
    /// The member of the output that the typed door returns; `None` for the whole output.
    pub result: Option<&'static str>,
}
