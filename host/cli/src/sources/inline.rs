use serde_json::{Map, Value};
use wasmidem_contract::{Source, Sources};

/// `json://{"location": …}`: texts by location, given on the command line.
pub(super) struct Inline(Map<String, Value>);

impl Inline {
    /// Reads the object of locations.
    ///
    /// # Errors
    /// A sentence on what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match serde_json::from_str(text) {
            Ok(Value::Object(locations)) => Ok(Self(locations)),
            Ok(_) => Err("what follows `json://` is an object of state files by their location".to_owned()),
            Err(error) => Err(format!("what follows `json://` is not JSON: {error}")),
        }
    }
}

impl Sources for Inline {
    fn read(&self, path: &str) -> Result<Option<Source>, String> {
        let Some(found) = self.0.get(path) else { return Ok(None) };
        let text = match found {
            Value::String(text) => text.clone(),
            // JSON is YAML, so the usual pipe reads it.
            data => serde_json::to_string_pretty(data)
                .map_err(|error| format!("cannot read `{path}` of `json://`: {error}"))?,
        };
        Ok(Some(Source { display_name: format!("json://{path}"), text }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_texts_and_data() {
        let inline = Inline::parse(r#"{"a.sls": {"x": {"time.sleep": []}}, "b": "y: time.sleep"}"#).unwrap();
        assert!(inline.read("a.sls").unwrap().unwrap().text.contains("\"time.sleep\": []"));
        assert_eq!(inline.read("b").unwrap().unwrap().text, "y: time.sleep");
        assert_eq!(inline.read("c"), Ok(None));
        assert!(Inline::parse("[]").is_err());
        assert!(Inline::parse("{").is_err());
    }
}
