//! `aws.iam.role`: roles, without their policies.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    iam: [
        CreateRole, DeleteRole, GetRole, ListInstanceProfilesForRole, ListRoles, PutRolePermissionsBoundary,
        RemoveRoleFromInstanceProfile, TagRole, UntagRole, UpdateAssumeRolePolicy, UpdateRole,
        DeleteRolePermissionsBoundary,
    ]
}

/// A role: permissions that whoever is trusted can take on. Its policies are resources of their own.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.iam.role")]
pub struct Role {
    /// The role's name, unique in the account.
    #[resource(create_only)]
    pub name: String,
    /// The ARN.
    #[resource(computed)]
    pub arn: Option<String>,
    /// The unique id, `AROA…`.
    #[resource(computed)]
    pub id: Option<String>,
    /// The path, `/` unless given.
    #[resource(create_only)]
    pub path: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// How long a session may last, in seconds: 3600 to 43200.
    pub max_session_duration: Option<i32>,
    /// The ARN of the policy that bounds what the role may do; an empty text for none.
    pub permissions_boundary: Option<String>,
    /// The tags.
    pub tags: Option<Tags>,
    /// Who may take the role on: the trust policy.
    pub assume_role_policy_document: Policy,
}

impl Manage for Role {
    fn find(desired: &Self) -> Result<Option<String>> {
        iam::get_role(input! { RoleName: desired.name }).found("Role.RoleName")
    }

    fn read(id: &str) -> Result<Option<Self>> {
        iam::get_role(input! { RoleName: id }).found("Role")?.map(state).transpose()
    }

    fn create(desired: &Self) -> Result<Created> {
        let input = input! {
            RoleName: desired.name,
            Path: desired.path,
            AssumeRolePolicyDocument: desired.assume_role_policy_document,
            Description: desired.description,
            MaxSessionDuration: desired.max_session_duration,
            PermissionsBoundary: desired.permissions_boundary.clone().filter(|boundary| !boundary.is_empty()),
            Tags: desired.tags.as_ref().and_then(Tags::listed),
        };
        Ok(Created::settled(iam::create_role(input).part::<String>("Role.RoleName")?))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        let description = changed(&actual.description, &desired.description);
        let duration = changed(&actual.max_session_duration, &desired.max_session_duration);
        if description.is_some() || duration.is_some() {
            // What is not in the call is reset.
            iam::update_role(input! {
                RoleName: id,
                Description: desired.description.as_ref().or(actual.description.as_ref()).cloned(),
                MaxSessionDuration: desired.max_session_duration.or(actual.max_session_duration),
            })?;
            done.push("updated description and duration".to_owned());
        }
        if actual.assume_role_policy_document != desired.assume_role_policy_document {
            iam::update_assume_role_policy(input! {
                RoleName: id, PolicyDocument: desired.assume_role_policy_document,
            })?;
            done.push("replaced the trust policy".to_owned());
        }
        done.extend(bound(id, actual, desired)?);
        done.extend(Tags::enforce(
            &actual.tags,
            &desired.tags,
            |set| iam::tag_role(input! { RoleName: id, Tags: set.listed() }),
            |keys| iam::untag_role(input! { RoleName: id, TagKeys: keys }),
        )?);
        Ok(done)
    }

    /// As idem-aws does, takes the role out of instance profiles first: nothing else can be done with
    /// a profile whose role is gone.
    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        let profiles: Option<Vec<Members>> =
            iam::list_instance_profiles_for_role(input! { RoleName: id }).found("InstanceProfiles")?;
        for mut profile in profiles.into_iter().flatten() {
            let name: String = profile.take("InstanceProfileName")?;
            iam::remove_role_from_instance_profile(input! { InstanceProfileName: name, RoleName: id })
                .gone()?;
        }
        iam::delete_role(input! { RoleName: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let mut listed = Vec::new();
        for mut role in pages::<Members>(iam::list_roles, input! {}, ("Marker", "Marker"), "Roles")? {
            let name: String = role.take("RoleName")?;
            // The list has neither tags nor boundaries.
            if let Some(state) = Self::read(&name)? {
                let of_aws = state.path.as_deref().is_some_and(|path| path.starts_with("/aws-service-role/"));
                listed.push(Listed::new(name, state).implicit(of_aws));
            }
        }
        Ok(listed)
    }
}

wasmidem_guest::export!(resources: [Role]);

fn bound(id: &str, actual: &Role, desired: &Role) -> Result<Option<String>> {
    let none = Some(String::new());
    let actual = actual.permissions_boundary.clone().or(none);
    Ok(match changed(&actual, &desired.permissions_boundary) {
        None => None,
        Some(boundary) if boundary.is_empty() => {
            iam::delete_role_permissions_boundary(input! { RoleName: id })?;
            Some("removed the permissions boundary".to_owned())
        }
        Some(boundary) => {
            iam::put_role_permissions_boundary(input! { RoleName: id, PermissionsBoundary: boundary })?;
            Some("set the permissions boundary".to_owned())
        }
    })
}

fn state(mut role: Members) -> Result<Role> {
    Ok(Role {
        name: role.take("RoleName")?,
        arn: role.take("Arn")?,
        id: role.take("RoleId")?,
        path: role.take("Path")?,
        description: role.take("Description")?,
        max_session_duration: role.take("MaxSessionDuration")?,
        permissions_boundary: role.at("PermissionsBoundary.PermissionsBoundaryArn")?,
        // As in idem-aws, a role always has tags, if none then an empty mapping.
        tags: Some(role.tags("Tags")?.unwrap_or_default()),
        assume_role_policy_document: role.take("AssumeRolePolicyDocument")?,
    })
}
