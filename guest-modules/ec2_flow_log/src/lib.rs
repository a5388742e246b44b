//! `aws.ec2.flow_log`: records of traffic.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    ec2: [CreateFlowLogs, DeleteFlowLogs, DescribeFlowLogs]
}

/// A flow log: keeps who talked to whom in a VPC, a subnet or a network interface.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.ec2.flow_log", nameless)]
pub struct FlowLog {
    /// What is watched: one id. AWS makes a log for each.
    #[resource(create_only)]
    pub resource_ids: Option<Vec<String>>,
    /// `VPC`, `Subnet` or `NetworkInterface`.
    #[resource(create_only)]
    pub resource_type: String,
    /// The ARN of the role that lets it write to CloudWatch Logs.
    #[resource(create_only)]
    pub iam_role: Option<String>,
    /// The log group.
    #[resource(create_only)]
    pub log_group_name: Option<String>,
    /// Which traffic: `ACCEPT`, `REJECT` or `ALL`.
    #[resource(create_only)]
    pub traffic_type: String,
    /// `cloud-watch-logs`, unless given, `s3` or `kinesis-data-firehose`.
    #[resource(create_only)]
    pub log_destination_type: Option<String>,
    /// The ARN of the bucket, log group or stream.
    #[resource(create_only)]
    pub log_destination: Option<String>,
    /// The fields of a record.
    #[resource(create_only)]
    pub log_format: Option<String>,
    /// How long traffic is gathered for a record, in seconds: 60 or 600.
    #[resource(create_only)]
    pub max_aggregation_interval: Option<i32>,
    /// How files in a bucket are.
    #[resource(create_only)]
    pub destination_options: Option<Options>,
    /// The tags.
    pub tags: Option<Tags>,
}

/// How files in a bucket are.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Options {
    /// `plain-text` or `parquet`.
    pub file_format: Option<String>,
    /// Whether folders are named as Hive wants it.
    pub hive_compatible_partitions: Option<bool>,
    /// Whether there is a folder for each hour.
    pub per_hour_partition: Option<bool>,
}

impl Manage for FlowLog {
    /// AWS keeps no two logs of the same traffic in the same place.
    fn find(desired: &Self) -> Result<Option<String>> {
        let of_resource =
            input! { Name: "resource-id", Values: desired.resource_ids.clone().unwrap_or_default() };
        for log in described(input! { Filter: vec![of_resource] })? {
            let (id, log) = state(log)?;
            let same_place = log.log_destination == desired.log_destination
                || desired.log_group_name.is_some() && log.log_group_name == desired.log_group_name;
            if log.resource_ids == desired.resource_ids
                && log.traffic_type == desired.traffic_type
                && same_place
            {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let found = ec2::describe_flow_logs(input! { FlowLogIds: vec![id.to_owned()] });
        let log: Option<Members> = found.first("FlowLogs")?;
        log.map(|log| state(log).map(|(_, log)| log)).transpose()
    }

    fn create(desired: &Self) -> Result<Created> {
        let watched = desired.resource_ids.clone().unwrap_or_default();
        if watched.len() != 1 {
            return Err(Failure::invalid(format!(
                "`resource_ids` has {} ids: give one, since AWS makes a flow log for each",
                watched.len()
            )));
        }
        let input = input! {
            ResourceIds: watched,
            ResourceType: desired.resource_type,
            TrafficType: desired.traffic_type,
            DeliverLogsPermissionArn: desired.iam_role,
            LogGroupName: desired.log_group_name,
            LogDestinationType: desired.log_destination_type,
            LogDestination: desired.log_destination,
            LogFormat: desired.log_format,
            MaxAggregationInterval: desired.max_aggregation_interval,
            DestinationOptions: desired.destination_options,
            TagSpecifications: Tags::at_creation("vpc-flow-log", desired.tags.as_ref()),
        };
        let ids: Vec<String> = all_of(ec2::create_flow_logs(input))?.take("FlowLogIds")?;
        let made =
            ids.into_iter().next().ok_or_else(|| Failure::other("AWS made the flow log without an id"))?;
        Ok(Created::settled(made))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        all_of(ec2::delete_flow_logs(input! { FlowLogIds: vec![id.to_owned()] })).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all = described(input! {})?;
        all.into_iter().map(|log| state(log).map(|(id, log)| Listed::new(id, log))).collect()
    }
}

wasmidem_guest::export!(resources: [FlowLog]);

fn described(input: Value) -> Result<Vec<Members>> {
    pages(ec2::describe_flow_logs, input, ("NextToken", "NextToken"), "FlowLogs")
}

/// The id and the state.
fn state(mut log: Members) -> Result<(String, FlowLog)> {
    let watched: String = log.take("ResourceId")?;
    let kind = match watched.split('-').next() {
        Some("vpc") => "VPC",
        Some("subnet") => "Subnet",
        _ => "NetworkInterface",
    };
    let state = FlowLog {
        resource_ids: Some(vec![watched]),
        resource_type: kind.to_owned(),
        iam_role: log.take("DeliverLogsPermissionArn")?,
        log_group_name: log.take("LogGroupName")?,
        traffic_type: log.take::<Option<String>>("TrafficType")?.unwrap_or_default(),
        log_destination_type: log.take("LogDestinationType")?,
        log_destination: log.take("LogDestination")?,
        log_format: log.take("LogFormat")?,
        max_aggregation_interval: log.take("MaxAggregationInterval")?,
        destination_options: log.take("DestinationOptions")?,
        tags: log.tags("Tags")?,
    };
    Ok((log.take("FlowLogId")?, state))
}
