//! `aws.ec2.key_pair`: public keys for instances.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    ec2: [DeleteKeyPair, DescribeKeyPairs, ImportKeyPair]
}

/// A key pair whose private half stays where it was made.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.ec2.key_pair")]
pub struct KeyPair {
    /// The pair's name, unique in the region.
    #[resource(create_only)]
    pub name: String,
    /// The public key as OpenSSH writes it. Not compared, since AWS may write another comment.
    #[resource(create_only, write_only)]
    pub public_key: Option<String>,
    /// The tags.
    pub tags: Option<Tags>,
}

impl Manage for KeyPair {
    fn find(desired: &Self) -> Result<Option<String>> {
        let named = input! { KeyNames: vec![desired.name.clone()] };
        let found: Option<Members> = ec2::describe_key_pairs(named).first("KeyPairs")?;
        found.map(|mut pair| Ok(pair.take("KeyPairId")?)).transpose()
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let of_id = input! { KeyPairIds: vec![id.to_owned()], IncludePublicKey: true };
        let found: Option<Vec<Members>> = ec2::describe_key_pairs(of_id).found("KeyPairs")?;
        for pair in found.into_iter().flatten() {
            let (pair_id, pair) = state(pair)?;
            if pair_id == id {
                return Ok(Some(pair));
            }
        }
        Ok(None)
    }

    fn create(desired: &Self) -> Result<Created> {
        let Some(key) = desired.public_key.as_ref().filter(|key| !key.is_empty()) else {
            return Err(Failure::unsupported(format!(
                "the key pair `{}` needs a `public_key`: a pair made by AWS would bring its private key to the module",
                desired.name
            )));
        };
        let input = input! {
            KeyName: desired.name,
            PublicKeyMaterial: base64(key.as_bytes()),
            TagSpecifications: Tags::at_creation("key-pair", desired.tags.as_ref()),
        };
        Ok(Created::settled(ec2::import_key_pair(input).part::<String>("KeyPairId")?))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        Tags::update(id, actual.tags.as_ref(), desired.tags.as_ref())
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        ec2::delete_key_pair(input! { KeyPairId: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all: Vec<Members> =
            ec2::describe_key_pairs(input! { IncludePublicKey: true }).part("KeyPairs")?;
        all.into_iter().map(|pair| state(pair).map(|(id, pair)| Listed::new(id, pair))).collect()
    }
}

wasmidem_guest::export!(resources: [KeyPair]);

/// The id and the state.
fn state(mut pair: Members) -> Result<(String, KeyPair)> {
    let key: Option<String> = pair.take("PublicKey")?;
    let state = KeyPair {
        name: pair.take("KeyName")?,
        public_key: key.map(|key| key.trim().to_owned()),
        tags: pair.tags("Tags")?,
    };
    Ok((pair.take("KeyPairId")?, state))
}
