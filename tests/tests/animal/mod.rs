//! One animal of the zoo: a hostile component as text, and what is expected of it.

pub mod javascript;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is not accepted as a module.
    Refused,
    /// Its state fails.
    Fails,
    /// Its state succeeds: what it tries has no effect.
    Succeeds,
}

/// A file of `tests/zoo`, read.
#[derive(Debug)]
pub struct Animal {
    /// The file's stem, and the module's name.
    pub name: String,
    pub fate: Fate,
    /// What is said of it.
    pub says: String,
    /// Who is to blame for the failure of its state; `none` if the state just says that it failed.
    pub blame: String,
    /// Its state, as the lines of a state file below the state's id.
    pub state: String,
    /// Further options of the run.
    pub options: Vec<String>,
    /// How long a run beside healthy states may take.
    pub time: Duration,
    /// How much memory the program may have while it is there, in MiB.
    pub mebibytes: u64,
    /// The component.
    pub bytes: Vec<u8>,
}

/// The folder of the animals.
pub fn zoo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("zoo")
}

/// The files of a folder that are animals, sorted.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the animals are there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "wat")).collect();
    files.sort();
    files
}

impl Animal {
    /// Reads one.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn read(path: &Path) -> Result<Self, String> {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let source = Source::read(path)?;
        source.know("about")?;
        let expect = source.know("expect")?;
        let (fate, says) = expect.split_once(' ').unwrap_or((expect, ""));
        let fate = match fate {
            "refused" => Fate::Refused,
            "fails" => Fate::Fails,
            "succeeds" => Fate::Succeeds,
            other => return Err(format!("`expect` begins with `{other}`, not refused, fails or succeeds")),
        };
        let says = says.trim().trim_matches('"').to_owned();
        if says.is_empty() && fate != Fate::Succeeds {
            return Err("`expect` has no text".to_owned());
        }
        let number = |key: &str, usual: u64| match source.directives.get(key) {
            Some(value) => value.parse().map_err(|_| format!("`{key}` is no whole number")),
            None => Ok(usual),
        };
        let text = expand(&source.component()?)?;
        let bytes = wat::parse_str(&text).map_err(|error| {
            let cut: String = error.to_string().chars().take(2000).collect();
            format!("is no WebAssembly text: {cut}")
        })?;
        let given = |key: &str, usual: &str| {
            source.directives.get(key).map_or_else(|| usual.to_owned(), Clone::clone)
        };
        let usual_state = if text.contains("wasmidem:module/resources@0.1.0") {
            "zoo.thing.present: [{size: 1}]"
        } else {
            "zoo.run: []"
        };
        Ok(Self {
            name,
            fate,
            says,
            blame: given("blame", "module"),
            state: given("state", usual_state),
            options: given("options", "").split_whitespace().map(str::to_owned).collect(),
            time: Duration::from_secs(number("seconds", 20)?),
            mebibytes: number("mebibytes", 300)?,
            bytes,
        })
    }
}

/// A file as it is: directives, parts, and the component they go into.
struct Source {
    directives: BTreeMap<String, String>,
    parts: BTreeMap<String, String>,
    /// The component, when it is not that of a base.
    own: String,
}

impl Source {
    fn read(path: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))?;
        let mut source = Self { directives: BTreeMap::new(), parts: BTreeMap::new(), own: String::new() };
        let mut part: Option<String> = None;
        for line in text.lines() {
            let directive = line.strip_prefix(";; ").and_then(|line| line.split_once(": "));
            match directive {
                Some(("part", name)) => part = Some(name.trim().to_owned()),
                Some((key, value)) if part.is_none() && source.own.trim().is_empty() => {
                    source.directives.insert(key.to_owned(), value.trim().to_owned());
                }
                _ => {
                    let into = match &part {
                        Some(name) => source.parts.entry(name.clone()).or_default(),
                        None => &mut source.own,
                    };
                    if !line.starts_with(";;") {
                        into.push_str(line);
                        into.push('\n');
                    }
                }
            }
        }
        Ok(source)
    }

    fn know(&self, key: &str) -> Result<&str, String> {
        self.directives.get(key).map(String::as_str).ok_or_else(|| format!("does not say `;; {key}: …`"))
    }

    /// The component's text, with the parts put into the base.
    fn component(&self) -> Result<String, String> {
        let mut text = match self.directives.get("base") {
            None => self.own.clone(),
            Some(base) => Self::read(&zoo().join("base").join(format!("{base}.wat")))?.component()?,
        };
        for (name, part) in &self.parts {
            let (open, close) = (format!("(;{name}:;)"), format!("(;:{name};)"));
            let (Some(start), Some(end)) = (text.find(&open), text.find(&close)) else {
                return Err(format!("its base has no place for the part `{name}`"));
            };
            text.replace_range(start + open.len()..end, part);
        }
        Ok(text)
    }
}

/// Writes out `(;repeat N;)…(;end;)`: the text in between N times, with `#n#` as its number.
fn expand(text: &str) -> Result<String, String> {
    const OPEN: &str = "(;repeat ";
    const END: &str = "(;end;)";
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        let (count, after) = after.split_once(";)").ok_or("a `repeat` is not closed")?;
        let (body, after) = after.split_once(END).ok_or("a `repeat` has no end")?;
        let count: usize = count.trim().parse().map_err(|_| "a `repeat` has no number")?;
        out.push_str(before);
        for number in 0..count {
            if body.contains("#n#") {
                out.push_str(&body.replace("#n#", &number.to_string()));
            } else {
                out.push_str(body);
            }
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}
