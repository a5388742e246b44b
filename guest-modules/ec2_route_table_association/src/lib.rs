//! `aws.ec2.route_table_association`: which subnet or gateway uses which route table.

use wasmidem_guest::prelude::*;

/// The use of a route table by a subnet or by a gateway.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.ec2.route_table_association")]
pub struct Association {
    /// The route table, `rtb-…`.
    #[resource(create_only)]
    pub route_table_id: String,
    /// The subnet, `subnet-…`; this or `gateway_id`.
    #[resource(create_only)]
    pub subnet_id: Option<String>,
    /// The internet gateway or virtual private gateway; this or `subnet_id`.
    #[resource(create_only)]
    pub gateway_id: Option<String>,
}

impl Manage for Association {
    /// A subnet or gateway uses one table at a time.
    fn find(desired: &Self) -> Result<Option<String>> {
        let found = associations(&ec2::DescribeRouteTablesInput::with([(
            "route-table-id",
            desired.route_table_id.as_str(),
        )]))?;
        Ok(found.into_iter().find(|other| other.state == *desired).map(|found| found.id))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let of = ec2::DescribeRouteTablesInput::with([("association.route-table-association-id", id)]);
        Ok(associations(&of)?.into_iter().find(|other| other.id == id).map(|found| found.state))
    }

    fn create(desired: &Self) -> Result<Created> {
        let (subnet_id, gateway_id) = (desired.subnet_id.as_deref(), desired.gateway_id.as_deref());
        let made = ec2::associate_route_table(&desired.route_table_id, subnet_id, gateway_id)?;
        let id = made
            .association_id
            .ok_or_else(|| Failure::other("AWS associated the route table without an id"))?;
        Ok(Created::settled(id))
    }

    fn update(_id: &str, _actual: &Self, _desired: &Self) -> Result<Vec<String>> {
        // All members are set at creation.
        Ok(Vec::new())
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        ec2::disassociate_route_table(id).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        associations(&ec2::DescribeRouteTablesInput::all())
    }
}

wasmidem_guest::export!(resources: [Association]);

/// All associations in effect of the route tables.
fn associations(of: &ec2::DescribeRouteTablesInput) -> Result<Vec<Listed<Association>>> {
    let tables = ec2::describe_route_tables(of)?;
    let all = tables.into_iter().flat_map(|table| table.associations.into_iter().flatten());
    Ok(all.filter(in_effect).filter_map(state).collect())
}

fn in_effect(association: &ec2::RouteTableAssociation) -> bool {
    let state = association.association_state.as_ref().and_then(|state| state.state.as_deref());
    state.is_none_or(|state| state == "associated" || state == "associating")
}

fn state(association: ec2::RouteTableAssociation) -> Option<Listed<Association>> {
    let main = association.main == Some(true);
    let state = Association {
        route_table_id: association.route_table_id.unwrap_or_default(),
        subnet_id: association.subnet_id,
        gateway_id: association.gateway_id,
    };
    Some(Listed::new(association.route_table_association_id?, state).implicit(main))
}
