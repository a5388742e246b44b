//! What AWS offers: every service, its operations and the shapes of their inputs and outputs, its
//! endpoints, pages and waiters. The data comes from botocore and is part of the program; a service is
//! read when it is first asked for.

pub mod endpoint;
