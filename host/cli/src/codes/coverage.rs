//! The codes in the sources of the host, and those in `docs/codes`, are the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use super::{FILES, chapters};

/// How a code is given to what takes one.
const GIVEN: [&str; 4] = [
    r#"Diagnostic::(?:error|warning)\(\s*"([^"]+)""#,
    r#"Failure::new\(\s*[\w:]+,\s*[\w:]+,\s*"([^"]+)""#,
    r#"\bcode: "([^"]+)""#,
    // Rooms whose codes also stand elsewhere: in a `match`, or on their way through a function.
    r#""((?:sls|usage|module)-[a-z0-9-]+|(?:run|module|policy|credentials)\.[a-z0-9.-]+)""#,
];

/// Codes that are put together, and how.
const MADE: [(&str, &str); 3] = [
    ("aws.SERVICE.input", r#"self.code("input")"#),
    ("aws.SERVICE.operation", r#"format!("aws.{}.operation""#),
    ("aws.SERVICE.CODE", "self.code(&code)"),
];

const HOW: &str = "Each code has a section in docs/codes: `## CODE`, an empty line, one sentence in one line that \
                   says what it means, an empty line, and what to do about it, with an example where that helps. A \
                   new file is entered in host/cli/src/codes.rs.";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The sources of the host's rooms without their tests, by path.
fn sources() -> BTreeMap<String, String> {
    // Files of other people's projects, such as `module.c`.
    let templates = root().join("host/cli/src/templates");
    let tests = Regex::new(r"(?s)#\[cfg\(test\)\]\s*mod (?:tests \{.*|\w+;)").unwrap();
    let mut open: Vec<PathBuf> =
        fs::read_dir(root().join("host")).unwrap().map(|room| room.unwrap().path().join("src")).collect();
    let mut found = BTreeMap::new();
    while let Some(path) = open.pop() {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        let stem = path.file_stem().unwrap_or_default();
        if stem == "tests" || stem == "testing" || stem == "coverage" || path == templates {
            continue;
        }
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.insert(name, tests.replace_all(&text, "").into_owned());
        }
    }
    found
}

/// The codes in a text.
fn given(text: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for form in GIVEN {
        let form = Regex::new(form).unwrap();
        codes.extend(form.captures_iter(text).map(|found| found[1].to_owned()));
    }
    codes
}

fn explained() -> Vec<&'static str> {
    chapters().flat_map(|chapter| chapter.codes).map(|explanation| explanation.code).collect()
}

#[test]
fn codes_are_found_however_they_are_given() {
    let text = r#"
        Diagnostic::error(
            "a-one", "x"); Diagnostic::warning("a-two", y)
        Failure::new(Cause::Other, Blame::Host, "b", text) Failure::new(
            Cause::Invalid,
            Blame::Author,
            "c.d",
        Denial { code: "e.f", refuse("run.g", lines) Self::H => "module-h", "other-i"
    "#;
    let found = given(text);
    assert_eq!(Vec::from_iter(&found), ["a-one", "a-two", "b", "c.d", "e.f", "module-h", "run.g"]);
}

#[test]
fn every_code_is_explained() {
    let explained = explained();
    let missing: Vec<String> = sources()
        .iter()
        .flat_map(|(file, text)| given(text).into_iter().map(move |code| (code, file)))
        .filter(|(code, _)| !explained.contains(&code.as_str()))
        .map(|(code, file)| format!("  `{code}` of {file}\n"))
        .collect();
    assert!(missing.is_empty(), "codes without an explanation:\n{}{HOW}", missing.concat());
}

#[test]
fn every_explained_code_is_used() {
    let sources = sources();
    let written = |code: &str| {
        let made = MADE.iter().find(|(made, _)| *made == code);
        let text = made.map_or_else(|| format!("\"{code}\""), |(_, text)| (*text).to_owned());
        sources.values().any(|source| source.contains(&text))
    };
    let unused: Vec<&str> = explained().into_iter().filter(|code| !written(code)).collect();
    assert!(unused.is_empty(), "explained, but no code of the host: {unused:?}. {HOW}");
}

#[test]
fn every_code_is_explained_once() {
    let mut known = BTreeSet::new();
    let twice: Vec<&str> = explained().into_iter().filter(|code| !known.insert(*code)).collect();
    assert!(twice.is_empty(), "explained twice: {twice:?}");
}

#[test]
fn every_file_is_there() {
    let entries = fs::read_dir(root().join("docs/codes")).unwrap();
    let there: BTreeSet<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let entered: BTreeSet<String> = FILES.iter().map(|(name, _)| format!("{name}.md")).collect();
    assert_eq!(there, entered, "{HOW}");
}
