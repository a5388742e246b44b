//! `aws.iam.access_key`: access keys that exist.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    iam: [DeleteAccessKey, GetAccessKeyLastUsed, ListAccessKeys, ListUsers, UpdateAccessKey]
}

/// An access key of a user: found, switched on and off, and deleted. It cannot be created here: the
/// secret would come to the module.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.iam.access_key")]
pub struct AccessKey {
    /// The user.
    #[resource(create_only)]
    pub user_name: String,
    /// `Active` or `Inactive`.
    pub status: Option<String>,
}

impl Manage for AccessKey {
    /// The user's only key.
    fn find(desired: &Self) -> Result<Option<String>> {
        let keys = match of_user(&desired.user_name) {
            Err(failure) if failure.is_not_found() => return Ok(None),
            other => other?,
        };
        match keys.as_slice() {
            [] => Ok(None),
            [(id, _)] => Ok(Some(id.clone())),
            several => Err(Failure::conflict(format!(
                "the user `{}` has {} access keys: say which is meant by `resource_id`",
                desired.user_name,
                several.len()
            ))),
        }
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let user: Option<String> =
            iam::get_access_key_last_used(input! { AccessKeyId: id }).found("UserName")?;
        let Some(user) = user else { return Ok(None) };
        let keys = match of_user(&user) {
            Err(failure) if failure.is_not_found() => return Ok(None),
            other => other?,
        };
        Ok(keys.into_iter().find(|(key, _)| key == id).map(|(_, state)| state))
    }

    fn create(desired: &Self) -> Result<Created> {
        Err(Failure::unsupported(format!(
            "a new access key of `{}` cannot be made by a module, to which its secret would come: make it with \
             the tools of AWS, and give its id as `resource_id`",
            desired.user_name
        )))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let Some(status) = changed(&actual.status, &desired.status) else { return Ok(Vec::new()) };
        iam::update_access_key(input! { UserName: actual.user_name, AccessKeyId: id, Status: status })?;
        Ok(vec![format!("made the key {status}")])
    }

    fn delete(id: &str, last: &Self) -> Result<Progress> {
        iam::delete_access_key(input! { UserName: last.user_name, AccessKeyId: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let mut listed = Vec::new();
        for mut user in pages::<Members>(iam::list_users, input! {}, ("Marker", "Marker"), "Users")? {
            let keys = of_user(&user.take::<String>("UserName")?)?;
            listed.extend(keys.into_iter().map(|(id, key)| Listed::new(id, key)));
        }
        Ok(listed)
    }
}

wasmidem_guest::export!(resources: [AccessKey]);

/// The keys of a user with their ids.
fn of_user(user: &str) -> Result<Vec<(String, AccessKey)>> {
    let of_user = input! { UserName: user };
    pages::<Members>(iam::list_access_keys, of_user, ("Marker", "Marker"), "AccessKeyMetadata")?
        .into_iter()
        .map(|mut key| {
            let state = AccessKey { user_name: user.to_owned(), status: key.take("Status")? };
            Ok((key.take("AccessKeyId")?, state))
        })
        .collect()
}
