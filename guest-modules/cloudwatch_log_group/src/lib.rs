//! `aws.cloudwatch.log_group`: groups of log streams.

use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    logs: [
        AssociateKmsKey, CreateLogGroup, DeleteLogGroup, DescribeLogGroups,
        DisassociateKmsKey, ListTagsLogGroup, PutRetentionPolicy, TagLogGroup, UntagLogGroup,
    ]
}

/// A log group. Its id is its name.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.cloudwatch.log_group")]
pub struct LogGroup {
    /// The group's name, unique in the region.
    #[resource(create_only)]
    pub name: String,
    /// The ARN.
    #[resource(computed, preview = "arn_known_after_present")]
    pub arn: Option<String>,
    /// The ARN of the key that logs are encrypted with; an empty text for none.
    pub kms_key_id: Option<String>,
    /// The tags.
    pub tags: Option<Tags>,
    /// How long logs are kept, in days; for ever unless given.
    pub retention_in_days: Option<i32>,
}

impl Manage for LogGroup {
    fn find(desired: &Self) -> Result<Option<String>> {
        Ok(group(&desired.name)?.map(|_| desired.name.clone()))
    }

    fn read(id: &str) -> Result<Option<Self>> {
        group(id)?.map(state).transpose().map(Option::flatten)
    }

    fn create(desired: &Self) -> Result<Created> {
        logs::create_log_group(input! {
            logGroupName: desired.name,
            kmsKeyId: desired.kms_key_id.clone().filter(|key| !key.is_empty()),
            tags: desired.tags.as_ref().and_then(Tags::mapped),
        })?;
        Ok(Created::settled(&desired.name))
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = Vec::new();
        if let Some(days) = changed(&actual.retention_in_days, &desired.retention_in_days) {
            logs::put_retention_policy(input! { logGroupName: id, retentionInDays: *days })?;
            done.push(format!("logs are kept for {days} days"));
        }
        match changed(&Some(actual.kms_key_id.clone().unwrap_or_default()), &desired.kms_key_id) {
            None => {}
            Some(key) if key.is_empty() => {
                logs::disassociate_kms_key(input! { logGroupName: id })?;
                done.push("removed the key".to_owned());
            }
            Some(key) => {
                logs::associate_kms_key(input! { logGroupName: id, kmsKeyId: key })?;
                done.push("set the key".to_owned());
            }
        }
        done.extend(Tags::enforce(
            &actual.tags,
            &desired.tags,
            |set| logs::tag_log_group(input! { logGroupName: id, tags: set.mapped() }),
            |keys| logs::untag_log_group(input! { logGroupName: id, tags: keys }),
        )?);
        Ok(done)
    }

    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        logs::delete_log_group(input! { logGroupName: id }).gone()
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let mut listed = Vec::new();
        for found in groups(input! {})? {
            listed.extend(state(found)?.map(|group| Listed::new(&group.name, group.clone())));
        }
        Ok(listed)
    }
}

wasmidem_guest::export!(resources: [LogGroup]);

fn groups(input: Value) -> Result<Vec<Members>> {
    pages(logs::describe_log_groups, input, ("nextToken", "nextToken"), "logGroups")
}

/// AWS can only be asked for names that begin so.
fn group(name: &str) -> Result<Option<Members>> {
    for mut group in groups(input! { logGroupNamePrefix: name })? {
        if group.peek::<String>("logGroupName")? == name {
            return Ok(Some(group));
        }
    }
    Ok(None)
}

fn state(mut group: Members) -> Result<Option<LogGroup>> {
    let name: String = group.take("logGroupName")?;
    let Some(mut tags) = logs::list_tags_log_group(input! { logGroupName: name }).found_whole()? else {
        return Ok(None);
    };
    Ok(Some(LogGroup {
        arn: group.take("arn")?,
        kms_key_id: group.take("kmsKeyId")?,
        tags: tags.tags("tags")?.filter(|tags| !tags.is_empty()),
        retention_in_days: group.take("retentionInDays")?,
        name,
    }))
}
