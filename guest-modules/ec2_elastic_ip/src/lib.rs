//! `aws.ec2.elastic_ip`: addresses of the account.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    ec2: [AllocateAddress, DescribeAddresses, ReleaseAddress]
}

/// An elastic IP: a public address that stays until it is given back. Its id is the address.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.ec2.elastic_ip")]
pub struct ElasticIp {
    /// The id of the allocation, `eipalloc-…`.
    #[resource(computed, preview = "allocation_id_known_after_present")]
    pub allocation_id: Option<String>,
    /// That it is in use, `eipassoc-…`.
    #[resource(computed)]
    pub association_id: Option<String>,
    /// The instance that uses it.
    #[resource(computed)]
    pub instance_id: Option<String>,
    /// `vpc`; AWS has no other any more.
    #[resource(create_only, write_only)]
    pub domain: Option<String>,
    /// From where it is announced.
    #[resource(create_only)]
    pub network_border_group: Option<String>,
    /// The pool it is from.
    #[resource(create_only)]
    pub public_ipv4_pool: Option<String>,
    /// The customer's pool it is from.
    #[resource(create_only)]
    pub customer_owned_ipv4_pool: Option<String>,
    /// The tags.
    pub tags: Option<Tags>,
}

impl Manage for ElasticIp {
    fn read(id: &str) -> Result<Option<Self>> {
        let found: Option<Members> =
            ec2::describe_addresses(input! { PublicIps: vec![id.to_owned()] }).first("Addresses")?;
        found.map(|address| state(address).map(|(_, state)| state)).transpose()
    }

    fn create(desired: &Self) -> Result<Created> {
        let input = input! {
            Domain: desired.domain.clone().filter(|domain| domain != "standard"),
            PublicIpv4Pool: desired.public_ipv4_pool,
            NetworkBorderGroup: desired.network_border_group,
            CustomerOwnedIpv4Pool: desired.customer_owned_ipv4_pool,
            TagSpecifications: Tags::at_creation("elastic-ip", desired.tags.as_ref()),
        };
        Ok(Created::settled(ec2::allocate_address(input).part::<String>("PublicIp")?))
    }

    fn update(_id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let allocation = actual.allocation_id.as_deref().unwrap_or_default();
        Tags::update(allocation, actual.tags.as_ref(), desired.tags.as_ref())
    }

    fn delete(_id: &str, last: &Self) -> Result<Progress> {
        ec2::release_address(input! { AllocationId: last.allocation_id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all: Vec<Members> = ec2::describe_addresses(input! {}).part("Addresses")?;
        all.into_iter().map(|address| state(address).map(|(ip, state)| Listed::new(ip, state))).collect()
    }
}

wasmidem_guest::export!(resources: [ElasticIp]);

/// The address and its state.
fn state(mut address: Members) -> Result<(String, ElasticIp)> {
    let mut given = |name: &str| address.take::<Option<String>>(name);
    let state = ElasticIp {
        allocation_id: given("AllocationId")?,
        association_id: given("AssociationId")?,
        instance_id: given("InstanceId")?,
        domain: given("Domain")?,
        network_border_group: given("NetworkBorderGroup")?,
        public_ipv4_pool: given("PublicIpv4Pool")?,
        customer_owned_ipv4_pool: given("CustomerOwnedIpv4Pool")?,
        tags: None,
    };
    Ok((address.take("PublicIp")?, ElasticIp { tags: address.tags("Tags")?, ..state }))
}
