//! What AWS offers: every service, its operations and the shapes of their inputs and outputs, its
//! endpoints, pages and waiters. The data comes from botocore and is part of the program; a service is
//! read when it is first asked for.

mod catalogue;
mod check;
#[cfg(feature = "import")]
mod document;
pub mod endpoint;
mod expression;
mod extras;
#[cfg(feature = "import")]
pub mod import;
mod operation;
mod pages;
mod resource;
mod service;
mod shape;
mod summary;
mod waiter;

#[cfg(feature = "import")]
pub use catalogue::write::{Everything, write};
pub use catalogue::{Catalogue, DataError};
pub use check::{Problem, check};
pub use expression::{BadExpression, Expression};
pub use extras::Extras;
pub use operation::{Auth, Checksum, EndpointParameter, Message, Operation};
pub use pages::{Pages, Paginator, SameToken};
pub use resource::{Access, Call, Outcome, Resource, ResourceError, Resources};
pub use service::{Protocol, Service};
pub use shape::{
    ErrorShape, EventPart, Kind, Location, Member, Shape, ShapeId, Structure, TimestampFormat, XmlNamespace,
};
pub use summary::{OperationSummary, ServiceSummary};
pub use waiter::{Attempt, Verdict, Waiter};
