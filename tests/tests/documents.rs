//! What documents say of the repository is so: links lead somewhere, and the tests that a promise names
//! exist.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All Markdown files that people read.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') && name != "target" && name != "node_modules" {
            found.extend(documents(&path));
        } else if name.ends_with(".md") {
            found.push(path);
        }
    }
    found
}

/// The links of a text outside of its code, as text and target.
fn links(text: &str) -> Vec<(String, String)> {
    let fences = Regex::new(r"(?ms)^```.*?^```").unwrap();
    let text = fences.replace_all(text, "");
    let link = Regex::new(r"\[([^\]\[]+)\]\(([^)\s]+)\)").unwrap();
    link.captures_iter(&text).map(|found| (found[1].to_owned(), found[2].to_owned())).collect()
}

#[test]
fn links_lead_somewhere() {
    let mut checked = 0;
    for document in documents(&root()) {
        let text = fs::read_to_string(&document).unwrap();
        for (_, target) in links(&text) {
            let path = target.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains("://") {
                continue;
            }
            let file = document.parent().unwrap().join(path);
            assert!(file.exists(), "{}: the link to `{target}` leads nowhere", document.display());
            checked += 1;
        }
    }
    assert!(checked > 20, "only {checked} links were found");
}

#[test]
fn the_tests_that_hold_the_promises_exist() {
    let text = fs::read_to_string(root().join("docs/security.md")).unwrap();
    let mut checked = 0;
    for (name, target) in links(&text) {
        let Some(test) = name.strip_prefix('`').and_then(|name| name.strip_suffix('`')) else { continue };
        let source = fs::read_to_string(root().join("docs").join(&target)).unwrap();
        let defined =
            Regex::new(&format!(r"#\[(?:tokio::)?test[^\n]*\]\s+(?:#\[[^\n]*\]\s+)*(?:async )?fn {test}\("))
                .unwrap();
        let generated = Regex::new(&format!(r"(?s)proptest! \{{.*#\[test\]\s+fn {test}\(")).unwrap();
        assert!(defined.is_match(&source) || generated.is_match(&source), "`{target}` has no test `{test}`");
        checked += 1;
    }
    assert!(checked > 40, "only {checked} tests are named");
}
