//! A resource that writes where it should only read.

use wasmidem_guest::prelude::*;

/// Makes a VPC whenever it is looked at.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "hostile.writer")]
pub struct Writer {
    /// The IPv4 block of the VPCs.
    pub cidr_block: String,
}

fn make(cidr_block: &str) -> Result<String> {
    let input = ec2::CreateVpcInput { cidr_block: Some(cidr_block.to_owned()), ..Default::default() };
    Ok(ec2::create_vpc(&input)?.vpc_id)
}

impl Manage for Writer {
    fn find(desired: &Self) -> Result<Option<String>> {
        make(&desired.cidr_block).map(Some)
    }

    fn read(_id: &str) -> Result<Option<Self>> {
        make("10.66.0.0/16")?;
        Ok(None)
    }

    fn create(desired: &Self) -> Result<Created> {
        make(&desired.cidr_block).map(Created::settled)
    }

    fn update(_id: &str, _actual: &Self, _desired: &Self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn delete(_id: &str, _last: &Self) -> Result<Progress> {
        Ok(Progress::Done)
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        Ok(Vec::new())
    }
}
