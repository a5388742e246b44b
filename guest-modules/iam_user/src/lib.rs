//! `aws.iam.user`: users, without their keys and policies.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    iam: [
        CreateUser, DeleteSSHPublicKey, DeleteUser, DeleteUserPermissionsBoundary, GetUser, ListSSHPublicKeys,
        ListUsers, PutUserPermissionsBoundary, TagUser, UntagUser, UpdateUser,
    ]
}

/// A user: a person or program with credentials of its own.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.iam.user")]
pub struct User {
    /// The ARN.
    #[resource(computed, preview = "arn_known_after_present")]
    pub arn: Option<String>,
    /// The user's name, unique in the account.
    #[resource(create_only)]
    pub user_name: String,
    /// The path, `/` unless given.
    pub path: Option<String>,
    /// The ARN of the policy that bounds what the user may do; an empty text for none.
    pub permissions_boundary: Option<String>,
    /// The tags.
    pub tags: Option<Tags>,
}

impl Manage for User {
    fn find(desired: &Self) -> Result<Option<String>> {
        iam::get_user(input! { UserName: desired.user_name }).found("User.UserName")
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let user: Option<Members> = iam::get_user(input! { UserName: id }).found("User")?;
        let Some(mut user) = user else { return Ok(None) };
        Ok(Some(Self {
            arn: user.take("Arn")?,
            user_name: user.take("UserName")?,
            path: user.take("Path")?,
            permissions_boundary: user.at("PermissionsBoundary.PermissionsBoundaryArn")?,
            tags: user.tags("Tags")?,
        }))
    }

    fn create(desired: &Self) -> Result<Created> {
        let input = input! {
            UserName: desired.user_name,
            Path: desired.path,
            PermissionsBoundary: desired.permissions_boundary.clone().filter(|boundary| !boundary.is_empty()),
            Tags: desired.tags.as_ref().and_then(Tags::listed),
        };
        Ok(Created::settled(iam::create_user(input).part::<String>("User.UserName")?))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        if let Some(path) = changed(&actual.path, &desired.path) {
            iam::update_user(input! { UserName: id, NewPath: path })?;
            done.push(format!("moved to {path}"));
        }
        let none = Some(String::new());
        match changed(&actual.permissions_boundary.clone().or(none), &desired.permissions_boundary) {
            None => {}
            Some(boundary) if boundary.is_empty() => {
                iam::delete_user_permissions_boundary(input! { UserName: id })?;
                done.push("removed the permissions boundary".to_owned());
            }
            Some(boundary) => {
                iam::put_user_permissions_boundary(input! { UserName: id, PermissionsBoundary: boundary })?;
                done.push("set the permissions boundary".to_owned());
            }
        }
        done.extend(Tags::enforce(
            &actual.tags,
            &desired.tags,
            |set| iam::tag_user(input! { UserName: id, Tags: set.listed() }),
            |keys| iam::untag_user(input! { UserName: id, TagKeys: keys }),
        )?);
        Ok(done)
    }

    /// As idem-aws does, deletes the user's SSH keys first.
    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        let keys: Option<Vec<Members>> =
            iam::list_ssh_public_keys(input! { UserName: id }).found("SSHPublicKeys")?;
        for mut key in keys.into_iter().flatten() {
            let key: String = key.take("SSHPublicKeyId")?;
            iam::delete_ssh_public_key(input! { UserName: id, SSHPublicKeyId: key }).gone()?;
        }
        iam::delete_user(input! { UserName: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        // The list has neither tags nor boundaries.
        read_all(every(pages(iam::list_users, input! {}, ("Marker", "Marker"), "Users")?, "UserName")?)
    }
}

wasmidem_guest::export!(resources: [User]);
