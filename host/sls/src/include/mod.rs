//! From references on the command line and in `include` to the files they mean.

mod candidate;
mod circle;

use std::collections::{HashMap, VecDeque};

use wasmidem_contract::{Diagnostic, Location, Source, Sources};

use crate::problems::Problems;
use crate::render::{Rendered, Renderer, Waiting};
use crate::source::{FileId, Place};
use crate::yaml::Node;

use candidate::{
    Candidate, beside_candidates, dotted_candidates, folder, included_candidates, typed_candidates,
};
use circle::Inclusion;

/// The largest file that is read.
pub(crate) const FILE_BYTES: usize = 16 << 20;
/// All files together.
const TOTAL_BYTES: usize = 64 << 20;

/// A file that was found, with the data of its blocks.
pub(crate) struct SlsFile {
    /// The reference it is known by: `__sls__` in idem.
    pub(crate) name: String,
    pub(crate) file: FileId,
    /// How many files led to it by `include`, one after the other; 0 for what was named.
    pub(crate) depth: usize,
    /// Top-level mappings. What is no mapping was reported.
    pub(crate) blocks: Vec<Node>,
    /// Blocks that wait for states.
    pub(crate) waiting: Vec<Waiting>,
}

/// The files of references and all they include, each once, including files before included ones.
pub(crate) fn gather(references: &[String], renderer: &Renderer, problems: &mut Problems) -> Vec<SlsFile> {
    let mut gathering = Gathering::new(renderer.sources.as_ref());
    for reference in references {
        gathering.find_typed(reference, problems);
    }
    gathering.finish(renderer, problems)
}

/// The files that references in a state file mean, and all they include. They are looked for as on
/// the command line, then beside each of the `folders` (empty or ending in `/`).
pub(crate) fn gather_beside(
    references: &[String],
    folders: &[String],
    location: &Location,
    renderer: &Renderer,
    problems: &mut Problems,
) -> Vec<SlsFile> {
    let mut gathering = Gathering::new(renderer.sources.as_ref());
    for reference in references {
        let mut candidates = typed_candidates(reference);
        candidates.extend(folders.iter().flat_map(|folder| beside_candidates(reference, folder)));
        gathering.find_beside(reference, &candidates, location, problems);
    }
    gathering.finish(renderer, problems)
}

/// A text that belongs to a state file, and all it includes. `references` are those of the command
/// line, from which the place of the file is found again.
pub(crate) fn gather_text(
    file: FileId,
    sls: &str,
    references: &[String],
    renderer: &Renderer,
    problems: &mut Problems,
) -> Vec<SlsFile> {
    let mut gathering = Gathering::new(renderer.sources.as_ref());
    let found = origin(file, sls, references, renderer.sources.as_ref());
    gathering.queue.push_back(found);
    gathering.finish(renderer, problems)
}

/// The folders of the state files that references of a command line mean.
pub(crate) fn roots(references: &[String], sources: &dyn Sources) -> Vec<String> {
    let mut folders = Vec::new();
    for reference in references {
        let candidates = typed_candidates(reference);
        let exists = |candidate: &&Candidate| matches!(sources.read(&candidate.path), Ok(Some(_)));
        if let Some(candidate) = candidates.iter().find(exists) {
            let folder = folder(&candidate.path).to_owned();
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
    }
    folders
}

/// A state file as it was found when it was read the first time, for a text that belongs to it.
fn origin(file: FileId, sls: &str, references: &[String], sources: &dyn Sources) -> Found {
    let typed = references.iter().flat_map(|reference| typed_candidates(reference));
    let typed = typed.map(|candidate| (folder(&candidate.path).to_owned(), candidate));
    let name: Vec<String> = sls.split('.').map(str::to_owned).collect();
    let folders = roots(references, sources);
    let dotted = folders.iter().map(String::as_str).chain([""]).flat_map(|root| {
        dotted_candidates(root, &name).into_iter().map(|candidate| (root.to_owned(), candidate))
    });
    let mut all = typed.chain(dotted);
    let exists = |candidate: &Candidate| matches!(sources.read(&candidate.path), Ok(Some(_)));
    match all.find(|(_, candidate)| candidate.name.join(".") == sls && exists(candidate)) {
        Some((root, candidate)) => {
            let folder = folder(&candidate.path).to_owned();
            Found { name: candidate.name, package: candidate.package, folder, root, depth: 0, file }
        }
        None => {
            let (folder, root) = (String::new(), String::new());
            Found { name: vec![sls.to_owned()], package: 0, folder, root, depth: 0, file }
        }
    }
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
    depth: usize,
    file: FileId,
}

struct Gathering<'a> {
    sources: &'a dyn Sources,
    /// Paths that were read; what was too large is no file.
    seen: HashMap<String, Option<FileId>>,
    inclusions: Vec<Inclusion>,
    queue: VecDeque<Found>,
    /// Of what is found next.
    depth: usize,
    bytes: usize,
}

impl<'a> Gathering<'a> {
    fn new(sources: &'a dyn Sources) -> Self {
        Self {
            sources,
            seen: HashMap::new(),
            inclusions: Vec::new(),
            queue: VecDeque::new(),
            depth: 0,
            bytes: 0,
        }
    }

    /// Renders what was found, and what that includes.
    fn finish(mut self, renderer: &Renderer, problems: &mut Problems) -> Vec<SlsFile> {
        let mut files = Vec::new();
        while let Some(found) = self.queue.pop_front() {
            let Rendered { mut blocks, waiting } = renderer.render(found.file, problems);
            blocks.retain(|block| is_mapping(block, problems));
            self.depth = found.depth + 1;
            for block in &blocks {
                for (reference, place) in includes(block, problems) {
                    self.find_included(&reference, place, &found, problems);
                }
            }
            let Found { name, depth, file, .. } = found;
            files.push(SlsFile { name: name.join("."), file, depth, blocks, waiting });
        }
        circle::check(&self.inclusions, problems);
        files
    }

    fn find_beside(
        &mut self,
        reference: &str,
        candidates: &[Candidate],
        location: &Location,
        problems: &mut Problems,
    ) {
        let missing = |tried: String| {
            Diagnostic::error("sls-not-found", format!("there is no state file `{reference}`"))
                .with_help(format!("tried {tried}"))
                .at(location.clone(), None, 1)
        };
        self.find(candidates, None, None, missing, problems);
    }

    fn find_typed(&mut self, typed: &str, problems: &mut Problems) {
        let candidates = typed_candidates(typed);
        let missing = |tried: String| {
            Diagnostic::error("sls-not-found", format!("there is no state file `{typed}`"))
                .with_help(format!("tried {tried}"))
        };
        self.find(&candidates, None, None, missing, problems);
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
        let root = Some(from.root.clone());
        if let Some(to) = self.find(&candidates, root, Some(place), missing, problems) {
            self.inclusions.push(Inclusion { from: from.file, to, place });
        }
    }

    /// The file of the first candidate that exists, read now or before; `None` if there is none,
    /// which is reported. Without a `root` it is the candidate's own folder.
    fn find(
        &mut self,
        candidates: &[Candidate],
        root: Option<String>,
        place: Option<Place>,
        missing: impl FnOnce(String) -> Diagnostic,
        problems: &mut Problems,
    ) -> Option<FileId> {
        let mut unreadable = None;
        for candidate in candidates {
            if let Some(file) = self.seen.get(&candidate.path) {
                return *file;
            }
            match self.sources.read(&candidate.path) {
                Ok(Some(source)) => {
                    let root = root.unwrap_or_else(|| folder(&candidate.path).to_owned());
                    let file = self.add(candidate, source, root, place, problems);
                    self.seen.insert(candidate.path.clone(), file);
                    return file;
                }
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

    /// Takes a file that was read; `None` if it is too large, which is reported.
    fn add(
        &mut self,
        candidate: &Candidate,
        source: Source,
        root: String,
        place: Option<Place>,
        problems: &mut Problems,
    ) -> Option<FileId> {
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
            return None;
        }
        let file = problems.files.add(&source.display_name, normalised(&source.text).into());
        self.queue.push_back(Found {
            name: candidate.name.clone(),
            package: candidate.package,
            folder: folder(&candidate.path).to_owned(),
            root,
            depth: self.depth,
            file,
        });
        Some(file)
    }
}

/// Line ends as Jinja and YAML make them, without a byte-order mark.
fn normalised(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}
