//! `aws.s3.bucket_versioning`: whether a bucket keeps old versions of objects.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    s3: [GetBucketVersioning, ListBuckets, PutBucketVersioning]
}

/// The versioning of a bucket. Its id is the bucket's name; its deletion suspends it, since it cannot be
/// undone.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.s3.bucket_versioning")]
pub struct Versioning {
    /// The bucket.
    #[resource(create_only)]
    pub bucket: String,
    /// Whether versions can only be deleted with a second factor: `Enabled` or `Disabled`.
    #[resource(preview = "Disabled")]
    pub mfa_delete: Option<String>,
    /// `Enabled`, unless given, or `Suspended`.
    #[resource(preview = "Enabled")]
    pub status: Option<String>,
}

impl Manage for Versioning {
    fn find(desired: &Self) -> Result<Option<String>> {
        Ok(Self::read(&desired.bucket)?.map(|versioning| versioning.bucket))
    }

    /// A bucket whose versioning was never set has none.
    fn read(id: &str) -> Result<Option<Self>> {
        let Some(mut found) = s3::get_bucket_versioning(input! { Bucket: id }).found_whole()? else {
            return Ok(None);
        };
        let status: Option<String> = found.take("Status")?;
        let mfa: Option<String> = found.take("MFADelete")?;
        Ok(status.map(|status| Self {
            bucket: id.to_owned(),
            mfa_delete: mfa.or(Some("Disabled".to_owned())),
            status: Some(status),
        }))
    }

    fn create(desired: &Self) -> Result<Created> {
        put(&desired.bucket, desired.status.as_deref().unwrap_or("Enabled"), desired.mfa_delete.as_ref())?;
        Ok(Created::settled(&desired.bucket))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let status = changed(&actual.status, &desired.status);
        let mfa = changed(&actual.mfa_delete, &desired.mfa_delete);
        if status.is_none() && mfa.is_none() {
            return Ok(Vec::new());
        }
        let status = status.or(actual.status.as_ref()).map_or("Enabled", String::as_str);
        put(id, status, mfa)?;
        Ok(vec![format!("versioning is {status}")])
    }

    fn delete(id: &str, last: &Self) -> Result<Progress> {
        if last.status.as_deref() == Some("Suspended") {
            return Ok(Progress::Done);
        }
        put(id, "Suspended", None).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let token = ("ContinuationToken", "ContinuationToken");
        let of_region = input! { BucketRegion: context::region() };
        read_all(every(pages(s3::list_buckets, of_region, token, "Buckets")?, "Name")?)
    }
}

wasmidem_guest::export!(resources: [Versioning]);

fn put(bucket: &str, status: &str, mfa: Option<&String>) -> Result<Value> {
    let configuration = input! { Status: status, MFADelete: mfa.cloned() };
    s3::put_bucket_versioning(input! { Bucket: bucket, VersioningConfiguration: configuration })
}
