//! Operations of resources: what is filled in, and what the answer is.

use serde_json::Value;

use super::Context;
use crate::document::Node;
use crate::import::ImportError;
use crate::resource::parameters::{Parameter, Place, Target};
use crate::resource::{Action, ActionResult, Empty, Related, Source};

impl Context<'_> {
    pub(super) fn action(&self, node: &Node<'_>) -> Result<Action, ImportError> {
        node.has_only(&["request", "resource", "path"])?;
        let request = node.field("request")?;
        request.has_only(&["operation", "params"])?;
        let operation = request.field("operation")?.text()?.to_owned();
        let result = match node.get("resource") {
            Some(resource) => {
                let path = resource.get("path").map(|path| path.text()).transpose()?;
                ActionResult::Related(self.related(&resource)?, self.empty(&operation, path))
            }
            None => ActionResult::Answer(node.get("path").map(|path| path.expression()).transpose()?),
        };
        Ok(Action { operation, parameters: self.parameters(&request)?, result })
    }

    pub(super) fn parameters(&self, node: &Node<'_>) -> Result<Vec<Parameter>, ImportError> {
        let parameters = node.items_of("params")?;
        let parameter = |node: &Node<'_>| {
            Ok(Parameter { source: self.source(node)?, target: target(&node.field("target")?)? })
        };
        parameters.iter().map(parameter).collect()
    }

    pub(super) fn related(&self, node: &Node<'_>) -> Result<Related, ImportError> {
        node.has_only(&["type", "identifiers", "path"])?;
        let kind = node.field("type")?;
        if self.types.get(kind.text()?).is_none() {
            return Err(kind.problem("there is no such type of resources"));
        }
        let identifier =
            |node: &Node<'_>| Ok((self.naming.method(node.field("target")?.text()?), self.source(node)?));
        Ok(Related {
            kind: kind.text()?.to_owned(),
            identifiers: node.items_of("identifiers")?.iter().map(identifier).collect::<Result<_, _>>()?,
            data: node.get("path").map(|path| path.expression()).transpose()?,
        })
    }

    fn source(&self, node: &Node<'_>) -> Result<Source, ImportError> {
        node.has_only(&["target", "source", "name", "path", "value"])?;
        let source = node.field("source")?;
        let path = || node.field("path")?.expression();
        Ok(match source.text()? {
            "identifier" => Source::Identifier(self.naming.method(node.field("name")?.text()?)),
            "data" => Source::Data(path()?),
            "response" => Source::Response(path()?),
            "requestParameter" => Source::Request(path()?),
            "input" => Source::Input,
            "string" => Source::Text(node.field("value")?.text()?.to_owned()),
            "integer" => Source::Number(node.field("value")?.number()?),
            "boolean" => Source::Flag(node.field("value")?.flag()?),
            _ => return Err(source.problem("this source is not known")),
        })
    }

    /// What boto3 gives when an answer has no resource: it follows the path through the shapes, without
    /// regard to places in lists.
    fn empty(&self, operation: &str, path: Option<&str>) -> Empty {
        let shape = self.shape_at(operation, path).and_then(|shape| shape.get("type"));
        match shape.and_then(Value::as_str) {
            Some("structure" | "map") => Empty::Object,
            Some("list") => Empty::List,
            _ => Empty::Nothing,
        }
    }

    fn shape_at(&self, operation: &str, path: Option<&str>) -> Option<&Value> {
        let shapes = self.model.get("shapes")?;
        let target = |reference: &Value| shapes.get(reference.get("shape")?.as_str()?);
        let mut shape = target(self.model.get("operations")?.get(operation)?.get("output")?)?;
        for part in path.into_iter().flat_map(|path| path.split('.')) {
            let name = part.trim_matches(|letter: char| letter.is_ascii_digit() || "[]$".contains(letter));
            shape = match shape.get("member") {
                Some(element) => target(element)?,
                None => target(shape.get("members")?.get(name)?)?,
            };
        }
        Some(shape)
    }
}

fn target(node: &Node<'_>) -> Result<Target, ImportError> {
    let bad = || node.problem("this place in an input is not understood");
    let mut steps = Vec::new();
    for part in node.text()?.split('.') {
        let (name, place) = match part.split_once('[') {
            Some((name, place)) => {
                let place = place.strip_suffix(']').ok_or_else(bad)?;
                let place = match place {
                    "" => Place::End,
                    "*" => Place::Batch,
                    index => Place::At(index.parse().map_err(|_| bad())?),
                };
                (name, Some(place))
            }
            None => (part, None),
        };
        if name.is_empty() || name.contains(']') {
            return Err(bad());
        }
        steps.push((name.to_owned(), place));
    }
    Ok(Target(steps))
}
