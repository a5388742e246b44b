//! Messages for the people who run the module.

pub use crate::bindings::wasmidem::host::log::Level;

/// Writes one message.
#[cfg(target_arch = "wasm32")]
pub fn log(level: Level, message: &str) {
    crate::bindings::wasmidem::host::log::log(level, message);
}

/// Writes one message: here, to the fake.
#[cfg(not(target_arch = "wasm32"))]
pub fn log(level: Level, message: &str) {
    crate::fake::log(level, message);
}

/// For those who debug the module: every detail.
pub fn trace(message: &str) {
    log(Level::Trace, message);
}

/// For those who debug the module.
pub fn debug(message: &str) {
    log(Level::Debug, message);
}

/// What is good to know.
pub fn info(message: &str) {
    log(Level::Info, message);
}

/// What may be a mistake.
pub fn warn(message: &str) {
    log(Level::Warn, message);
}

/// What went wrong.
pub fn error(message: &str) {
    log(Level::Error, message);
}
