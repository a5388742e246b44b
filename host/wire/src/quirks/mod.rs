//! What services want or do differently from what their models say, and how boto3 deals with it.
//!
//! Not dealt with: URLs signed for another region, which need credentials (`PresignedUrl` of ec2's
//! CopySnapshot and of copies in rds, neptune and docdb is to be given); the host of machinelearning's
//! Predict; aliases of names of parameters; compression of bodies; and that S3 refuses names of buckets
//! and metadata that are not ASCII, which AWS does itself.

mod answers;
mod requests;

pub(crate) use answers::{after, hidden_error, is_damaged, is_lenient, message_member};
pub(crate) use requests::{before, headers, host_has_account, searches_by_post, uri};
