//! The projects that `module new` makes: the example modules of the repository, which the tests build
//! and run, with another name.

mod sources;

use crate::args::{Kind, Language};
use sources::Folder;

/// A file of a project.
#[derive(Debug, PartialEq, Eq)]
pub struct File {
    /// Where it is in the project.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// Stands in the manifest of a project in place of [`OWN_WORKSPACE`]: what the SDK inherits.
const WORKSPACE: &str = include_str!("workspace.toml");

/// Says in the manifest of an example that it is no member of the workspace above it.
const OWN_WORKSPACE: &str = "# a project of its own\n[workspace]\n";

/// Where the SDK is for an example.
const SDK_OF_REPOSITORY: &str = "../../../../sdk-guest";

/// The name of the modules in the guides.
const NAME_IN_GUIDES: &str = "my_module";

/// The files of a new project.
pub fn project(language: Language, kind: Kind, name: &str) -> Vec<File> {
    let sources = match (language, kind) {
        (Language::Rust, Kind::State) => sources::RUST_GATEWAY,
        (Language::Rust, Kind::Exec) => sources::RUST_HELLO,
        (Language::Python, Kind::State) => sources::PYTHON_GATEWAY,
        (Language::Python, Kind::Exec) => sources::PYTHON_HELLO,
        (Language::Js, Kind::State) => sources::JS_GATEWAY,
        (Language::Js, Kind::Exec) => sources::JS_HELLO,
        (Language::C, Kind::State) => sources::C_GATEWAY,
        (Language::C, Kind::Exec) => sources::C_HELLO,
    };
    let renamed =
        |(path, text): &sources::Source| File { path: (*path).to_owned(), text: renamed(text, name) };
    let mut files: Vec<File> = sources.files.iter().map(renamed).collect();
    files.push(File { path: "README.md".to_owned(), text: guide(language).replace(NAME_IN_GUIDES, name) });
    match (language, kind) {
        (Language::Rust, _) => {
            files.extend(below("sdk-guest", &sources::SDK));
            files.extend(below("wit", &sources::WIT));
        }
        (_, Kind::State) => files.extend(below("wit", &sources::WIT_GATEWAY)),
        (_, Kind::Exec) => files.extend(below("wit", &sources::WIT_HELLO)),
    }
    if language == Language::C {
        files.extend(below("json", &sources::C_JSON));
    }
    files
}

fn guide(language: Language) -> &'static str {
    match language {
        Language::Rust => include_str!("../../../../docs/authors/rust.md"),
        Language::Python => include_str!("../../../../docs/authors/python.md"),
        Language::Js => include_str!("../../../../docs/authors/javascript.md"),
        Language::C => include_str!("../../../../docs/authors/c.md"),
    }
}

/// The text of an example under another name.
fn renamed(text: &str, name: &str) -> String {
    text.replace(OWN_WORKSPACE, WORKSPACE)
        .replace(SDK_OF_REPOSITORY, "sdk-guest")
        .replace("example_gateway", name)
        .replace("example_hello", name)
        .replace("example.", &format!("{name}."))
        .replace("\"example\"", &format!("\"{name}\""))
}

fn below(folder: &str, of: &Folder) -> impl Iterator<Item = File> {
    of.files
        .iter()
        .map(move |(path, text)| File { path: format!("{folder}/{path}"), text: (*text).to_owned() })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use clap::ValueEnum;

    use super::*;

    /// What is not of a project: what builds leave behind, the SDK's own tests, the lock file of a
    /// workspace that is another one in a project.
    const LEFT_OUT: [&str; 6] = ["build", "target", "node_modules", "__pycache__", "Cargo.lock", "tests"];

    fn walk(folder: &Path, below: &str, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let path = format!("{below}{name}");
            if LEFT_OUT.contains(&name.as_str()) {
                continue;
            }
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{path}/"), found);
            } else {
                found.insert(path);
            }
        }
    }

    #[test]
    fn no_file_is_forgotten() {
        for folder in sources::ALL {
            let mut found = BTreeSet::new();
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder.path);
            walk(&root, "", &mut found);
            let of_project = folder.files.iter().map(|(path, _)| (*path).to_owned());
            let listed: BTreeSet<String> = of_project.filter(|path| !path.starts_with("tests/")).collect();
            assert_eq!(listed, found, "{}", folder.path);
        }
    }

    #[test]
    fn nothing_of_the_example_is_left() {
        for language in Language::value_variants() {
            for kind in Kind::value_variants() {
                let files = project(*language, *kind, "other_one");
                let own = files
                    .iter()
                    .filter(|file| !file.path.starts_with("sdk-guest/") && !file.path.starts_with("wit/"));
                let text: String = own.map(|file| file.text.as_str()).collect();
                for left in ["example.", "example_", "\"example\"", NAME_IN_GUIDES, "../.."] {
                    assert!(!text.contains(left), "{language:?} {kind:?}: {left}");
                }
                assert!(text.contains("other_one."), "{language:?} {kind:?}");
            }
        }
    }

    #[test]
    fn the_manifest_has_the_sdk_beside_it() {
        let files = project(Language::Rust, Kind::State, "other_one");
        let manifest = &files.iter().find(|file| file.path == "Cargo.toml").unwrap().text;
        assert!(manifest.contains("members = [\"sdk-guest\", \"sdk-guest/derive\"]"), "{manifest}");
        assert!(manifest.contains("wasmidem-guest = { path = \"sdk-guest\" }"), "{manifest}");
    }
}
