use std::sync::Arc;

use wasmidem_sls::{CompileRequest, parse_value, validate};

use crate::checks;
use crate::files::{Files, MAIN};

/// The YAML loader: a value as on a command line, and a state file without templates.
///
/// # Panics
/// With a finding.
pub fn yaml(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    if let Err(message) = parse_value(text) {
        assert!(!message.trim().is_empty());
    }
    let Some(files) = Files::read(input) else { return };
    let files = Arc::new(files);
    let mut request = CompileRequest::new(vec![MAIN.to_owned()], Arc::<Files>::clone(&files));
    "yaml".clone_into(&mut request.pipe);
    if let Err(problems) = validate(&request) {
        checks::problems(&problems, &files);
    }
}
