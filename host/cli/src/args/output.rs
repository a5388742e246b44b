use clap::ValueEnum;

/// How to print a value. The names are idem's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: what fits the command best.
    #[value(alias = "state")]
    Human,
    /// JSON.
    Json,
    /// YAML with sorted keys.
    Yaml,
    /// Keys and values on lines of their own, indented by four.
    Nested,
    /// As Python's `pprint`.
    Pretty,
    /// As Python's `str`.
    Raw,
    /// The returned value, or the comments of a failure.
    Exec,
    /// Resources as JMESPath sees them: a list of `name`, `ref` and `resource`.
    Jmespath,
}

impl Format {
    /// What makes no sense for the outcomes of states, with what to do instead.
    pub fn not_for_states(self) -> Option<(&'static str, &'static str)> {
        let help = "take `--output json`, and choose from it with a tool for JSON; \
                    `describe` has `--filter` and `--output jmespath`";
        (self == Self::Jmespath).then_some(("--output jmespath", help))
    }
}
