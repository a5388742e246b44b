//! What IAM calls operations. Most actions have the name of the operation, under a prefix that the
//! models know; those of S3 and a few others were named before that was a rule.
//! Source: the service authorization reference of AWS.

use wasmidem_contract::OperationName;
use wasmidem_models::Catalogue;

/// Operations whose action has another name.
const OTHERS: &[(&str, &str, &str)] = &[
    ("lambda", "Invoke", "InvokeFunction"),
    ("s3", "CompleteMultipartUpload", "PutObject"),
    ("s3", "CopyObject", "PutObject"),
    ("s3", "CreateMultipartUpload", "PutObject"),
    ("s3", "DeleteBucketAnalyticsConfiguration", "PutAnalyticsConfiguration"),
    ("s3", "DeleteBucketCors", "PutBucketCORS"),
    ("s3", "DeleteBucketEncryption", "PutEncryptionConfiguration"),
    ("s3", "DeleteBucketInventoryConfiguration", "PutInventoryConfiguration"),
    ("s3", "DeleteBucketLifecycle", "PutLifecycleConfiguration"),
    ("s3", "DeleteBucketMetricsConfiguration", "PutMetricsConfiguration"),
    ("s3", "DeleteBucketOwnershipControls", "PutBucketOwnershipControls"),
    ("s3", "DeleteBucketReplication", "PutReplicationConfiguration"),
    ("s3", "DeleteBucketTagging", "PutBucketTagging"),
    ("s3", "DeleteObjects", "DeleteObject"),
    ("s3", "DeletePublicAccessBlock", "PutBucketPublicAccessBlock"),
    ("s3", "GetBucketAccelerateConfiguration", "GetAccelerateConfiguration"),
    ("s3", "GetBucketAnalyticsConfiguration", "GetAnalyticsConfiguration"),
    ("s3", "GetBucketCors", "GetBucketCORS"),
    ("s3", "GetBucketEncryption", "GetEncryptionConfiguration"),
    ("s3", "GetBucketInventoryConfiguration", "GetInventoryConfiguration"),
    ("s3", "GetBucketLifecycleConfiguration", "GetLifecycleConfiguration"),
    ("s3", "GetBucketMetricsConfiguration", "GetMetricsConfiguration"),
    ("s3", "GetBucketNotificationConfiguration", "GetBucketNotification"),
    ("s3", "GetBucketReplication", "GetReplicationConfiguration"),
    ("s3", "GetObjectLockConfiguration", "GetBucketObjectLockConfiguration"),
    ("s3", "GetPublicAccessBlock", "GetBucketPublicAccessBlock"),
    ("s3", "HeadBucket", "ListBucket"),
    ("s3", "HeadObject", "GetObject"),
    ("s3", "ListBuckets", "ListAllMyBuckets"),
    ("s3", "ListMultipartUploads", "ListBucketMultipartUploads"),
    ("s3", "ListObjectVersions", "ListBucketVersions"),
    ("s3", "ListObjects", "ListBucket"),
    ("s3", "ListObjectsV2", "ListBucket"),
    ("s3", "ListParts", "ListMultipartUploadParts"),
    ("s3", "PutBucketAccelerateConfiguration", "PutAccelerateConfiguration"),
    ("s3", "PutBucketAnalyticsConfiguration", "PutAnalyticsConfiguration"),
    ("s3", "PutBucketCors", "PutBucketCORS"),
    ("s3", "PutBucketEncryption", "PutEncryptionConfiguration"),
    ("s3", "PutBucketInventoryConfiguration", "PutInventoryConfiguration"),
    ("s3", "PutBucketLifecycleConfiguration", "PutLifecycleConfiguration"),
    ("s3", "PutBucketMetricsConfiguration", "PutMetricsConfiguration"),
    ("s3", "PutBucketNotificationConfiguration", "PutBucketNotification"),
    ("s3", "PutBucketReplication", "PutReplicationConfiguration"),
    ("s3", "PutObjectLockConfiguration", "PutBucketObjectLockConfiguration"),
    ("s3", "PutPublicAccessBlock", "PutBucketPublicAccessBlock"),
    ("s3", "UploadPart", "PutObject"),
    ("s3", "UploadPartCopy", "PutObject"),
];

/// The action that a policy of IAM has to allow for an operation: `elasticloadbalancing:CreateRule` for
/// `elbv2:CreateRule`, `s3:ListBucket` for `s3:ListObjectsV2`.
pub fn iam_action(operation: &OperationName) -> String {
    let OperationName { service, name } = operation;
    let prefix =
        Catalogue::shipped().summary(service).map_or(service.as_str(), |summary| &*summary.iam_prefix);
    let other = OTHERS.iter().find(|(of, operation, _)| of == service && operation == name);
    let action = other.map_or(name.as_str(), |(_, _, action)| action);
    format!("{prefix}:{action}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmidem_contract::Operations;

    #[test]
    fn actions_have_the_names_of_iam() {
        for (service, operation, action) in [
            ("ec2", "CreateVpc", "ec2:CreateVpc"),
            ("elbv2", "CreateRule", "elasticloadbalancing:CreateRule"),
            ("s3", "ListObjectsV2", "s3:ListBucket"),
            ("s3", "CreateBucket", "s3:CreateBucket"),
            ("lambda", "Invoke", "lambda:InvokeFunction"),
            ("stepfunctions", "StartExecution", "states:StartExecution"),
        ] {
            assert_eq!(iam_action(&OperationName::new(service, operation)), action);
        }
    }

    #[test]
    fn the_table_is_about_operations_there_are() {
        for (service, operation, _) in OTHERS {
            let name = OperationName::new(*service, *operation);
            assert!(crate::AwsOperations.operation(&name).is_some(), "{name}");
        }
        assert!(OTHERS.is_sorted());
    }
}
