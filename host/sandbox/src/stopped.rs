//! What a guest was stopped by, as a failure that says so.

use wasmidem_contract::{Blame, Cause, Failure, Limit};
use wasmtime::{Trap, WasmBacktrace};

use crate::limits::Stop;
use crate::sanitise;
use crate::store::Guest;

/// What the engine says when a guest passes more bytes than `set_hostcall_fuel` allows; it has no
/// type of its own.
const TRANSFER_TEXT: &str = "too much data is being copied";

/// The longest explanation of the engine that is passed on, in bytes.
const TEXT_BYTES: usize = 1000;

/// What the engine says when a component has too many parts, as [`TRANSFER_TEXT`].
const PARTS_TEXT: &str = "resource limit exceeded: ";

/// What the engine says when there are too many handles, as [`TRANSFER_TEXT`].
const HANDLES_TEXT: &str = "store handle limit exceeded";

/// The failure for an error of the engine; `function` is what was called.
pub(crate) fn by(error: &wasmtime::Error, guest: &Guest, function: &str) -> Failure {
    let says = |text: &str| error.chain().any(|cause| cause.to_string().contains(text));
    let failure = if let Some(stop) = error.downcast_ref::<Stop>() {
        by_host(*stop, guest)
    } else if says(TRANSFER_TEXT) {
        by_transfer(error, guest, function)
    } else if says(PARTS_TEXT) {
        let parts = guest.limits.instances;
        let problem = format!("consists of more than {parts} instances, memories or tables");
        over(guest, Limit::Instances, "module.instances", &problem)
    } else if says(HANDLES_TEXT) {
        let problem = format!("held more than {} handles at once", guest.limits.handles);
        over(guest, Limit::Handles, "module.handles", &problem)
    } else if let Some(trap) = error.downcast_ref::<Trap>() {
        by_trap(*trap, guest)
    } else {
        let text = sanitise::line(&error.root_cause().to_string(), TEXT_BYTES);
        module_failure(
            guest,
            "module.trap",
            &format!("broke a rule of the component model in `{function}`: {text}"),
        )
    };
    after_writes(failure, guest)
}

/// The failure for a call that took too long, waiting included.
pub(crate) fn by_wall_time(guest: &Guest) -> Failure {
    let seconds = guest.limits.wall_time.as_secs_f64();
    let problem = format!("did not finish within {seconds} s, waiting for AWS included");
    let mut failure = over(guest, Limit::WallTime, "module.wall-time", &problem);
    failure.cause = Cause::Timeout;
    if let Some(operation) = &guest.write_under_way {
        failure.message.push_str(&format!("; `{operation}` was under way and may have taken effect"));
    }
    after_writes(failure, guest)
}

fn by_host(stop: Stop, guest: &Guest) -> Failure {
    let limits = &guest.limits;
    match stop {
        Stop::ComputeTime => {
            let seconds = limits.compute_time.as_secs_f64();
            let problem = format!("computed for more than {seconds} s in one call");
            let mut failure = over(guest, Limit::ComputeTime, "module.time", &problem);
            failure.cause = Cause::Timeout;
            failure
        }
        Stop::Memory => {
            let problem = format!("used more than {} of memory", bytes(limits.memory));
            over(guest, Limit::Memory, "module.memory", &problem)
        }
        Stop::Tables => {
            let problem = format!("used more than {} elements of tables", limits.table_elements);
            over(guest, Limit::TableElements, "module.tables", &problem)
        }
        Stop::Log => {
            let problem = format!("logged more than {} in one call", bytes(limits.log));
            over(guest, Limit::Log, "module.log", &problem)
        }
        Stop::HostCalls => {
            let problem =
                format!("called functions of the host more than {} times in one call", limits.host_calls);
            over(guest, Limit::HostCalls, "module.host-calls", &problem)
        }
        Stop::AwsCalls => {
            let problem = format!("called AWS more than {} times in one call", limits.aws_calls);
            over(guest, Limit::AwsCalls, "module.aws-calls", &problem)
        }
    }
}

fn by_transfer(error: &wasmtime::Error, guest: &Guest, function: &str) -> Failure {
    let limit = bytes(guest.limits.transfer);
    // only what happens while guest code runs has a trace of it
    if error.downcast_ref::<WasmBacktrace>().is_some() {
        let problem = format!("passed more than {limit} to a function of the host");
        over(guest, Limit::Transfer, "module.transfer", &problem)
    } else {
        let problem = format!("answered `{function}` with more than {limit}");
        over(guest, Limit::Transfer, "module.output", &problem)
    }
}

/// The failure of a module that went over a limit; `problem` says so and names the value.
fn over(guest: &Guest, limit: Limit, code: &str, problem: &str) -> Failure {
    let state = guest.caller.step.state.as_ref();
    let state = state.map_or_else(String::new, |state| format!(", for the state {state}"));
    let help = guest.limits.raise(&guest.caller.module.name, limit);
    module_failure(guest, code, &format!("{problem} (limit `{limit}`){state}")).with_help(help)
}

fn by_trap(trap: Trap, guest: &Guest) -> Failure {
    match trap {
        Trap::StackOverflow => module_failure(guest, "module.stack", "used up its stack"),
        Trap::MemoryOutOfBounds => module_failure(
            guest,
            "module.trap",
            "accessed memory out of bounds, which is also how most languages run out of stack",
        ),
        trap => {
            let text = trap.to_string();
            let reason =
                guest.last_error.as_deref().unwrap_or(text.strip_prefix("wasm trap: ").unwrap_or(&text));
            let failure = module_failure(guest, "module.trap", &format!("crashed: {reason}"));
            match &guest.last_error {
                Some(_) => failure,
                None => {
                    failure.with_help("a panic hook that logs the panic's message as an error would say more")
                }
            }
        }
    }
}

/// A failure to blame on the module; `problem` follows its name.
fn module_failure(guest: &Guest, code: &str, problem: &str) -> Failure {
    let name = &guest.caller.module.name;
    Failure::new(Cause::Other, Blame::Module, code, format!("module `{name}` {problem}"))
}

/// What the module wrote before it was stopped is done, and it can no longer say so.
fn after_writes(mut failure: Failure, guest: &Guest) -> Failure {
    failure.ambiguous = guest.wrote || guest.write_under_way.is_some();
    failure
}

/// `256 MiB`, or bytes when it is not that even.
fn bytes(count: usize) -> String {
    const MIB: usize = 1 << 20;
    if count >= MIB && count.is_multiple_of(MIB) {
        format!("{} MiB", count / MIB)
    } else {
        format!("{count} bytes")
    }
}
