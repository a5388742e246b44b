//! AWS Security Token Service, as far as it returns no credentials.

use aws_sdk_sts::Client;

use crate::operation::operations;

operations! {
    Client;

    GetCallerIdentity = get_caller_identity {} -> { UserId: user_id, Account: account, Arn: arn }
}
