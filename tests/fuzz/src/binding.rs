use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};
use wasmidem_contract::{Program, StateResult, Value, bind, path_segments, references};
use wasmidem_run::{Cancel, Ports, Reconcile, Request, Store, run};

use crate::compile::{checked, request};
use crate::files::Files;
use crate::machine::Machine;

/// More states say nothing new, and take time.
const STATES: usize = 64;

/// Arguments of other states: `${…}` and `arg_bind`, from the text of a state file to what a state
/// is called with, in a preview and for real. Each state's new state is its arguments.
///
/// # Panics
/// With a finding.
pub fn binding(input: &[u8]) {
    let Some(files) = Files::read(input) else { return };
    let files = Arc::new(files);
    let Some(compiled) = checked(wasmidem_sls::compile(&request(&files)), &files) else { return };
    let program = compiled.program;
    for state in &program.states {
        let arguments = Value::Object(state.arguments.clone());
        keeps_what_is_put_back(&arguments);
        reads_its_own_paths(&arguments);
        for reference in &state.references {
            // A failure is an answer too.
            let _ = reference.resolve(&arguments);
        }
    }
    if program.states.len() > STATES {
        return;
    }
    for preview in [true, false] {
        go(&program, preview);
    }
}

/// A reference that is replaced by its own text leaves everything as it was.
fn keeps_what_is_put_back(arguments: &Value) {
    let put_back = bind(arguments, &mut |reference| Ok(Value::String(reference.text.clone())));
    assert_eq!(put_back.as_ref(), Ok(arguments));
}

/// The text of an attribute means the attribute.
fn reads_its_own_paths(arguments: &Value) {
    for reference in references(arguments) {
        let again = path_segments(&reference.attribute_text());
        assert_eq!(again.as_ref(), Some(&reference.attribute), "{}", reference.text);
    }
}

/// Runs a program; every state comes to an end.
fn go(program: &Program, preview: bool) {
    let request = Request {
        program,
        preview,
        sync_name_tag: false,
        only_by_id: false,
        run_id: "fuzz",
        profile: "default",
        concurrency: 4,
        reconcile: Reconcile { most: 1, hard_fail: false },
        cancel: &Cancel::default(),
    };
    let machine = Machine::default();
    let ports = Ports {
        modules: &machine,
        compiler: &machine,
        accounts: &machine,
        files: &machine,
        events: &machine,
    };
    let report = runtime().block_on(run(&request, ports, Store::in_memory()));
    assert!(report.store_error.is_none(), "{:?}", report.store_error);
    let ended = report.outcomes.len();
    assert!(ended >= program.states.len(), "{ended} of {} states ended", program.states.len());
    for outcome in &report.outcomes {
        let told = outcome.result != StateResult::Failed || !outcome.comments.is_empty();
        assert!(told, "fails without a word: {outcome:?}");
    }
}

/// One thread whose clock jumps to the next thing that waits.
fn runtime() -> Runtime {
    let built = Builder::new_current_thread().enable_time().start_paused(true).build();
    built.unwrap_or_else(|error| panic!("cannot make a runtime: {error}"))
}
