//! A network of seven states, as often as wanted.

/// One network; `%` is its number.
pub const NETWORK: [(&str, &str, &str); 7] = [
    (
        "net-%",
        "aws.ec2.vpc",
        "
    - cidr_block_association_set:
      - CidrBlock: 10.%.0.0/16
    - tags: {Name: net-%}
",
    ),
    (
        "net-%-rooms",
        "aws.ec2.subnet",
        "
    - vpc_id: ${aws.ec2.vpc:net-%:resource_id}
    - cidr_block: 10.%.4.0/22
    - tags: {Name: net-%-rooms}
",
    ),
    (
        "net-%-door",
        "aws.ec2.internet_gateway",
        "
    - vpc_id:
      - ${aws.ec2.vpc:net-%:resource_id}
    - tags: {Name: net-%-door}
",
    ),
    (
        "net-%-signs",
        "aws.ec2.route_table",
        "
    - vpc_id: ${aws.ec2.vpc:net-%:resource_id}
    - routes:
      - DestinationCidrBlock: 0.0.0.0/0
        GatewayId: ${aws.ec2.internet_gateway:net-%-door:resource_id}
    - tags: {Name: net-%-signs}
",
    ),
    (
        "net-%-posted",
        "aws.ec2.route_table_association",
        "
    - route_table_id: ${aws.ec2.route_table:net-%-signs:resource_id}
    - subnet_id: ${aws.ec2.subnet:net-%-rooms:resource_id}
",
    ),
    (
        "net-%-porter",
        "aws.ec2.security_group",
        "
    - description: porter of house %
    - vpc_id: ${aws.ec2.vpc:net-%:resource_id}
    - tags: {Name: net-%-porter}
",
    ),
    (
        "net-%-guests",
        "aws.ec2.security_group_rule",
        "
    - group_id: ${aws.ec2.security_group:net-%-porter:resource_id}
    - is_egress: false
    - ip_protocol: tcp
    - from_port: 443
    - to_port: 443
    - cidr_ipv4: 10.0.0.0/8
    - description: guests
    - tags: {}
",
    ),
];

/// States for that many networks.
pub fn present_networks(copies: usize) -> String {
    let one = |(id, path, arguments): &(&str, &str, &str)| format!("{id}:\n  {path}.present:{arguments}");
    let network: String = NETWORK.iter().map(one).collect();
    (1..=copies).map(|number| network.replace('%', &number.to_string())).collect()
}

/// The same states to be absent: in the same order, without a word on what depends on what.
pub fn absent_networks(copies: usize) -> String {
    let network: String =
        NETWORK.iter().map(|(id, path, _)| format!("{id}:\n  {path}.absent: []\n")).collect();
    (1..=copies).map(|number| network.replace('%', &number.to_string())).collect()
}
