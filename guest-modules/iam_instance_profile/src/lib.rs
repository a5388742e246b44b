//! `aws.iam.instance_profile`: what gives an instance its role.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    iam: [
        AddRoleToInstanceProfile, CreateInstanceProfile, DeleteInstanceProfile, GetInstanceProfile,
        ListInstanceProfiles, RemoveRoleFromInstanceProfile, TagInstanceProfile, UntagInstanceProfile,
    ]
}

/// An instance profile: carries a role to EC2 instances.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.iam.instance_profile")]
pub struct Profile {
    /// The profile's name, unique in the account.
    #[resource(create_only)]
    pub name: String,
    /// The unique id, `AIPA…`.
    #[resource(computed)]
    pub id: Option<String>,
    /// The path, `/` unless given.
    #[resource(create_only)]
    pub path: Option<String>,
    /// The ARN.
    #[resource(computed)]
    pub arn: Option<String>,
    /// The tags.
    pub tags: Option<Tags>,
    /// The roles; AWS takes one at most.
    pub roles: Option<Vec<Role>>,
}

/// A role of a profile.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Role {
    /// The role's name.
    pub role_name: String,
}

impl Manage for Profile {
    fn find(desired: &Self) -> Result<Option<String>> {
        iam::get_instance_profile(input! { InstanceProfileName: desired.name })
            .found("InstanceProfile.InstanceProfileName")
    }

    fn read(id: &str) -> Result<Option<Self>> {
        iam::get_instance_profile(input! { InstanceProfileName: id })
            .found("InstanceProfile")?
            .map(state)
            .transpose()
    }

    fn create(desired: &Self) -> Result<Created> {
        let input = input! {
            InstanceProfileName: desired.name,
            Path: desired.path,
            Tags: desired.tags.as_ref().and_then(Tags::listed),
        };
        let made = iam::create_instance_profile(input);
        Ok(Created::settled(made.part::<String>("InstanceProfile.InstanceProfileName")?))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        let roles = Exchange::of(&actual.roles, &desired.roles);
        // The old one first: there is place for one.
        for Role { role_name } in roles.remove {
            iam::remove_role_from_instance_profile(input! { InstanceProfileName: id, RoleName: role_name })
                .gone()?;
            done.push(format!("Role '{role_name}' was removed from instance profile '{id}'"));
        }
        for Role { role_name } in roles.add {
            iam::add_role_to_instance_profile(input! { InstanceProfileName: id, RoleName: role_name })?;
            done.push(format!("Role '{role_name}' was added to instance profile '{id}'"));
        }
        done.extend(Tags::enforce(
            &actual.tags,
            &desired.tags,
            |set| iam::tag_instance_profile(input! { InstanceProfileName: id, Tags: set.listed() }),
            |keys| iam::untag_instance_profile(input! { InstanceProfileName: id, TagKeys: keys }),
        )?);
        Ok(done)
    }

    /// A profile with a role cannot be deleted.
    fn delete(id: &str, last: &Self) -> Result<Progress> {
        for Role { role_name } in last.roles.iter().flatten() {
            iam::remove_role_from_instance_profile(input! { InstanceProfileName: id, RoleName: role_name })
                .gone()?;
        }
        iam::delete_instance_profile(input! { InstanceProfileName: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let marker = ("Marker", "Marker");
        let all = pages(iam::list_instance_profiles, input! {}, marker, "InstanceProfiles")?;
        // The list has no tags.
        read_all(every(all, "InstanceProfileName")?)
    }
}

wasmidem_guest::export!(resources: [Profile]);

fn state(mut profile: Members) -> Result<Profile> {
    Ok(Profile {
        name: profile.take("InstanceProfileName")?,
        id: profile.take("InstanceProfileId")?,
        path: profile.take("Path")?,
        arn: profile.take("Arn")?,
        tags: profile.tags("Tags")?,
        roles: profile.take("Roles")?,
    })
}
