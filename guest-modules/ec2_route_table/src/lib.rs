//! `aws.ec2.route_table`: route tables and their routes.

use wasmidem_guest::prelude::*;

/// A route table: where packets that leave a subnet go.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.ec2.route_table")]
pub struct RouteTable {
    /// The VPC it belongs to, `vpc-…`.
    #[resource(create_only)]
    pub vpc_id: String,
    /// The tags.
    pub tags: Option<Tags>,
    /// The routes, each with one destination and one target. Those within the VPC, and those that a
    /// virtual private gateway fills in, are left alone.
    #[resource(unmanaged = r#"[{"GatewayId": "local"}, {"Origin": "EnableVgwRoutePropagation"}]"#)]
    pub routes: Option<Vec<ec2::Route>>,
}

impl Manage for RouteTable {
    fn read(id: &str) -> Result<Option<Self>> {
        Ok(ec2::describe_route_tables(&ec2::DescribeRouteTablesInput::of(id)).one()?.map(state))
    }

    fn create(desired: &Self) -> Result<Created> {
        let tags = Tags::at_creation("route-table", desired.tags.as_ref());
        Ok(Created::settled(ec2::create_route_table(&desired.vpc_id, tags.as_deref())?.route_table_id))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())?;
        let Some(desired) = &desired.routes else { return Ok(done) };
        let actual: Vec<_> = actual.routes.iter().flatten().filter(|route| is_managed(route)).collect();
        let desired: Vec<_> = desired.iter().filter(|route| is_managed(route)).collect();
        for route in actual
            .iter()
            .filter(|route| !desired.iter().any(|other| destination(other) == destination(route)))
        {
            ec2::delete_route(&ec2::DeleteRouteInput {
                route_table_id: id.to_owned(),
                destination_cidr_block: route.destination_cidr_block.clone(),
                destination_ipv6_cidr_block: route.destination_ipv6_cidr_block.clone(),
                destination_prefix_list_id: route.destination_prefix_list_id.clone(),
            })?;
            done.push(format!("deleted the route to {}", destination(route)));
        }
        for route in desired {
            match actual.iter().find(|other| destination(other) == destination(route)) {
                Some(old) if has_target(old, route) => {}
                Some(_) => {
                    ec2::replace_route(&input(id, route))?;
                    done.push(format!("replaced the route to {}", destination(route)));
                }
                None => {
                    ec2::create_route(&input(id, route))?;
                    done.push(format!("created a route to {}", destination(route)));
                }
            }
        }
        Ok(done)
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        ec2::delete_route_table(id).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all = ec2::describe_route_tables(&ec2::DescribeRouteTablesInput::all())?;
        let listed = |table: ec2::RouteTable| {
            let of_vpc =
                table.associations.iter().flatten().any(|association| association.main == Some(true));
            Listed::new(table.route_table_id.clone(), state(table)).implicit(of_vpc)
        };
        Ok(all.into_iter().map(listed).collect())
    }
}

wasmidem_guest::export!(resources: [RouteTable]);

fn state(table: ec2::RouteTable) -> RouteTable {
    RouteTable {
        vpc_id: table.vpc_id.unwrap_or_default(),
        tags: Some(table.tags.into()),
        routes: Some(table.routes.unwrap_or_default()),
    }
}

fn is_managed(route: &ec2::Route) -> bool {
    route.gateway_id.as_deref() != Some("local")
        && route.origin.as_deref() != Some("EnableVgwRoutePropagation")
}

/// A table has at most one route to a destination.
fn destination(route: &ec2::Route) -> &str {
    let kinds = [
        &route.destination_cidr_block,
        &route.destination_ipv6_cidr_block,
        &route.destination_prefix_list_id,
    ];
    kinds.into_iter().find_map(Option::as_deref).unwrap_or_default()
}

/// Whether the route that is there goes where it should. AWS may say more than was asked for: of a
/// route to an instance, also its network interface.
fn has_target(actual: &ec2::Route, desired: &ec2::Route) -> bool {
    let targets = targets(actual).into_iter().zip(targets(desired));
    targets.into_iter().all(|(actual, desired)| desired.is_none() || actual == desired)
}

fn targets(route: &ec2::Route) -> [&Option<String>; 10] {
    [
        &route.gateway_id,
        &route.egress_only_internet_gateway_id,
        &route.nat_gateway_id,
        &route.instance_id,
        &route.network_interface_id,
        &route.transit_gateway_id,
        &route.local_gateway_id,
        &route.carrier_gateway_id,
        &route.vpc_peering_connection_id,
        &route.core_network_arn,
    ]
}

fn input(id: &str, route: &ec2::Route) -> ec2::RouteInput {
    let route = route.clone();
    // AWS reads an endpoint as a gateway, but does not write it as one.
    let (endpoint, gateway) =
        route.gateway_id.into_iter().partition::<Vec<_>, _>(|gateway| gateway.starts_with("vpce-"));
    ec2::RouteInput {
        route_table_id: id.to_owned(),
        destination_cidr_block: route.destination_cidr_block,
        destination_ipv6_cidr_block: route.destination_ipv6_cidr_block,
        destination_prefix_list_id: route.destination_prefix_list_id,
        gateway_id: gateway.into_iter().next(),
        egress_only_internet_gateway_id: route.egress_only_internet_gateway_id,
        nat_gateway_id: route.nat_gateway_id,
        instance_id: route.instance_id,
        network_interface_id: route.network_interface_id,
        transit_gateway_id: route.transit_gateway_id,
        local_gateway_id: route.local_gateway_id,
        carrier_gateway_id: route.carrier_gateway_id,
        vpc_peering_connection_id: route.vpc_peering_connection_id,
        vpc_endpoint_id: endpoint.into_iter().next(),
        core_network_arn: route.core_network_arn,
    }
}
