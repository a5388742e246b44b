//! Which files are modules, and where those that come with the program are.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use wasmidem_contract::{Diagnostic, nearest};

/// A file larger than this is not read at all: nothing that size is a module.
const LARGEST: u64 = 256 << 20;

/// The modules and state files of a command line.
#[derive(Debug, Default)]
pub struct Named {
    /// The modules: name and file.
    pub modules: BTreeMap<String, PathBuf>,
    /// The state files, as they were named.
    pub states: Vec<String>,
    /// What was named and is neither.
    pub problems: Vec<Diagnostic>,
}

/// Sorts what was named on the command line into modules and state files.
pub fn sort(files: &[String]) -> Named {
    let mut named = Named::default();
    for file in files {
        let path = Path::new(file);
        if path.extension().is_some_and(|extension| extension == "wasm") {
            match find_module(path) {
                Ok(path) => add_named(&mut named, &path),
                Err(problem) => named.problems.push(problem),
            }
        } else if path.is_dir() {
            let found = modules_in(path);
            if found.is_empty() && !path.join("init.sls").is_file() {
                let message = format!("`{file}` is a folder with neither modules nor an `init.sls`");
                let help = "name a state file, a module, or a folder with modules (files ending in `.wasm`)";
                named.problems.push(Diagnostic::error("usage-folder", message).with_help(help));
            } else if found.is_empty() {
                named.states.push(file.clone());
            }
            found.iter().for_each(|path| add_named(&mut named, path));
        } else {
            named.states.push(file.clone());
        }
    }
    named
}

/// Takes what can only be modules.
///
/// # Errors
/// When something else is named.
pub fn only_modules(files: &[String]) -> Result<Named, Diagnostic> {
    let named = sort(files);
    match named.states.first() {
        Some(file) => Err(Diagnostic::error("usage-module", format!("`{file}` is no module"))),
        None => Ok(named),
    }
}

fn add(modules: &mut BTreeMap<String, PathBuf>, path: &Path) {
    modules.insert(name_of(path), path.to_owned());
}

/// Enters a module of the command line; two different files of one name are a mistake, or a trick.
fn add_named(named: &mut Named, path: &Path) {
    let name = name_of(path);
    let same = |other: &PathBuf| other.canonicalize().ok() == path.canonicalize().ok();
    match named.modules.get(&name) {
        Some(other) if !same(other) => {
            let message =
                format!("`{}` and `{}` are both the module `{name}`", other.display(), path.display());
            let problem = Diagnostic::error("module-duplicate", message);
            named.problems.push(problem.with_help("name one of them, or rename a file"));
        }
        _ => add(&mut named.modules, path),
    }
}

/// The name of a module: its file's stem.
pub fn name_of(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The file of a module: as named or, for a bare file name, among those that come with wasmidem.
///
/// # Errors
/// A diagnostic that says where was looked.
pub fn find_module(path: &Path) -> Result<PathBuf, Diagnostic> {
    if path.exists() {
        return Ok(path.to_owned());
    }
    let shown = path.display();
    let mut problem = Diagnostic::error("module-missing", format!("there is no module `{shown}`"));
    if path.components().count() == 1 {
        let Some(folder) = first_party_folder() else {
            return Err(problem);
        };
        let candidate = folder.join(path);
        if candidate.exists() {
            return Ok(candidate);
        }
        let offered: Vec<String> =
            modules_in(&folder).iter().map(|file| format!("{}.wasm", name_of(file))).collect();
        let help = match nearest(&shown.to_string(), offered.iter().map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`, which comes with wasmidem?"),
            None => format!("it is neither here nor in `{}`", folder.display()),
        };
        problem = problem.with_help(help);
    }
    Err(problem)
}

/// All modules that come with the program; empty if their folder is not found.
pub fn first_party() -> BTreeMap<String, PathBuf> {
    let mut modules = BTreeMap::new();
    for path in first_party_folder().map(|folder| modules_in(&folder)).unwrap_or_default() {
        add(&mut modules, &path);
    }
    modules
}

/// The modules of a project: those of the current folder and of its folder `modules`. Of those that
/// come with the program, the ones that are known already or, if the project has none, all: it uses
/// them then.
pub fn project(known: &dyn Fn(&str) -> bool) -> Named {
    let mut named = Named::default();
    for folder in [".", "modules"] {
        for path in modules_in(Path::new(folder)) {
            add_named(&mut named, path.strip_prefix(".").unwrap_or(&path));
        }
    }
    let none = named.modules.is_empty();
    for (name, path) in first_party().into_iter().filter(|(name, _)| none || known(name)) {
        named.modules.entry(name).or_insert(path);
    }
    named
}

/// `WASMIDEM_MODULES_DIR`, or one of the places beside the program where its modules are installed.
pub fn first_party_folder() -> Option<PathBuf> {
    if let Some(folder) = env::var_os("WASMIDEM_MODULES_DIR") {
        return Some(PathBuf::from(folder));
    }
    let program = env::current_exe().ok()?.canonicalize().ok()?;
    let beside = program.parent()?;
    ["modules", "../modules", "../lib/wasmidem/modules"]
        .iter()
        .map(|place| beside.join(place))
        .find(|folder| folder.is_dir())
        .and_then(|folder| folder.canonicalize().ok())
}

/// The `.wasm` files of a folder, sorted by name.
fn modules_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "wasm") && path.is_file())
        .collect();
    files.sort();
    files
}

/// The bytes of a module's file.
///
/// # Errors
/// A diagnostic that says why it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let shown = path.display();
    let unreadable = |reason: String| {
        Diagnostic::error("module-unreadable", format!("cannot read the module `{shown}`: {reason}"))
    };
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Diagnostic::error("module-missing", format!("there is no module `{shown}`")),
        _ => unreadable(error.to_string()),
    })?;
    if !metadata.is_file() {
        return Err(unreadable("it is not a file".to_owned()));
    }
    if metadata.len() > LARGEST {
        return Err(unreadable(format!(
            "it has {} MiB, more than the {} a module may have",
            metadata.len() >> 20,
            LARGEST >> 20
        )));
    }
    fs::read(path).map_err(|error| unreadable(error.to_string()))
}
