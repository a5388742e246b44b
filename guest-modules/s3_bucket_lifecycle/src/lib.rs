//! `aws.s3.bucket_lifecycle`: when objects of a bucket move and go.

mod rule;

pub use rule::{
    Abort, And, Configuration, Expiration, Filter, NoncurrentExpiration, NoncurrentTransition, Rule, Tag,
    Transition,
};
use wasmidem_guest::{json, prelude::*};

wasmidem_guest::aws! {
    s3: [
        DeleteBucketLifecycle, GetBucketLifecycleConfiguration, ListBuckets, PutBucketLifecycleConfiguration,
    ]
}

/// The lifecycle of a bucket. Its id is the bucket's name.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.s3.bucket_lifecycle")]
pub struct Lifecycle {
    /// The bucket.
    #[resource(create_only)]
    pub bucket: String,
    /// The rules.
    pub lifecycle_configuration: Option<Configuration>,
}

impl Manage for Lifecycle {
    fn find(desired: &Self) -> Result<Option<String>> {
        Ok(Self::read(&desired.bucket)?.map(|lifecycle| lifecycle.bucket))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let rules = s3::get_bucket_lifecycle_configuration(input! { Bucket: id }).found("Rules")?;
        Ok(rules.map(|rules| Self {
            bucket: id.to_owned(),
            lifecycle_configuration: Some(Configuration { rules }),
        }))
    }

    fn create(desired: &Self) -> Result<Created> {
        put(&desired.bucket, desired)?;
        Ok(Created::settled(&desired.bucket))
    }

    /// The host has compared them: rules are written as a whole.
    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let Some(wanted) = &desired.lifecycle_configuration else { return Ok(Vec::new()) };
        let there = actual.lifecycle_configuration.clone().unwrap_or_default();
        let missing = |rule: &&Rule| {
            !there.rules.iter().any(|there| rule::is_as_given(&json::to_value(*rule), &json::to_value(there)))
        };
        if wanted.rules.len() == there.rules.len() && !wanted.rules.iter().any(|rule| missing(&rule)) {
            return Ok(Vec::new());
        }
        put(id, desired)?;
        Ok(vec!["replaced the rules".to_owned()])
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        s3::delete_bucket_lifecycle(input! { Bucket: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let token = ("ContinuationToken", "ContinuationToken");
        let of_region = input! { BucketRegion: context::region() };
        read_all(every(pages(s3::list_buckets, of_region, token, "Buckets")?, "Name")?)
    }
}

wasmidem_guest::export!(resources: [Lifecycle]);

fn put(bucket: &str, lifecycle: &Lifecycle) -> Result<Value> {
    s3::put_bucket_lifecycle_configuration(input! {
        Bucket: bucket, LifecycleConfiguration: lifecycle.lifecycle_configuration,
    })
}
