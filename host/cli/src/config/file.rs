//! Configuration files as idem has them: mappings of settings, one for each of its packages.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;

use wasmidem_contract::{Diagnostic, Location, Value};

/// Settings are small; more is a mistake. In bytes.
const LARGEST: u64 = 1 << 20;

/// One setting: `idem.run_name`.
pub struct Setting {
    /// The package: `idem`.
    pub package: String,
    /// Its name: `run_name`.
    pub name: String,
    /// What it is set to.
    pub value: Value,
    /// Where it stands.
    pub location: Location,
}

/// The settings of one file, without those of files it includes.
///
/// # Errors
/// When it cannot be read or is no mapping of mappings. No value is quoted: it may be a key.
pub fn read(path: &Path) -> Result<Vec<Setting>, Box<Diagnostic>> {
    let shown = path.display().to_string();
    let unreadable = |reason: String| {
        let message = format!("cannot read the configuration file `{shown}`: {reason}");
        let problem = Diagnostic::error("usage-config-file", message);
        problem.with_help("name another one with --config or WASMIDEM_CONFIG, or none")
    };
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_string(&mut text));
    match read {
        Err(error) if error.kind() == ErrorKind::NotFound => Err(unreadable("it does not exist".into()))?,
        Err(error) => Err(unreadable(error.to_string()))?,
        Ok(length) if u64::try_from(length).is_ok_and(|length| length > LARGEST) => {
            Err(unreadable("it is larger than 1 MiB".into()))?
        }
        Ok(_) => {}
    }
    settings(&text, &shown)
}

fn settings(text: &str, file: &str) -> Result<Vec<Setting>, Box<Diagnostic>> {
    let place = |line: usize, column: usize| Location {
        file: Arc::from(file),
        line: u32::try_from(line).unwrap_or(u32::MAX),
        column: u32::try_from(column).unwrap_or(1),
    };
    let document = parse(text).map_err(|(form, line, column)| {
        let message = format!("the configuration file is not valid {form}");
        Diagnostic::error("usage-config-file", message).at(place(line, column), None, 1)
    })?;
    let mut found = Vec::new();
    let wrong = |what: &str, (line, column)| {
        let problem = Diagnostic::error("usage-config-file", format!("{what} is not a mapping"));
        problem
            .at(place(line, column), None, 1)
            .with_help("write `package: {setting: value}`, such as `idem: {run_name: web}`")
    };
    let packages = match document {
        Value::Object(packages) => packages,
        Value::Null => return Ok(found),
        _ => return Err(wrong("the configuration file", (1, 1)).into()),
    };
    for (package, members) in packages {
        let members = match members {
            Value::Object(members) => members,
            Value::Null => continue,
            // `include` and what is nothing at all are told as settings of no package.
            value => {
                let (line, column) = position(text, None, &package);
                let location = place(line, column);
                found.push(Setting { package: String::new(), name: package, value, location });
                continue;
            }
        };
        for (name, value) in members {
            let (line, column) = position(text, Some(&package), &name);
            found.push(Setting { package: package.clone(), name, value, location: place(line, column) });
        }
    }
    Ok(found)
}

/// The value, or in which form and where it is wrong. `#!json` and `#!toml` name the form; YAML
/// reads JSON too, but JSON is stricter.
fn parse(text: &str) -> Result<Value, (&'static str, usize, usize)> {
    let first = text.lines().next().unwrap_or_default().trim_end();
    // Blank lines keep the numbers of lines.
    let rest = || format!("\n{}", text.split_once('\n').map_or("", |(_, rest)| rest));
    match first.strip_prefix("#!").map(str::trim) {
        Some("json") => serde_json::from_str(&rest()).map_err(|error| ("JSON", error.line(), error.column())),
        Some("toml") => toml::from_str(&rest()).map_err(|error| {
            let rest = rest();
            let before = error.span().and_then(|span| rest.get(..span.start)).unwrap_or_default();
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            ("TOML", before.matches('\n').count() + 1, column)
        }),
        _ => {
            let options = serde_saphyr::options! { with_snippet: false };
            serde_saphyr::from_str_with_options(text, options).map_err(|error| {
                let place = error.location();
                let number = |number: u64| usize::try_from(number).unwrap_or(1).max(1);
                let line = place.map_or(1, |place| number(place.line()));
                ("YAML", line, place.map_or(1, |place| number(place.column())))
            })
        }
    }
}

/// The line and column, from 1, of a setting: the first key of that name behind that of its
/// package. Enough for people in all three forms; where a key is not found, the first line.
fn position(text: &str, package: Option<&str>, name: &str) -> (usize, usize) {
    let mut inside = package.is_none();
    for (number, line) in text.lines().enumerate() {
        let mut from = 0;
        if !inside && let Some(end) = package.and_then(|package| key(line, 0, package)) {
            inside = true;
            from = end;
        }
        if inside && let Some(end) = key(line, from, name) {
            let column = line.get(..end - name.len()).unwrap_or_default().chars().count() + 1;
            return (number + 1, column);
        }
    }
    (1, 1)
}

/// Where a word that stands alone ends in a line.
fn key(line: &str, from: usize, word: &str) -> Option<usize> {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let rest = line.get(from..).filter(|_| !line.trim_start().starts_with('#'))?;
    rest.match_indices(word).map(|(at, _)| (from + at, from + at + word.len())).find_map(|(start, end)| {
        let alone = !line.get(..start)?.ends_with(part) && !line.get(end..)?.starts_with(part);
        alone.then_some(end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, Value, u32, u32)> {
        let settings = settings(text, "f").map_err(|problem| problem.message).unwrap();
        settings
            .into_iter()
            .map(|setting| {
                let name = format!("{}.{}", setting.package, setting.name);
                (name, setting.value, setting.location.line, setting.location.column)
            })
            .collect()
    }

    #[test]
    fn the_three_forms_say_the_same() {
        let expected = |lines: [(u32, u32); 2]| {
            let [(a, b), (c, d)] = lines;
            vec![
                ("idem.run_name".to_owned(), Value::from("web"), a, b),
                ("idem.batch_size".to_owned(), Value::from(5), c, d),
            ]
        };
        let yaml = "# idem.run_name\nidem:\n  run_name: web\n  batch_size: 5\nrend:\n";
        assert_eq!(found(yaml), expected([(3, 3), (4, 3)]));
        let json = "#!json\n{\"idem\": {\"run_name\": \"web\",\n \"batch_size\": 5}}";
        assert_eq!(found(json), expected([(2, 12), (3, 3)]));
        let toml = "#!toml\n[idem]\nrun_name = \"web\"\nbatch_size = 5\n";
        assert_eq!(found(toml), expected([(3, 1), (4, 1)]));
        assert!(found("").is_empty());
    }

    #[test]
    fn mistakes_have_a_place_and_show_no_value() {
        let wrong = [
            "acct: {acct_key: canary\nx: [",
            "#!json\n{\"acct\": canary}",
            "#!toml\n[acct]\nkey = canary",
            "- canary",
        ];
        for (text, line) in wrong.into_iter().zip([1, 2, 3, 1]) {
            let problem = settings(text, "f").err().unwrap();
            assert_eq!(problem.code, "usage-config-file");
            assert!(!format!("{problem:?}").contains("canary"), "{problem:?}");
            assert!(problem.location.is_some_and(|place| place.line >= line), "{text}");
        }
    }
}
