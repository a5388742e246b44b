//! `aws.ec2.dhcp_option`: what instances are told of their network.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    ec2: [AssociateDhcpOptions, CreateDhcpOptions, DeleteDhcpOptions, DescribeDhcpOptions, DescribeVpcs]
}

/// A set of DHCP options, and the VPCs that have it.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.ec2.dhcp_option")]
pub struct DhcpOption {
    /// The options.
    #[resource(create_only)]
    pub dhcp_configurations: Option<Vec<Configuration>>,
    /// The VPCs that have it; a VPC that is taken out gets the options `default`.
    pub vpc_id: Option<Vec<String>>,
    /// The tags.
    pub tags: Option<Tags>,
}

/// An option.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Configuration {
    /// Such as `domain-name-servers`.
    pub key: String,
    /// Its values.
    pub values: Vec<String>,
}

impl Manage for DhcpOption {
    fn read(id: &str) -> Result<Option<Self>> {
        let of_id = input! { DhcpOptionsIds: vec![id.to_owned()] };
        let found: Option<Members> = ec2::describe_dhcp_options(of_id).first("DhcpOptions")?;
        found.map(|options| state(id, options)).transpose()
    }

    fn create(desired: &Self) -> Result<Created> {
        let input = input! {
            DhcpConfigurations: desired.dhcp_configurations.clone().unwrap_or_default(),
            TagSpecifications: Tags::at_creation("dhcp-options", desired.tags.as_ref()),
        };
        Ok(Created::settled(ec2::create_dhcp_options(input).part::<String>("DhcpOptions.DhcpOptionsId")?))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        let vpcs = Exchange::of(&actual.vpc_id, &desired.vpc_id);
        for vpc in vpcs.remove {
            ec2::associate_dhcp_options(input! { DhcpOptionsId: "default", VpcId: vpc })?;
            done.push(format!("{vpc} has the default options"));
        }
        for vpc in vpcs.add {
            ec2::associate_dhcp_options(input! { DhcpOptionsId: id, VpcId: vpc })?;
            done.push(format!("{vpc} has these options"));
        }
        done.extend(Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())?);
        Ok(done)
    }

    /// Options that a VPC has cannot be deleted.
    fn delete(id: &str, last: &Self) -> Result<Progress> {
        for vpc in last.vpc_id.iter().flatten() {
            ec2::associate_dhcp_options(input! { DhcpOptionsId: "default", VpcId: vpc }).gone()?;
        }
        ec2::delete_dhcp_options(input! { DhcpOptionsId: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all: Vec<Members> =
            pages(ec2::describe_dhcp_options, input! {}, ("NextToken", "NextToken"), "DhcpOptions")?;
        let mut listed = Vec::new();
        for mut options in all {
            let id: String = options.peek("DhcpOptionsId")?;
            let state = state(&id, options)?;
            listed.push(Listed::new(id, state));
        }
        Ok(listed)
    }
}

wasmidem_guest::export!(resources: [DhcpOption]);

fn state(id: &str, mut options: Members) -> Result<DhcpOption> {
    let mut configurations = Vec::new();
    for mut configuration in options.take::<Option<Vec<Members>>>("DhcpConfigurations")?.into_iter().flatten()
    {
        configurations.push(Configuration {
            key: configuration.take("Key")?,
            values: every(configuration.take("Values")?, "Value")?,
        });
    }
    let with_them = input! { Name: "dhcp-options-id", Values: vec![id.to_owned()] };
    let vpcs: Vec<Members> =
        pages(ec2::describe_vpcs, input! { Filters: vec![with_them] }, ("NextToken", "NextToken"), "Vpcs")?;
    let vpcs: Vec<String> = every(vpcs, "VpcId")?;
    Ok(DhcpOption {
        dhcp_configurations: Some(configurations),
        vpc_id: Some(vpcs).filter(|vpcs| !vpcs.is_empty()),
        tags: options.tags("Tags")?,
    })
}
