//! `aws.ec2.nat_gateway`: ways out of private subnets.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    ec2: [CreateNatGateway, DeleteNatGateway, DescribeNatGateways]
}

/// A NAT gateway: lets a private subnet out, and nobody in.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.ec2.nat_gateway")]
pub struct NatGateway {
    /// The subnet it is in, `subnet-…`.
    #[resource(create_only)]
    pub subnet_id: String,
    /// `public`, unless given, or `private`.
    #[resource(create_only, preview = "public")]
    pub connectivity_type: Option<String>,
    /// What AWS does with it: `pending`, `available`, `failed`, `deleting`.
    #[resource(computed)]
    pub state: Option<String>,
    /// The elastic IP it goes out with, `eipalloc-…`.
    #[resource(create_only)]
    pub allocation_id: Option<String>,
    /// Makes two calls one.
    #[resource(create_only, write_only)]
    pub client_token: Option<String>,
    /// The tags.
    pub tags: Option<Tags>,
}

impl Manage for NatGateway {
    fn read(id: &str) -> Result<Option<Self>> {
        let found = ec2::describe_nat_gateways(input! { NatGatewayIds: vec![id.to_owned()] });
        let Some(gateway) = found.first::<Members>("NatGateways")? else { return Ok(None) };
        let (_, gateway) = state(gateway)?;
        Ok(Some(gateway).filter(is_there))
    }

    fn create(desired: &Self) -> Result<Created> {
        let input = input! {
            SubnetId: desired.subnet_id,
            ConnectivityType: desired.connectivity_type.as_deref().unwrap_or("public"),
            AllocationId: desired.allocation_id,
            ClientToken: desired.client_token,
            TagSpecifications: Tags::at_creation("natgateway", desired.tags.as_ref()),
        };
        let mut made: Members = ec2::create_nat_gateway(input).part("NatGateway")?;
        let available = made.take::<Option<String>>("State")?.as_deref() == Some("available");
        Ok(Created { id: made.take("NatGatewayId")?, pending: !available })
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())
    }

    /// AWS needs minutes.
    fn delete(id: &str, last: &Self) -> Result<Progress> {
        if last.state.as_deref() != Some("deleting") {
            match ec2::delete_nat_gateway(input! { NatGatewayId: id }) {
                Err(failure) if failure.is_not_found() => return Ok(Progress::Done),
                other => other?,
            };
        }
        Ok(if Self::read(id)?.is_some() { Progress::Pending } else { Progress::Done })
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all: Vec<Members> =
            pages(ec2::describe_nat_gateways, input! {}, ("NextToken", "NextToken"), "NatGateways")?;
        let mut listed = Vec::new();
        for gateway in all {
            let (id, gateway) = state(gateway)?;
            listed.extend(Some(gateway).filter(is_there).map(|gateway| Listed::new(id, gateway)));
        }
        Ok(listed)
    }
}

wasmidem_guest::export!(resources: [NatGateway]);

/// AWS tells of deleted ones for a while.
fn is_there(gateway: &NatGateway) -> bool {
    gateway.state.as_deref() != Some("deleted")
}

/// The id and the state.
fn state(mut gateway: Members) -> Result<(String, NatGateway)> {
    let addresses: Option<Vec<Members>> = gateway.take("NatGatewayAddresses")?;
    let mut allocation = None;
    for mut address in addresses.into_iter().flatten() {
        allocation = allocation.or(address.take::<Option<String>>("AllocationId")?);
    }
    let state = NatGateway {
        subnet_id: gateway.take::<Option<String>>("SubnetId")?.unwrap_or_default(),
        connectivity_type: gateway.take("ConnectivityType")?,
        state: gateway.take("State")?,
        allocation_id: allocation,
        client_token: None,
        tags: gateway.tags("Tags")?,
    };
    Ok((gateway.take("NatGatewayId")?, state))
}
