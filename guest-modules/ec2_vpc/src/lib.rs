//! `aws.ec2.vpc`: virtual private clouds.

use wasmidem_guest::prelude::*;

/// A virtual private cloud (VPC): a network of its own.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.ec2.vpc")]
pub struct Vpc {
    /// Where instances run: `default` (shared hardware) or `dedicated`.
    #[resource(create_only)]
    pub instance_tenancy: Option<String>,
    /// The tags.
    pub tags: Option<Tags>,
    /// The IPv4 blocks; of each, give `CidrBlock`. The first is the primary one, which stays for as
    /// long as the VPC does.
    pub cidr_block_association_set: Option<Vec<ec2::VpcCidrBlockAssociation>>,
    /// The IPv6 blocks.
    pub ipv6_cidr_block_association_set: Option<Vec<Ipv6Block>>,
    /// Whether instances with a public address get a public DNS name; needs `enable_dns_support`.
    pub enable_dns_hostnames: Option<bool>,
    /// Whether the DNS server of Amazon answers.
    pub enable_dns_support: Option<bool>,
}

/// An IPv6 block: one from Amazon, or one of your own pool.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Ipv6Block {
    /// `vpc-cidr-assoc-…`.
    #[object(computed)]
    pub association_id: Option<String>,
    /// A /56 that Amazon chooses.
    pub amazon_provided_ipv6_cidr_block: Option<bool>,
    /// A block of `Ipv6Pool`.
    pub ipv6_cidr_block: Option<String>,
    /// Whether it is in use.
    #[object(computed)]
    pub ipv6_cidr_block_state: Option<ec2::VpcCidrBlockState>,
    /// Where the address is advertised from.
    pub network_border_group: Option<String>,
    /// The pool of addresses; `Amazon` for a block that Amazon chose.
    pub ipv6_pool: Option<String>,
}

impl Manage for Vpc {
    fn read(id: &str) -> Result<Option<Self>> {
        ec2::describe_vpcs(&ec2::DescribeVpcsInput::of(id)).one()?.map(state).transpose()
    }

    fn create(desired: &Self) -> Result<Created> {
        let primary = desired.cidr_block_association_set.as_ref().and_then(|blocks| blocks.first());
        let vpc = ec2::create_vpc(&ec2::CreateVpcInput {
            cidr_block: primary.and_then(|block| block.cidr_block.clone()),
            instance_tenancy: desired.instance_tenancy.clone(),
            tag_specifications: Tags::at_creation("vpc", desired.tags.as_ref()),
            ..Default::default()
        })?;
        Ok(Created::settled(vpc.vpc_id))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())?;
        update_ipv4(id, actual, desired, &mut done)?;
        update_ipv6(id, actual, desired, &mut done)?;
        let hostnames = changed(&actual.enable_dns_hostnames, &desired.enable_dns_hostnames).copied();
        let support = changed(&actual.enable_dns_support, &desired.enable_dns_support).copied();
        // Names need the server: it is switched on before them, and off after them.
        if support == Some(true) {
            set_dns(id, "enable_dns_support", true, &mut done)?;
        }
        if let Some(value) = hostnames {
            set_dns(id, "enable_dns_hostnames", value, &mut done)?;
        }
        if support == Some(false) {
            set_dns(id, "enable_dns_support", false, &mut done)?;
        }
        Ok(done)
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        ec2::delete_vpc(id).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all = ec2::describe_vpcs(&ec2::DescribeVpcsInput::all())?;
        let listed = |vpc: ec2::Vpc| {
            let of_region = vpc.is_default == Some(true);
            Ok(Listed::new(vpc.vpc_id.clone(), state(vpc)?).implicit(of_region))
        };
        all.into_iter().map(listed).collect()
    }
}

wasmidem_guest::export!(resources: [Vpc]);

fn state(vpc: ec2::Vpc) -> Result<Vpc> {
    let attribute = |name| ec2::describe_vpc_attribute(&vpc.vpc_id, name);
    let hostnames = attribute("enableDnsHostnames")?.enable_dns_hostnames;
    let support = attribute("enableDnsSupport")?.enable_dns_support;
    let ipv4 = vpc
        .cidr_block_association_set
        .into_iter()
        .flatten()
        .filter(|block| in_use(block.cidr_block_state.as_ref()));
    let ipv6: Vec<_> =
        vpc.ipv6_cidr_block_association_set.into_iter().flatten().filter_map(ipv6_block).collect();
    Ok(Vpc {
        instance_tenancy: vpc.instance_tenancy,
        tags: Some(vpc.tags.into()),
        cidr_block_association_set: Some(ipv4.collect()),
        ipv6_cidr_block_association_set: Some(ipv6).filter(|blocks| !blocks.is_empty()),
        enable_dns_hostnames: hostnames.and_then(|attribute| attribute.value),
        enable_dns_support: support.and_then(|attribute| attribute.value),
    })
}

/// AWS also lists blocks that the VPC had before.
fn in_use(state: Option<&ec2::VpcCidrBlockState>) -> bool {
    let state = state.and_then(|state| state.state.as_deref());
    state.is_none_or(|state| state == "associated" || state == "associating")
}

fn ipv6_block(block: ec2::VpcIpv6CidrBlockAssociation) -> Option<Ipv6Block> {
    in_use(block.ipv6_cidr_block_state.as_ref()).then(|| Ipv6Block {
        association_id: block.association_id,
        amazon_provided_ipv6_cidr_block: (block.ipv6_pool.as_deref() == Some("Amazon")).then_some(true),
        ipv6_cidr_block: block.ipv6_cidr_block,
        ipv6_cidr_block_state: block.ipv6_cidr_block_state,
        network_border_group: block.network_border_group,
        ipv6_pool: block.ipv6_pool,
    })
}

fn update_ipv4(id: &str, actual: &Vpc, desired: &Vpc, done: &mut Vec<String>) -> Result<()> {
    let Some(desired) = &desired.cidr_block_association_set else { return Ok(()) };
    let actual = actual.cidr_block_association_set.as_deref().unwrap_or_default();
    for block in
        actual.iter().filter(|block| !desired.iter().any(|other| other.cidr_block == block.cidr_block))
    {
        ec2::disassociate_vpc_cidr_block(block.association_id.as_deref().unwrap_or_default())?;
        done.push(format!("disassociated {}", block.cidr_block.as_deref().unwrap_or_default()));
    }
    for block in
        desired.iter().filter(|block| !actual.iter().any(|other| other.cidr_block == block.cidr_block))
    {
        let cidr_block = block.cidr_block.clone();
        done.push(format!("associated {}", cidr_block.as_deref().unwrap_or_default()));
        ec2::associate_vpc_cidr_block(&ec2::AssociateVpcCidrBlockInput {
            vpc_id: id.to_owned(),
            cidr_block,
            ..Default::default()
        })?;
    }
    Ok(())
}

fn update_ipv6(id: &str, actual: &Vpc, desired: &Vpc, done: &mut Vec<String>) -> Result<()> {
    let Some(desired) = &desired.ipv6_cidr_block_association_set else { return Ok(()) };
    let mut surplus = actual.ipv6_cidr_block_association_set.clone().unwrap_or_default();
    let mut missing = Vec::new();
    for block in desired {
        match surplus.iter().position(|other| is_block(block, other)) {
            Some(index) => drop(surplus.remove(index)),
            None => missing.push(block),
        }
    }
    for block in surplus {
        ec2::disassociate_vpc_cidr_block(block.association_id.as_deref().unwrap_or_default())?;
        done.push(format!("disassociated {}", block.ipv6_cidr_block.as_deref().unwrap_or_default()));
    }
    for block in missing {
        let associated = ec2::associate_vpc_cidr_block(&ec2::AssociateVpcCidrBlockInput {
            vpc_id: id.to_owned(),
            amazon_provided_ipv6_cidr_block: block.amazon_provided_ipv6_cidr_block,
            ipv6_cidr_block: block.ipv6_cidr_block.clone(),
            ipv6_pool: block.ipv6_pool.clone().filter(|pool| pool != "Amazon"),
            ipv6_cidr_block_network_border_group: block.network_border_group.clone(),
            ..Default::default()
        })?;
        let block = associated.ipv6_cidr_block_association.and_then(|block| block.ipv6_cidr_block);
        done.push(format!("associated {}", block.as_deref().unwrap_or("an IPv6 block")));
    }
    Ok(())
}

/// Whether the block that is there has what is asked of it.
fn is_block(desired: &Ipv6Block, actual: &Ipv6Block) -> bool {
    let fits = |desired: &Option<String>, actual: &Option<String>| desired.is_none() || desired == actual;
    fits(&desired.ipv6_cidr_block, &actual.ipv6_cidr_block)
        && fits(&desired.ipv6_pool, &actual.ipv6_pool)
        && fits(&desired.network_border_group, &actual.network_border_group)
        && desired
            .amazon_provided_ipv6_cidr_block
            .is_none_or(|given| given == actual.amazon_provided_ipv6_cidr_block.is_some())
}

fn set_dns(id: &str, name: &str, value: bool, done: &mut Vec<String>) -> Result<()> {
    let given = |attribute| (attribute == name).then(|| ec2::AttributeBooleanValue::of(value));
    ec2::modify_vpc_attribute(&ec2::ModifyVpcAttributeInput {
        vpc_id: id.to_owned(),
        enable_dns_hostnames: given("enable_dns_hostnames"),
        enable_dns_support: given("enable_dns_support"),
        ..Default::default()
    })?;
    done.push(format!("set {name} to {value}"));
    Ok(())
}
