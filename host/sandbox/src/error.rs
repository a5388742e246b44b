//! Why a file is not accepted as a module.

use std::fmt;

use wasmidem_contract::Diagnostic;

use crate::sanitise;

/// What is wrong with a module, to branch on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ModuleErrorKind {
    /// The file is not WebAssembly at all.
    NotWasm,
    /// The file is a core module, not a component.
    CoreModule,
    /// The file ends too early.
    Truncated,
    /// The file is larger than [`crate::MODULE_BYTES`], or would cost too much to compile.
    TooLarge,
    /// The file is malformed, or uses a WebAssembly feature that is not allowed.
    Invalid,
    /// It imports something that no module gets.
    Import,
    /// It was built for a version of the interfaces that this host does not know.
    Version,
    /// It imports an AWS operation that does not exist, or that this host does not know.
    Operation,
    /// It exports nothing a module must export.
    World,
    /// An import or export has another type than the interface says.
    Type,
    /// It fails when it is asked what it offers.
    Offer,
    /// Another module has the same name or offers the same path.
    Duplicate,
    /// It could not be compiled.
    Compile,
}

impl ModuleErrorKind {
    /// Stable code for reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotWasm => "module-not-wasm",
            Self::CoreModule => "module-core",
            Self::Truncated => "module-truncated",
            Self::TooLarge => "module-too-large",
            Self::Invalid => "module-invalid",
            Self::Import => "module-import",
            Self::Version => "module-version",
            Self::Operation => "module-operation",
            Self::World => "module-world",
            Self::Type => "module-type",
            Self::Offer => "module-offer",
            Self::Duplicate => "module-duplicate",
            Self::Compile => "module-compile",
        }
    }
}

/// A file that is not accepted as a module. The message names the module and is safe to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleError {
    /// What is wrong, to branch on.
    pub kind: ModuleErrorKind,
    /// The module's name as given.
    pub module: String,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl ModuleError {
    /// An error about a module; `problem` follows its name: ``module `x` PROBLEM``.
    pub(crate) fn new(kind: ModuleErrorKind, module: &str, problem: impl fmt::Display) -> Self {
        const LIMIT: usize = 2000;
        let message = sanitise::line(&format!("module `{module}` {problem}"), LIMIT);
        Self { kind, module: module.to_owned(), message, help: None }
    }

    /// The same with an advice on what to do.
    #[must_use]
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for ModuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ModuleError {}

impl From<&ModuleError> for Diagnostic {
    fn from(error: &ModuleError) -> Self {
        let diagnostic = Self::error(error.kind.code(), error.message.clone());
        match &error.help {
            Some(help) => diagnostic.with_help(help.clone()),
            None => diagnostic,
        }
    }
}
