use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// What to do with modules.
#[derive(Debug, Subcommand)]
pub enum Module {
    /// Print what a module is, what it offers, and everything it can ever ask for.
    ///
    /// Read from the file itself; nothing of it is run to find out what it may do.
    Inspect(Inspect),
    /// Begin a module: a project that builds and passes its own tests.
    ///
    /// The README.md in it says how. `wasmidem module new --lang python my_module`
    New(New),
    /// Make a module of what a compiler made: a component of a core module.
    ///
    /// For Rust and C; the tools of Python and JavaScript make components themselves. Functions that
    /// the module does not use are not among its imports.
    Component(Component),
}

/// `module inspect`.
#[derive(Debug, Args)]
pub struct Inspect {
    /// The module.
    #[arg(value_name = "MODULE.wasm")]
    pub file: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `module new`.
#[derive(Debug, Args)]
pub struct New {
    /// The name of the module, and of the folder that is made: lower-case letters, digits and `_`.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The language to write it in.
    #[arg(long, value_enum)]
    pub lang: Language,
    /// What it is to offer.
    #[arg(long, value_enum, default_value_t = Kind::State)]
    pub kind: Kind,
}

/// A language that there is a template for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// With the SDK of wasmidem.
    Rust,
    /// With componentize-py.
    Python,
    /// With componentize-qjs.
    Js,
    /// With wit-bindgen and Zig's C compiler.
    C,
}

/// What a module offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A kind of resource, for state files.
    State,
    /// Functions, for `exec` and templates.
    Exec,
}

/// `module component`.
#[derive(Debug, Args)]
pub struct Component {
    /// What the compiler made.
    #[arg(value_name = "CORE.wasm")]
    pub file: PathBuf,
    /// Where the module goes.
    #[arg(long, value_name = "MODULE.wasm")]
    pub out: PathBuf,
}
