//! The rules of a service, in the form that is stored.

use serde::{Deserialize, Serialize};

use super::parameters::ParameterValue;

/// A parameter of a rule set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name in the rule set, such as `UseFIPS`.
    pub name: String,
    /// What it takes.
    pub kind: ParameterType,
    /// Where its value comes from if no operation says: `AWS::Region`, `SDK::Endpoint` and so on. Without
    /// it the operation's model says (`staticContextParams`, `contextParam`, `operationContextParams`).
    pub built_in: Option<String>,
    /// Whether there is no endpoint without it.
    pub required: bool,
    /// What it is when it is not set.
    pub default: Option<ParameterValue>,
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParameterType {
    /// A string.
    Text,
    /// A boolean.
    Flag,
    /// A list of strings.
    Texts,
}

/// The endpoint rules of one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSet {
    pub(super) parameters: Vec<Parameter>,
    /// How many values are kept at once; the first are the parameters.
    pub(super) slots: u16,
    pub(super) steps: Vec<Step>,
}

impl RuleSet {
    /// What the rules can be asked with.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }
}

/// One step of the evaluation. They are taken in order, but for conditions that do not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Step {
    /// Something is worked out.
    Evaluate(Evaluation),
    /// The request goes there.
    Endpoint(EndpointTemplate),
    /// There is no endpoint, for this reason.
    Error(Text),
}

/// A call, and what becomes of its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Evaluation {
    pub call: Call,
    /// The slot that takes the value.
    pub into: Option<u16>,
    /// For a condition: the step to go on with if it does not hold, behind the rule that it belongs to.
    pub otherwise: Option<u32>,
}

/// A function of the rules' language with what it is called with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Call {
    /// `getAttr`: the value of the operand itself.
    Value(Operand),
    IsSet(Operand),
    Not(Operand),
    BooleanEquals(Operand, Operand),
    StringEquals(Operand, Operand),
    Substring {
        text: Operand,
        start: u32,
        stop: u32,
        reverse: bool,
    },
    UriEncode(Operand),
    ParseUrl(Operand),
    IsValidHostLabel {
        text: Operand,
        subdomains: Operand,
    },
    Partition(Operand),
    ParseArn(Operand),
    IsVirtualHostableS3Bucket {
        text: Operand,
        subdomains: Operand,
    },
    Coalesce(Vec<Operand>),
    IfThenElse {
        condition: Operand,
        then: Operand,
        otherwise: Operand,
    },
    Split {
        text: Operand,
        delimiter: Operand,
        limit: u32,
    },
}

/// What a function is called with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Operand {
    Read(Selector),
    Text(Text),
    Flag(bool),
}

/// A value of a slot, or a part of it: `{accessPointArn#resourceId[1]}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Selector {
    pub slot: u16,
    pub attribute: Option<Attribute>,
    /// An element of a list; counted from the end if negative.
    pub index: Option<i16>,
}

/// What records of the language consist of: partitions, ARNs and URLs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Attribute {
    Name,
    DnsSuffix,
    DualStackDnsSuffix,
    SupportsFips,
    SupportsDualStack,
    ImplicitGlobalRegion,
    Partition,
    Service,
    Region,
    AccountId,
    ResourceId,
    Scheme,
    Authority,
    Path,
    NormalizedPath,
    IsIp,
}

/// A text, with places that are filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Text {
    Constant(String),
    Template(Vec<Part>),
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Part {
    Literal(String),
    Read(Selector),
}

/// An endpoint whose texts are to be filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EndpointTemplate {
    pub url: Operand,
    pub headers: Vec<(String, Vec<Operand>)>,
    pub auth_schemes: Vec<AuthSchemeTemplate>,
    pub properties: Vec<(String, Property)>,
}

/// A way to sign whose texts are to be filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AuthSchemeTemplate {
    pub name: String,
    pub signing_name: Option<Text>,
    pub signing_region: Option<Text>,
    pub signing_region_set: Option<Vec<Text>>,
    pub disable_double_encoding: Option<bool>,
    pub disable_normalize_path: Option<bool>,
}

/// A property of an endpoint that is not about signing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Property {
    Text(Text),
    Texts(Vec<Text>),
    Flag(bool),
}
