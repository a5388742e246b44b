//! `aws.s3.bucket`: buckets, without what is in them and without their policies.

mod grants;

use grants::Grants;
use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    s3: [
        CreateBucket, DeleteBucket, DeleteBucketTagging, GetBucketAcl, GetBucketLocation,
        GetBucketOwnershipControls, GetBucketTagging, GetObjectLockConfiguration, ListBuckets,
        PutBucketOwnershipControls, PutBucketTagging, PutObjectLockConfiguration,
    ]
}

/// A bucket. Its policy, versioning, encryption and others are resources of their own.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.s3.bucket")]
pub struct Bucket {
    /// The bucket's name, unique in all of AWS.
    #[resource(create_only)]
    pub name: String,
    /// The canned ACL, such as `private`.
    #[resource(create_only, write_only)]
    pub acl: Option<String>,
    /// Where it is; the region of the profile unless given.
    #[resource(create_only)]
    pub create_bucket_configuration: Option<Place>,
    /// Who may do everything: `ID=…`, or `URI=…` for a group.
    #[resource(create_only)]
    pub grant_full_control: Option<String>,
    /// Who may list the objects.
    #[resource(create_only)]
    pub grant_read: Option<String>,
    /// Who may read the ACL.
    #[resource(create_only)]
    pub grant_read_acp: Option<String>,
    /// Who may make objects.
    #[resource(create_only)]
    pub grant_write: Option<String>,
    /// Who may write the ACL.
    #[resource(create_only)]
    pub grant_write_acp: Option<String>,
    /// Whether objects can be locked.
    #[resource(create_only)]
    pub object_lock_enabled_for_bucket: Option<bool>,
    /// Who owns objects: `BucketOwnerEnforced`, `BucketOwnerPreferred` or `ObjectWriter`.
    pub object_ownership: Option<String>,
    /// How long objects are locked unless they say so themselves.
    pub object_lock_configuration: Option<ObjectLock>,
    /// The tags.
    pub tags: Option<Tags>,
}

/// Where a bucket is.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Place {
    /// The region.
    pub location_constraint: Option<String>,
}

/// The lock of objects.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct ObjectLock {
    /// `Enabled`.
    pub object_lock_enabled: Option<String>,
    /// What holds for new objects.
    pub rule: Option<LockRule>,
}

/// A rule of the lock.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct LockRule {
    /// For how long.
    pub default_retention: Option<Retention>,
}

/// How long objects stay.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Retention {
    /// `GOVERNANCE` or `COMPLIANCE`.
    pub mode: Option<String>,
    /// Days, if not years.
    pub days: Option<i32>,
    /// Years, if not days.
    pub years: Option<i32>,
}

impl Manage for Bucket {
    fn find(desired: &Self) -> Result<Option<String>> {
        let found: Option<Members> =
            s3::get_bucket_location(input! { Bucket: desired.name }).found_whole()?;
        Ok(found.map(|_| desired.name.clone()))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let bucket = || input! { Bucket: id };
        let Some(mut location) = s3::get_bucket_location(bucket()).found_whole()? else { return Ok(None) };
        let region: Option<String> = location.take("LocationConstraint")?;
        let lock: Option<ObjectLock> =
            s3::get_object_lock_configuration(bucket()).found("ObjectLockConfiguration")?;
        let ownership: Option<Members> =
            s3::get_bucket_ownership_controls(bucket()).first("OwnershipControls.Rules")?;
        let grants = Grants::of(s3::get_bucket_acl(bucket()).found("Grants")?.unwrap_or_default())?;
        let tags = match s3::get_bucket_tagging(bucket()).found_whole()? {
            Some(mut tagging) => tagging.tags("TagSet")?,
            None => None,
        };
        Ok(Some(Self {
            name: id.to_owned(),
            acl: None,
            create_bucket_configuration: region.filter(|region| !region.is_empty()).map(Place::of),
            grant_full_control: grants.full_control,
            grant_read: grants.read,
            grant_read_acp: grants.read_acp,
            grant_write: grants.write,
            grant_write_acp: grants.write_acp,
            object_lock_enabled_for_bucket: lock
                .as_ref()
                .map(|lock| lock.object_lock_enabled.as_deref() == Some("Enabled")),
            object_ownership: match ownership {
                Some(mut rule) => rule.take("ObjectOwnership")?,
                None => None,
            },
            object_lock_configuration: lock,
            tags,
        }))
    }

    fn create(desired: &Self) -> Result<Created> {
        s3::create_bucket(input! {
            Bucket: desired.name,
            ACL: desired.acl,
            CreateBucketConfiguration: place(desired),
            GrantFullControl: desired.grant_full_control,
            GrantRead: desired.grant_read,
            GrantReadACP: desired.grant_read_acp,
            GrantWrite: desired.grant_write,
            GrantWriteACP: desired.grant_write_acp,
            ObjectLockEnabledForBucket: desired.object_lock_enabled_for_bucket,
            ObjectOwnership: desired.object_ownership,
        })?;
        Ok(Created::settled(&desired.name))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        if let Some(ownership) = changed(&actual.object_ownership, &desired.object_ownership) {
            let controls = input! { Rules: vec![input! { ObjectOwnership: ownership }] };
            s3::put_bucket_ownership_controls(input! { Bucket: id, OwnershipControls: controls })?;
            done.push(format!("made {ownership} own objects"));
        }
        if let Some(lock) = changed(&actual.object_lock_configuration, &desired.object_lock_configuration) {
            s3::put_object_lock_configuration(input! { Bucket: id, ObjectLockConfiguration: lock })?;
            done.push("set the lock of objects".to_owned());
        }
        // All tags are written at once. The host says which are new.
        let none = Some(Tags::default());
        if let Some(tags) = changed(&actual.tags.clone().or(none), &desired.tags) {
            match tags.listed() {
                Some(listed) => {
                    s3::put_bucket_tagging(input! { Bucket: id, Tagging: input! { TagSet: listed } })?
                }
                None => s3::delete_bucket_tagging(input! { Bucket: id })?,
            };
        }
        Ok(done)
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        s3::delete_bucket(input! { Bucket: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let token = ("ContinuationToken", "ContinuationToken");
        let of_region = input! { BucketRegion: context::region() };
        read_all(every(pages(s3::list_buckets, of_region, token, "Buckets")?, "Name")?)
    }
}

wasmidem_guest::export!(resources: [Bucket]);

impl Place {
    fn of(region: String) -> Self {
        Self { location_constraint: Some(region) }
    }
}

/// Where it is to be: AWS wants it said, except in the oldest region.
fn place(desired: &Bucket) -> Option<Place> {
    let given =
        desired.create_bucket_configuration.as_ref().and_then(|place| place.location_constraint.clone());
    let region = given.unwrap_or_else(context::region);
    if region == "us-east-1" { None } else { Some(Place::of(region)) }
}
