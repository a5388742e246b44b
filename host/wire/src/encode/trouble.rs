/// Why an input cannot be written as a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodeError {
    /// The way to the value, the innermost step first.
    steps: Vec<String>,
    /// What is wrong there.
    pub trouble: Trouble,
}

/// What is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It is of another type than this.
    Expected(&'static str),
    /// There is no such member.
    Unknown,
    /// It is part of the path, and is missing or empty.
    Label(String),
    /// It is part of the host's name, and is missing or cannot be one.
    HostLabel,
    /// The value of a header has characters that headers cannot have.
    Header(String),
    /// Method or URI are no valid ones.
    Request,
    /// It is nested deeper than is ever sent.
    Deep,
    /// It is a stream of events.
    Events,
    /// An algorithm of checksums that is not known here.
    Algorithm(String),
}

impl EncodeError {
    pub(crate) fn new(trouble: Trouble) -> Self {
        Self { steps: Vec::new(), trouble }
    }

    pub(crate) fn expected(what: &'static str) -> Self {
        Self::new(Trouble::Expected(what))
    }

    /// The same error, of a value inside of another.
    pub(crate) fn inside(mut self, step: &str) -> Self {
        self.steps.push(step.to_owned());
        self
    }

    /// The same error, of an element of a list.
    pub(crate) fn at(self, index: usize) -> Self {
        self.inside(&format!("[{index}]"))
    }

    /// Where, e.g. `Tags[0].Key`; empty for the input itself.
    pub fn place(&self) -> String {
        let mut place = String::new();
        for step in self.steps.iter().rev() {
            if !place.is_empty() && !step.starts_with('[') {
                place.push('.');
            }
            place.push_str(step);
        }
        place
    }
}

impl std::fmt::Display for EncodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = self.place();
        let place = if place.is_empty() { "the input".to_owned() } else { format!("`{place}`") };
        match &self.trouble {
            Trouble::Expected(what) => write!(f, "{place} must be {what}"),
            Trouble::Unknown => write!(f, "there is no {place}"),
            Trouble::Label(label) => write!(f, "`{label}` is part of the path and must not be empty"),
            Trouble::HostLabel => {
                write!(
                    f,
                    "{place} is part of the host's name: only letters, digits, dashes and dots may be in it"
                )
            }
            Trouble::Header(name) => write!(f, "the header `{name}` cannot have these characters"),
            Trouble::Request => f.write_str("the input makes a path or query that cannot be sent"),
            Trouble::Deep => write!(f, "{place} is nested too deep"),
            Trouble::Events => f.write_str("streams of events cannot be sent"),
            Trouble::Algorithm(name) => write!(f, "the checksum `{name}` is not supported"),
        }
    }
}

impl std::error::Error for EncodeError {}
