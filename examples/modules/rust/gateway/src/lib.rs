//! `example.gateway`: internet gateways and their tags.

use wasmidem_guest::prelude::*;

/// An internet gateway: the way between a VPC and the internet.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "example.gateway")]
pub struct Gateway {
    /// The tags.
    pub tags: Option<Tags>,
}

impl Manage for Gateway {
    fn read(id: &str) -> Result<Option<Self>> {
        Ok(ec2::describe_internet_gateways(&ec2::DescribeInternetGatewaysInput::of(id)).one()?.map(state))
    }

    fn create(desired: &Self) -> Result<Created> {
        let tags = Tags::at_creation("internet-gateway", desired.tags.as_ref());
        Ok(Created::settled(ec2::create_internet_gateway(tags.as_deref())?.internet_gateway_id))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        ec2::delete_internet_gateway(id).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all = ec2::describe_internet_gateways(&ec2::DescribeInternetGatewaysInput::all())?;
        let listed =
            |gateway: ec2::InternetGateway| Listed::new(gateway.internet_gateway_id.clone(), state(gateway));
        Ok(all.into_iter().map(listed).collect())
    }
}

wasmidem_guest::export!(resources: [Gateway]);

fn state(gateway: ec2::InternetGateway) -> Gateway {
    Gateway { tags: Some(gateway.tags.into()) }
}
