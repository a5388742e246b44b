//! The engine and its clock.

use std::thread;
use std::time::Duration;

use wasmparser::WasmFeatures;
use wasmtime::{Config, Engine};

/// How often guests are interrupted to see whether they are still within their time.
const TICK: Duration = Duration::from_millis(10);

/// The WebAssembly a module may use: what the compilers of Rust, C, Python and JavaScript components
/// emit, and nothing that is experimental or that brings nondeterminism (threads, relaxed SIMD).
///
/// INVARIANT: inspection and compilation accept the same, since both are given this set.
pub(crate) const FEATURES: WasmFeatures = WasmFeatures::FLOATS
    .union(WasmFeatures::MUTABLE_GLOBAL)
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::REFERENCE_TYPES)
    .union(WasmFeatures::MULTI_VALUE)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::SIMD)
    .union(WasmFeatures::TAIL_CALL)
    .union(WasmFeatures::EXTENDED_CONST)
    .union(WasmFeatures::MULTI_MEMORY)
    .union(WasmFeatures::COMPONENT_MODEL);

/// Host functions run on the guest's stack; AWS calls are deep in unoptimised builds. Only touched
/// pages take memory.
const STACK_BYTES: usize = 4 << 20;

/// Makes an engine and starts its clock, which ends with the engine.
///
/// # Errors
/// When this machine cannot run compiled WebAssembly.
pub(crate) fn start(observed: bool) -> Result<Engine, String> {
    let mut config = Config::new();
    config
        .wasm_features(WasmFeatures::all().difference(FEATURES), false)
        .wasm_features(FEATURES, true)
        .concurrency_support(false)
        .epoch_interruption(true)
        // the same run must give the same bytes on every machine
        .cranelift_nan_canonicalization(true)
        .async_stack_size(STACK_BYTES);
    #[cfg(feature = "memory-dumps")]
    config.guest_debug(observed);
    #[cfg(not(feature = "memory-dumps"))]
    let _ = observed;
    let engine = Engine::new(&config)
        .map_err(|error| format!("WebAssembly cannot be run on this machine: {error:#}"))?;
    let weak = engine.weak();
    thread::Builder::new()
        .name("wasmidem-clock".to_owned())
        .spawn(move || {
            while let Some(engine) = weak.upgrade() {
                engine.increment_epoch();
                drop(engine);
                thread::sleep(TICK);
            }
        })
        .map_err(|error| format!("the clock of the sandbox cannot be started: {error}"))?;
    Ok(engine)
}
