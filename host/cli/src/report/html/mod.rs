//! The outcome as one HTML page that needs nothing else: no network, no other file. What happened
//! stands in it as JSON, and a script of ours shows it.

mod data;
mod verdict;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::history::History;
use super::plain::plain_json;
use crate::exit_code::Exit;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page.
pub fn html(history: &History, exit: Exit) -> String {
    let verdict = verdict::verdict(history, exit);
    let data = data::data(history, exit, &verdict);
    // In the order of the page.
    let parts = [
        ("{{policy}}", policy()),
        ("{{title}}", escaped(&verdict.text)),
        ("{{style}}", STYLE.to_owned()),
        ("{{summary}}", escaped(&verdict.text)),
        ("{{data}}", inside_script(&data.to_string())),
        ("{{script}}", SCRIPT.to_owned()),
    ];
    filled(PAGE, &parts)
}

/// Only our own style and script, known by their digests, and nothing from anywhere.
fn policy() -> String {
    let digest = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        digest(STYLE),
        digest(SCRIPT)
    )
}

/// The template with its places filled, in one go: what is filled in is not looked at again.
fn filled(template: &str, parts: &[(&str, String)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    for (place, text) in parts {
        if let Some((before, after)) = rest.split_once(place) {
            out.push_str(before);
            out.push_str(text);
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// JSON that no HTML reader can take for markup: without `<` there is neither an end of the script
/// nor a comment in it.
fn inside_script(json: &str) -> String {
    plain_json(json).replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::outcome;
    use jiff::Timestamp;
    use serde_json::Value;
    use wasmidem_contract::{Action, Event};

    fn page(id: &str) -> String {
        let mut history = History::new("r", Timestamp::UNIX_EPOCH);
        let event = Event::StateFinished { outcome: Box::new(outcome(id, Action::Create)) };
        history.take(event, Timestamp::UNIX_EPOCH);
        html(&history, Exit::Done)
    }

    fn inside(page: &str) -> &str {
        let (_, rest) = page.split_once("<script type=\"application/json\" id=\"data\">").unwrap();
        rest.split_once("</script>").unwrap().0
    }

    #[test]
    fn the_template_has_every_place_once() {
        let page = page("a");
        assert!(!page.contains("{{"), "{}", page.split_once("{{").unwrap().1);
        assert!(page.contains("id=\"data\""));
    }

    #[test]
    fn hostile_names_stay_data() {
        for id in
            ["</script><script>alert(1)</script>", "<!--", "{{script}}", "&lt;", "]]>", "\u{202e}\u{2028}"]
        {
            let page = page(id);
            assert_eq!(page.matches("<script").count(), 2, "{id}");
            let data: Value = serde_json::from_str(inside(&page)).unwrap();
            let shown = data["states"][0]["id"].as_str().unwrap();
            assert_eq!(shown, super::super::plain::plain(id));
            assert!(!inside(&page).contains(['<', '>', '&', '\u{202e}', '\u{2028}']), "{id}");
        }
    }

    /// What the script and the style could load or run from elsewhere.
    #[test]
    fn nothing_of_the_page_reaches_out() {
        for (name, text) in [("style", STYLE), ("script", SCRIPT), ("page", PAGE)] {
            for way in [
                "http:",
                "https:",
                "//cdn",
                "url(",
                "@import",
                "fetch(",
                "XMLHttp",
                "innerHTML",
                "eval(",
                "import(",
            ] {
                assert!(!text.contains(way), "{name} has {way}");
            }
        }
    }

    #[test]
    fn the_policy_names_what_is_in_the_page() {
        let page = page("a");
        let (_, rest) = page.split_once("<style>").unwrap();
        let style = rest.split_once("</style>").unwrap().0;
        let digest = STANDARD.encode(Sha256::digest(style));
        assert!(page.contains(&format!("style-src 'sha256-{digest}'")));
        let (_, rest) = page.split_once("<script>").unwrap();
        let digest = STANDARD.encode(Sha256::digest(rest.split_once("</script>").unwrap().0));
        assert!(page.contains(&format!("script-src 'sha256-{digest}'")));
    }
}
