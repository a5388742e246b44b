use std::fmt;

use wasmidem_contract::nearest;

/// One renderer of a pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Jinja,
    Yaml,
    Json,
    Toml,
    K8crd,
    Replacements,
}

const STAGES: [(&str, Stage); 6] = [
    ("jinja", Stage::Jinja),
    ("yaml", Stage::Yaml),
    ("json", Stage::Json),
    ("toml", Stage::Toml),
    ("k8crd", Stage::K8crd),
    ("replacements", Stage::Replacements),
];

/// The renderers a text goes through, in their order: `jinja|yaml`.
///
/// INVARIANT: text stages come before the one data stage, and Jinja comes once at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pipe(Vec<Stage>);

impl Pipe {
    /// Reads a pipe.
    ///
    /// # Errors
    /// A sentence on what is wrong, and what to do.
    pub(crate) fn parse(text: &str) -> Result<Self, (String, String)> {
        let mut stages = Vec::new();
        for name in text.split('|').map(str::trim) {
            stages.push(stage(name)?);
        }
        let is_text = |stage: &Stage| *stage == Stage::Jinja;
        let is_data = |stage: &Stage| matches!(stage, Stage::Yaml | Stage::Json | Stage::Toml);
        let count = |kind: &dyn Fn(&Stage) -> bool| stages.iter().filter(|stage| kind(stage)).count();
        let first_data = stages.iter().position(is_data).unwrap_or(stages.len());
        let in_order = stages.iter().enumerate().all(|(index, stage)| match stage {
            Stage::Jinja => index < first_data,
            Stage::K8crd | Stage::Replacements => index > first_data,
            _ => true,
        });
        if count(&is_data) > 1 || count(&is_text) > 1 || !in_order {
            return Err((
                format!("the renderers of the pipe `{text}` do not fit together"),
                "a pipe is `jinja` (if wanted), then one of `yaml`, `json` and `toml`".to_owned(),
            ));
        }
        Ok(Self(stages))
    }

    pub(crate) fn stages(&self) -> impl Iterator<Item = Stage> {
        self.0.iter().copied()
    }
}

fn stage(name: &str) -> Result<Stage, (String, String)> {
    STAGES.iter().find(|(known, _)| *known == name).map(|(_, stage)| *stage).ok_or_else(|| {
        let help = match nearest(name, STAGES.iter().map(|(known, _)| *known)) {
            Some(meant) => format!("`{meant}` may be meant"),
            None => "there are `jinja`, `yaml`, `json`, `toml`, `k8crd` and `replacements`".to_owned(),
        };
        (format!("there is no renderer `{name}`"), help)
    })
}

impl fmt::Display for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.iter().filter_map(|stage| STAGES.iter().find(|(_, known)| known == stage));
        f.write_str(&names.map(|(name, _)| *name).collect::<Vec<_>>().join("|"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_pipes() {
        assert_eq!(Pipe::parse("jinja | yaml|replacements").unwrap().to_string(), "jinja|yaml|replacements");
        assert!(Pipe::parse("yaml|k8crd").is_ok());
        assert!(Pipe::parse("jinj|yaml").unwrap_err().1.contains("`jinja`"));
        for text in ["", "yaml|jinja", "yaml|json", "jinja|jinja|yaml", "k8crd", "replacements|yaml"] {
            assert!(Pipe::parse(text).is_err(), "{text}");
        }
    }
}
