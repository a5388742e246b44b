//! Calls of functions. A call within a call becomes a step of its own, before the outer one.

use super::{Compiler, DEPTH};
use crate::document::Node;
use crate::endpoint::rules::{Attribute, Call, Evaluation, Operand, Selector, Step};
use crate::import::ImportError;

impl<'a> Compiler<'a> {
    pub(super) fn call(&mut self, node: &Node<'a>, depth: usize) -> Result<Call, ImportError> {
        if depth > DEPTH {
            return Err(node.problem("the calls are nested too deep"));
        }
        let name = node.field("fn")?;
        let arguments = node.field("argv")?;
        let given = arguments.items()?;
        let depth = depth + 1;
        Ok(match (name.text()?, given.as_slice()) {
            ("getAttr", [of, path]) => Call::Value(self.attribute(of, path, depth)?),
            ("isSet", [of]) => Call::IsSet(self.operand(of, depth)?),
            ("not", [of]) => Call::Not(self.operand(of, depth)?),
            ("booleanEquals", [first, second]) => {
                Call::BooleanEquals(self.operand(first, depth)?, self.operand(second, depth)?)
            }
            ("stringEquals", [first, second]) => {
                Call::StringEquals(self.operand(first, depth)?, self.operand(second, depth)?)
            }
            ("substring", [text, start, stop, reverse]) => Call::Substring {
                text: self.operand(text, depth)?,
                start: start.number()?,
                stop: stop.number()?,
                reverse: reverse.flag()?,
            },
            ("uriEncode", [of]) => Call::UriEncode(self.operand(of, depth)?),
            ("parseURL", [of]) => Call::ParseUrl(self.operand(of, depth)?),
            ("isValidHostLabel", [text, subdomains]) => Call::IsValidHostLabel {
                text: self.operand(text, depth)?,
                subdomains: self.operand(subdomains, depth)?,
            },
            ("aws.partition", [region]) => Call::Partition(self.operand(region, depth)?),
            ("aws.parseArn", [of]) => Call::ParseArn(self.operand(of, depth)?),
            ("aws.isVirtualHostableS3Bucket", [text, subdomains]) => Call::IsVirtualHostableS3Bucket {
                text: self.operand(text, depth)?,
                subdomains: self.operand(subdomains, depth)?,
            },
            ("coalesce", values @ [_, _, ..]) => {
                let operands = values.iter().map(|value| self.operand(value, depth));
                Call::Coalesce(operands.collect::<Result<_, _>>()?)
            }
            ("ite", [condition, then, otherwise]) => Call::IfThenElse {
                condition: self.operand(condition, depth)?,
                then: self.operand(then, depth)?,
                otherwise: self.operand(otherwise, depth)?,
            },
            ("split", [text, delimiter, limit]) => Call::Split {
                text: self.operand(text, depth)?,
                delimiter: self.operand(delimiter, depth)?,
                limit: limit.number()?,
            },
            (function, given) => {
                let count = given.len();
                return Err(node.problem(format_args!("`{function}` with {count} arguments is not known")));
            }
        })
    }

    pub(super) fn operand(&mut self, node: &Node<'a>, depth: usize) -> Result<Operand, ImportError> {
        let value = node.value();
        if value.is_string() {
            return Ok(Operand::Text(self.text(node)?));
        }
        if value.is_boolean() {
            return Ok(Operand::Flag(node.flag()?));
        }
        if let Some(name) = node.get("ref") {
            node.has_only(&["ref"])?;
            let slot = self.find(name.text()?, &name)?;
            return Ok(Operand::Read(Selector { slot, attribute: None, index: None }));
        }
        if node.get("fn").is_none() {
            return Err(node.problem("a string, a boolean, a reference or a call is needed"));
        }
        node.has_only(&["fn", "argv"])?;
        match self.call(node, depth)? {
            Call::Value(operand) => Ok(operand),
            call => {
                let slot = self.slot(None, node)?;
                self.steps.push(Step::Evaluate(Evaluation { call, into: Some(slot), otherwise: None }));
                Ok(Operand::Read(Selector { slot, attribute: None, index: None }))
            }
        }
    }

    fn attribute(&mut self, of: &Node<'a>, path: &Node<'a>, depth: usize) -> Result<Operand, ImportError> {
        let Operand::Read(Selector { slot, attribute: None, index: None }) = self.operand(of, depth)? else {
            return Err(of.problem("only references and calls have attributes"));
        };
        Ok(Operand::Read(selector(slot, path.text()?, path)?))
    }
}

/// A path such as `isIp`, `resourceId[1]` or `[-1]`.
pub(super) fn selector(slot: u16, path: &str, node: &Node<'_>) -> Result<Selector, ImportError> {
    let unknown = || node.problem(format_args!("the attribute `{path}` is not known"));
    let (name, index) = match path.split_once('[') {
        Some((name, rest)) => {
            let index = rest.strip_suffix(']').and_then(|index| index.parse().ok());
            (name, Some(index.ok_or_else(unknown)?))
        }
        None => (path, None),
    };
    let attribute = match name {
        "" if index.is_some() => None,
        "name" => Some(Attribute::Name),
        "dnsSuffix" => Some(Attribute::DnsSuffix),
        "dualStackDnsSuffix" => Some(Attribute::DualStackDnsSuffix),
        "supportsFIPS" => Some(Attribute::SupportsFips),
        "supportsDualStack" => Some(Attribute::SupportsDualStack),
        "implicitGlobalRegion" => Some(Attribute::ImplicitGlobalRegion),
        "partition" => Some(Attribute::Partition),
        "service" => Some(Attribute::Service),
        "region" => Some(Attribute::Region),
        "accountId" => Some(Attribute::AccountId),
        "resourceId" => Some(Attribute::ResourceId),
        "scheme" => Some(Attribute::Scheme),
        "authority" => Some(Attribute::Authority),
        "path" => Some(Attribute::Path),
        "normalizedPath" => Some(Attribute::NormalizedPath),
        "isIp" => Some(Attribute::IsIp),
        _ => return Err(unknown()),
    };
    Ok(Selector { slot, attribute, index })
}
