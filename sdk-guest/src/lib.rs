//! For authors of wasmidem modules in Rust: describe a kind of resource as a struct, say how it is
//! found, read, created, updated and deleted, and let the host do the rest.
//!
//! ```
//! use wasmidem_guest::prelude::*;
//!
//! /// An internet gateway.
//! #[derive(Debug, Clone, Default, Resource)]
//! #[resource(path = "example.internet_gateway")]
//! pub struct InternetGateway {
//!     /// Its tags.
//!     tags: Option<Tags>,
//! }
//!
//! impl Manage for InternetGateway {
//!     fn read(id: &str) -> Result<Option<Self>> {
//!         let found = ec2::describe_internet_gateways(&ec2::DescribeInternetGatewaysInput::of(id)).one()?;
//!         Ok(found.map(|gateway| Self { tags: Some(Tags::from(gateway.tags)) }))
//!     }
//!
//!     fn create(desired: &Self) -> Result<Created> {
//!         let tags = Tags::at_creation("internet-gateway", desired.tags.as_ref());
//!         Ok(Created::settled(ec2::create_internet_gateway(tags.as_deref())?.internet_gateway_id))
//!     }
//!
//!     fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
//!         Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())
//!     }
//!
//!     fn delete(id: &str, _last: &Self) -> Result<Progress> {
//!         ec2::delete_internet_gateway(id).gone()
//!     }
//!
//!     fn list() -> Result<Vec<Listed<Self>>> {
//!         let all = ec2::describe_internet_gateways(&ec2::DescribeInternetGatewaysInput::all())?;
//!         let listed = |gateway: ec2::InternetGateway| {
//!             Listed::new(gateway.internet_gateway_id, Self { tags: Some(gateway.tags.into()) })
//!         };
//!         Ok(all.into_iter().map(listed).collect())
//!     }
//! }
//!
//! wasmidem_guest::export!(resources: [InternetGateway]);
//! ```
//!
//! Compiled for `wasm32-unknown-unknown`, the functions of [`ec2`], [`sts`], [`context`],
//! [`log`], [`hub`], [`clock`], [`random`] and [`files`] are the component's imports, and what a module does not call is not imported. Compiled
//! natively they go to a `fake` AWS of the thread, so that `cargo test` tests a module's logic.

// The macros name this crate by its name, here too.
extern crate self as wasmidem_guest;

mod attributes;
pub mod aws;
mod base64;
mod batch;
pub mod bindings;
pub mod clock;
pub mod context;
pub mod ec2;
mod exchange;
mod failure;
#[cfg(not(target_arch = "wasm32"))]
pub mod fake;
pub mod files;
mod function;
pub mod hub;
mod input;
pub mod json;
pub mod log;
mod module;
#[cfg(not(target_arch = "wasm32"))]
mod operation;
mod policy;
pub mod random;
mod resource;
pub mod sts;
mod tag_forms;
mod tags;

pub use attributes::Attributes;
pub use aws::{Parts, every, pages};
pub use base64::base64;
pub use batch::all_of;
pub use bindings::wasmidem::host::types::{Cause, Failure};
pub use exchange::Exchange;
pub use failure::{Gone, One, Result};
pub use function::{Answer, Function, FunctionKind, Outcome};
pub use input::Given;
#[doc(hidden)]
pub use input::set_member;
pub use json::Members;
#[doc(hidden)]
pub use module::{FunctionEntry, Module, ResourceEntry};
#[cfg(not(target_arch = "wasm32"))]
pub use operation::Operation;
pub use policy::Policy;
pub use resource::{Created, Listed, Manage, Progress, Resource, changed, read_all};
pub use serde_json::{Value, json};
pub use tags::Tags;
pub use wasmidem_guest_derive::{Object, Resource, aws, exec, state};
#[doc(hidden)]
pub use wit_bindgen;

/// What almost every module needs.
pub mod prelude {
    pub use crate::{
        Answer, Attributes, Cause, Created, Exchange, Failure, Gone, Listed, Manage, Members, Object, One,
        Outcome, Parts, Policy, Progress, Resource, Result, Tags, Value, all_of, base64, changed, context,
        ec2, every, exec, input, log, pages, read_all, state, sts,
    };
}
