//! What the codes of problems and failures mean: the texts of `docs/codes`.

#[cfg(test)]
mod coverage;

/// The files, in the order they are listed.
const FILES: [(&str, &str); 17] = [
    ("usage", include_str!("../../../docs/codes/usage.md")),
    ("sls", include_str!("../../../docs/codes/sls.md")),
    ("module", include_str!("../../../docs/codes/module.md")),
    ("credentials", include_str!("../../../docs/codes/credentials.md")),
    ("run", include_str!("../../../docs/codes/run.md")),
    ("esm", include_str!("../../../docs/codes/esm.md")),
    ("exec", include_str!("../../../docs/codes/exec.md")),
    ("describe", include_str!("../../../docs/codes/describe.md")),
    ("doc", include_str!("../../../docs/codes/doc.md")),
    ("wit", include_str!("../../../docs/codes/wit.md")),
    ("validate", include_str!("../../../docs/codes/validate.md")),
    ("graph", include_str!("../../../docs/codes/graph.md")),
    ("policy", include_str!("../../../docs/codes/policy.md")),
    ("services", include_str!("../../../docs/codes/services.md")),
    ("audit", include_str!("../../../docs/codes/audit.md")),
    ("aws", include_str!("../../../docs/codes/aws.md")),
    ("host", include_str!("../../../docs/codes/host.md")),
];

/// The codes of one part of the program.
#[derive(Debug, PartialEq, Eq)]
pub struct Chapter {
    /// What they have in common.
    pub title: &'static str,
    /// The codes, as the file has them.
    pub codes: Vec<Explanation>,
}

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The code; `SERVICE` and `CODE` in it stand for what AWS puts there.
    pub code: &'static str,
    /// The text, without empty lines around it.
    pub text: &'static str,
}

impl Explanation {
    /// The first line, which says it in one sentence.
    pub fn summary(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default()
    }
}

/// All chapters.
pub fn chapters() -> impl Iterator<Item = Chapter> {
    FILES.iter().map(|(_, text)| chapter(text))
}

/// What a code means, if that is known.
pub fn explanation(code: &str) -> Option<Explanation> {
    let all: Vec<Explanation> = chapters().flat_map(|chapter| chapter.codes).collect();
    let exact = all.iter().find(|known| known.code == code);
    exact.or_else(|| all.iter().find(|known| stands_for(known.code, code))).copied()
}

/// Reads `# title`, and below it a `## code` before each text.
fn chapter(text: &'static str) -> Chapter {
    let mut parts = text.split("\n## ");
    let head = parts.next().unwrap_or_default();
    let codes = parts.map(|part| {
        let (code, text) = part.split_once('\n').unwrap_or((part, ""));
        Explanation { code: code.trim(), text: text.trim() }
    });
    Chapter {
        title: head.lines().next().unwrap_or_default().trim_start_matches("# "),
        codes: codes.collect(),
    }
}

/// Whether a code such as `aws.ec2.DependencyViolation` is one of `aws.SERVICE.CODE`. AWS's codes
/// begin with a capital letter and may have dots.
fn stands_for(general: &str, code: &str) -> bool {
    let Some((before, after)) = general.split_once("SERVICE.") else { return false };
    let Some((_, rest)) = code.strip_prefix(before).and_then(|code| code.split_once('.')) else {
        return false;
    };
    rest == after || after == "CODE" && rest.starts_with(|first: char| first.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_chapters() {
        let read = chapter(
            "# A title\n\nMore.\n\n## one\n\nA sentence.\n\n    ## example\n\nWhat to do.\n\n## two.b\n\nB.\n",
        );
        let one = Explanation { code: "one", text: "A sentence.\n\n    ## example\n\nWhat to do." };
        let two = Explanation { code: "two.b", text: "B." };
        assert_eq!(read, Chapter { title: "A title", codes: vec![one, two] });
        assert_eq!(one.summary(), "A sentence.");
    }

    #[test]
    fn codes_of_aws_are_explained_by_their_form() {
        let found = |code| explanation(code).map(|explanation| explanation.code);
        assert_eq!(found("aws.ec2.InvalidVpcID.NotFound"), Some("aws.SERVICE.CODE"));
        assert_eq!(found("aws.sts.input"), Some("aws.SERVICE.input"));
        assert_eq!(found("aws.timeout"), Some("aws.timeout"));
        assert_eq!(found("aws.ec2.vpc"), None);
        assert_eq!(found("nosuch"), None);
    }

    #[test]
    fn texts_begin_with_a_sentence() {
        for Explanation { code, text } in chapters().flat_map(|chapter| chapter.codes) {
            let (first, rest) = text.split_once('\n').unwrap_or((text, "\n"));
            assert!(
                first.ends_with('.') && rest.starts_with('\n'),
                "{code}: a sentence in one line, then an empty line"
            );
            assert!(text.lines().all(|line| line.chars().count() <= 120), "{code}: lines are too long");
        }
    }
}
