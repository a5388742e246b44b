//! `aws.secretsmanager.secret`: secrets, without reading them.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    secretsmanager: [
        CreateSecret, DeleteSecret, DescribeSecret, ListSecrets, TagResource, UntagResource, UpdateSecret,
    ]
}

/// A secret. Its id is its ARN. What it holds is given at its creation; it is never read again, so a
/// value changed later is not noticed. A secret that is to be deleted counts as gone.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.secretsmanager.secret")]
pub struct Secret {
    /// The secret's name, unique in the region.
    #[resource(create_only)]
    pub name: String,
    /// Makes two calls one.
    #[resource(create_only, write_only)]
    pub client_request_token: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The key it is encrypted with.
    pub kms_key_id: Option<String>,
    /// What it holds, as bytes in base64.
    #[resource(create_only, write_only, sensitive)]
    pub secret_binary: Option<String>,
    /// What it holds, as text.
    #[resource(create_only, write_only, sensitive)]
    pub secret_string: Option<String>,
    /// The regions it is copied to.
    #[resource(create_only)]
    pub add_replica_regions: Option<Vec<Replica>>,
    /// Whether copies replace secrets of the same name.
    #[resource(create_only, write_only)]
    pub force_overwrite_replica_secret: Option<bool>,
    /// The tags.
    pub tags: Option<Tags>,
}

/// A copy.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Replica {
    /// Where it is.
    pub region: Option<String>,
    /// The key it is encrypted with.
    pub kms_key_id: Option<String>,
}

impl Manage for Secret {
    fn find(desired: &Self) -> Result<Option<String>> {
        Ok(described(&desired.name)?.map(|(arn, _)| arn))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        Ok(described(id)?.map(|(_, secret)| secret))
    }

    fn create(desired: &Self) -> Result<Created> {
        let input = input! {
            Name: desired.name,
            ClientRequestToken: desired.client_request_token,
            Description: desired.description,
            KmsKeyId: desired.kms_key_id,
            SecretBinary: desired.secret_binary,
            SecretString: desired.secret_string,
            AddReplicaRegions: desired.add_replica_regions,
            ForceOverwriteReplicaSecret: desired.force_overwrite_replica_secret,
            Tags: desired.tags.as_ref().and_then(Tags::listed),
        };
        Ok(Created::settled(secretsmanager::create_secret(input).part::<String>("ARN")?))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        let there = Some(actual.description.clone().unwrap_or_default());
        let description = changed(&there, &desired.description);
        let key = changed(&actual.kms_key_id, &desired.kms_key_id);
        if description.is_some() || key.is_some() {
            secretsmanager::update_secret(input! {
                SecretId: id, Description: description.cloned(), KmsKeyId: key.cloned(),
            })?;
            done.push("updated description and key".to_owned());
        }
        done.extend(Tags::enforce(
            &actual.tags,
            &desired.tags,
            |set| secretsmanager::tag_resource(input! { SecretId: id, Tags: set.listed() }),
            |keys| secretsmanager::untag_resource(input! { SecretId: id, TagKeys: keys }),
        )?);
        Ok(done)
    }

    /// It can be saved for 30 days, as AWS does unless told otherwise.
    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        secretsmanager::delete_secret(input! { SecretId: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let all: Vec<Members> =
            pages(secretsmanager::list_secrets, input! {}, ("NextToken", "NextToken"), "SecretList")?;
        read_all(every(all, "ARN")?)
    }
}

wasmidem_guest::export!(resources: [Secret]);

/// The ARN and the state of the secret with this name or ARN.
fn described(id: &str) -> Result<Option<(String, Secret)>> {
    let Some(mut secret) = secretsmanager::describe_secret(input! { SecretId: id }).found_whole()? else {
        return Ok(None);
    };
    if secret.take::<Option<Value>>("DeletedDate")?.is_some() {
        return Ok(None);
    }
    let replicas: Option<Vec<Replica>> = secret.take("ReplicationStatus")?;
    let state = Secret {
        name: secret.take("Name")?,
        description: secret.take("Description")?,
        kms_key_id: secret.take("KmsKeyId")?,
        add_replica_regions: replicas.filter(|replicas| !replicas.is_empty()),
        tags: secret.tags("Tags")?.filter(|tags| !tags.is_empty()),
        ..Secret::default()
    };
    Ok(Some((secret.take("ARN")?, state)))
}
