//! What `DescribeInstances` tells.

use wasmidem_guest::prelude::*;

use crate::Instance;

/// A volume of an instance.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct BlockDevice {
    /// What the instance calls it.
    #[object(rename = "device_name")]
    pub device_name: Option<String>,
    /// The volume, `vol-…`.
    #[object(rename = "volume_id")]
    pub volume_id: Option<String>,
    /// Whether it goes with the instance.
    #[object(rename = "delete_on_termination")]
    pub delete_on_termination: Option<bool>,
}

/// A network interface of an instance.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Interface {
    /// The interface, `eni-…`.
    #[object(rename = "network_interface_id")]
    pub network_interface_id: Option<String>,
    /// Its number.
    #[object(rename = "device_index")]
    pub device_index: Option<i32>,
    /// The card it is on.
    #[object(rename = "network_card_index")]
    pub network_card_index: Option<i32>,
    /// The subnet it is in.
    #[object(rename = "subnet_id")]
    pub subnet_id: Option<String>,
    /// Its public address.
    #[object(rename = "public_ip_address")]
    pub public_ip_address: Option<String>,
    /// Its address in the subnet.
    #[object(rename = "private_ip_address")]
    pub private_ip_address: Option<String>,
    /// Its hardware address.
    #[object(rename = "mac_address")]
    pub mac_address: Option<String>,
}

/// AWS tells of terminated ones for a while.
pub fn is_there(instance: &Instance) -> bool {
    instance.instance_state.as_deref() != Some("terminated")
}

/// The instances of a reservation with their ids, without the attributes that have a call of their own.
pub fn state(mut reservation: Members) -> Result<Vec<(String, Instance)>> {
    let reservation_id: Option<String> = reservation.take("ReservationId")?;
    let owner_id: Option<String> = reservation.take("OwnerId")?;
    let instances: Option<Vec<Members>> = reservation.take("Instances")?;
    instances
        .into_iter()
        .flatten()
        .map(|mut found| {
            let id: String = found.take("InstanceId")?;
            let state = Instance {
                reservation_id: reservation_id.clone(),
                owner_id: owner_id.clone(),
                ..one(found)?
            };
            Ok((id, state))
        })
        .collect()
}

fn one(mut found: Members) -> Result<Instance> {
    let state: Option<String> = found.at("State.Name")?;
    let on = |text: Option<String>| Some(text.as_deref() == Some("enabled"));
    let interfaces: Vec<Members> = found.take::<Option<_>>("NetworkInterfaces")?.unwrap_or_default();
    let groups = groups(found.take::<Option<_>>("SecurityGroups")?.unwrap_or_default(), &interfaces)?;
    Ok(Instance {
        image_id: found.take::<Option<String>>("ImageId")?.unwrap_or_default(),
        instance_type: found.take("InstanceType")?,
        ebs_optimized: found.take("EbsOptimized")?,
        kernel_id: found.take("KernelId")?,
        ram_disk_id: found.take("RamdiskId")?,
        subnet_id: found.take("SubnetId")?,
        security_group_ids: Some(groups),
        private_ip_address: found.take("PrivateIpAddress")?,
        public_ip_address: found.take("PublicIpAddress")?,
        key_name: found.take("KeyName")?,
        iam_instance_profile_arn: found.at("IamInstanceProfile.Arn")?,
        running: state.as_ref().map(|state| state == "running" || state == "pending"),
        instance_state: state,
        monitoring_enabled: found
            .at::<Option<String>>("Monitoring.State")?
            .map(|state| state == "enabled" || state == "pending"),
        source_dest_check: found.take("SourceDestCheck")?,
        availability_zone: found.at("Placement.AvailabilityZone")?,
        tenancy: found.at("Placement.Tenancy")?,
        group_name: found.at("Placement.GroupName")?,
        host_id: found.at("Placement.HostId")?,
        affinity: found.at("Placement.Affinity")?,
        partition_number: found.at("Placement.PartitionNumber")?,
        spread_domain: found.at("Placement.SpreadDomain")?,
        host_resource_group_arn: found.at("Placement.HostResourceGroupArn")?,
        http_tokens: found.at("MetadataOptions.HttpTokens")?,
        http_put_response_hop_limit: found.at("MetadataOptions.HttpPutResponseHopLimit")?,
        http_endpoint_enabled: on(found.at("MetadataOptions.HttpEndpoint")?),
        http_protocol_ipv6_enabled: on(found.at("MetadataOptions.HttpProtocolIpv6")?),
        metadata_tags_enabled: on(found.at("MetadataOptions.InstanceMetadataTags")?),
        hostname_type: found.at("PrivateDnsNameOptions.HostnameType")?,
        enable_resource_name_dns_a_record: found.at("PrivateDnsNameOptions.EnableResourceNameDnsARecord")?,
        enable_resource_name_dns_aaaa_record: found
            .at("PrivateDnsNameOptions.EnableResourceNameDnsAAAARecord")?,
        cpu_core_count: found.at("CpuOptions.CoreCount")?,
        cpu_threads_per_core: found.at("CpuOptions.ThreadsPerCore")?,
        sriov_net_support: found.take("SriovNetSupport")?,
        auto_recovery_enabled: Some(
            found.at::<Option<String>>("MaintenanceOptions.AutoRecovery")?.as_deref() != Some("disabled"),
        ),
        hibernation_enabled: found.at("HibernationOptions.Configured")?,
        nitro_enclave_enabled: found.at("EnclaveOptions.Enabled")?,
        capacity_reservation_preference: found
            .at("CapacityReservationSpecification.CapacityReservationPreference")?,
        license_arns: Some(every(
            found.take::<Option<_>>("Licenses")?.unwrap_or_default(),
            "LicenseConfigurationArn",
        )?),
        client_token: found.take("ClientToken")?,
        product_codes: Some(found.take::<Option<Vec<Value>>>("ProductCodes")?.unwrap_or_default()),
        bootstrap: Some(Vec::new()),
        root_device_name: found.take("RootDeviceName")?,
        block_device_mappings: Some(devices(
            found.take::<Option<_>>("BlockDeviceMappings")?.unwrap_or_default(),
        )?),
        network_interfaces: Some(interfaces.into_iter().map(interface).collect::<Result<_>>()?),
        tags: found.tags("Tags")?,
        ..Instance::default()
    })
}

/// The groups, or those of its first interface where only that has them.
fn groups(groups: Vec<Members>, interfaces: &[Members]) -> Result<Vec<String>> {
    if groups.is_empty()
        && let Some(first) = interfaces.first()
    {
        return every(first.clone().take::<Option<_>>("Groups")?.unwrap_or_default(), "GroupId");
    }
    every(groups, "GroupId")
}

fn devices(listed: Vec<Members>) -> Result<Vec<BlockDevice>> {
    let one = |mut device: Members| {
        Ok(BlockDevice {
            device_name: device.take("DeviceName")?,
            volume_id: device.at("Ebs.VolumeId")?,
            delete_on_termination: device.at("Ebs.DeleteOnTermination")?,
        })
    };
    listed.into_iter().map(one).collect()
}

fn interface(mut found: Members) -> Result<Interface> {
    Ok(Interface {
        network_interface_id: found.take("NetworkInterfaceId")?,
        device_index: found.at("Attachment.DeviceIndex")?,
        network_card_index: found.at("Attachment.NetworkCardIndex")?,
        subnet_id: found.take("SubnetId")?,
        public_ip_address: found.at("Association.PublicIp")?,
        private_ip_address: found.take("PrivateIpAddress")?,
        mac_address: found.take("MacAddress")?,
    })
}
