//! `aws.s3.public_access_block`: what a bucket's policy and ACLs cannot open.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    s3: [DeletePublicAccessBlock, GetPublicAccessBlock, ListBuckets, PutPublicAccessBlock]
}

/// The block of public access to a bucket. Its id is the bucket's name.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.s3.public_access_block")]
pub struct Block {
    /// The bucket's name with `-public-access-block`.
    #[resource(computed)]
    pub name: Option<String>,
    /// The bucket.
    #[resource(create_only)]
    pub bucket: String,
    /// What is blocked.
    pub public_access_block_configuration: Configuration,
    /// The account that must own the bucket.
    #[resource(write_only)]
    pub expected_bucket_owner: Option<String>,
}

/// What is blocked; what is not given is not.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Configuration {
    /// New ACLs that open.
    pub block_public_acls: Option<bool>,
    /// ACLs that open.
    pub ignore_public_acls: Option<bool>,
    /// New policies that open.
    pub block_public_policy: Option<bool>,
    /// Everybody but AWS and the account, if the policy opens.
    pub restrict_public_buckets: Option<bool>,
}

impl Manage for Block {
    fn find(desired: &Self) -> Result<Option<String>> {
        Ok(Self::read(&desired.bucket)?.map(|block| block.bucket))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let found =
            s3::get_public_access_block(input! { Bucket: id }).found("PublicAccessBlockConfiguration")?;
        Ok(found.map(|configuration| Self {
            name: Some(format!("{id}-public-access-block")),
            bucket: id.to_owned(),
            public_access_block_configuration: configuration,
            expected_bucket_owner: None,
        }))
    }

    fn create(desired: &Self) -> Result<Created> {
        put(&desired.bucket, desired, &desired.public_access_block_configuration)?;
        Ok(Created::settled(&desired.bucket))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let there = &actual.public_access_block_configuration;
        let wanted = desired.public_access_block_configuration.over(there);
        if *there == wanted {
            return Ok(Vec::new());
        }
        put(id, desired, &wanted)?;
        Ok(vec!["replaced the configuration".to_owned()])
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        s3::delete_public_access_block(input! { Bucket: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let token = ("ContinuationToken", "ContinuationToken");
        let of_region = input! { BucketRegion: context::region() };
        read_all(every(pages(s3::list_buckets, of_region, token, "Buckets")?, "Name")?)
    }
}

wasmidem_guest::export!(resources: [Block]);

impl Configuration {
    /// With what is there where nothing is given: AWS resets what it is not told.
    fn over(&self, there: &Self) -> Self {
        Self {
            block_public_acls: self.block_public_acls.or(there.block_public_acls),
            ignore_public_acls: self.ignore_public_acls.or(there.ignore_public_acls),
            block_public_policy: self.block_public_policy.or(there.block_public_policy),
            restrict_public_buckets: self.restrict_public_buckets.or(there.restrict_public_buckets),
        }
    }
}

fn put(bucket: &str, block: &Block, configuration: &Configuration) -> Result<Value> {
    s3::put_public_access_block(input! {
        Bucket: bucket,
        PublicAccessBlockConfiguration: configuration,
        ExpectedBucketOwner: block.expected_bucket_owner,
    })
}
