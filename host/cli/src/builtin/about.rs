//! What a path of boto3 takes and gives, from the models.

use serde_json::json;
use wasmidem_contract::{Object, Value};
use wasmidem_models::{Catalogue, Kind, Member, OperationSummary, Service, ShapeId, Structure};

use super::path::{Path, resources};

/// How deep members are shown.
const DEEPEST: usize = 3;

/// How many values of an enumeration are shown to people.
const MOST_VALUES: usize = 16;

/// What is said of a function.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    path: String,
    sentences: Vec<String>,
    takes: Vec<Field>,
    gives: Vec<Field>,
}

/// A member of an input or answer.
#[derive(Debug, Clone, PartialEq)]
struct Field {
    name: String,
    kind: String,
    required: bool,
    values: Vec<String>,
    members: Vec<Field>,
}

/// What is said of a path.
pub fn about(path: &str, named: Path<'_>) -> About {
    let mut about =
        About { path: path.to_owned(), sentences: Vec::new(), takes: Vec::new(), gives: Vec::new() };
    match named {
        Path::Client { service, operation } => of_operation(&mut about, service, operation),
        Path::Resource { service, name, member: None } => {
            let resources = resources(service).into_iter();
            about.takes =
                resources.clone().flat_map(|resources| resources.identifiers(name)).map(argument).collect();
            let all: Vec<&str> = resources.flat_map(|resources| resources.members(Some(name))).collect();
            if !all.is_empty() {
                about.sentences.push(format!("It has {}.", all.join(", ")));
            }
        }
        Path::Resource { service, name, .. } => {
            let resources = resources(service).into_iter();
            about.takes = resources.flat_map(|resources| resources.identifiers(name)).map(argument).collect();
            about.sentences.push("An action takes the members of its operation's input besides.".to_owned());
        }
        Path::Search { collection, .. } => {
            about.sentences.push(format!("Finds the first `{collection}`."));
            about.takes.push(Field { required: false, ..argument("jmes_path") });
        }
        _ => {}
    }
    about
}

fn argument(name: &str) -> Field {
    Field {
        name: name.to_owned(),
        kind: "text".to_owned(),
        required: true,
        values: Vec::new(),
        members: Vec::new(),
    }
}

fn of_operation(about: &mut About, name: &str, summary: &OperationSummary) {
    let catalogue = Catalogue::shipped();
    about.sentences.push(format!("`{name}:{}`, a {}.", summary.name, summary.effect()));
    if summary.gives_credentials {
        about.sentences.push("It answers with AWS credentials, so it is refused.".to_owned());
    }
    let extras = catalogue.extras(name);
    if extras.is_some_and(|extras| extras.paginators.contains_key(&*summary.name)) {
        about.sentences.push("All pages of the answer are read.".to_owned());
    }
    let Some(service) = catalogue.service(name) else { return };
    let Some(operation) = service.operation(&summary.name) else { return };
    about.takes = service.input(operation).map(|input| fields(service, input, 1)).unwrap_or_default();
    about.gives = service.output(operation).map(|output| fields(service, output, 1)).unwrap_or_default();
}

fn fields(service: &Service, structure: &Structure, depth: usize) -> Vec<Field> {
    let required: Vec<&str> = structure.required().map(|member| &*member.name).collect();
    let field = |member: &Member| Field {
        name: member.name.to_string(),
        kind: kind(service, member),
        required: required.contains(&&*member.name) && !member.idempotency_token,
        values: values(service, member.shape),
        members: if depth < DEEPEST { below(service, member.shape, depth) } else { Vec::new() },
    };
    structure.members.iter().map(field).collect()
}

/// The members of what a shape is, or is a list or map of.
fn below(service: &Service, shape: ShapeId, depth: usize) -> Vec<Field> {
    match &service.shape(shape).kind {
        Kind::Structure(structure) => fields(service, structure, depth + 1),
        Kind::List(element) => elements(service, element.shape, depth),
        Kind::Map(entry) => elements(service, entry.1.shape, depth),
        _ => Vec::new(),
    }
}

/// INVARIANT: lists of lists end at some depth of their own, or at a structure, which counts.
fn elements(service: &Service, shape: ShapeId, depth: usize) -> Vec<Field> {
    if depth >= DEEPEST {
        return Vec::new();
    }
    match &service.shape(shape).kind {
        Kind::Structure(structure) => fields(service, structure, depth + 1),
        Kind::List(element) => elements(service, element.shape, depth + 1),
        Kind::Map(entry) => elements(service, entry.1.shape, depth + 1),
        _ => Vec::new(),
    }
}

fn kind(service: &Service, member: &Member) -> String {
    let kind = plain(service, member.shape, 0);
    match (member.idempotency_token, &service.shape(member.shape).kind) {
        (true, _) => format!("{kind}, made up if it is not given"),
        (_, Kind::Blob) => "bytes: a text, `file://PATH` or {base64: …}".to_owned(),
        _ => kind,
    }
}

fn plain(service: &Service, shape: ShapeId, depth: usize) -> String {
    let inner =
        |shape: ShapeId| if depth < DEEPEST { plain(service, shape, depth + 1) } else { "…".to_owned() };
    match &service.shape(shape).kind {
        Kind::Structure(structure) if structure.union => "object with one of".to_owned(),
        Kind::Structure(_) => "object".to_owned(),
        Kind::List(element) => format!("list of {}", inner(element.shape)),
        Kind::Map(entry) => format!("map of {}", inner(entry.1.shape)),
        Kind::String(_) => "text".to_owned(),
        Kind::Integer | Kind::Long => "whole number".to_owned(),
        Kind::Float | Kind::Double => "number".to_owned(),
        Kind::Boolean => "true or false".to_owned(),
        Kind::Blob => "bytes".to_owned(),
        Kind::Timestamp => "time".to_owned(),
        Kind::Document => "anything".to_owned(),
    }
}

/// The values that a text, or each of a list of texts, is known to have.
fn values(service: &Service, shape: ShapeId) -> Vec<String> {
    let known = |shape: ShapeId| match &service.shape(shape).kind {
        Kind::String(Some(values)) => values.lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    match &service.shape(shape).kind {
        Kind::List(element) => known(element.shape),
        _ => known(shape),
    }
}

impl About {
    /// For people.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n", self.path);
        self.sentences.iter().for_each(|sentence| text.push_str(&format!("  {sentence}\n")));
        for (title, fields) in [("Takes (* is required)", &self.takes), ("Gives", &self.gives)] {
            if !fields.is_empty() {
                text.push_str(&format!("\n{title}\n"));
                lines(fields, 2, &mut text);
            }
        }
        text
    }

    /// For programs.
    pub fn value(&self) -> Value {
        let all = |fields: &[Field]| Value::Array(fields.iter().map(Field::value).collect());
        json!({"ref": format!("exec.{}", self.path), "doc": self.sentences.join(" "),
               "parameters": all(&self.takes), "returns": all(&self.gives)})
    }
}

fn lines(fields: &[Field], indent: usize, text: &mut String) {
    let width = fields.iter().map(|field| field.name.len()).max().unwrap_or(0) + 1;
    for field in fields {
        let name = format!("{}{}", field.name, if field.required { "*" } else { "" });
        text.push_str(&format!("{:indent$}{name:width$}  {}", "", field.kind));
        if !field.values.is_empty() {
            let shown: Vec<&str> = field.values.iter().take(MOST_VALUES).map(String::as_str).collect();
            let more = field.values.len().saturating_sub(MOST_VALUES);
            let more = if more > 0 { format!(", … ({more} more)") } else { String::new() };
            text.push_str(&format!(": {}{more}", shown.join(", ")));
        }
        text.push('\n');
        lines(&field.members, indent + 2, text);
    }
}

impl Field {
    fn value(&self) -> Value {
        let mut shown = Object::new();
        shown.insert("name".to_owned(), self.name.as_str().into());
        shown.insert("annotation".to_owned(), self.kind.as_str().into());
        if self.required {
            shown.insert("required".to_owned(), true.into());
        }
        if !self.values.is_empty() {
            shown.insert("choices".to_owned(), json!(self.values));
        }
        if !self.members.is_empty() {
            shown.insert("members".to_owned(), self.members.iter().map(Self::value).collect());
        }
        Value::Object(shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> About {
        about(path, Path::read(path).unwrap().unwrap())
    }

    #[test]
    fn says_what_an_operation_takes_and_gives() {
        let text = of("boto3.client.ec2.describe_vpcs").text();
        assert!(
            text.starts_with("boto3.client.ec2.describe_vpcs\n  `ec2:DescribeVpcs`, a read.\n"),
            "{text}"
        );
        assert!(text.contains("All pages of the answer are read."));
        for line in ["list of object\n    Name     text", "Vpcs", "      CidrBlockState   object"] {
            assert!(text.contains(line), "{line}: {text}");
        }
        let bucket = of("boto3.client.s3.create_bucket");
        let find = |name: &str| bucket.takes.iter().find(|field| field.name == name).unwrap();
        assert!(find("Bucket").required && find("ACL").values.contains(&"private".to_owned()));
        assert_eq!(bucket.value()["parameters"][0]["name"], bucket.takes[0].name);
    }

    #[test]
    fn shapes_that_have_themselves_end() {
        for service in ["dynamodb", "lexv2-models", "wafv2"] {
            for operation in &Catalogue::shipped().summary(service).unwrap().operations {
                let text = of(&format!("boto3.client.{service}.{}", operation.method)).text();
                assert!(text.len() < 4 << 20, "{service} {}", operation.name);
            }
        }
    }

    #[test]
    fn resources_have_members() {
        let text = of("boto3.resource.ec2.Vpc").text();
        assert!(text.contains("  id*  text") && text.contains("create_subnet"), "{text}");
        assert!(of("boto3.client.sts.assume_role").text().contains("refused"));
    }
}
