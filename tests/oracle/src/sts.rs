//! AWS Security Token Service, as far as it returns no credentials.

use aws_sdk_sts::Client;

use super::operation::{Operation, operations};

operations! {
    Client;

    once GetCallerIdentity = get_caller_identity {} -> { UserId: user_id, Account: account, Arn: arn }
}

/// The operation of this name.
pub(super) fn find(name: &str) -> Option<&'static Operation<Client>> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}
