//! From references on the command line and in `include` to the files they mean.

use std::collections::{HashSet, VecDeque};

use wasmidem_contract::{Diagnostic, Source, Sources};

use crate::problems::Problems;
use crate::render::Renderer;
use crate::source::{FileId, Place};
use crate::yaml::Node;

/// The largest file that is read.
pub(crate) const FILE_BYTES: usize = 16 << 20;
/// All files together.
const TOTAL_BYTES: usize = 64 << 20;

/// A file that was found, with the data of its blocks.
pub(crate) struct SlsFile {
    /// The reference it is known by: `__sls__` in idem.
    pub(crate) name: String,
    pub(crate) file: FileId,
    /// Top-level mappings. What is no mapping was reported.
    pub(crate) blocks: Vec<Node>,
}

/// The files of references and all they include, each once, including files before included ones.
pub(crate) fn gather(references: &[String], renderer: &Renderer, problems: &mut Problems) -> Vec<SlsFile> {
    let mut gathering = Gathering {
        sources: renderer.sources.as_ref(),
        seen: HashSet::new(),
        queue: VecDeque::new(),
        bytes: 0,
    };
    for reference in references {
        gathering.find_typed(reference, problems);
    }
    let mut files = Vec::new();
    while let Some(found) = gathering.queue.pop_front() {
        let mut blocks = renderer.render(found.file, problems);
        blocks.retain(|block| is_mapping(block, problems));
        for block in &blocks {
            for (reference, place) in includes(block, problems) {
                gathering.find_included(&reference, place, &found, problems);
            }
        }
        files.push(SlsFile { name: found.name.join("."), file: found.file, blocks });
    }
    files
}

fn is_mapping(block: &Node, problems: &mut Problems) -> bool {
    if block.as_mapping().is_some() {
        return true;
    }
    let problem = Diagnostic::error(
        "sls-not-mapping",
        format!("a state file is a mapping of ids, but this is {}", block.describe()),
    )
    .with_help("begin with an id and a colon: `my_vpc:`, and below it, indented, `aws.ec2.vpc.present:`");
    problems.report(problem, block.place);
    false
}

/// The references of a block's `include`.
fn includes(block: &Node, problems: &mut Problems) -> Vec<(String, Place)> {
    let Some(include) = block.get("include") else { return Vec::new() };
    if include.is_null() {
        return Vec::new();
    }
    let help = "write `include:` and below it `- name` for each state file";
    let Some(items) = include.as_list() else {
        let message = format!("`include` is a list of state files, but this is {}", include.describe());
        problems.report(Diagnostic::error("sls-include", message).with_help(help), include.place);
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in items {
        match item.as_str().filter(|text| !text.trim_matches('.').is_empty()) {
            Some(reference) => found.push((reference.to_owned(), item.place)),
            None => {
                let message = format!("`include` names state files, but this is {}", item.describe());
                problems.report(Diagnostic::error("sls-include", message).with_help(help), item.place);
            }
        }
    }
    found
}

/// A file on its way to be rendered.
struct Found {
    /// The parts of the reference it is known by.
    name: Vec<String>,
    /// How many of them, from the front, name its folder.
    package: usize,
    /// Its folder, empty or ending in `/`.
    folder: String,
    /// Where absolute references are looked for first: the folder of the file from the command line.
    root: String,
    file: FileId,
}

struct Gathering<'a> {
    sources: &'a dyn Sources,
    /// Paths that were read.
    seen: HashSet<String>,
    queue: VecDeque<Found>,
    bytes: usize,
}

/// A path to try and the reference the file is then known by.
struct Candidate {
    path: String,
    name: Vec<String>,
    package: usize,
}

impl Gathering<'_> {
    fn find_typed(&mut self, typed: &str, problems: &mut Problems) {
        let candidates = typed_candidates(typed);
        let missing = |tried: String| {
            Diagnostic::error("sls-not-found", format!("there is no state file `{typed}`"))
                .with_help(format!("tried {tried}"))
        };
        let Some((candidate, source)) = self.first(&candidates, None, missing, problems) else { return };
        let folder = folder(&candidate.path).to_owned();
        self.add(candidate, source, folder, None, problems);
    }

    fn find_included(&mut self, reference: &str, place: Place, from: &Found, problems: &mut Problems) {
        let Some(candidates) = included_candidates(reference, from) else {
            let message = format!("`{reference}` leads out of the folders above `{}`", from.name.join("."));
            let problem = Diagnostic::error("sls-include-beyond-top", message)
                .with_help("one dot means the file's own folder, each further dot the folder above");
            problems.report(problem, place);
            return;
        };
        let missing = |tried: String| {
            Diagnostic::error("sls-not-found", format!("there is no state file `{reference}`"))
                .with_help(format!("tried {tried}"))
        };
        let Some((candidate, source)) = self.first(&candidates, Some(place), missing, problems) else {
            return;
        };
        self.add(candidate, source, from.root.clone(), Some(place), problems);
    }

    /// The first candidate that exists, `None` if there is none, which is reported, or if it was
    /// read before.
    fn first<'c>(
        &self,
        candidates: &'c [Candidate],
        place: Option<Place>,
        missing: impl FnOnce(String) -> Diagnostic,
        problems: &mut Problems,
    ) -> Option<(&'c Candidate, Source)> {
        let mut unreadable = None;
        for candidate in candidates {
            if self.seen.contains(&candidate.path) {
                return None;
            }
            match self.sources.read(&candidate.path) {
                Ok(Some(source)) => return Some((candidate, source)),
                Ok(None) => {}
                Err(message) => {
                    unreadable.get_or_insert(message);
                }
            }
        }
        let diagnostic = match unreadable {
            Some(message) => Diagnostic::error("sls-unreadable", message),
            None => {
                let mut tried: Vec<String> = Vec::new();
                for candidate in candidates {
                    let path = format!("`{}`", candidate.path);
                    if !tried.contains(&path) {
                        tried.push(path);
                    }
                }
                missing(tried.join(", "))
            }
        };
        problems.report(diagnostic, place);
        None
    }

    fn add(
        &mut self,
        candidate: &Candidate,
        source: Source,
        root: String,
        place: Option<Place>,
        problems: &mut Problems,
    ) {
        self.seen.insert(candidate.path.clone());
        self.bytes = self.bytes.saturating_add(source.text.len());
        let limit = if source.text.len() > FILE_BYTES { FILE_BYTES } else { TOTAL_BYTES };
        if source.text.len() > FILE_BYTES || self.bytes > TOTAL_BYTES {
            let what = if limit == FILE_BYTES { "the state file" } else { "with the files before it," };
            let problem = Diagnostic::error(
                "sls-too-large",
                format!("{what} `{}` is larger than {} MiB", source.display_name, limit >> 20),
            )
            .with_help("split it, or make its states with a template");
            problems.report(problem, place);
            return;
        }
        let file = problems.files.add(&source.display_name, normalised(&source.text).into());
        self.queue.push_back(Found {
            name: candidate.name.clone(),
            package: candidate.package,
            folder: folder(&candidate.path).to_owned(),
            root,
            file,
        });
    }
}

/// Line ends as Jinja and YAML make them, without a byte-order mark.
fn normalised(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// The folder of a path, empty or ending in `/`.
fn folder(path: &str) -> &str {
    path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default()
}

/// What a reference on the command line may mean: a path, or a dotted reference.
fn typed_candidates(typed: &str) -> Vec<Candidate> {
    let typed = typed.strip_suffix('/').unwrap_or(typed);
    let is_path = typed.contains('/');
    let stem = typed.strip_suffix(".sls").unwrap_or(typed);
    let parts: Vec<String> =
        stem.split('/').filter(|part| !matches!(*part, "" | "." | "..")).map(str::to_owned).collect();
    let package = parts.len().saturating_sub(1);
    // idem keeps what has no slash as it was typed, with its suffix.
    let as_typed = if is_path { parts.clone() } else { vec![typed.to_owned()] };
    let at = |path: String, name: Vec<String>, package: usize| Candidate { path, name, package };
    let mut with_init = as_typed.clone();
    with_init.push("init".to_owned());
    let exact = at(typed.to_owned(), as_typed.clone(), package);
    let mut candidates = Vec::new();
    if stem == typed {
        candidates.push(at(format!("{typed}.sls"), as_typed.clone(), package));
        candidates.push(at(format!("{typed}/init.sls"), with_init, parts.len()));
        candidates.push(exact);
    } else {
        candidates.push(exact);
    }
    if !is_path && typed.contains('.') {
        let name: Vec<String> = typed.split('.').map(str::to_owned).collect();
        if name.iter().all(|part| !part.is_empty()) {
            candidates.extend(dotted_candidates("", &name));
        }
    }
    candidates
}

/// What a dotted reference may mean below a folder.
fn dotted_candidates(folder: &str, name: &[String]) -> Vec<Candidate> {
    let path = format!("{folder}{}", name.join("/"));
    let mut with_init = name.to_vec();
    with_init.push("init".to_owned());
    let package = name.len().saturating_sub(1);
    vec![
        Candidate { path: format!("{path}.sls"), name: name.to_vec(), package },
        Candidate { path: format!("{path}/init.sls"), name: with_init, package: name.len() },
        Candidate { path, name: name.to_vec(), package },
    ]
}

/// What a reference in `include` may mean; `None` if it leads above the top.
fn included_candidates(reference: &str, from: &Found) -> Option<Vec<Candidate>> {
    let rest = reference.trim_start_matches('.');
    let dots = reference.len() - rest.len();
    if rest.contains('/') || rest.ends_with(".sls") {
        // A path, as people also write it.
        let path = rest.trim_start_matches('/');
        let name: Vec<String> =
            path.strip_suffix(".sls").unwrap_or(path).split('/').map(str::to_owned).collect();
        let folders = [from.folder.as_str(), from.root.as_str(), ""];
        return Some(folders.iter().flat_map(|folder| exact_candidates(folder, path, &name)).collect());
    }
    let rest: Vec<String> = rest.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    if dots == 0 {
        let mut candidates = dotted_candidates(&from.root, &rest);
        if !from.root.is_empty() {
            candidates.extend(dotted_candidates("", &rest));
        }
        return Some(candidates);
    }
    let kept = from.package.checked_sub(dots - 1)?;
    let mut base = from.folder.trim_end_matches('/');
    for _ in 1..dots {
        base = folder(base).trim_end_matches('/');
    }
    let base = if base.is_empty() { String::new() } else { format!("{base}/") };
    let prefix = from.name.get(..kept).unwrap_or_default();
    let mut candidates = dotted_candidates(&base, &rest);
    for candidate in &mut candidates {
        candidate.name = prefix.iter().chain(&candidate.name).cloned().collect();
        candidate.package += kept;
    }
    Some(candidates)
}

fn exact_candidates(folder: &str, path: &str, name: &[String]) -> [Candidate; 2] {
    let package = name.len().saturating_sub(1);
    let at = |path| Candidate { path, name: name.to_vec(), package };
    [at(format!("{folder}{path}")), at(format!("{folder}{path}.sls"))]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(candidates: &[Candidate]) -> Vec<(String, String)> {
        candidates.iter().map(|candidate| (candidate.path.clone(), candidate.name.join("."))).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(path, name)| ((*path).to_owned(), (*name).to_owned())).collect()
    }

    #[test]
    fn reads_references_of_the_command_line() {
        assert_eq!(
            paths(&typed_candidates("input.sls")),
            pairs(&[
                ("input.sls", "input.sls"),
                ("input/sls.sls", "input.sls"),
                ("input/sls/init.sls", "input.sls.init"),
                ("input/sls", "input.sls"),
            ])
        );
        assert_eq!(paths(&typed_candidates("dir/states.sls")), pairs(&[("dir/states.sls", "dir.states")]));
        assert_eq!(
            paths(&typed_candidates("net"))[..2],
            pairs(&[("net.sls", "net"), ("net/init.sls", "net.init")])[..]
        );
        assert!(
            paths(&typed_candidates("a.b")).contains(&("a/b/init.sls".to_owned(), "a.b.init".to_owned()))
        );
    }

    #[test]
    fn follows_dots() {
        let mut problems = Problems::default();
        let from = Found {
            name: vec!["a".into(), "b".into(), "c".into()],
            package: 2,
            folder: "top/a/b/".into(),
            root: "top/".into(),
            file: problems.files.add("c.sls", "".into()),
        };
        let first = |reference: &str| paths(&included_candidates(reference, &from).unwrap())[0].clone();
        assert_eq!(first(".x"), ("top/a/b/x.sls".to_owned(), "a.b.x".to_owned()));
        assert_eq!(first("..x.y"), ("top/a/x/y.sls".to_owned(), "a.x.y".to_owned()));
        assert_eq!(first("...x"), ("top/x.sls".to_owned(), "x".to_owned()));
        assert_eq!(first("x"), ("top/x.sls".to_owned(), "x".to_owned()));
        assert!(included_candidates("....x", &from).is_none());
    }
}
