//! `wasmidem graph`: draws what states need of each other.

use std::fs;
use std::io::{self, Write};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::thread;

use wasmidem_contract::Diagnostic;

use super::{conclude, state_files};
use crate::args::{Graph, GraphFormat};
use crate::compose::Stop;
use crate::exit_code::Exit;
use crate::graph::{self, dot, mermaid};
use crate::report::Console;
use crate::session::Session;
use crate::sources;

/// Draws the states of state files.
pub fn run(args: &Graph, console: &Arc<Console>) -> Exit {
    conclude(draw(args, console), false, console)
}

fn draw(args: &Graph, console: &Arc<Console>) -> Result<Exit, Stop> {
    let named = state_files(&args.files, "graph")?;
    let states = named.states.clone();
    let session = Session::start(named, &args.credentials, &args.limits, console)?;
    let invalid = |problems| Stop { exit: Exit::InvalidSls, problems };
    let mut request = sources::request(&args.state_files, &states).map_err(invalid)?;
    request.calls = Some(session.template_calls());
    let compiled = wasmidem_sls::compile(&request).map_err(invalid)?;
    compiled.warnings.iter().for_each(|warning| console.diagnostic(warning));
    let graph = graph::Graph::of(&compiled.program);
    let text = match args.form() {
        GraphFormat::Dot => dot(&graph),
        GraphFormat::Mermaid => mermaid(&graph),
        GraphFormat::Svg => svg(&dot(&graph))?,
    };
    match &args.output_file {
        None => console.out(&text),
        Some(file) => fs::write(file, text).map_err(|error| {
            let message = format!("cannot write `{}`: {error}", file.display());
            Stop::new(Exit::Internal, Diagnostic::error("graph-output", message))
        })?,
    }
    Ok(Exit::Done)
}

/// The picture that Graphviz makes.
fn svg(dot: &str) -> Result<String, Stop> {
    let failed = |message: String, help: &str| {
        Stop::new(Exit::Internal, Diagnostic::error("graph-dot", message).with_help(help))
    };
    let output = graphviz(dot).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => failed(
            "the program `dot` draws pictures, and it is not installed".to_owned(),
            "install Graphviz: `apt install graphviz` (Debian, Ubuntu) or `brew install graphviz` (macOS); \
             `--format mermaid` needs nothing",
        ),
        _ => failed(format!("cannot run `dot`: {error}"), "`dot -V` must work"),
    })?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    if output.status.success() {
        return Ok(text(output.stdout));
    }
    let reason = text(output.stderr);
    let reason = reason.lines().next().unwrap_or("it gives no reason");
    Err(failed(format!("`dot` failed: {reason}"), "`--format dot` prints what it was given"))
}

fn graphviz(dot: &str) -> io::Result<Output> {
    let mut command = Command::new("dot");
    command.arg("-Tsvg").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let input = child.stdin.take();
    // Written beside reading, so that neither side waits for the other with a full pipe.
    thread::scope(|scope| {
        scope.spawn(|| {
            // When it stops reading, its exit code says why.
            input.map(|mut input| input.write_all(dot.as_bytes()))
        });
        child.wait_with_output()
    })
}
