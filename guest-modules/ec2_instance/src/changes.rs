//! What of an instance can be changed, and the attributes that have calls of their own.

use wasmidem_guest::prelude::*;

use crate::{Instance, ec2};

/// The instance with the attributes that `DescribeInstances` does not tell; `None` if it went away.
pub fn attributes(id: &str, instance: Instance) -> Result<Option<Instance>> {
    let attribute = |name: &str| ec2::describe_instance_attribute(input! { InstanceId: id, Attribute: name });
    let protected =
        attribute("disableApiTermination").found::<Option<bool>>("DisableApiTermination.Value")?;
    let Some(disable_api_termination) = protected else { return Ok(None) };
    let behaviour = attribute("instanceInitiatedShutdownBehavior");
    let behaviour = behaviour.found::<Option<String>>("InstanceInitiatedShutdownBehavior.Value")?;
    Ok(Some(Instance {
        disable_api_termination,
        instance_initiated_shutdown_behavior: behaviour.flatten(),
        ..instance
    }))
}

/// Makes the instance as desired, but for its tags. It is stopped first, and started last.
pub fn enforce(id: &str, actual: &Instance, desired: &Instance) -> Result<Vec<String>> {
    let mut done = Vec::new();
    let running = changed(&actual.running, &desired.running);
    let ids = vec![id.to_owned()];
    if running == Some(&false) {
        ec2::stop_instances(input! { InstanceIds: ids })?;
        done.push("stopped the instance".to_owned());
    }
    for (name, value) in modifications(actual, desired) {
        let mut modification = input! { InstanceId: id };
        wasmidem_guest::set_member(&mut modification, name, Some(value));
        ec2::modify_instance_attribute(modification)?;
        done.push(format!("set {name}"));
    }
    if let Some(mut options) = metadata(actual, desired) {
        wasmidem_guest::set_member(&mut options, "InstanceId", Some(Value::String(id.to_owned())));
        ec2::modify_instance_metadata_options(options)?;
        done.push("set the options of its own data".to_owned());
    }
    match changed(&actual.monitoring_enabled, &desired.monitoring_enabled) {
        None => {}
        Some(true) => {
            ec2::monitor_instances(input! { InstanceIds: ids })?;
            done.push("switched monitoring on".to_owned());
        }
        Some(false) => {
            ec2::unmonitor_instances(input! { InstanceIds: ids })?;
            done.push("switched monitoring off".to_owned());
        }
    }
    let profile = actual.iam_instance_profile_arn.clone().unwrap_or_default();
    if let Some(arn) = changed(&Some(profile), &desired.iam_instance_profile_arn) {
        exchange_profile(id, arn)?;
        done.push(if arn.is_empty() {
            "removed the profile".to_owned()
        } else {
            format!("has the profile {arn}")
        });
    }
    if running == Some(&true) {
        ec2::start_instances(input! { InstanceIds: ids })?;
        done.push("started the instance".to_owned());
    }
    Ok(done)
}

/// What `ModifyInstanceAttribute` takes one by one.
fn modifications(actual: &Instance, desired: &Instance) -> Vec<(&'static str, Value)> {
    let text = |text: &String| input! { Value: text };
    let flag = |flag: &bool| input! { Value: *flag };
    let groups = Exchange::of(&actual.security_group_ids, &desired.security_group_ids);
    let groups_differ = !(groups.add.is_empty() && groups.remove.is_empty());
    let groups = desired.security_group_ids.as_ref().filter(|_| groups_differ);
    let behaviour =
        changed(&actual.instance_initiated_shutdown_behavior, &desired.instance_initiated_shutdown_behavior);
    [
        ("InstanceType", changed(&actual.instance_type, &desired.instance_type).map(text)),
        ("EbsOptimized", changed(&actual.ebs_optimized, &desired.ebs_optimized).map(flag)),
        ("SourceDestCheck", changed(&actual.source_dest_check, &desired.source_dest_check).map(flag)),
        (
            "DisableApiTermination",
            changed(&actual.disable_api_termination, &desired.disable_api_termination).map(flag),
        ),
        ("InstanceInitiatedShutdownBehavior", behaviour.map(text)),
        ("SriovNetSupport", changed(&actual.sriov_net_support, &desired.sriov_net_support).map(text)),
        ("Groups", groups.map(wasmidem_guest::json::to_value)),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

/// The options of its own data that differ.
pub fn metadata(actual: &Instance, desired: &Instance) -> Option<Value> {
    let switch = |on: &bool| if *on { "enabled".to_owned() } else { "disabled".to_owned() };
    let hops = changed(&actual.http_put_response_hop_limit, &desired.http_put_response_hop_limit);
    let endpoint = changed(&actual.http_endpoint_enabled, &desired.http_endpoint_enabled);
    let tags = changed(&actual.metadata_tags_enabled, &desired.metadata_tags_enabled);
    let ipv6 = changed(&actual.http_protocol_ipv6_enabled, &desired.http_protocol_ipv6_enabled);
    let options = input! {
        HttpTokens: changed(&actual.http_tokens, &desired.http_tokens).cloned(),
        HttpPutResponseHopLimit: hops.copied(),
        HttpEndpoint: endpoint.map(switch),
        HttpProtocolIpv6: ipv6.map(switch),
        InstanceMetadataTags: tags.map(switch),
    };
    Some(options).filter(|options| options.as_object().is_some_and(|members| !members.is_empty()))
}

/// Takes the profile away that it has, and gives it another.
fn exchange_profile(id: &str, arn: &str) -> Result<()> {
    let of_instance = input! { Name: "instance-id", Values: vec![id.to_owned()] };
    let associations: Vec<Members> = pages(
        ec2::describe_iam_instance_profile_associations,
        input! { Filters: vec![of_instance] },
        ("NextToken", "NextToken"),
        "IamInstanceProfileAssociations",
    )?;
    for mut association in associations {
        let state: Option<String> = association.take("State")?;
        if matches!(state.as_deref(), Some("associated" | "associating")) {
            let association: String = association.take("AssociationId")?;
            ec2::disassociate_iam_instance_profile(input! { AssociationId: association }).gone()?;
        }
    }
    if !arn.is_empty() {
        ec2::associate_iam_instance_profile(
            input! { InstanceId: id, IamInstanceProfile: input! { Arn: arn } },
        )?;
    }
    Ok(())
}
