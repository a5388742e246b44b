//! `aws.ec2.instance`: virtual machines.

mod changes;
mod state;

pub use state::{BlockDevice, Interface};
use state::{is_there, state};
use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    ec2: [
        AssociateIamInstanceProfile, DescribeIamInstanceProfileAssociations, DescribeInstanceAttribute,
        DescribeInstances, DisassociateIamInstanceProfile, ModifyInstanceAttribute,
        ModifyInstanceMetadataOptions, MonitorInstances, RunInstances, StartInstances, StopInstances,
        TerminateInstances, UnmonitorInstances,
    ]
}

/// An instance. A terminated one counts as gone.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.ec2.instance")]
pub struct Instance {
    /// The image it starts from, `ami-…`.
    #[resource(create_only)]
    pub image_id: String,
    /// The kind of machine, such as `t3.micro`. To change it the instance must be stopped.
    pub instance_type: Option<String>,
    /// Whether it has a connection to its volumes of its own. To change it the instance must be stopped.
    pub ebs_optimized: Option<bool>,
    /// The kernel, for old kinds.
    #[resource(create_only)]
    pub kernel_id: Option<String>,
    /// The RAM disk, for old kinds.
    #[resource(create_only)]
    pub ram_disk_id: Option<String>,
    /// The subnet, `subnet-…`.
    #[resource(create_only)]
    pub subnet_id: Option<String>,
    /// The security groups, `sg-…`.
    pub security_group_ids: Option<Vec<String>>,
    /// Its address in the subnet.
    #[resource(create_only)]
    pub private_ip_address: Option<String>,
    /// Its public address.
    #[resource(computed)]
    pub public_ip_address: Option<String>,
    /// The key pair that opens it.
    #[resource(create_only)]
    pub key_name: Option<String>,
    /// The ARN of the instance profile; an empty text for none.
    pub iam_instance_profile_arn: Option<String>,
    /// What it does at its first start, in plain text.
    #[resource(create_only, write_only, sensitive)]
    pub user_data: Option<String>,
    /// Whether it runs; otherwise it is stopped.
    pub running: Option<bool>,
    /// `pending`, `running`, `stopping`, `stopped` or `shutting-down`.
    #[resource(computed)]
    pub instance_state: Option<String>,
    /// Whether it is watched each minute.
    pub monitoring_enabled: Option<bool>,
    /// Whether it may only talk for itself.
    pub source_dest_check: Option<bool>,
    /// Whether it is protected from termination.
    pub disable_api_termination: Option<bool>,
    /// What a shutdown from inside does: `stop` or `terminate`.
    pub instance_initiated_shutdown_behavior: Option<String>,
    /// The availability zone.
    #[resource(create_only)]
    pub availability_zone: Option<String>,
    /// `default`, `dedicated` or `host`.
    #[resource(create_only)]
    pub tenancy: Option<String>,
    /// The placement group.
    #[resource(create_only)]
    pub group_name: Option<String>,
    /// The host it is on.
    #[resource(create_only)]
    pub host_id: Option<String>,
    /// Whether its own data needs a token: `required` or `optional`.
    pub http_tokens: Option<String>,
    /// How many hops answers with its own data may make.
    pub http_put_response_hop_limit: Option<i32>,
    /// Whether it can ask for its own data.
    pub http_endpoint_enabled: Option<bool>,
    /// Whether its own data says its tags.
    pub metadata_tags_enabled: Option<bool>,
    /// Makes two calls one.
    #[resource(create_only, write_only)]
    pub client_token: Option<String>,
    /// The device it starts from.
    #[resource(computed)]
    pub root_device_name: Option<String>,
    /// The call that made it, `r-…`.
    #[resource(computed)]
    pub reservation_id: Option<String>,
    /// The account.
    #[resource(computed)]
    pub owner_id: Option<String>,
    /// Its volumes.
    #[resource(computed)]
    pub block_device_mappings: Option<Vec<BlockDevice>>,
    /// Its network interfaces.
    #[resource(computed)]
    pub network_interfaces: Option<Vec<Interface>>,
    /// The tags.
    pub tags: Option<Tags>,
}

impl Manage for Instance {
    fn read(id: &str) -> Result<Option<Self>> {
        let of_id = input! { InstanceIds: vec![id.to_owned()] };
        let reservation: Option<Members> = ec2::describe_instances(of_id).first("Reservations")?;
        let Some(reservation) = reservation else { return Ok(None) };
        match state(reservation)?.into_iter().find(|(found, _)| found == id) {
            Some((_, instance)) if is_there(&instance) => changes::attributes(id, instance),
            _ => Ok(None),
        }
    }

    fn create(desired: &Self) -> Result<Created> {
        let placement = input! {
            AvailabilityZone: desired.availability_zone,
            Tenancy: desired.tenancy,
            GroupName: desired.group_name,
            HostId: desired.host_id,
        };
        let profile = desired.iam_instance_profile_arn.clone().filter(|arn| !arn.is_empty());
        let run = input! {
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
            Placement: Some(placement).filter(|placement| placement.as_object().is_some_and(|members| !members.is_empty())),
            MetadataOptions: changes::metadata(&Self::default(), desired),
            ClientToken: desired.client_token,
            TagSpecifications: Tags::at_creation("instance", desired.tags.as_ref()),
        };
        let made: Vec<Members> = ec2::run_instances(run).part("Instances")?;
        let ids: Vec<String> = every(made, "InstanceId")?;
        let id =
            ids.into_iter().next().ok_or_else(|| Failure::other("AWS made the instance without an id"))?;
        Ok(Created::pending(id))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = changes::enforce(id, actual, desired)?;
        done.extend(Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())?);
        Ok(done)
    }

    /// AWS needs a while.
    fn delete(id: &str, last: &Self) -> Result<Progress> {
        if last.instance_state.as_deref() != Some("shutting-down") {
            match ec2::terminate_instances(input! { InstanceIds: vec![id.to_owned()] }) {
                Err(failure) if failure.is_not_found() => return Ok(Progress::Done),
                other => other?,
            };
        }
        Ok(if Self::read(id)?.is_some() { Progress::Pending } else { Progress::Done })
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all: Vec<Members> =
            pages(ec2::describe_instances, input! {}, ("NextToken", "NextToken"), "Reservations")?;
        let mut listed = Vec::new();
        for reservation in all {
            for (id, instance) in state(reservation)? {
                if is_there(&instance) {
                    let instance = changes::attributes(&id, instance)?;
                    listed.extend(instance.map(|instance| Listed::new(id, instance)));
                }
            }
        }
        Ok(listed)
    }
}

wasmidem_guest::export!(resources: [Instance]);
