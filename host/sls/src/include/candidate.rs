//! From references to the paths they may mean.

use super::Found;

/// A path to try and the reference the file is then known by.
pub(super) struct Candidate {
    pub(super) path: String,
    pub(super) name: Vec<String>,
    pub(super) package: usize,
}

/// The folder of a path, empty or ending in `/`.
pub(super) fn folder(path: &str) -> &str {
    path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default()
}

/// What a reference on the command line may mean: a path, or a dotted reference.
pub(super) fn typed_candidates(typed: &str) -> Vec<Candidate> {
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
pub(super) fn dotted_candidates(folder: &str, name: &[String]) -> Vec<Candidate> {
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
pub(super) fn included_candidates(reference: &str, from: &Found) -> Option<Vec<Candidate>> {
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
        let mut root = from.root.as_str();
        while !root.is_empty() {
            root = folder(root.trim_end_matches('/'));
            candidates.extend(dotted_candidates(root, &rest));
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

/// What a reference in a state file may mean below a folder: a path, or a dotted reference.
pub(super) fn beside_candidates(reference: &str, folder: &str) -> Vec<Candidate> {
    if reference.contains('/') || reference.ends_with(".sls") {
        let stem = reference.strip_suffix(".sls").unwrap_or(reference);
        let parts = stem.split('/').filter(|part| !matches!(*part, "" | "." | ".."));
        let name: Vec<String> = parts.map(str::to_owned).collect();
        return exact_candidates(folder, reference, &name).into();
    }
    let name: Vec<String> = reference.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    dotted_candidates(folder, &name)
}

fn exact_candidates(folder: &str, path: &str, name: &[String]) -> [Candidate; 2] {
    let package = name.len().saturating_sub(1);
    let at = |path| Candidate { path, name: name.to_vec(), package };
    [at(format!("{folder}{path}")), at(format!("{folder}{path}.sls"))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::Problems;

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
            depth: 0,
            file: problems.files.add("c.sls", "".into()),
        };
        let first = |reference: &str| paths(&included_candidates(reference, &from).unwrap())[0].clone();
        assert_eq!(first(".x"), ("top/a/b/x.sls".to_owned(), "a.b.x".to_owned()));
        assert_eq!(first("..x.y"), ("top/a/x/y.sls".to_owned(), "a.x.y".to_owned()));
        assert_eq!(first("...x"), ("top/x.sls".to_owned(), "x".to_owned()));
        assert_eq!(first("x"), ("top/x.sls".to_owned(), "x".to_owned()));
        assert!(included_candidates("....x", &from).is_none());
        let deep = Found { root: "top/sub/".into(), ..from };
        let all = paths(&included_candidates("x", &deep).unwrap());
        let files: Vec<&str> =
            all.iter().map(|(path, _)| path.as_str()).filter(|path| path.ends_with("x.sls")).collect();
        assert_eq!(files, ["top/sub/x.sls", "top/x.sls", "x.sls"]);
    }
}
