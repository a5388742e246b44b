//! What `RunInstances` takes.

use wasmidem_guest::prelude::*;

use crate::{Instance, changes};

/// The input that makes the instance.
pub fn input(desired: &Instance) -> Value {
    let profile = desired.iam_instance_profile_arn.clone().filter(|arn| !arn.is_empty());
    input! {
        ImageId: desired.image_id,
        MinCount: 1,
        MaxCount: 1,
        InstanceType: desired.instance_type,
        EbsOptimized: desired.ebs_optimized,
        KernelId: desired.kernel_id,
        RamdiskId: desired.ram_disk_id,
        SubnetId: desired.subnet_id,
        SecurityGroupIds: desired.security_group_ids,
        PrivateIpAddress: desired.private_ip_address,
        KeyName: desired.key_name,
        IamInstanceProfile: profile.map(|arn| input! { Arn: arn }),
        UserData: desired.user_data.as_ref().map(|data| base64(data.as_bytes())),
        Monitoring: desired.monitoring_enabled.map(|enabled| input! { Enabled: enabled }),
        DisableApiTermination: desired.disable_api_termination,
        InstanceInitiatedShutdownBehavior: desired.instance_initiated_shutdown_behavior,
        Placement: placement(desired),
        MetadataOptions: changes::metadata(&Instance::default(), desired),
        PrivateDnsNameOptions: some(input! {
            HostnameType: desired.hostname_type,
            EnableResourceNameDnsARecord: desired.enable_resource_name_dns_a_record,
            EnableResourceNameDnsAAAARecord: desired.enable_resource_name_dns_aaaa_record,
        }),
        CpuOptions: some(input! {
            CoreCount: desired.cpu_core_count,
            ThreadsPerCore: desired.cpu_threads_per_core,
        }),
        CreditSpecification: some(input! { CpuCredits: desired.cpu_credits }),
        MaintenanceOptions: desired.auto_recovery_enabled.map(|enabled| {
            input! { AutoRecovery: if enabled { "default".to_owned() } else { "disabled".to_owned() } }
        }),
        HibernationOptions: some(input! { Configured: desired.hibernation_enabled }),
        EnclaveOptions: some(input! { Enabled: desired.nitro_enclave_enabled }),
        CapacityReservationSpecification: some(input! {
            CapacityReservationPreference: desired.capacity_reservation_preference,
        }),
        LicenseSpecifications: licenses(desired),
        InstanceMarketOptions: market(desired),
        ClientToken: desired.client_token,
        TagSpecifications: Tags::at_creation("instance", desired.tags.as_ref()),
    }
}

/// An object in which something is given.
fn some(object: Value) -> Option<Value> {
    Some(object).filter(|object| object.as_object().is_some_and(|members| !members.is_empty()))
}

fn placement(desired: &Instance) -> Option<Value> {
    // States tell an empty text of instances that are in no group.
    let group = desired.group_name.clone().filter(|group| !group.is_empty());
    some(input! {
        AvailabilityZone: desired.availability_zone,
        Tenancy: desired.tenancy,
        GroupName: group,
        HostId: desired.host_id,
        Affinity: desired.affinity,
        PartitionNumber: desired.partition_number,
        SpreadDomain: desired.spread_domain,
        HostResourceGroupArn: desired.host_resource_group_arn,
    })
}

fn licenses(desired: &Instance) -> Option<Vec<Value>> {
    let arns = desired.license_arns.as_ref().filter(|arns| !arns.is_empty())?;
    Some(arns.iter().map(|arn| input! { LicenseConfigurationArn: arn }).collect())
}

fn market(desired: &Instance) -> Option<Value> {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let spot = some(input! {
        MaxPrice: given(&desired.max_price),
        SpotInstanceType: given(&desired.spot_instance_type),
        BlockDurationMinutes: desired.block_duration_minutes,
        ValidUntil: given(&desired.valid_until),
        InstanceInterruptionBehavior: given(&desired.instance_interruption_behavior),
    });
    let kind = given(&desired.market_type).or(spot.as_ref().map(|_| "spot".to_owned()));
    some(input! { MarketType: kind, SpotOptions: spot })
}
