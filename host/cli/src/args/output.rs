use clap::ValueEnum;

/// How to print the outcome of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people.
    #[value(alias = "state", alias = "nested", alias = "exec")]
    Human,
    /// As idem's `--output=json`.
    Json,
}

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
