use std::sync::Arc;

use wasmidem_contract::{Diagnostic, Object, TemplateSource};

use super::{CompileRequest, on_own_stack};
use crate::problems::Problems;
use crate::render::render_template as render;

/// Fills in a template for `template.render` and `data.write`: the variables are its top-level
/// names, and it sees nothing else.
///
/// # Errors
/// Why it cannot be found or rendered.
pub fn render_template(
    request: &CompileRequest,
    source: &TemplateSource,
    variables: &Object,
) -> Result<String, Vec<Diagnostic>> {
    let (text, ..) = on_own_stack(&|problems| text(request, source, variables, problems))?;
    Ok(text)
}

fn text(
    request: &CompileRequest,
    source: &TemplateSource,
    variables: &Object,
    problems: &mut Problems,
) -> Option<String> {
    let (name, text) = match source {
        TemplateSource::Text(text) => ("<template>".to_owned(), text.clone()),
        TemplateSource::File(path) => match request.sources.read(path) {
            Ok(Some(source)) => (source.display_name, source.text),
            Ok(None) => {
                let message = format!("there is no template `{path}`");
                let problem = Diagnostic::error("sls-template-not-found", message)
                    .with_help("templates are named by their path from the root of the state files");
                problems.report(problem, None);
                return None;
            }
            Err(message) => {
                problems.report(Diagnostic::error("sls-unreadable", message), None);
                return None;
            }
        },
    };
    let file = problems.files.add(&name, text.into());
    render(file, &Arc::clone(&request.sources), variables, problems)
}
