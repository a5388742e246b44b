//! `cargo xtask examples`: the example modules, the same two in every language.
//!
//! A project is laid out below the target directory as `wasmidem module new` lays one out, and
//! built there by its own script. What has not changed is not built again.

mod languages;
mod project;
mod tools;

use std::fs;

use anyhow::{Context, Result};
use clap::ValueEnum;

pub use tools::Tools;

use crate::component;
use crate::progress;
use crate::toolchain;
use crate::workspace::Workspace;
use project::Project;

/// The modules that every language has.
const MODULES: [&str; 2] = ["gateway", "hello"];

/// Test and build the example modules of examples/modules to target/example-modules
///
/// The tools of each language are downloaded once to the target directory: componentize-py and Zig
/// from PyPI, componentize-qjs from npm, wit-bindgen from crates.io. Python needs python3 with its
/// `venv` module, JavaScript needs Node.js 18 or later with npm, C needs make and a C compiler.
#[derive(clap::Args)]
pub struct Args {
    /// Only this language
    #[arg(long, value_enum)]
    lang: Option<Language>,
    /// Insist on one kind of Rust toolchain instead of taking what is there
    #[arg(long, value_enum)]
    toolchain: Option<toolchain::Kind>,
}

/// A language that modules are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// With the SDK
    Rust,
    /// With componentize-py
    Python,
    /// With componentize-qjs
    Js,
    /// With wit-bindgen and Zig's C compiler
    C,
}

impl Language {
    /// The name of its folders.
    fn folder(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
            Self::Js => "js",
            Self::C => "c",
        }
    }
}

/// Builds what was asked for.
///
/// # Errors
/// As [`build`].
pub fn run(workspace: &Workspace, args: &Args) -> Result<()> {
    build(workspace, args.toolchain, args.lang).map(drop)
}

/// Builds the examples of one language, or of all, and tells where their tools are.
///
/// # Errors
/// When a tool cannot be had, or an example does not pass its tests or does not build.
pub fn build(
    workspace: &Workspace,
    toolchain: Option<toolchain::Kind>,
    only: Option<Language>,
) -> Result<Tools> {
    let mut tools = Tools::default();
    for language in
        Language::value_variants().iter().filter(|&&language| only.is_none_or(|it| it == language))
    {
        tools.provide(workspace, *language).with_context(|| {
            format!("the examples in `examples/modules/{}` cannot be built", language.folder())
        })?;
        for module in MODULES {
            one(workspace, toolchain, &tools, *language, module)
                .with_context(|| format!("`examples/modules/{}/{module}`", language.folder()))?;
        }
    }
    Ok(tools)
}

/// Builds one, if it has changed since it was built last.
fn one(
    workspace: &Workspace,
    toolchain: Option<toolchain::Kind>,
    tools: &Tools,
    language: Language,
    module: &str,
) -> Result<()> {
    let project = Project::read(workspace, language, module)?;
    let folder = workspace.example_modules().join(language.folder());
    let (built, marker) = (folder.join(format!("{module}.wasm")), folder.join(format!("{module}.digest")));
    let digest = project.digest();
    if built.is_file() && fs::read_to_string(&marker).is_ok_and(|made_of| made_of == digest) {
        return Ok(());
    }
    let step = progress::step(&format!("testing and building the example {}/{module}", language.folder()));
    fs::create_dir_all(&folder)?;
    let bytes = languages::build(workspace, toolchain, tools, &project)?;
    component::place(&built, &bytes)?;
    fs::write(&marker, digest)?;
    progress::note(&format!("{}, {} KB", workspace.display(&built), bytes.len().div_ceil(1000)));
    step.done();
    Ok(())
}
