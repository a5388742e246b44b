//! What rules lead to: addresses, headers, and how requests are signed.

use super::Compiler;
use crate::document::Node;
use crate::endpoint::rules::{AuthSchemeTemplate, EndpointTemplate, Operand, Property, Text};
use crate::import::ImportError;

impl<'a> Compiler<'a> {
    pub(super) fn endpoint(&mut self, node: &Node<'a>) -> Result<EndpointTemplate, ImportError> {
        node.has_only(&["url", "headers", "properties"])?;
        let url = self.operand(&node.field("url")?, 0)?;
        let mut headers = Vec::new();
        for (name, values) in node.entries_of("headers")? {
            let values = values.items()?;
            let values: Vec<Operand> =
                values.iter().map(|value| self.operand(value, 0)).collect::<Result<_, _>>()?;
            headers.push((name.to_owned(), values));
        }
        let mut auth_schemes = Vec::new();
        let mut properties = Vec::new();
        for (name, value) in node.entries_of("properties")? {
            if name == "authSchemes" {
                for scheme in value.items()? {
                    auth_schemes.push(self.auth_scheme(&scheme)?);
                }
            } else {
                properties.push((name.to_owned(), self.property(&value)?));
            }
        }
        Ok(EndpointTemplate { url, headers, auth_schemes, properties })
    }

    fn auth_scheme(&self, node: &Node<'_>) -> Result<AuthSchemeTemplate, ImportError> {
        node.has_only(&[
            "name",
            "signingName",
            "signingRegion",
            "signingRegionSet",
            "disableDoubleEncoding",
            "disableNormalizePath",
        ])?;
        let text = |name| node.get(name).map(|node| self.text(&node)).transpose();
        let flag = |name| node.get(name).map(|node| node.flag()).transpose();
        Ok(AuthSchemeTemplate {
            name: node.field("name")?.text()?.to_owned(),
            signing_name: text("signingName")?,
            signing_region: text("signingRegion")?,
            signing_region_set: node.get("signingRegionSet").map(|node| self.all_texts(&node)).transpose()?,
            disable_double_encoding: flag("disableDoubleEncoding")?,
            disable_normalize_path: flag("disableNormalizePath")?,
        })
    }

    fn all_texts(&self, node: &Node<'_>) -> Result<Vec<Text>, ImportError> {
        node.items()?.iter().map(|item| self.text(item)).collect()
    }

    fn property(&self, node: &Node<'_>) -> Result<Property, ImportError> {
        match node.value() {
            value if value.is_boolean() => Ok(Property::Flag(node.flag()?)),
            value if value.is_array() => Ok(Property::Texts(self.all_texts(node)?)),
            _ => Ok(Property::Text(self.text(node)?)),
        }
    }
}
