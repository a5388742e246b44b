//! The published schemas of `docs/schemas`.

use std::fs;
use std::path::Path;

use jsonschema::Validator;
use serde_json::Value;

/// A schema that outputs are held to.
pub struct Schema(Validator);

impl Schema {
    /// The one in `docs/schemas/NAME.schema.json`.
    pub fn named(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../docs/schemas/{name}.schema.json"));
        let text = fs::read_to_string(&path).expect("the schema is there");
        let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
        jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("no valid schema: {error}"));
        let validator = jsonschema::options().should_validate_formats(true).build(&schema);
        Self(validator.unwrap_or_else(|error| panic!("`{}`: {error}", path.display())))
    }

    /// What is wrong with a value.
    pub fn problems(&self, value: &Value) -> Vec<String> {
        self.0.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    /// Asserts that a value is as the schema says.
    #[track_caller]
    pub fn accepts(&self, value: &Value) {
        let problems = self.problems(value);
        assert!(problems.is_empty(), "{}\n{value:#}", problems.join("\n"));
    }
}
