//! `aws.ec2.network_interface`: addresses of their own in a subnet.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    ec2: [
        CreateNetworkInterface, DeleteNetworkInterface, DescribeNetworkInterfaces,
        ModifyNetworkInterfaceAttribute,
    ]
}

/// A network interface: addresses in a subnet, to be attached to an instance.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.ec2.network_interface")]
pub struct NetworkInterface {
    /// The subnet, `subnet-…`.
    #[resource(create_only)]
    pub subnet_id: String,
    /// What it is for.
    pub description: Option<String>,
    /// The security groups, `sg-…`.
    pub groups: Option<Vec<String>>,
    /// `interface`, unless given, or another kind.
    #[resource(create_only)]
    pub interface_type: Option<String>,
    /// Its first address.
    #[resource(create_only)]
    pub primary_ip_address: Option<String>,
    /// Its further addresses.
    #[resource(create_only)]
    pub private_ip_addresses: Option<Vec<String>>,
    /// How many further addresses AWS chooses.
    #[resource(create_only, write_only)]
    pub ipv4_address_count: Option<i32>,
    /// Its IPv6 addresses.
    #[resource(create_only)]
    pub ipv6_addresses: Option<Vec<String>>,
    /// How many IPv6 addresses AWS chooses.
    #[resource(create_only, write_only)]
    pub ipv6_address_count: Option<i32>,
    /// Makes two calls one.
    #[resource(create_only, write_only)]
    pub client_token: Option<String>,
    /// The availability zone.
    #[resource(computed)]
    pub availability_zone: Option<String>,
    /// The hardware address.
    #[resource(computed)]
    pub mac_address: Option<String>,
    /// The account.
    #[resource(computed)]
    pub owner_id: Option<String>,
    /// The name that leads to its first address.
    #[resource(computed)]
    pub private_dns_name: Option<String>,
    /// Whether it may only talk for itself.
    #[resource(computed)]
    pub source_dest_check: Option<bool>,
    /// `available`, or `in-use`.
    #[resource(computed)]
    pub status: Option<String>,
    /// The VPC.
    #[resource(computed)]
    pub vpc_id: Option<String>,
    /// Its public address.
    #[resource(computed)]
    pub public_ip: Option<String>,
    /// That it is attached, `eni-attach-…`.
    #[resource(computed)]
    pub attachment_id: Option<String>,
    /// The tags.
    pub tags: Option<Tags>,
}

impl Manage for NetworkInterface {
    fn read(id: &str) -> Result<Option<Self>> {
        let of_id = input! { NetworkInterfaceIds: vec![id.to_owned()] };
        let found: Option<Members> = ec2::describe_network_interfaces(of_id).first("NetworkInterfaces")?;
        found.map(|interface| state(interface).map(|(_, state)| state)).transpose()
    }

    fn create(desired: &Self) -> Result<Created> {
        let further = |addresses: &Vec<String>| -> Vec<Value> {
            addresses.iter().map(|address| input! { PrivateIpAddress: address, Primary: false }).collect()
        };
        let ipv6 = |addresses: &Vec<String>| -> Vec<Value> {
            addresses.iter().map(|address| input! { Ipv6Address: address }).collect()
        };
        let input = input! {
            SubnetId: desired.subnet_id,
            Description: desired.description,
            Groups: desired.groups,
            InterfaceType: desired.interface_type,
            PrivateIpAddress: desired.primary_ip_address,
            PrivateIpAddresses: desired.private_ip_addresses.as_ref().map(further),
            SecondaryPrivateIpAddressCount: desired.ipv4_address_count,
            Ipv6Addresses: desired.ipv6_addresses.as_ref().map(ipv6),
            Ipv6AddressCount: desired.ipv6_address_count,
            ClientToken: desired.client_token,
            TagSpecifications: Tags::at_creation("network-interface", desired.tags.as_ref()),
        };
        let made = ec2::create_network_interface(input);
        Ok(Created::settled(made.part::<String>("NetworkInterface.NetworkInterfaceId")?))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        if let Some(description) = changed(&actual.description, &desired.description) {
            ec2::modify_network_interface_attribute(input! {
                NetworkInterfaceId: id, Description: input! { Value: description },
            })?;
            done.push("set the description".to_owned());
        }
        let groups = Exchange::of(&actual.groups, &desired.groups);
        if !(groups.add.is_empty() && groups.remove.is_empty()) {
            ec2::modify_network_interface_attribute(
                input! { NetworkInterfaceId: id, Groups: desired.groups },
            )?;
            done.push("set the security groups".to_owned());
        }
        done.extend(Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())?);
        Ok(done)
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        ec2::delete_network_interface(input! { NetworkInterfaceId: id }).gone()
    }

    /// Those that a service of AWS made are nobody's.
    fn list() -> Result<Vec<Listed<Self>>> {
        let token = ("NextToken", "NextToken");
        let all: Vec<Members> =
            pages(ec2::describe_network_interfaces, input! {}, token, "NetworkInterfaces")?;
        let mut listed = Vec::new();
        for mut interface in all {
            let of_service = interface.take::<Option<bool>>("RequesterManaged")?.unwrap_or_default();
            let (id, interface) = state(interface)?;
            listed.push(Listed::new(id, interface).implicit(of_service));
        }
        Ok(listed)
    }
}

wasmidem_guest::export!(resources: [NetworkInterface]);

/// The id and the state.
fn state(mut interface: Members) -> Result<(String, NetworkInterface)> {
    let mut further = Vec::new();
    for mut address in interface.take::<Option<Vec<Members>>>("PrivateIpAddresses")?.into_iter().flatten() {
        if address.take::<Option<bool>>("Primary")? != Some(true) {
            further.push(address.take("PrivateIpAddress")?);
        }
    }
    let groups = interface.take::<Option<Vec<Members>>>("Groups")?.unwrap_or_default();
    let ipv6 = interface.take::<Option<Vec<Members>>>("Ipv6Addresses")?.unwrap_or_default();
    let state = NetworkInterface {
        subnet_id: interface.take("SubnetId")?,
        description: interface.take("Description")?,
        groups: Some(every(groups, "GroupId")?),
        interface_type: interface.take("InterfaceType")?,
        primary_ip_address: interface.take("PrivateIpAddress")?,
        private_ip_addresses: Some(further),
        ipv6_addresses: Some(every(ipv6, "Ipv6Address")?),
        availability_zone: interface.take("AvailabilityZone")?,
        mac_address: interface.take("MacAddress")?,
        owner_id: interface.take("OwnerId")?,
        private_dns_name: interface.take("PrivateDnsName")?,
        source_dest_check: interface.take("SourceDestCheck")?,
        status: interface.take("Status")?,
        vpc_id: interface.take("VpcId")?,
        public_ip: interface.at("Association.PublicIp")?,
        attachment_id: interface.at("Attachment.AttachmentId")?,
        tags: interface.tags("TagSet")?,
        ..NetworkInterface::default()
    };
    Ok((interface.take("NetworkInterfaceId")?, state))
}
