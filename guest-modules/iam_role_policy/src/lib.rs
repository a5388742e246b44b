//! `aws.iam.role_policy`: policies that are part of a role.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    iam: [DeleteRolePolicy, GetRolePolicy, ListRolePolicies, ListRoles, PutRolePolicy]
}

/// A policy that is part of a role. Its id is the role's name and its own, with a dash between.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.iam.role_policy")]
pub struct RolePolicy {
    /// The role.
    #[resource(create_only)]
    pub role_name: String,
    /// The policy's name, unique in the role.
    #[resource(create_only)]
    pub name: String,
    /// What it permits.
    pub policy_document: Policy,
}

impl Manage for RolePolicy {
    fn find(desired: &Self) -> Result<Option<String>> {
        Ok(get(&desired.role_name, &desired.name)?.map(|found| id_of(&found)))
    }

    /// Both names may have dashes, so each place is tried.
    fn read(id: &str) -> Result<Option<Self>> {
        let mut found = None;
        for (place, _) in id.match_indices('-') {
            let (role, policy) = id.split_at(place);
            let policy = policy.strip_prefix('-').unwrap_or(policy);
            if role.is_empty() || policy.is_empty() {
                continue;
            }
            if let Some(policy) = get(role, policy)?
                && let Some(other) = found.replace(policy)
            {
                return Err(Failure::conflict(format!(
                    "`{id}` may be a policy of the role `{}` or of another role: rename one of them",
                    other.role_name
                )));
            }
        }
        Ok(found)
    }

    fn create(desired: &Self) -> Result<Created> {
        put(desired)?;
        Ok(Created::settled(id_of(desired)))
    }

    fn update(_id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        if actual.policy_document == desired.policy_document {
            return Ok(Vec::new());
        }
        put(&Self { policy_document: desired.policy_document.clone(), ..actual.clone() })?;
        Ok(vec!["replaced the document".to_owned()])
    }

    fn delete(_id: &str, last: &Self) -> Result<Progress> {
        iam::delete_role_policy(input! { RoleName: last.role_name, PolicyName: last.name }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let mut listed = Vec::new();
        for mut role in pages::<Members>(iam::list_roles, input! {}, ("Marker", "Marker"), "Roles")? {
            let role: String = role.take("RoleName")?;
            let of_role = input! { RoleName: role };
            let names =
                pages::<String>(iam::list_role_policies, of_role, ("Marker", "Marker"), "PolicyNames")?;
            for name in names {
                let found = get(&role, &name)?;
                listed.extend(found.map(|policy| Listed::new(id_of(&policy), policy)));
            }
        }
        Ok(listed)
    }
}

wasmidem_guest::export!(resources: [RolePolicy]);

fn id_of(policy: &RolePolicy) -> String {
    format!("{}-{}", policy.role_name, policy.name)
}

fn get(role: &str, policy: &str) -> Result<Option<RolePolicy>> {
    let document =
        iam::get_role_policy(input! { RoleName: role, PolicyName: policy }).found("PolicyDocument")?;
    Ok(document.map(|policy_document| RolePolicy {
        role_name: role.to_owned(),
        name: policy.to_owned(),
        policy_document,
    }))
}

fn put(policy: &RolePolicy) -> Result<Value> {
    iam::put_role_policy(input! {
        RoleName: policy.role_name, PolicyName: policy.name, PolicyDocument: policy.policy_document,
    })
}
