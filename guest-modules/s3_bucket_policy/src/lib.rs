//! `aws.s3.bucket_policy`: who may do what with a bucket.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    s3: [DeleteBucketPolicy, GetBucketPolicy, ListBuckets, PutBucketPolicy]
}

/// The policy of a bucket. Its id is the bucket's name with `-policy`.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.s3.bucket_policy")]
pub struct BucketPolicy {
    /// The bucket.
    #[resource(create_only)]
    pub bucket: String,
    /// The policy.
    pub policy: Policy,
    /// That the caller may lose the right to change it again.
    #[resource(write_only)]
    pub confirm_remove_self_bucket_access: Option<bool>,
    /// The account that must own the bucket.
    #[resource(write_only)]
    pub expected_bucket_owner: Option<String>,
}

const SUFFIX: &str = "-policy";

impl Manage for BucketPolicy {
    /// A bucket has one policy.
    fn find(desired: &Self) -> Result<Option<String>> {
        let id = format!("{}{SUFFIX}", desired.bucket);
        Ok(Self::read(&id)?.map(|_| id))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let bucket = id.strip_suffix(SUFFIX).unwrap_or(id);
        let policy: Option<Policy> = s3::get_bucket_policy(input! { Bucket: bucket }).found("Policy")?;
        Ok(policy.map(|policy| Self { bucket: bucket.to_owned(), policy, ..Self::default() }))
    }

    fn create(desired: &Self) -> Result<Created> {
        put(desired)?;
        Ok(Created::settled(format!("{}{SUFFIX}", desired.bucket)))
    }

    fn update(_id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        if actual.policy == desired.policy {
            return Ok(Vec::new());
        }
        put(&Self { bucket: actual.bucket.clone(), ..desired.clone() })?;
        Ok(vec!["replaced the policy".to_owned()])
    }

    fn delete(_id: &str, last: &Self) -> Result<Progress> {
        s3::delete_bucket_policy(input! { Bucket: last.bucket }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let token = ("ContinuationToken", "ContinuationToken");
        let of_region = input! { BucketRegion: context::region() };
        let buckets: Vec<String> = every(pages(s3::list_buckets, of_region, token, "Buckets")?, "Name")?;
        read_all(buckets.into_iter().map(|bucket| format!("{bucket}{SUFFIX}")).collect())
    }
}

wasmidem_guest::export!(resources: [BucketPolicy]);

fn put(policy: &BucketPolicy) -> Result<Value> {
    s3::put_bucket_policy(input! {
        Bucket: policy.bucket,
        Policy: policy.policy,
        ConfirmRemoveSelfBucketAccess: policy.confirm_remove_self_bucket_access,
        ExpectedBucketOwner: policy.expected_bucket_owner,
    })
}
