//! `aws.s3.bucket_encryption`: how objects of a bucket are encrypted.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    s3: [DeleteBucketEncryption, GetBucketEncryption, ListBuckets, PutBucketEncryption]
}

/// The encryption of a bucket. Its id is the bucket's name; its deletion brings back that of AWS.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.s3.bucket_encryption")]
pub struct Encryption {
    /// The bucket.
    #[resource(create_only)]
    pub bucket: String,
    /// How objects are encrypted that do not say so themselves.
    pub server_side_encryption_configuration: Configuration,
}

/// The rules; AWS takes one.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Configuration {
    /// The rules.
    pub rules: Vec<Rule>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Rule {
    /// The algorithm and the key.
    #[object(rename = "ApplyServerSideEncryptionByDefault")]
    pub apply_by_default: Option<ByDefault>,
    /// Whether the bucket has a key of its own, which saves calls to KMS.
    pub bucket_key_enabled: Option<bool>,
}

/// The algorithm and the key.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct ByDefault {
    /// `AES256`, `aws:kms` or `aws:kms:dsse`.
    #[object(rename = "SSEAlgorithm")]
    pub sse_algorithm: String,
    /// The key of KMS.
    #[object(rename = "KMSMasterKeyID")]
    pub kms_master_key_id: Option<String>,
}

impl Manage for Encryption {
    fn find(desired: &Self) -> Result<Option<String>> {
        Ok(Self::read(&desired.bucket)?.map(|encryption| encryption.bucket))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let found: Option<Configuration> =
            s3::get_bucket_encryption(input! { Bucket: id }).found("ServerSideEncryptionConfiguration")?;
        Ok(found.map(|configuration| Self {
            bucket: id.to_owned(),
            server_side_encryption_configuration: configuration,
        }))
    }

    fn create(desired: &Self) -> Result<Created> {
        put(&desired.bucket, desired)?;
        Ok(Created::settled(&desired.bucket))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let there = &actual.server_side_encryption_configuration.rules;
        let wanted = &desired.server_side_encryption_configuration.rules;
        if there.len() == wanted.len() && there.iter().zip(wanted).all(|(there, wanted)| there.is(wanted)) {
            return Ok(Vec::new());
        }
        put(id, desired)?;
        Ok(vec!["replaced the rules".to_owned()])
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        s3::delete_bucket_encryption(input! { Bucket: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let token = ("ContinuationToken", "ContinuationToken");
        let of_region = input! { BucketRegion: context::region() };
        read_all(every(pages(s3::list_buckets, of_region, token, "Buckets")?, "Name")?)
    }
}

wasmidem_guest::export!(resources: [Encryption]);

impl Rule {
    /// Whether it is as wanted, as far as that says.
    fn is(&self, wanted: &Self) -> bool {
        let Some(default) = &wanted.apply_by_default else {
            return changed(&self.bucket_key_enabled, &wanted.bucket_key_enabled).is_none();
        };
        let there = self.apply_by_default.clone().unwrap_or_default();
        there.sse_algorithm == default.sse_algorithm
            && changed(&there.kms_master_key_id, &default.kms_master_key_id).is_none()
            && changed(&self.bucket_key_enabled, &wanted.bucket_key_enabled).is_none()
    }
}

fn put(bucket: &str, encryption: &Encryption) -> Result<Value> {
    s3::put_bucket_encryption(input! {
        Bucket: bucket,
        ServerSideEncryptionConfiguration: encryption.server_side_encryption_configuration,
    })
}
