//! From a request to a program, and the same for what a run brings in while it is under way.

mod block;
mod children;
mod program;
mod sls_run;
mod template;
mod validate;

use std::sync::Arc;
use std::thread;

use wasmidem_contract::{Diagnostic, Location, Object, Program, Results, Severity, Sources, TemplateCalls};

use crate::params;
use crate::problems::Problems;
use crate::render::{Outside, Pipe, Renderer};
use crate::source::Files;

pub use block::compile_block;
pub use sls_run::compile_run;
pub use template::render_template;
pub use validate::validate;

/// The pipe of text outside shebang blocks.
pub const DEFAULT_PIPE: &str = "jinja|yaml|replacements";

/// The template engine goes down once per level of an expression, and of a value a template made:
/// [`render`](crate::render) limits both, but far above what a usual stack holds. Only what is
/// used takes memory.
const STACK_BYTES: usize = 512 << 20;

/// What to compile.
#[derive(Clone)]
pub struct CompileRequest {
    /// State files as typed on the command line: paths (`dir/states.sls`) or dotted references
    /// (`net.vpc`).
    pub references: Vec<String>,
    /// Where state files, and templates they include, are read from.
    pub sources: Arc<dyn Sources>,
    /// References of parameter files; later ones count more.
    pub params: Vec<String>,
    /// Where parameter files are read from.
    pub param_sources: Arc<dyn Sources>,
    /// Parameters given one by one; they count more than those of files.
    pub values: Object,
    /// The render pipe of text outside shebang blocks, e.g. [`DEFAULT_PIPE`].
    pub pipe: String,
    /// What `hub.exec.…` in templates calls. Without it, such a call is an error.
    pub calls: Option<Arc<dyn TemplateCalls>>,
    /// What `hub.idem.arg_bind.resolve` in templates finds. Without it, such a call is an error.
    pub results: Option<Arc<dyn Results>>,
}

impl CompileRequest {
    /// A request without parameters and with the default pipe.
    pub fn new(references: Vec<String>, sources: Arc<dyn Sources>) -> Self {
        Self {
            references,
            param_sources: Arc::clone(&sources),
            sources,
            params: Vec::new(),
            values: Object::new(),
            pipe: DEFAULT_PIPE.to_owned(),
            calls: None,
            results: None,
        }
    }

    fn outside(&self) -> Outside {
        Outside { calls: self.calls.clone(), results: self.results.clone() }
    }

    /// A renderer of state files with the parameters of the request; problems are reported, and
    /// nothing is returned if templates would only add errors that follow from these.
    fn renderer(&self, problems: &mut Problems) -> Option<Renderer> {
        let pipe = read_pipe(&self.pipe, problems)?;
        let mut renderer = Renderer {
            sources: Arc::clone(&self.param_sources),
            params: Arc::new(self.values.clone()),
            recorder: None,
            outside: self.outside(),
            pipe,
        };
        let mut params = params::collect(&self.params, &renderer, problems);
        params.extend(self.values.clone());
        renderer.sources = Arc::clone(&self.sources);
        renderer.params = Arc::new(params);
        (!problems.has_errors()).then_some(renderer)
    }
}

fn read_pipe(text: &str, problems: &mut Problems) -> Option<Pipe> {
    match Pipe::parse(text) {
        Ok(pipe) => Some(pipe),
        Err((message, help)) => {
            problems.report(Diagnostic::error("sls-pipe", message).with_help(help), None);
            None
        }
    }
}

/// What came of it.
pub struct Compiled {
    /// The states, sorted by `order`.
    pub program: Program,
    /// What is odd but stops nothing, in the order it was found.
    pub warnings: Vec<Diagnostic>,
    files: Files,
}

impl Compiled {
    /// The line of a state file at a location of the program, to show with problems that are found
    /// later.
    pub fn line(&self, location: &Location) -> Option<&str> {
        self.files.line_at(location)
    }
}

impl std::fmt::Debug for Compiled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Compiled")
            .field("program", &self.program)
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}

/// Compiles state files to a program.
///
/// # Errors
/// All errors that were found, and the warnings, in the order they were found.
pub fn compile(request: &CompileRequest) -> Result<Compiled, Vec<Diagnostic>> {
    compiled(&|problems| program::of_files(request, problems))
}

/// What a compilation makes, with its warnings.
fn compiled(work: &(dyn Fn(&mut Problems) -> Option<Program> + Sync)) -> Result<Compiled, Vec<Diagnostic>> {
    let (program, warnings, files) = on_own_stack(work)?;
    Ok(Compiled { program, warnings, files })
}

/// Runs work where a template may nest deep. Nothing is returned if there are errors.
fn on_own_stack<T: Send>(
    work: &(dyn Fn(&mut Problems) -> Option<T> + Sync),
) -> Result<(T, Vec<Diagnostic>, Files), Vec<Diagnostic>> {
    let run = || {
        let mut problems = Problems::default();
        let made = work(&mut problems);
        (made, problems)
    };
    let finished = thread::scope(|scope| {
        let thread = thread::Builder::new().name("sls".to_owned()).stack_size(STACK_BYTES);
        thread.spawn_scoped(scope, run).ok().and_then(|handle| handle.join().ok())
    });
    let Some((made, problems)) = finished else {
        let problem = Diagnostic::error("sls-internal", "the compiler of state files failed")
            .with_help("this is a mistake of wasmidem: please report it with the state files");
        return Err(vec![problem]);
    };
    let failed = problems.has_errors();
    let (list, files) = problems.into_parts();
    debug_assert_eq!(failed, list.iter().any(|problem| problem.severity == Severity::Error));
    match made {
        Some(made) if !failed => Ok((made, list, files)),
        _ => Err(list),
    }
}
