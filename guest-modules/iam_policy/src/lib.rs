//! `aws.iam.policy`: managed policies of the account.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    iam: [
        CreatePolicy, CreatePolicyVersion, DeletePolicy, DeletePolicyVersion, GetPolicy, GetPolicyVersion,
        ListPolicies, ListPolicyVersions, TagPolicy, UntagPolicy,
    ]
}

/// A managed policy: permissions that can be attached to roles, users and groups.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.iam.policy")]
pub struct ManagedPolicy {
    /// The policy's name, unique in the account.
    #[resource(create_only)]
    pub name: String,
    /// The unique id, `ANPA…`.
    #[resource(computed, preview = "policy-{name}-id")]
    pub id: Option<String>,
    /// The path, `/` unless given.
    #[resource(create_only, preview = "/")]
    pub path: Option<String>,
    /// The version that counts, such as `v1`.
    #[resource(computed)]
    pub default_version_id: Option<String>,
    /// What it is for.
    #[resource(create_only)]
    pub description: Option<String>,
    /// What it permits. A new document becomes a new version, and the version before is deleted.
    pub policy_document: Policy,
    /// The tags.
    pub tags: Option<Tags>,
}

impl Manage for ManagedPolicy {
    fn find(desired: &Self) -> Result<Option<String>> {
        for mut policy in of_the_account()? {
            if policy.take::<String>("PolicyName")? == desired.name {
                return Ok(Some(policy.take("Arn")?));
            }
        }
        Ok(None)
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let policy: Option<Members> = iam::get_policy(input! { PolicyArn: id }).found("Policy")?;
        let Some(mut policy) = policy else { return Ok(None) };
        let version: String = policy.take("DefaultVersionId")?;
        let document = iam::get_policy_version(input! { PolicyArn: id, VersionId: version })
            .found::<Policy>("PolicyVersion.Document")?;
        // Between the two calls it may have been deleted.
        let Some(document) = document else { return Ok(None) };
        Ok(Some(Self {
            name: policy.take("PolicyName")?,
            id: policy.take("PolicyId")?,
            path: policy.take("Path")?,
            default_version_id: Some(version),
            description: policy.take("Description")?,
            policy_document: document,
            tags: policy.tags("Tags")?,
        }))
    }

    fn create(desired: &Self) -> Result<Created> {
        let input = input! {
            PolicyName: desired.name,
            Path: desired.path,
            PolicyDocument: desired.policy_document,
            Description: desired.description,
            Tags: desired.tags.as_ref().and_then(Tags::listed),
        };
        Ok(Created::settled(iam::create_policy(input).part::<String>("Policy.Arn")?))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        if actual.policy_document != desired.policy_document {
            iam::create_policy_version(input! {
                PolicyArn: id, PolicyDocument: desired.policy_document, SetAsDefault: true,
            })?;
            // AWS keeps five versions at most.
            iam::delete_policy_version(input! { PolicyArn: id, VersionId: actual.default_version_id })
                .gone()?;
            done.push("replaced the document".to_owned());
        }
        done.extend(Tags::enforce(
            &actual.tags,
            &desired.tags,
            |set| iam::tag_policy(input! { PolicyArn: id, Tags: set.listed() }),
            |keys| iam::untag_policy(input! { PolicyArn: id, TagKeys: keys }),
        )?);
        Ok(done)
    }

    /// All other versions have to go before the policy.
    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        let versions: Option<Vec<Members>> =
            iam::list_policy_versions(input! { PolicyArn: id }).found("Versions")?;
        for mut version in versions.into_iter().flatten() {
            if version.take::<Option<bool>>("IsDefaultVersion")? != Some(true) {
                let version: String = version.take("VersionId")?;
                iam::delete_policy_version(input! { PolicyArn: id, VersionId: version }).gone()?;
            }
        }
        iam::delete_policy(input! { PolicyArn: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        read_all(every(of_the_account()?, "Arn")?)
    }
}

wasmidem_guest::export!(resources: [ManagedPolicy]);

/// Policies of AWS itself can be attached, but not managed.
fn of_the_account() -> Result<Vec<Members>> {
    pages(iam::list_policies, input! { Scope: "Local" }, ("Marker", "Marker"), "Policies")
}
