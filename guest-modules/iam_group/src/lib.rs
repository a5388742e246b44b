//! `aws.iam.group`: groups of users.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    iam: [CreateGroup, DeleteGroup, GetGroup, ListGroups, UpdateGroup]
}

/// A group: users that share permissions.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.iam.group")]
pub struct Group {
    /// The group's name.
    #[resource(computed)]
    pub name: Option<String>,
    /// The group's name, unique in the account.
    #[resource(create_only)]
    pub group_name: String,
    /// The path, `/` unless given.
    pub path: Option<String>,
}

impl Manage for Group {
    fn find(desired: &Self) -> Result<Option<String>> {
        iam::get_group(input! { GroupName: desired.group_name }).found("Group.GroupName")
    }

    fn read(id: &str) -> Result<Option<Self>> {
        iam::get_group(input! { GroupName: id }).found("Group")?.map(state).transpose()
    }

    fn create(desired: &Self) -> Result<Created> {
        let input = input! { GroupName: desired.group_name, Path: desired.path };
        Ok(Created::settled(iam::create_group(input).part::<String>("Group.GroupName")?))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let Some(path) = changed(&actual.path, &desired.path) else { return Ok(Vec::new()) };
        iam::update_group(input! { GroupName: id, NewPath: path })?;
        Ok(vec![format!("moved to {path}")])
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        iam::delete_group(input! { GroupName: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all = pages::<Members>(iam::list_groups, input! {}, ("Marker", "Marker"), "Groups")?;
        all.into_iter()
            .map(|group| state(group).map(|group| Listed::new(&group.group_name, group.clone())))
            .collect()
    }
}

wasmidem_guest::export!(resources: [Group]);

fn state(mut group: Members) -> Result<Group> {
    let name: String = group.take("GroupName")?;
    Ok(Group { name: Some(name.clone()), group_name: name, path: group.take("Path")? })
}
