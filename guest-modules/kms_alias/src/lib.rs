//! `aws.kms.alias`: names of keys.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    kms: [CreateAlias, DeleteAlias, ListAliases, UpdateAlias]
}

/// An alias: another name of a key. Its id is the name.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.kms.alias", nameless)]
pub struct Alias {
    /// The alias, `alias/…`, unique in the region.
    #[resource(create_only)]
    pub name: String,
    /// The ARN.
    #[resource(computed)]
    pub arn: Option<String>,
    /// The id of the key.
    pub target_key_id: String,
}

impl Manage for Alias {
    fn find(desired: &Self) -> Result<Option<String>> {
        Ok(Self::read(&desired.name)?.map(|alias| alias.name))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        Ok(all()?.into_iter().find(|alias| alias.name == id))
    }

    fn create(desired: &Self) -> Result<Created> {
        kms::create_alias(input! { AliasName: desired.name, TargetKeyId: desired.target_key_id })?;
        Ok(Created::settled(&desired.name))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        // The key may be given by its ARN.
        let same = desired.target_key_id.rsplit('/').next() == Some(&actual.target_key_id);
        if same {
            return Ok(Vec::new());
        }
        kms::update_alias(input! { AliasName: id, TargetKeyId: desired.target_key_id })?;
        Ok(vec![format!("points to {}", desired.target_key_id)])
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        kms::delete_alias(input! { AliasName: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let of_aws = |alias: &Self| alias.name.starts_with("alias/aws/");
        let listed = |alias: Self| Listed::new(&alias.name, alias.clone()).implicit(of_aws(&alias));
        Ok(all()?.into_iter().map(listed).collect())
    }
}

wasmidem_guest::export!(resources: [Alias]);

/// All that point to a key.
fn all() -> Result<Vec<Alias>> {
    let listed: Vec<Members> = pages(kms::list_aliases, input! {}, ("Marker", "NextMarker"), "Aliases")?;
    let mut aliases = Vec::new();
    for mut alias in listed {
        if let Some(target_key_id) = alias.take("TargetKeyId")? {
            aliases.push(Alias {
                name: alias.take("AliasName")?,
                arn: alias.take("AliasArn")?,
                target_key_id,
            });
        }
    }
    Ok(aliases)
}
