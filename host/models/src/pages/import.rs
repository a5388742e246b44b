//! `paginators-1.json` of botocore.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Members, Paginator, Token};
use crate::document::Node;
use crate::import::ImportError;

const KEYS: [&str; 6] =
    ["input_token", "output_token", "more_results", "limit_key", "result_key", "non_aggregate_keys"];

impl Paginator {
    /// Reads a file `paginators-1.json`, with what belongs to it from `paginators-1.sdk-extras.json` laid
    /// over it: the paginators by the names of operations.
    ///
    /// # Errors
    ///
    /// Something in the file is not understood.
    pub fn import(file: &Value) -> Result<BTreeMap<String, Self>, ImportError> {
        let paginators = Node::root(file).field("pagination")?.entries()?;
        paginators.into_iter().map(|(name, node)| Ok((name.to_owned(), paginator(&node)?))).collect()
    }
}

fn paginator(node: &Node<'_>) -> Result<Paginator, ImportError> {
    node.has_only(&KEYS)?;
    let (inputs, outputs) = (node.field("input_token")?.texts()?, node.field("output_token")?);
    let expressions = outputs.expressions()?;
    if inputs.len() != expressions.len() || inputs.is_empty() {
        return Err(outputs.problem("there are not as many tokens of the output as of the input"));
    }
    let tokens = inputs.into_iter().zip(expressions);
    let tokens = tokens.map(|(input, output)| Token { input: input.to_owned(), output }).collect();
    Ok(Paginator {
        tokens,
        more_results: node.get("more_results").map(|node| node.expression()).transpose()?,
        limit: node.get("limit_key").map(|node| node.text().map(str::to_owned)).transpose()?,
        results: all_members(node, "result_key")?,
        others: all_members(node, "non_aggregate_keys")?,
    })
}

fn all_members(node: &Node<'_>, name: &str) -> Result<Vec<Members>, ImportError> {
    let Some(node) = node.get(name) else { return Ok(Vec::new()) };
    node.texts()?.into_iter().map(|text| members(text, &node)).collect()
}

fn members(text: &str, node: &Node<'_>) -> Result<Members, ImportError> {
    let names: Vec<String> = text.split('.').map(str::to_owned).collect();
    let plain = |name: &String| {
        !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    if names.iter().all(plain) {
        Ok(Members(names))
    } else {
        Err(node.problem(format_args!("`{text}` is more than names with dots between them")))
    }
}

#[cfg(test)]
mod tests;
