//! Values in the formats of idem's `--output`, one file each. Text from elsewhere cannot steer the
//! terminal in any of them.

mod exec;
mod nested;
mod pretty;
mod resources;
mod yaml;

use wasmidem_contract::{Value, python_str};

use crate::args::Format;
use crate::report::{plain_line, pretty as json};

pub use resources::{entries, resources};

/// A value in a format, with a line end. `colour` matters to the formats for people.
pub fn render(value: &Value, format: Format, colour: bool) -> String {
    match format {
        Format::Json => json(value),
        Format::Yaml => yaml::render(value),
        Format::Human | Format::Nested => nested::render(value, colour),
        Format::Pretty => pretty::render(value),
        Format::Raw => {
            // Python prints a text as it is, with its lines.
            let text = python_str(value);
            let lines: Vec<String> = text.lines().map(plain_line).collect();
            format!("{}\n", lines.join("\n"))
        }
        Format::Exec => exec::render(value, colour),
        Format::Jmespath => pretty::render(&Value::Array(entries(value))),
    }
}
