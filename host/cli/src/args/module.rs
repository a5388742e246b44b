use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use super::Provenance;

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
    /// Write what modules are into the lock, `wasmidem.lock`: their digests, signers and imports.
    ///
    /// Without names, all modules of the current folder and of its folder `modules`, and of those that
    /// come with wasmidem the ones that are locked already; all of them, if the folders have none. What
    /// is not found any more leaves the lock. With names, only these are written.
    /// Prints what changes. `wasmidem module lock --check` writes nothing, and exits with 7 when the
    /// lock would change.
    Lock(LockModules),
    /// Check that modules are as the lock says, and that their signatures are right.
    ///
    /// Exits with 7 when something does not fit. Nothing of the modules is compiled.
    Verify(Verify),
    /// Make a key to sign modules with: NAME.key for the signer alone, NAME.pub for all others.
    Keygen(Keygen),
    /// Sign modules: writes MODULE.wasm.sig beside each.
    Sign(Sign),
}

/// `module lock`.
#[derive(Debug, Args)]
pub struct LockModules {
    /// Modules, or folders of modules.
    #[arg(value_name = "MODULE", value_hint = ValueHint::AnyPath)]
    pub modules: Vec<String>,
    /// Write nothing; fail if the lock would change.
    #[arg(long)]
    pub check: bool,
    /// Where the lock is, and whose signatures count.
    #[command(flatten)]
    pub provenance: Provenance,
}

/// `module verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// Modules, or folders of modules [default: as for `module lock`].
    #[arg(value_name = "MODULE", value_hint = ValueHint::AnyPath)]
    pub modules: Vec<String>,
    /// Where the lock is, and whose signatures count.
    #[command(flatten)]
    pub provenance: Provenance,
}

/// `module keygen`.
#[derive(Debug, Args)]
pub struct Keygen {
    /// The name of the key: letters, digits, `.`, `_`, `-` and `@`.
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// `module sign`.
#[derive(Debug, Args)]
pub struct Sign {
    /// The modules.
    #[arg(value_name = "MODULE.wasm", required = true)]
    pub files: Vec<PathBuf>,
    /// The private key.
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// What the signature calls the signer, for people to read: it decides nothing.
    #[arg(long, value_name = "NAME")]
    pub signer: Option<String>,
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
    /// Which modules are accepted.
    #[command(flatten)]
    pub provenance: Provenance,
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
