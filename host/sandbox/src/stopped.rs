//! What a guest was stopped by, as a failure that says so.

use wasmidem_contract::{Blame, Cause, Failure};
use wasmtime::{Trap, WasmBacktrace};
use wasmtime_wasi::I32Exit;

use crate::limits::Stop;
use crate::sanitise;
use crate::store::Guest;

/// What the engine says when a guest passes more bytes than `set_hostcall_fuel` allows; it has no
/// type of its own.
const TRANSFER_TEXT: &str = "too much data is being copied";

/// The longest explanation of the engine that is passed on, in bytes.
const TEXT_BYTES: usize = 1000;

/// The failure for an error of the engine; `function` is what was called.
pub(crate) fn by(error: &wasmtime::Error, guest: &Guest, function: &str) -> Failure {
    let failure = if let Some(stop) = error.downcast_ref::<Stop>() {
        by_host(*stop, guest)
    } else if let Some(exit) = error.downcast_ref::<I32Exit>() {
        let message = format!("ended itself in `{function}` with the exit code {}", exit.0);
        module_failure(guest, "module.exit", &message)
            .with_help("a module answers with a failure; `exit` is for programs")
    } else if error.chain().any(|cause| cause.to_string().starts_with(TRANSFER_TEXT)) {
        by_transfer(error, guest, function)
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
    let mut message = format!("did not finish within {seconds} s, waiting for AWS included");
    if let Some(operation) = guest.account.write_under_way() {
        message.push_str(&format!("; `{operation}` was under way and may have taken effect"));
    }
    let mut failure = module_failure(guest, "module.wall-time", &message);
    failure.cause = Cause::Timeout;
    after_writes(failure, guest)
}

fn by_host(stop: Stop, guest: &Guest) -> Failure {
    let limits = &guest.limits;
    match stop {
        Stop::ComputeTime => {
            let seconds = limits.compute_time.as_secs_f64();
            let message = format!("computed for more than {seconds} s in one call");
            let mut failure = module_failure(guest, "module.time", &message)
                .with_help("if it really has that much to do, allow it more with `--module-timeout SECONDS`");
            failure.cause = Cause::Timeout;
            failure
        }
        Stop::Randomness => {
            let message = format!("asked for more than {} of randomness at once", bytes(limits.transfer));
            module_failure(guest, "module.transfer", &message)
        }
        Stop::Memory => {
            let message = format!("used more than {} of memory", bytes(limits.memory));
            module_failure(guest, "module.memory", &message)
                .with_help("if it really needs that much, allow it more with `--module-memory MIB`")
        }
        Stop::Tables => module_failure(
            guest,
            "module.tables",
            &format!("used more than {} elements of tables", limits.table_elements),
        ),
        Stop::Log => module_failure(
            guest,
            "module.log",
            &format!("logged more than {} in one call", bytes(limits.log)),
        ),
        Stop::HostCalls => {
            let message =
                format!("called functions of the host more than {} times in one call", limits.host_calls);
            module_failure(guest, "module.host-calls", &message)
        }
        Stop::AwsCalls => {
            let message = format!("called AWS more than {} times in one call", limits.aws_calls);
            module_failure(guest, "module.aws-calls", &message)
        }
    }
}

fn by_transfer(error: &wasmtime::Error, guest: &Guest, function: &str) -> Failure {
    let limit = bytes(guest.limits.transfer);
    // only what happens while guest code runs has a trace of it
    if error.downcast_ref::<WasmBacktrace>().is_some() {
        module_failure(
            guest,
            "module.transfer",
            &format!("passed more than {limit} to a function of the host"),
        )
    } else {
        module_failure(guest, "module.output", &format!("answered `{function}` with more than {limit}"))
    }
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
    failure.ambiguous = guest.account.may_have_written();
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
