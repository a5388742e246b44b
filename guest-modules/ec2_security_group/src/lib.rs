//! `aws.ec2.security_group`: security groups, without their rules.

use wasmidem_guest::prelude::*;

/// A security group: a set of rules on who may talk to whom.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.ec2.security_group")]
pub struct SecurityGroup {
    /// The group's name, unique in the VPC.
    #[resource(create_only)]
    pub name: String,
    /// The VPC it belongs to, `vpc-…`.
    #[resource(create_only)]
    pub vpc_id: String,
    /// What it is for.
    #[resource(create_only)]
    pub description: String,
    /// The tags.
    pub tags: Option<Tags>,
}

impl Manage for SecurityGroup {
    fn find(desired: &Self) -> Result<Option<String>> {
        let of = ec2::DescribeSecurityGroupsInput::with([
            ("group-name", &desired.name),
            ("vpc-id", &desired.vpc_id),
        ]);
        Ok(ec2::describe_security_groups(&of).one()?.map(|group| group.group_id))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        Ok(ec2::describe_security_groups(&ec2::DescribeSecurityGroupsInput::of(id)).one()?.map(state))
    }

    fn create(desired: &Self) -> Result<Created> {
        let tags = Tags::at_creation("security-group", desired.tags.as_ref());
        let vpc_id = Some(desired.vpc_id.as_str());
        Ok(Created::settled(ec2::create_security_group(
            &desired.name,
            &desired.description,
            vpc_id,
            tags.as_deref(),
        )?))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        ec2::delete_security_group(id).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all = ec2::describe_security_groups(&ec2::DescribeSecurityGroupsInput::all())?;
        let listed = |group: ec2::SecurityGroup| {
            let of_vpc = group.group_name.as_deref() == Some("default");
            Listed::new(group.group_id.clone(), state(group)).implicit(of_vpc)
        };
        Ok(all.into_iter().map(listed).collect())
    }
}

wasmidem_guest::export!(resources: [SecurityGroup]);

fn state(group: ec2::SecurityGroup) -> SecurityGroup {
    SecurityGroup {
        name: group.group_name.unwrap_or_default(),
        vpc_id: group.vpc_id.unwrap_or_default(),
        description: group.description.unwrap_or_default(),
        tags: Some(group.tags.into()),
    }
}
