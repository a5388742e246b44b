//! `aws.iam.role_policy_attachment`: which managed policies a role has.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    iam: [AttachRolePolicy, DetachRolePolicy, ListAttachedRolePolicies, ListRoles]
}

/// That a managed policy is attached to a role. Its id is the role's name and the policy's ARN, with a
/// slash between.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.iam.role_policy_attachment", unnamed)]
pub struct Attachment {
    /// The role.
    #[resource(create_only)]
    pub role_name: String,
    /// The ARN of the policy.
    #[resource(create_only)]
    pub policy_arn: String,
}

impl Manage for Attachment {
    fn find(desired: &Self) -> Result<Option<String>> {
        let id = id_of(desired);
        Ok(Self::read(&id)?.map(|_| id))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let Some((role, arn)) = id.split_once('/') else { return Ok(None) };
        let attached = match attached_to(role) {
            Err(failure) if failure.is_not_found() => return Ok(None),
            other => other?,
        };
        Ok(attached.into_iter().find(|attachment| attachment.policy_arn == arn))
    }

    fn create(desired: &Self) -> Result<Created> {
        iam::attach_role_policy(input! { RoleName: desired.role_name, PolicyArn: desired.policy_arn })?;
        Ok(Created::settled(id_of(desired)))
    }

    /// There is nothing that can change.
    fn update(_id: &str, _actual: &Self, _desired: &Self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn delete(_id: &str, last: &Self) -> Result<Progress> {
        iam::detach_role_policy(input! { RoleName: last.role_name, PolicyArn: last.policy_arn }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let mut listed = Vec::new();
        for mut role in pages::<Members>(iam::list_roles, input! {}, ("Marker", "Marker"), "Roles")? {
            let role: String = role.take("RoleName")?;
            let attached = attached_to(&role)?.into_iter();
            listed.extend(attached.map(|attachment| Listed::new(id_of(&attachment), attachment)));
        }
        Ok(listed)
    }
}

wasmidem_guest::export!(resources: [Attachment]);

fn id_of(attachment: &Attachment) -> String {
    format!("{}/{}", attachment.role_name, attachment.policy_arn)
}

fn attached_to(role: &str) -> Result<Vec<Attachment>> {
    let of_role = input! { RoleName: role };
    pages::<Members>(iam::list_attached_role_policies, of_role, ("Marker", "Marker"), "AttachedPolicies")?
        .into_iter()
        .map(|mut policy| {
            Ok(Attachment { role_name: role.to_owned(), policy_arn: policy.take("PolicyArn")? })
        })
        .collect()
}
