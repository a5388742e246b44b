//! Exec functions of other modules, where a policy permits `hub:Call`.
//!
//! ```
//! use wasmidem_guest::{fake::Fake, hub, json};
//!
//! let fake = Fake::new();
//! fake.answer(hub::operation::Call, r#"{"id": "vpc-1"}"#.to_owned());
//! assert_eq!(hub::exec("aws.ec2.vpc.get", &json!({"name": "net"})).unwrap()["id"], "vpc-1");
//! assert_eq!(fake.calls(), ["hub:Call"]);
//! ```

use crate::{Failure, Result, Value};

#[cfg(target_arch = "wasm32")]
pub use crate::bindings::wasmidem::host::hub::call;

#[cfg(not(target_arch = "wasm32"))]
crate::operation::operations! {
    "hub", crate::bindings::wasmidem::host::hub, {
        Call = call(path: &str => String, args: &str => String) -> String;
    }
}

/// Calls the exec function at a path, e.g. `test.ping`, with an object of arguments, and returns its
/// value.
///
/// # Errors
/// When there is no such function, no policy permits it, it fails, or it waits for this module.
pub fn exec(path: &str, arguments: &Value) -> Result<Value> {
    let value = call(path, &arguments.to_string())?;
    serde_json::from_str(&value)
        .map_err(|error| Failure::other(format!("`{path}` returned what is no JSON: {error}")))
}
