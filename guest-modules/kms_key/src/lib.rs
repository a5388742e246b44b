//! `aws.kms.key`: keys of the account.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    kms: [
        CreateKey, DescribeKey, DisableKey, DisableKeyRotation, EnableKey, EnableKeyRotation, GetKeyPolicy,
        GetKeyRotationStatus, ListKeys, ListResourceTags, PutKeyPolicy, ScheduleKeyDeletion, TagResource,
        UntagResource, UpdateKeyDescription,
    ]
}

/// A key. A key that is to be deleted counts as gone.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.kms.key", nameless)]
pub struct Key {
    /// The ARN.
    #[resource(computed, preview = "key-{name}-arn")]
    pub arn: Option<String>,
    /// What it is for.
    #[resource(preview = "")]
    pub description: Option<String>,
    /// `ENCRYPT_DECRYPT`, `SIGN_VERIFY`, `GENERATE_VERIFY_MAC` or `KEY_AGREEMENT`.
    #[resource(create_only, preview = "ENCRYPT_DECRYPT")]
    pub key_usage: Option<String>,
    /// The kind of key, `SYMMETRIC_DEFAULT` unless given.
    #[resource(create_only, preview = "SYMMETRIC_DEFAULT")]
    pub key_spec: Option<String>,
    /// `Enabled` or `Disabled`.
    pub key_state: Option<String>,
    /// Where the key comes from, `AWS_KMS` unless given.
    #[resource(create_only, write_only, preview = "AWS_KMS")]
    pub origin: Option<String>,
    /// Whether it can be copied to other regions.
    #[resource(create_only, preview = false)]
    pub multi_region: Option<bool>,
    /// Who may do what with it.
    pub policy: Option<Policy>,
    /// That the caller may lose the right to change the policy again.
    #[resource(write_only, preview = false)]
    pub bypass_policy_lockout_safety_check: Option<bool>,
    /// Whether there is a new key each year.
    #[resource(preview = false)]
    pub enable_key_rotation: Option<bool>,
    /// The tags.
    pub tags: Option<Tags>,
}

/// How long a key can still be saved, in days: as idem-aws does.
const WINDOW: i32 = 7;

impl Manage for Key {
    fn read(id: &str) -> Result<Option<Self>> {
        let key: Option<Members> = kms::describe_key(input! { KeyId: id }).found("KeyMetadata")?;
        let Some(mut key) = key else { return Ok(None) };
        let state: Option<String> = key.take("KeyState")?;
        if matches!(state.as_deref(), Some("PendingDeletion" | "PendingReplicaDeletion")) {
            return Ok(None);
        }
        let policy = kms::get_key_policy(input! { KeyId: id, PolicyName: "default" })
            .part::<Option<Policy>>("Policy")?;
        // AWS tells it of keys that are on.
        let rotation = if state.as_deref() == Some("Enabled") { rotation(id)? } else { None };
        Ok(Some(Self {
            arn: key.take("Arn")?,
            description: key.take("Description")?,
            key_usage: key.take("KeyUsage")?,
            key_spec: key.take("KeySpec")?,
            key_state: state,
            origin: None,
            multi_region: key.take("MultiRegion")?,
            policy,
            bypass_policy_lockout_safety_check: None,
            enable_key_rotation: rotation,
            tags: tags_of(id)?,
        }))
    }

    fn create(desired: &Self) -> Result<Created> {
        let input = input! {
            Description: desired.description,
            KeyUsage: desired.key_usage.as_deref().unwrap_or("ENCRYPT_DECRYPT"),
            KeySpec: desired.key_spec,
            Origin: desired.origin,
            MultiRegion: desired.multi_region.unwrap_or(false),
            Policy: desired.policy,
            BypassPolicyLockoutSafetyCheck: desired.bypass_policy_lockout_safety_check,
            Tags: desired.tags.as_ref().and_then(|tags| tags.listed_as("TagKey", "TagValue")),
        };
        Ok(Created::settled(kms::create_key(input).part::<String>("KeyMetadata.KeyId")?))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        let state = changed(&actual.key_state, &desired.key_state).map(String::as_str);
        if state == Some("Enabled") {
            kms::enable_key(input! { KeyId: id })?;
            done.push("enabled the key".to_owned());
        }
        if let Some(description) = changed(&actual.description, &desired.description) {
            kms::update_key_description(input! { KeyId: id, Description: description })?;
            done.push("set the description".to_owned());
        }
        if let Some(policy) = changed(&actual.policy, &desired.policy) {
            kms::put_key_policy(input! {
                KeyId: id, PolicyName: "default", Policy: policy,
                BypassPolicyLockoutSafetyCheck: desired.bypass_policy_lockout_safety_check,
            })?;
            done.push("replaced the policy".to_owned());
        }
        let rotates = Some(actual.enable_key_rotation.unwrap_or(false));
        match changed(&rotates, &desired.enable_key_rotation) {
            None => {}
            Some(true) => {
                kms::enable_key_rotation(input! { KeyId: id })?;
                done.push("switched rotation on".to_owned());
            }
            Some(false) => {
                kms::disable_key_rotation(input! { KeyId: id })?;
                done.push("switched rotation off".to_owned());
            }
        }
        done.extend(Tags::enforce(
            &actual.tags,
            &desired.tags,
            |set| kms::tag_resource(input! { KeyId: id, Tags: set.listed_as("TagKey", "TagValue") }),
            |keys| kms::untag_resource(input! { KeyId: id, TagKeys: keys }),
        )?);
        // Last: a key that is off cannot be changed.
        if state == Some("Disabled") {
            kms::disable_key(input! { KeyId: id })?;
            done.push("disabled the key".to_owned());
        }
        Ok(done)
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        kms::schedule_key_deletion(input! { KeyId: id, PendingWindowInDays: WINDOW }).gone()
    }

    /// Keys that AWS made for its services are nobody's.
    fn list() -> Result<Vec<Listed<Self>>> {
        let keys: Vec<String> =
            every(pages(kms::list_keys, input! {}, ("Marker", "NextMarker"), "Keys")?, "KeyId")?;
        let mut own = Vec::new();
        for key in keys {
            let manager: Option<Option<String>> =
                kms::describe_key(input! { KeyId: key }).found("KeyMetadata.KeyManager")?;
            if manager.flatten().as_deref() != Some("AWS") {
                own.push(key);
            }
        }
        read_all(own)
    }
}

wasmidem_guest::export!(resources: [Key]);

/// Whether the key rotates; `None` for kinds that cannot.
fn rotation(id: &str) -> Result<Option<bool>> {
    match kms::get_key_rotation_status(input! { KeyId: id }).part("KeyRotationEnabled") {
        Err(failure) if failure.cause == Cause::Unsupported || failure.cause == Cause::Invalid => Ok(None),
        other => other,
    }
}

fn tags_of(id: &str) -> Result<Option<Tags>> {
    let listed: Vec<Members> =
        pages(kms::list_resource_tags, input! { KeyId: id }, ("Marker", "NextMarker"), "Tags")?;
    let tags = listed
        .into_iter()
        .map(|mut tag| Ok((tag.take::<String>("TagKey")?, tag.take::<String>("TagValue")?)))
        .collect::<Result<Tags>>()?;
    Ok(Some(tags.managed()))
}
