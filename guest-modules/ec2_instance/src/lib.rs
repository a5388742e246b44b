//! `aws.ec2.instance`: virtual machines.

mod changes;
mod launch;
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
    #[resource(preview = true)]
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
    /// Whether a stopped one stays on its host: `default` or `host`.
    #[resource(create_only)]
    pub affinity: Option<String>,
    /// The partition of the placement group.
    #[resource(create_only)]
    pub partition_number: Option<i32>,
    /// Of old: AWS keeps it for itself.
    #[resource(create_only)]
    pub spread_domain: Option<String>,
    /// The ARN of the group of hosts it is on.
    #[resource(create_only)]
    pub host_resource_group_arn: Option<String>,
    /// Whether its own data needs a token: `required` or `optional`.
    pub http_tokens: Option<String>,
    /// How many hops answers with its own data may make.
    pub http_put_response_hop_limit: Option<i32>,
    /// Whether it can ask for its own data.
    pub http_endpoint_enabled: Option<bool>,
    /// Whether its own data has an IPv6 address.
    pub http_protocol_ipv6_enabled: Option<bool>,
    /// Whether its own data says its tags.
    pub metadata_tags_enabled: Option<bool>,
    /// What its name in the network is made of: `ip-name` or `resource-name`.
    #[resource(create_only)]
    pub hostname_type: Option<String>,
    /// Whether the name made of its id has an IPv4 address.
    #[resource(create_only)]
    pub enable_resource_name_dns_a_record: Option<bool>,
    /// Whether the name made of its id has an IPv6 address.
    #[resource(create_only)]
    pub enable_resource_name_dns_aaaa_record: Option<bool>,
    /// How many cores it has.
    #[resource(create_only)]
    pub cpu_core_count: Option<i32>,
    /// How many threads a core has.
    #[resource(create_only)]
    pub cpu_threads_per_core: Option<i32>,
    /// `standard` or `unlimited`.
    #[resource(create_only, write_only)]
    pub cpu_credits: Option<String>,
    /// The faster kind of network, `simple`; cannot be taken back.
    pub sriov_net_support: Option<String>,
    /// Whether AWS moves it from a host that fails.
    #[resource(create_only)]
    pub auto_recovery_enabled: Option<bool>,
    /// Whether it can hibernate.
    #[resource(create_only)]
    pub hibernation_enabled: Option<bool>,
    /// Whether it can have enclaves.
    #[resource(create_only)]
    pub nitro_enclave_enabled: Option<bool>,
    /// Whether it takes reserved capacity: `open` or `none`.
    #[resource(create_only)]
    pub capacity_reservation_preference: Option<String>,
    /// The ARNs of license configurations.
    #[resource(create_only)]
    pub license_arns: Option<Vec<String>>,
    /// `spot` for one from the spot market.
    #[resource(create_only, write_only)]
    pub market_type: Option<String>,
    /// What it may cost in an hour, in dollars.
    #[resource(create_only, write_only)]
    pub max_price: Option<String>,
    /// `one-time` or `persistent`.
    #[resource(create_only, write_only)]
    pub spot_instance_type: Option<String>,
    /// How long AWS leaves it alone, in minutes.
    #[resource(create_only, write_only)]
    pub block_duration_minutes: Option<i32>,
    /// Until when it is wanted, in RFC 3339.
    #[resource(create_only, write_only)]
    pub valid_until: Option<String>,
    /// What becomes of it when AWS takes it away: `hibernate`, `stop` or `terminate`.
    #[resource(create_only, write_only)]
    pub instance_interruption_behavior: Option<String>,
    /// What idem installs on it: nothing can be, here.
    #[resource(create_only)]
    pub bootstrap: Option<Vec<Value>>,
    /// Makes two calls one.
    #[resource(create_only, write_only)]
    pub client_token: Option<String>,
    /// The device it starts from.
    #[resource(computed)]
    pub root_device_name: Option<String>,
    /// What is sold with its image.
    #[resource(computed)]
    pub product_codes: Option<Vec<Value>>,
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
        if desired.bootstrap.as_ref().is_some_and(|tools| !tools.is_empty()) {
            return Err(Failure::unsupported("`bootstrap` installs nothing here: give `user_data` for that"));
        }
        let made: Vec<Members> = ec2::run_instances(launch::input(desired)).part("Instances")?;
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
