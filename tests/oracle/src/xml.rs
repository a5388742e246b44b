//! Answers in XML, written as the models say. That the clients understand them is what tells that the
//! models are right.

use wasmidem_models::{Kind, Member, Service, Structure};

use crate::json::Known;
use crate::ours;

/// What is hard to read.
const ODD: &str = " a&amp;b &lt;c&gt; &#228;€😀 &quot;d&apos; ";

/// How an answer is made.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// How many there are in each list.
    pub items: usize,
    /// Hard values.
    pub odd: bool,
    /// White space between elements.
    pub spaced: bool,
}

/// An answer that says nothing.
pub fn empty(service: &str, name: &str) -> String {
    answer(service, name, &Known::Members(Vec::new()), Style { items: 0, odd: false, spaced: false })
}

/// An answer with all that is known of the output.
pub fn answer(service: &str, name: &str, known: &Known, style: Style) -> String {
    let (codec, operation) = ours::operation(service, name);
    let mut writer = Writer { service: codec.service(), style, text: String::new(), made: 0 };
    let id = "<requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId>";
    let body = codec.service().output(operation).zip(known_members(known)).map_or_else(
        String::new,
        |(output, known)| {
            writer.members(output, known);
            writer.text
        },
    );
    let wrapper = operation.output.as_ref().and_then(|output| output.wrapper.as_deref());
    let (namespace, body) = match wrapper {
        None => ("http://ec2.amazonaws.com/doc/2016-11-15/", format!("{id}{body}")),
        Some(wrapper) => (
            "https://sts.amazonaws.com/doc/2011-06-15/",
            format!(
                "<{wrapper}>{body}</{wrapper}><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>"
            ),
        ),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{name}Response xmlns=\"{namespace}\">{body}</{name}Response>"
    )
}

fn known_members(known: &Known) -> Option<&[(&'static str, Known)]> {
    match known {
        Known::Members(members) => Some(members),
        _ => None,
    }
}

struct Writer<'a> {
    service: &'a Service,
    style: Style,
    text: String,
    made: usize,
}

impl Writer<'_> {
    fn members(&mut self, structure: &Structure, known: &[(&'static str, Known)]) {
        for (name, known) in known {
            let member = structure.member(name).unwrap_or_else(|| panic!("there is no `{name}`"));
            self.element(member, known);
        }
    }

    fn element(&mut self, member: &Member, known: &Known) {
        let name = member.wire_name();
        if self.style.spaced {
            self.text += "\n    ";
        }
        self.text += &format!("<{name}>");
        self.content(member, known);
        self.text += &format!("</{name}>");
    }

    fn content(&mut self, member: &Member, known: &Known) {
        self.made += 1;
        let Style { items, odd, .. } = self.style;
        match (&self.service.shape(member.shape).kind, known) {
            (Kind::Structure(structure), Known::Members(known)) => self.members(structure, known),
            (Kind::List(element), Known::List(known)) => {
                assert!(!member.flattened, "`{}` is flattened", member.name);
                (0..items).for_each(|_| self.element(element, known));
            }
            (Kind::String(_), Known::Value) if odd && self.made.is_multiple_of(5) => {}
            (Kind::String(_), Known::Value) if odd => self.text += &format!("{ODD}{}", self.made),
            (Kind::String(_), Known::Value) => self.text += &format!("{}-{}", member.name, self.made),
            (Kind::Integer, Known::Value) if odd => self.text += "-1",
            (Kind::Integer, Known::Value) => self.text += &self.made.to_string(),
            (Kind::Boolean, Known::Value) => {
                self.text += if self.made.is_multiple_of(2) { "true" } else { "false" }
            }
            (kind, known) => panic!("`{}` is {kind:?} in the model and {known:?} to the client", member.name),
        }
    }
}
