use std::sync::Arc;
use std::thread;

use wasmidem_contract::{Diagnostic, Location, Object, Program, Severity, Sources};

use crate::include::{SlsFile, gather};
use crate::parse::{declarations, lower};
use crate::problems::Problems;
use crate::render::{Pipe, Renderer};
use crate::source::Files;
use crate::{extend, graph, literal, order, params};

/// The pipe of text outside shebang blocks.
pub const DEFAULT_PIPE: &str = "jinja|yaml|replacements";

/// The template engine goes down once per level of an expression, and of a value a template made:
/// [`render`](crate::render) limits both, but far above what a usual stack holds. Only what is
/// used takes memory.
const STACK_BYTES: usize = 512 << 20;

/// What to compile.
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
    let run = || {
        let mut problems = Problems::default();
        let program = program(request, &mut problems);
        (program, problems)
    };
    let finished = thread::scope(|scope| {
        let thread = thread::Builder::new().name("sls".to_owned()).stack_size(STACK_BYTES);
        thread.spawn_scoped(scope, run).ok().and_then(|handle| handle.join().ok())
    });
    let Some((program, problems)) = finished else {
        let problem = Diagnostic::error("sls-internal", "the compiler of state files failed")
            .with_help("this is a mistake of wasmidem: please report it with the state files");
        return Err(vec![problem]);
    };
    let failed = problems.has_errors();
    let (list, files) = problems.into_parts();
    debug_assert_eq!(failed, list.iter().any(|problem| problem.severity == Severity::Error));
    match program {
        Some(program) if !failed => Ok(Compiled { program, warnings: list, files }),
        _ => Err(list),
    }
}

fn program(request: &CompileRequest, problems: &mut Problems) -> Option<Program> {
    let pipe = match Pipe::parse(&request.pipe) {
        Ok(pipe) => pipe,
        Err((message, help)) => {
            problems.report(Diagnostic::error("sls-pipe", message).with_help(help), None);
            return None;
        }
    };
    let params = params::collect(&request.params, &request.param_sources, &pipe, &request.values, problems);
    if problems.has_errors() {
        // Templates without their parameters would only add errors that follow from these.
        return None;
    }
    let renderer = Renderer { sources: Arc::clone(&request.sources), params: Arc::new(params), pipe };
    let files = gather(&request.references, &renderer, problems);
    let (mut found, meta) = declarations(&files, problems);
    extend::exclude(&files, &mut found, problems);
    extend::extend(&files, &mut found, problems);
    let (mut states, given) = lower(&found, problems);
    graph::give(&given, &mut states, problems);
    graph::check(&states, problems);
    literal::check(&states, problems);
    warn_of_empty(&files, states.is_empty(), problems);
    order::sort(&mut states);
    let states = states.into_iter().map(|lowered| lowered.state).collect();
    Some(Program { states, deferred: Vec::new(), meta })
}

fn warn_of_empty(files: &[SlsFile], nothing_to_do: bool, problems: &mut Problems) {
    if problems.has_errors() {
        return;
    }
    for file in files {
        let what = match (file.blocks.is_empty(), nothing_to_do) {
            (true, _) => "is empty",
            (false, true) => "declares no states",
            (false, false) => continue,
        };
        let message = format!("the state file `{}` {what}", problems.files.name(file.file));
        let warning = Diagnostic::warning("sls-empty", message);
        problems
            .report(if nothing_to_do { warning.with_help("there is nothing to do") } else { warning }, None);
    }
}
