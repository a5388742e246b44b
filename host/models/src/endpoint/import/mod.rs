//! `endpoint-rule-set-1.json` and `partitions.json` of botocore become what is stored.

mod calls;
mod endpoints;
mod texts;

use serde_json::Value;

use super::parameters::ParameterValue;
use super::partitions::{Partition, Partitions};
use super::rules::{Evaluation, Parameter, ParameterType, RuleSet, Step};
use crate::document::Node;
use crate::import::ImportError;

/// How deep rules and calls may be nested; 18 levels occur.
const DEPTH: usize = 64;

impl RuleSet {
    /// Reads the file `endpoint-rule-set-1.json` of a service.
    ///
    /// # Errors
    ///
    /// Something in the file is not understood.
    pub fn import(file: &Value) -> Result<Self, ImportError> {
        let file = Node::root(file);
        let version = file.field("version")?;
        if version.text()? != "1.0" {
            return Err(version.problem("only rule sets of version 1.0 are known"));
        }
        let entries = file.field("parameters")?.entries()?;
        let parameters =
            entries.iter().map(|(name, node)| parameter(name, node)).collect::<Result<Vec<_>, _>>()?;
        let mut compiler = Compiler::default();
        for (name, node) in &entries {
            compiler.name(name, node)?;
        }
        compiler.rules(&file.field("rules")?, 0)?;
        Ok(Self { parameters, slots: compiler.slots, steps: compiler.steps })
    }
}

fn parameter(name: &str, node: &Node<'_>) -> Result<Parameter, ImportError> {
    let kind = node.field("type")?;
    let kind = match kind.text()?.to_ascii_lowercase().as_str() {
        "string" => ParameterType::Text,
        "boolean" => ParameterType::Flag,
        "stringarray" => ParameterType::Texts,
        _ => return Err(kind.problem("this type of parameter is not known")),
    };
    let default = |node: Node<'_>| {
        Ok(match kind {
            ParameterType::Text => ParameterValue::Text(node.text()?.to_owned()),
            ParameterType::Flag => ParameterValue::Flag(node.flag()?),
            ParameterType::Texts => {
                let items = node.items()?;
                ParameterValue::Texts(
                    items.iter().map(|item| Ok(item.text()?.to_owned())).collect::<Result<_, _>>()?,
                )
            }
        })
    };
    Ok(Parameter {
        name: name.to_owned(),
        kind,
        built_in: node.get("builtIn").map(|node| node.text().map(str::to_owned)).transpose()?,
        required: node.get("required").map(|node| node.flag()).transpose()?.unwrap_or(false),
        default: node.get("default").map(default).transpose()?,
    })
}

/// Turns trees of rules into steps.
#[derive(Default)]
struct Compiler<'a> {
    steps: Vec<Step>,
    /// The names that can be read at this place, each in the slot of its position. Values without a name
    /// stand between them.
    names: Vec<Option<&'a str>>,
    /// The most slots that are in use at once.
    slots: u16,
}

impl<'a> Compiler<'a> {
    fn slot(&mut self, name: Option<&'a str>, node: &Node<'_>) -> Result<u16, ImportError> {
        let slot = u16::try_from(self.names.len()).ok().filter(|slot| *slot < u16::MAX);
        let slot = slot.ok_or_else(|| node.problem("too many values at once"))?;
        self.names.push(name);
        self.slots = self.slots.max(slot + 1);
        Ok(slot)
    }

    /// A slot for a name that is not taken yet.
    fn name(&mut self, name: &'a str, node: &Node<'_>) -> Result<u16, ImportError> {
        if self.names.contains(&Some(name)) {
            return Err(node.problem(format_args!("`{name}` is set already")));
        }
        self.slot(Some(name), node)
    }

    fn find(&self, name: &str, node: &Node<'_>) -> Result<u16, ImportError> {
        let position = self.names.iter().position(|known| *known == Some(name));
        let slot = position.and_then(|position| u16::try_from(position).ok());
        slot.ok_or_else(|| node.problem(format_args!("`{name}` is not set here")))
    }

    fn rules(&mut self, rules: &Node<'a>, depth: usize) -> Result<(), ImportError> {
        if depth > DEPTH {
            return Err(rules.problem("the rules are nested too deep"));
        }
        for rule in rules.items()? {
            let names = self.names.len();
            let mut conditions = Vec::new();
            for condition in rule.items_of("conditions")? {
                conditions.push(self.condition(&condition)?);
            }
            self.conclusion(&rule, depth)?;
            self.names.truncate(names);
            self.end(&conditions, &rule)?;
        }
        Ok(())
    }

    /// Adds a condition, and says which step it is.
    fn condition(&mut self, node: &Node<'a>) -> Result<usize, ImportError> {
        node.has_only(&["fn", "argv", "assign"])?;
        let call = self.call(node, 0)?;
        let into = node.get("assign").map(|assign| self.name(assign.text()?, &assign)).transpose()?;
        self.steps.push(Step::Evaluate(Evaluation { call, into, otherwise: None }));
        Ok(self.steps.len() - 1)
    }

    fn conclusion(&mut self, rule: &Node<'a>, depth: usize) -> Result<(), ImportError> {
        let kind = rule.field("type")?;
        match kind.text()? {
            "tree" => self.rules(&rule.field("rules")?, depth + 1)?,
            "error" => {
                let error = self.text(&rule.field("error")?)?;
                self.steps.push(Step::Error(error));
            }
            "endpoint" => {
                let endpoint = self.endpoint(&rule.field("endpoint")?)?;
                self.steps.push(Step::Endpoint(endpoint));
            }
            _ => return Err(kind.problem("this type of rule is not known")),
        }
        Ok(())
    }

    /// If one of these conditions does not hold, the evaluation goes on here.
    fn end(&mut self, conditions: &[usize], rule: &Node<'_>) -> Result<(), ImportError> {
        let here = u32::try_from(self.steps.len()).map_err(|_| rule.problem("too many rules"))?;
        for condition in conditions {
            if let Some(Step::Evaluate(evaluation)) = self.steps.get_mut(*condition) {
                evaluation.otherwise = Some(here);
            }
        }
        Ok(())
    }
}

impl Partitions {
    /// Reads the file `partitions.json`.
    ///
    /// # Errors
    ///
    /// Something in the file is not understood.
    pub fn import(file: &Value) -> Result<Self, ImportError> {
        let file = Node::root(file);
        let partitions = file.field("partitions")?;
        let all = partitions.items()?.iter().map(partition).collect::<Result<Vec<_>, _>>()?;
        Self::try_from(all).map_err(|error| partitions.problem(error))
    }
}

fn partition(node: &Node<'_>) -> Result<Partition, ImportError> {
    let text = |node: &Node<'_>, name| Ok(node.field(name)?.text()?.to_owned());
    let outputs = node.field("outputs")?;
    Ok(Partition {
        id: text(node, "id")?,
        region_regex: text(node, "regionRegex")?,
        regions: node.field("regions")?.entries()?.iter().map(|(name, _)| (*name).to_owned()).collect(),
        dns_suffix: text(&outputs, "dnsSuffix")?,
        dual_stack_dns_suffix: text(&outputs, "dualStackDnsSuffix")?,
        supports_fips: outputs.field("supportsFIPS")?.flag()?,
        supports_dual_stack: outputs.field("supportsDualStack")?.flag()?,
        implicit_global_region: text(&outputs, "implicitGlobalRegion")?,
    })
}

#[cfg(test)]
mod tests;
