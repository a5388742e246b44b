//! Templates that a run fills in, for `template.render` and `data.write`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::Arc;

use serde_json::{Value, json};
use wasmidem_contract::{Source, Sources, TemplateSource};
use wasmidem_sls::{CompileRequest, render_template};

struct Files;

impl Sources for Files {
    fn read(&self, path: &str) -> Result<Option<Source>, String> {
        let text = match path {
            "greet.j2" => "Hi {{ who }}{% include 'part.j2' %}\n",
            "part.j2" => "{{ who | b64encode }}",
            "broken.j2" => "one\n{{ who.name.first }}\n",
            _ => return Ok(None),
        };
        Ok(Some(Source { display_name: path.to_owned(), text: text.to_owned() }))
    }
}

fn render(source: &TemplateSource, variables: Value) -> Result<String, (String, Option<String>)> {
    let request = CompileRequest::new(Vec::new(), Arc::new(Files));
    render_template(&request, source, variables.as_object().unwrap()).map_err(|problems| {
        let first = problems.into_iter().next().unwrap();
        (first.code.to_owned(), first.location.map(|location| location.to_string()))
    })
}

#[test]
fn texts_and_files() {
    let text = |text: &str| TemplateSource::Text(text.to_owned());
    assert_eq!(render(&text("Hi {{ who }}"), json!({"who": "bob"})), Ok("Hi bob".to_owned()));
    assert_eq!(
        render(&text("{% for x in l %}{{ x }},{% endfor %}{{ missing }}"), json!({"l": [1, true, null]})),
        Ok("1,True,None,".to_owned())
    );
    let file = |path: &str| TemplateSource::File(path.to_owned());
    assert_eq!(render(&file("greet.j2"), json!({"who": "bob"})), Ok("Hi bobYm9i".to_owned()));
}

#[test]
fn problems_have_places() {
    let file = |path: &str| TemplateSource::File(path.to_owned());
    assert_eq!(render(&file("nope.j2"), json!({})), Err(("sls-template-not-found".to_owned(), None)));
    let undefined = render(&file("broken.j2"), json!({"who": {}})).unwrap_err();
    assert_eq!(undefined, ("sls-undefined-variable".to_owned(), Some("broken.j2:2:7".to_owned())));
    let text = TemplateSource::Text("{% if %}".to_owned());
    let syntax = render(&text, json!({})).unwrap_err();
    assert_eq!(syntax, ("sls-jinja-syntax".to_owned(), Some("<template>:1:7".to_owned())));
    // Nothing of the run is visible.
    let hub = TemplateSource::Text("{{ hub.OPT }}".to_owned());
    assert_eq!(render(&hub, json!({})).unwrap_err().0, "sls-undefined-variable");
}
