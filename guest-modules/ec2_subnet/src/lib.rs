//! `aws.ec2.subnet`: subnets of a VPC.

use wasmidem_guest::prelude::*;

/// A subnet: a range of a VPC's addresses in one availability zone.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.ec2.subnet")]
pub struct Subnet {
    /// The VPC it is in, `vpc-…`.
    #[resource(create_only)]
    pub vpc_id: String,
    /// The IPv4 block, inside one of the VPC's.
    #[resource(create_only)]
    pub cidr_block: String,
    /// The zone, e.g. `eu-central-1a`; AWS chooses if it is not given.
    #[resource(create_only)]
    pub availability_zone: Option<String>,
    /// The zone by id, e.g. `euc1-az2`, instead of by name.
    #[resource(create_only)]
    pub availability_zone_id: Option<String>,
    /// The Outpost it is on.
    #[resource(create_only)]
    pub outpost_arn: Option<String>,
    /// Instances get a public IPv4 address.
    pub map_public_ip_on_launch: Option<bool>,
    /// Network interfaces get an IPv6 address.
    pub assign_ipv6_address_on_creation: Option<bool>,
    /// Instances get a customer-owned IPv4 address; give `customer_owned_ipv4_pool` too.
    pub map_customer_owned_ip_on_launch: Option<bool>,
    /// The pool of customer-owned addresses.
    pub customer_owned_ipv4_pool: Option<String>,
    /// DNS answers for IPv4-only names get a synthetic IPv6 address.
    pub enable_dns_64: Option<bool>,
    /// How instances are named.
    pub private_dns_name_options_on_launch: Option<ec2::PrivateDnsNameOptionsOnLaunch>,
    /// The position of local network interfaces.
    pub enable_lni_at_device_index: Option<i32>,
    /// The tags.
    pub tags: Option<Tags>,
    /// The IPv6 block, a /64 inside one of the VPC's.
    pub ipv6_cidr_block: Option<String>,
}

impl Manage for Subnet {
    /// Subnets of a VPC do not overlap, so the block is a key.
    fn find(desired: &Self) -> Result<Option<String>> {
        let of = ec2::DescribeSubnetsInput::with([
            ("vpc-id", &desired.vpc_id),
            ("cidr-block", &desired.cidr_block),
        ]);
        Ok(ec2::describe_subnets(&of).one()?.map(|subnet| subnet.subnet_id))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        Ok(ec2::describe_subnets(&ec2::DescribeSubnetsInput::of(id)).one()?.map(state))
    }

    fn create(desired: &Self) -> Result<Created> {
        let subnet = ec2::create_subnet(&ec2::CreateSubnetInput {
            vpc_id: desired.vpc_id.clone(),
            cidr_block: Some(desired.cidr_block.clone()),
            ipv6_cidr_block: desired.ipv6_cidr_block.clone(),
            availability_zone: desired.availability_zone.clone(),
            availability_zone_id: desired.availability_zone_id.clone(),
            outpost_arn: desired.outpost_arn.clone(),
            tag_specifications: Tags::at_creation("subnet", desired.tags.as_ref()),
            ..Default::default()
        })?;
        Ok(Created::settled(subnet.subnet_id))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())?;
        if let Some(block) = changed(&actual.ipv6_cidr_block, &desired.ipv6_cidr_block) {
            replace_ipv6(id, block, &mut done)?;
        }
        // AWS takes one attribute at a time.
        for (what, attribute) in attributes(actual, desired) {
            ec2::modify_subnet_attribute(&ec2::ModifySubnetAttributeInput {
                subnet_id: id.to_owned(),
                ..attribute
            })?;
            done.push(format!("set {what}"));
        }
        Ok(done)
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        ec2::delete_subnet(id).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all = ec2::describe_subnets(&ec2::DescribeSubnetsInput::all())?;
        let listed = |subnet: ec2::Subnet| {
            let of_zone = subnet.default_for_az == Some(true);
            Listed::new(subnet.subnet_id.clone(), state(subnet)).implicit(of_zone)
        };
        Ok(all.into_iter().map(listed).collect())
    }
}

wasmidem_guest::export!(resources: [Subnet]);

fn state(subnet: ec2::Subnet) -> Subnet {
    Subnet {
        ipv6_cidr_block: ipv6_block(&subnet).and_then(|block| block.ipv6_cidr_block.clone()),
        vpc_id: subnet.vpc_id.unwrap_or_default(),
        cidr_block: subnet.cidr_block.unwrap_or_default(),
        // A zone has a name and an id; one says it all.
        availability_zone_id: subnet.availability_zone_id.filter(|_| subnet.availability_zone.is_none()),
        availability_zone: subnet.availability_zone,
        outpost_arn: subnet.outpost_arn,
        map_public_ip_on_launch: subnet.map_public_ip_on_launch,
        assign_ipv6_address_on_creation: subnet.assign_ipv6_address_on_creation,
        map_customer_owned_ip_on_launch: subnet.map_customer_owned_ip_on_launch,
        customer_owned_ipv4_pool: subnet.customer_owned_ipv4_pool,
        enable_dns_64: subnet.enable_dns_64,
        private_dns_name_options_on_launch: subnet.private_dns_name_options_on_launch,
        enable_lni_at_device_index: subnet.enable_lni_at_device_index,
        tags: Some(subnet.tags.into()),
    }
}

/// The IPv6 block in use; AWS also lists those the subnet had before.
fn ipv6_block(subnet: &ec2::Subnet) -> Option<&ec2::SubnetIpv6CidrBlockAssociation> {
    subnet.ipv6_cidr_block_association_set.iter().flatten().find(|block| {
        let state = block.ipv6_cidr_block_state.as_ref().and_then(|state| state.state.as_deref());
        state.is_none_or(|state| state == "associated" || state == "associating")
    })
}

/// A subnet has at most one IPv6 block, so the old one goes first.
fn replace_ipv6(id: &str, block: &str, done: &mut Vec<String>) -> Result<()> {
    let subnet = ec2::describe_subnets(&ec2::DescribeSubnetsInput::of(id)).one()?;
    if let Some(old) = subnet.as_ref().and_then(ipv6_block) {
        ec2::disassociate_subnet_cidr_block(old.association_id.as_deref().unwrap_or_default())?;
        done.push(format!("disassociated {}", old.ipv6_cidr_block.as_deref().unwrap_or_default()));
    }
    ec2::associate_subnet_cidr_block(id, block)?;
    done.push(format!("associated {block}"));
    Ok(())
}

/// The attributes to modify, each with its name.
fn attributes(actual: &Subnet, desired: &Subnet) -> Vec<(&'static str, ec2::ModifySubnetAttributeInput)> {
    let flag = |value: &bool| Some(ec2::AttributeBooleanValue::of(*value));
    let none = ec2::ModifySubnetAttributeInput::default;
    let mut attributes = Vec::new();
    if let Some(value) = changed(&actual.map_public_ip_on_launch, &desired.map_public_ip_on_launch) {
        attributes.push((
            "map_public_ip_on_launch",
            ec2::ModifySubnetAttributeInput { map_public_ip_on_launch: flag(value), ..none() },
        ));
    }
    if let Some(value) =
        changed(&actual.assign_ipv6_address_on_creation, &desired.assign_ipv6_address_on_creation)
    {
        let input =
            ec2::ModifySubnetAttributeInput { assign_ipv6_address_on_creation: flag(value), ..none() };
        attributes.push(("assign_ipv6_address_on_creation", input));
    }
    if let Some(value) = changed(&actual.enable_dns_64, &desired.enable_dns_64) {
        attributes.push((
            "enable_dns_64",
            ec2::ModifySubnetAttributeInput { enable_dns_64: flag(value), ..none() },
        ));
    }
    if changed(&actual.map_customer_owned_ip_on_launch, &desired.map_customer_owned_ip_on_launch).is_some()
        || changed(&actual.customer_owned_ipv4_pool, &desired.customer_owned_ipv4_pool).is_some()
    {
        let input = ec2::ModifySubnetAttributeInput {
            map_customer_owned_ip_on_launch: desired.map_customer_owned_ip_on_launch.as_ref().and_then(flag),
            customer_owned_ipv4_pool: desired.customer_owned_ipv4_pool.clone(),
            ..none()
        };
        attributes.push(("map_customer_owned_ip_on_launch", input));
    }
    if let Some(index) = changed(&actual.enable_lni_at_device_index, &desired.enable_lni_at_device_index) {
        let input = ec2::ModifySubnetAttributeInput { enable_lni_at_device_index: Some(*index), ..none() };
        attributes.push(("enable_lni_at_device_index", input));
    }
    let names = actual.private_dns_name_options_on_launch.clone().unwrap_or_default();
    let new = desired.private_dns_name_options_on_launch.clone().unwrap_or_default();
    if let Some(kind) = changed(&names.hostname_type, &new.hostname_type) {
        let input = ec2::ModifySubnetAttributeInput {
            private_dns_hostname_type_on_launch: Some(kind.clone()),
            ..none()
        };
        attributes.push(("HostnameType", input));
    }
    if let Some(value) =
        changed(&names.enable_resource_name_dns_a_record, &new.enable_resource_name_dns_a_record)
    {
        let input = ec2::ModifySubnetAttributeInput {
            enable_resource_name_dns_a_record_on_launch: flag(value),
            ..none()
        };
        attributes.push(("EnableResourceNameDnsARecord", input));
    }
    if let Some(value) =
        changed(&names.enable_resource_name_dns_aaaa_record, &new.enable_resource_name_dns_aaaa_record)
    {
        let input = ec2::ModifySubnetAttributeInput {
            enable_resource_name_dns_aaaa_record_on_launch: flag(value),
            ..none()
        };
        attributes.push(("EnableResourceNameDnsAAAARecord", input));
    }
    attributes
}
