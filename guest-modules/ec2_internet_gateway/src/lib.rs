//! `aws.ec2.internet_gateway`: internet gateways.

use wasmidem_guest::prelude::*;

/// An internet gateway: the way between a VPC and the internet.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.ec2.internet_gateway")]
pub struct InternetGateway {
    /// The tags.
    pub tags: Option<Tags>,
    /// The VPC it serves: a list of at most one; the empty list detaches it.
    pub vpc_id: Option<Vec<String>>,
    /// The state of the attachment.
    #[resource(computed)]
    pub attachments: Option<Vec<ec2::InternetGatewayAttachment>>,
}

impl Manage for InternetGateway {
    /// A VPC has at most one gateway, so the VPC is a key where it is given.
    fn find(desired: &Self) -> Result<Option<String>> {
        let Some(vpc_id) = desired.vpc_id.as_ref().and_then(|ids| ids.first()) else { return Ok(None) };
        let of = ec2::DescribeInternetGatewaysInput::with([("attachment.vpc-id", vpc_id)]);
        Ok(ec2::describe_internet_gateways(&of).one()?.map(|gateway| gateway.internet_gateway_id))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        Ok(ec2::describe_internet_gateways(&ec2::DescribeInternetGatewaysInput::of(id)).one()?.map(state))
    }

    fn create(desired: &Self) -> Result<Created> {
        let tags = Tags::at_creation("internet-gateway", desired.tags.as_ref());
        Ok(Created::settled(ec2::create_internet_gateway(tags.as_deref())?.internet_gateway_id))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())?;
        if let Some(desired) = &desired.vpc_id {
            let actual = actual.vpc_id.as_deref().unwrap_or_default();
            for vpc_id in actual.iter().filter(|vpc_id| !desired.contains(vpc_id)) {
                ec2::detach_internet_gateway(id, vpc_id)?;
                done.push(format!("detached from {vpc_id}"));
            }
            for vpc_id in desired.iter().filter(|vpc_id| !actual.contains(vpc_id)) {
                ec2::attach_internet_gateway(id, vpc_id)?;
                done.push(format!("attached to {vpc_id}"));
            }
        }
        Ok(done)
    }

    fn delete(id: &str, last: &Self) -> Result<Progress> {
        for vpc_id in last.vpc_id.iter().flatten() {
            ec2::detach_internet_gateway(id, vpc_id).gone()?;
        }
        ec2::delete_internet_gateway(id).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all = ec2::describe_internet_gateways(&ec2::DescribeInternetGatewaysInput::all())?;
        Ok(all
            .into_iter()
            .map(|gateway| Listed::new(gateway.internet_gateway_id.clone(), state(gateway)))
            .collect())
    }
}

wasmidem_guest::export!(resources: [InternetGateway]);

fn state(gateway: ec2::InternetGateway) -> InternetGateway {
    let attachments = gateway.attachments.filter(|attachments| !attachments.is_empty());
    InternetGateway {
        tags: Some(gateway.tags.into()),
        vpc_id: attachments
            .as_ref()
            .map(|attachments| attachments.iter().filter_map(|one| one.vpc_id.clone()).collect()),
        attachments,
    }
}
