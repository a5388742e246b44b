//! `include` and `include_dir` of configuration files: settings of other files, which count more than
//! those of the file that names them, as in idem.

use std::fs;
use std::path::{Path, PathBuf};

use wasmidem_contract::{Diagnostic, Location, Value, glob_matches};

use super::file::{self, Setting};

/// How many files one file may bring in, with all that those bring in: more is a mistake.
const MOST_FILES: usize = 1000;

/// How deep files may include each other: more is a mistake.
const DEEPEST: usize = 32;

/// The settings of a file and of all that it includes. Each stands once.
///
/// # Errors
/// When a file cannot be read, is no mapping of mappings, or includes itself by any way round.
pub fn read(path: &Path) -> Result<Vec<Setting>, Box<Diagnostic>> {
    let mut reader = Reader { settings: Vec::new(), open: Vec::new(), files: 0 };
    reader.read(path, None)?;
    Ok(reader.settings)
}

struct Reader {
    settings: Vec<Setting>,
    /// The files on the way to the one that is read.
    open: Vec<PathBuf>,
    files: usize,
}

impl Reader {
    /// Reads a file, which another one may name at a place.
    fn read(&mut self, path: &Path, named: Option<&Location>) -> Result<(), Box<Diagnostic>> {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        self.files += 1;
        if let Some(place) = named {
            let shown = path.display();
            if self.open.contains(&real) {
                let text = format!("the configuration file `{shown}` includes itself");
                return Err(told(text, place).with_help(self.way_round(&real)).into());
            }
            if self.open.len() >= DEEPEST || self.files > MOST_FILES {
                let text = format!("too many configuration files include each other, here `{shown}`");
                let help = format!("at most {MOST_FILES} files, {DEEPEST} of them in a row, are read");
                return Err(told(text, place).with_help(help).into());
            }
        }
        let found = file::read(path).map_err(|problem| at_name(problem, named))?;
        self.open.push(real);
        let (includes, settings): (Vec<Setting>, Vec<Setting>) =
            found.into_iter().partition(|setting| setting.package.is_empty() && is_include(&setting.name));
        settings.into_iter().for_each(|setting| self.add(setting));
        let folder = path.parent().unwrap_or(Path::new(""));
        // As in idem: folders before files, and what comes later counts.
        for kind in ["include_dir", "include"] {
            for setting in includes.iter().filter(|setting| setting.name == kind) {
                for name in names(setting)? {
                    for file in wanted(kind, &folder.join(name), name, &setting.location)? {
                        self.read(&file, Some(&setting.location))?;
                    }
                }
            }
        }
        self.open.pop();
        Ok(())
    }

    /// Adds a setting; mappings of the same name are merged.
    fn add(&mut self, setting: Setting) {
        let same = |known: &&mut Setting| known.package == setting.package && known.name == setting.name;
        match self.settings.iter_mut().find(same) {
            Some(known) => {
                merge(&mut known.value, setting.value);
                known.location = setting.location;
            }
            None => self.settings.push(setting),
        }
    }

    fn way_round(&self, again: &Path) -> String {
        let circle = self.open.iter().skip_while(|file| file.as_path() != again);
        let names: Vec<String> =
            circle.map(PathBuf::as_path).chain([again]).map(|file| format!("`{}`", file.display())).collect();
        names.join(" includes ")
    }
}

fn is_include(name: &str) -> bool {
    matches!(name, "include" | "include_dir")
}

fn merge(into: &mut Value, value: Value) {
    match (into, value) {
        (Value::Object(members), Value::Object(new)) => {
            for (name, value) in new {
                merge(members.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, value) => *into = value,
    }
}

/// What is named: one, or several in a list.
fn names(setting: &Setting) -> Result<Vec<&str>, Box<Diagnostic>> {
    let listed = match &setting.value {
        Value::Array(names) => names.iter().map(Value::as_str).collect(),
        Value::Null => Some(Vec::new()),
        value => value.as_str().map(|name| vec![name]),
    };
    listed.ok_or_else(|| {
        let text = format!("`{}` is neither a path nor a list of paths", setting.name);
        told(text, &setting.location).into()
    })
}

/// The files that are meant, in the order in which they are read.
fn wanted(kind: &str, path: &Path, name: &str, place: &Location) -> Result<Vec<PathBuf>, Box<Diagnostic>> {
    if kind == "include_dir" {
        let mut files = Vec::new();
        below(path, &mut files).map_err(|reason| unreadable(name, &reason, place))?;
        // As in idem: the files of a folder before those of the folders in it.
        files.sort_by_cached_key(|file| (file.components().count(), file.clone()));
        return Ok(files);
    }
    let last = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if !last.contains(['*', '?', '[']) || path.exists() {
        return Ok(vec![path.to_owned()]);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let matches = |file: &PathBuf| {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        !name.starts_with('.') && file.is_file() && glob_matches(last, name)
    };
    let mut files: Vec<PathBuf> = entries(folder)
        .map_err(|reason| unreadable(name, &reason, place))?
        .into_iter()
        .filter(matches)
        .collect();
    files.sort();
    Ok(files)
}

/// All files of a folder and of the folders in it. What begins with a dot is left alone.
fn below(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in entries(folder)? {
        let hidden =
            entry.file_name().and_then(|name| name.to_str()).is_none_or(|name| name.starts_with('.'));
        let link = entry.symlink_metadata().is_ok_and(|data| data.is_symlink());
        if hidden || files.len() > MOST_FILES {
            continue;
        }
        if entry.is_file() {
            files.push(entry);
        } else if entry.is_dir() && !link {
            below(&entry, files)?;
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}

fn told(text: String, place: &Location) -> Diagnostic {
    Diagnostic::error("usage-config-file", text).at(place.clone(), None, 1)
}

fn unreadable(name: &str, reason: &std::io::Error, place: &Location) -> Box<Diagnostic> {
    told(format!("cannot read `{name}`: {reason}"), place)
        .with_help("the path is relative to the file that names it")
        .into()
}

/// A problem of a file without a place of its own stands where the file is named.
fn at_name(problem: Box<Diagnostic>, named: Option<&Location>) -> Box<Diagnostic> {
    match named {
        Some(place) if problem.location.is_none() => problem
            .at(place.clone(), None, 1)
            .with_help("the path is relative to the file that names it")
            .into(),
        _ => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn found(files: &[(&str, &str)]) -> Result<Vec<(String, Value)>, String> {
        let folder = folder(files);
        let settings = read(&folder.path().join("main.cfg")).map_err(|problem| {
            let place = problem.location.as_ref().map(|place| {
                let file = Path::new(&*place.file).strip_prefix(folder.path()).unwrap().display().to_string();
                format!("{file}:{}", place.line)
            });
            format!("{} {}", place.unwrap_or_default(), problem.message)
        })?;
        let name = |setting: &Setting| format!("{}.{}", setting.package, setting.name);
        Ok(settings.into_iter().map(|setting| (name(&setting), setting.value)).collect())
    }

    #[test]
    fn what_is_included_counts_more_and_is_merged() {
        let files = [
            (
                "main.cfg",
                "idem: {run_name: main, batch_size: 5}\ninclude: sub/a.cfg\ninclude_dir: conf.d\n\
                          acct: {extras: {aws: {region_name: x}}}",
            ),
            ("sub/a.cfg", "include: b.cfg\nidem: {run_name: a}"),
            ("sub/b.cfg", "#!json\n{\"acct\": {\"extras\": {\"aws\": {\"esm\": 1}}}}"),
            ("conf.d/2.cfg", "idem: {run_name: two, group: sort}"),
            ("conf.d/1.cfg", "idem: {group: duration, reconciler: none}"),
            ("conf.d/0/z.cfg", "idem: {reconciler: basic}"),
        ];
        let found = found(&files).unwrap();
        let expected = [
            ("acct.extras", json!({"aws": {"region_name": "x", "esm": 1}})),
            ("idem.batch_size", json!(5)),
            ("idem.group", json!("sort")),
            ("idem.reconciler", json!("basic")),
            ("idem.run_name", json!("a")),
        ];
        let mut found: Vec<(String, Value)> = found;
        found.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(found, expected.map(|(name, value)| (name.to_owned(), value)));
    }

    #[test]
    fn several_and_patterns() {
        let files = [
            ("main.cfg", "include: [one.cfg, \"more*.cfg\"]"),
            ("one.cfg", "idem: {run_name: one}"),
            ("more1.cfg", "idem: {run_name: first}"),
            ("more2.cfg", "idem: {run_name: second}"),
            (".more3.cfg", "idem: {run_name: hidden}"),
        ];
        assert_eq!(found(&files).unwrap(), [("idem.run_name".to_owned(), json!("second"))]);
    }

    #[test]
    fn mistakes_have_the_place_of_the_name() {
        let circle = [("main.cfg", "idem:\ninclude: a.cfg"), ("a.cfg", "\n\ninclude: main.cfg")];
        let told = found(&circle).unwrap_err();
        assert!(told.starts_with("a.cfg:3 ") && told.ends_with("includes itself"), "{told}");
        let own = found(&[("main.cfg", "include: main.cfg")]).unwrap_err();
        assert!(own.starts_with("main.cfg:1 "), "{own}");
        let missing = found(&[("main.cfg", "\ninclude: no.cfg")]).unwrap_err();
        assert!(missing.starts_with("main.cfg:2 cannot read"), "{missing}");
        let missing = found(&[("main.cfg", "\ninclude_dir: no.d")]).unwrap_err();
        assert!(missing.starts_with("main.cfg:2 cannot read"), "{missing}");
        let wrong = found(&[("main.cfg", "include: 5")]).unwrap_err();
        assert!(wrong.contains("neither a path nor a list"), "{wrong}");
        let inside = found(&[("main.cfg", "include: a.cfg"), ("a.cfg", "a: [")]).unwrap_err();
        assert!(inside.starts_with("a.cfg:1 "), "{inside}");
    }
}
