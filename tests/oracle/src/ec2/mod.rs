//! Amazon EC2: the operations and structures of `wit/v0.1/deps/ec2`, one file per interface there.

mod internet_gateway;
mod region;
mod route_table;
mod security_group;
mod subnet;
mod tags;
mod types;
mod vpc;

use aws_sdk_ec2::Client;

use crate::operation::Operation;

/// All operations.
pub fn operations() -> impl Iterator<Item = &'static Operation<Client>> {
    [
        vpc::OPERATIONS,
        subnet::OPERATIONS,
        internet_gateway::OPERATIONS,
        route_table::OPERATIONS,
        security_group::OPERATIONS,
        tags::OPERATIONS,
        region::OPERATIONS,
    ]
    .into_iter()
    .flatten()
}
