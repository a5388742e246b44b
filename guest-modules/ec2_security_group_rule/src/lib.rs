//! `aws.ec2.security_group_rule`: single rules of a security group.

use wasmidem_guest::prelude::*;

/// A rule of a security group: who may talk to its members, or whom they may talk to. Give one of
/// `cidr_ipv4`, `cidr_ipv6`, `prefix_list_id` and `referenced_group_info`.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.ec2.security_group_rule")]
pub struct Rule {
    /// The tag `Name`.
    #[resource(computed, nullable)]
    pub name: Option<String>,
    /// The security group, `sg-…`.
    #[resource(create_only)]
    pub group_id: String,
    /// Outbound rather than inbound.
    #[resource(create_only)]
    pub is_egress: bool,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, a protocol number, or `-1` for all.
    pub ip_protocol: String,
    /// The first port, or the ICMP type; -1 for all.
    pub from_port: i32,
    /// The last port, or the ICMP code; -1 for all.
    pub to_port: i32,
    /// The other side by IPv4 block.
    pub cidr_ipv4: Option<String>,
    /// The other side by IPv6 block.
    pub cidr_ipv6: Option<String>,
    /// The other side by prefix list.
    pub prefix_list_id: Option<String>,
    /// The other side by security group.
    pub referenced_group_info: Option<ec2::ReferencedSecurityGroup>,
    /// What it is for.
    pub description: Option<String>,
    /// The tags.
    pub tags: Option<Tags>,
}

impl Manage for Rule {
    /// AWS keeps no two rules with the same traffic in a group.
    fn find(desired: &Self) -> Result<Option<String>> {
        let of = ec2::DescribeSecurityGroupRulesInput::with([("group-id", &desired.group_id)]);
        let rules = ec2::describe_security_group_rules(&of)?;
        Ok(rules
            .into_iter()
            .find(|rule| is_same_traffic(&state(rule.clone()), desired))
            .map(|rule| rule.security_group_rule_id))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        Ok(ec2::describe_security_group_rules(&ec2::DescribeSecurityGroupRulesInput::of(id))
            .one()?
            .map(state))
    }

    fn create(desired: &Self) -> Result<Created> {
        let input = ec2::AuthorizeInput {
            group_id: desired.group_id.clone(),
            ip_permissions: vec![permission(desired)],
            tag_specifications: Tags::at_creation("security-group-rule", desired.tags.as_ref()),
        };
        let rules = if desired.is_egress {
            ec2::authorize_security_group_egress(&input)?
        } else {
            ec2::authorize_security_group_ingress(&input)?
        };
        let made =
            rules.into_iter().next().ok_or_else(|| Failure::other("AWS made the rule without an id"))?;
        Ok(Created::settled(made.security_group_rule_id))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())?;
        let is_described = changed(&actual.description, &desired.description).is_none();
        if !(is_described && is_same_traffic(actual, desired)) {
            ec2::modify_security_group_rules(&actual.group_id, &[replacement(id, actual, desired)])?;
            done.push("replaced the content of the rule".to_owned());
        }
        Ok(done)
    }

    fn delete(id: &str, last: &Self) -> Result<Progress> {
        let ids = [id.to_owned()];
        if last.is_egress {
            ec2::revoke_security_group_egress(&last.group_id, &ids).gone()
        } else {
            ec2::revoke_security_group_ingress(&last.group_id, &ids).gone()
        }
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all = ec2::describe_security_group_rules(&ec2::DescribeSecurityGroupRulesInput::all())?;
        Ok(all
            .into_iter()
            .map(|rule| Listed::new(rule.security_group_rule_id.clone(), state(rule)))
            .collect())
    }
}

wasmidem_guest::export!(resources: [Rule]);

fn state(rule: ec2::SecurityGroupRule) -> Rule {
    let tags = Tags::from(rule.tags);
    Rule {
        name: tags.get("Name").map(str::to_owned),
        group_id: rule.group_id.unwrap_or_default(),
        is_egress: rule.is_egress.unwrap_or_default(),
        ip_protocol: rule.ip_protocol.unwrap_or_default(),
        from_port: rule.from_port.unwrap_or(-1),
        to_port: rule.to_port.unwrap_or(-1),
        cidr_ipv4: rule.cidr_ipv4,
        cidr_ipv6: rule.cidr_ipv6,
        prefix_list_id: rule.prefix_list_id,
        referenced_group_info: rule.referenced_group_info,
        description: rule.description,
        tags: Some(tags),
    }
}

fn group(rule: &Rule) -> Option<&String> {
    rule.referenced_group_info.as_ref()?.group_id.as_ref()
}

fn has_peer(rule: &Rule) -> bool {
    rule.cidr_ipv4.is_some()
        || rule.cidr_ipv6.is_some()
        || rule.prefix_list_id.is_some()
        || group(rule).is_some()
}

fn is_same_peer(actual: &Rule, desired: &Rule) -> bool {
    actual.cidr_ipv4 == desired.cidr_ipv4
        && actual.cidr_ipv6 == desired.cidr_ipv6
        && actual.prefix_list_id == desired.prefix_list_id
        && group(actual) == group(desired)
}

/// Whether the two allow the same; a side that is not given may be any.
fn is_same_traffic(actual: &Rule, desired: &Rule) -> bool {
    actual.is_egress == desired.is_egress
        && actual.ip_protocol == desired.ip_protocol
        && (actual.from_port, actual.to_port) == (desired.from_port, desired.to_port)
        && (!has_peer(desired) || is_same_peer(actual, desired))
}

fn permission(rule: &Rule) -> ec2::IpPermission {
    let description = || rule.description.clone();
    let ipv4 = |block| vec![ec2::IpRange { cidr_ip: Some(block), description: description() }];
    let ipv6 = |block| vec![ec2::Ipv6Range { cidr_ipv6: Some(block), description: description() }];
    let list = |id| vec![ec2::PrefixListId { prefix_list_id: Some(id), description: description() }];
    let pair = |group: ec2::ReferencedSecurityGroup| {
        vec![ec2::UserIdGroupPair {
            group_id: group.group_id,
            user_id: group.user_id,
            vpc_id: group.vpc_id,
            vpc_peering_connection_id: group.vpc_peering_connection_id,
            description: description(),
        }]
    };
    ec2::IpPermission {
        ip_protocol: Some(rule.ip_protocol.clone()),
        from_port: Some(rule.from_port),
        to_port: Some(rule.to_port),
        ip_ranges: rule.cidr_ipv4.clone().map(ipv4),
        ipv6_ranges: rule.cidr_ipv6.clone().map(ipv6),
        prefix_list_ids: rule.prefix_list_id.clone().map(list),
        user_id_group_pairs: rule.referenced_group_info.clone().map(pair),
    }
}

/// AWS replaces the whole content, so what is not given is taken from what is there.
fn replacement(id: &str, actual: &Rule, desired: &Rule) -> ec2::SecurityGroupRuleUpdate {
    let peer = if has_peer(desired) { desired } else { actual };
    ec2::SecurityGroupRuleUpdate {
        security_group_rule_id: id.to_owned(),
        security_group_rule: Some(ec2::SecurityGroupRuleRequest {
            ip_protocol: Some(desired.ip_protocol.clone()),
            from_port: Some(desired.from_port),
            to_port: Some(desired.to_port),
            cidr_ipv4: peer.cidr_ipv4.clone(),
            cidr_ipv6: peer.cidr_ipv6.clone(),
            prefix_list_id: peer.prefix_list_id.clone(),
            referenced_group_id: group(peer).cloned(),
            description: desired.description.clone().or_else(|| actual.description.clone()),
        }),
    }
}
