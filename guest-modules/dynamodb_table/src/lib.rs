//! `aws.dynamodb.table`: tables.

mod changes;
mod shapes;

use shapes::described;
pub use shapes::{
    AttributeDefinition, GlobalIndex, KeyElement, LocalIndex, Projection, Recovery, Sse, Stream, Throughput,
    TimeToLive,
};
use wasmidem_guest::prelude::*;

wasmidem_guest::aws! {
    dynamodb: [
        CreateTable, DeleteTable, DescribeContinuousBackups, DescribeTable, DescribeTimeToLive, ListTables,
        ListTagsOfResource, TagResource, UntagResource, UpdateContinuousBackups, UpdateTable, UpdateTimeToLive,
    ]
}

/// A table. Its id is its name.
#[derive(Debug, Clone, PartialEq, Default, Resource)]
#[resource(path = "aws.dynamodb.table")]
pub struct Table {
    /// The table's name, unique in the region.
    #[resource(create_only)]
    pub name: String,
    /// The ARN.
    #[resource(computed)]
    pub table_arn: Option<String>,
    /// `ACTIVE`, or what is being done with it.
    #[resource(computed)]
    pub table_status: Option<String>,
    /// The attributes of the keys.
    #[resource(create_only)]
    pub attribute_definitions: Vec<AttributeDefinition>,
    /// Which of them are the key.
    #[resource(create_only)]
    pub key_schema: Vec<KeyElement>,
    /// `PROVISIONED` or `PAY_PER_REQUEST`.
    pub billing_mode: Option<String>,
    /// Other keys, over all partitions.
    pub global_secondary_indexes: Option<Vec<GlobalIndex>>,
    /// Other sort keys.
    #[resource(create_only)]
    pub local_secondary_indexes: Option<Vec<LocalIndex>>,
    /// Whether the table can be brought back to any moment of the last weeks.
    pub point_in_time_recovery: Option<Recovery>,
    /// How much is reserved, if that is how it is paid for.
    pub provisioned_throughput: Option<Throughput>,
    /// How it is encrypted.
    pub sse_specification: Option<Sse>,
    /// Whether changes can be followed.
    pub stream_specification: Option<Stream>,
    /// `STANDARD` or `STANDARD_INFREQUENT_ACCESS`.
    pub table_class: Option<String>,
    /// The tags.
    pub tags: Option<Tags>,
    /// Which attribute says when an item goes.
    pub time_to_live: Option<TimeToLive>,
}

impl Manage for Table {
    fn find(desired: &Self) -> Result<Option<String>> {
        dynamodb::describe_table(input! { TableName: desired.name }).found("Table.TableName")
    }

    fn read(id: &str) -> Result<Option<Self>> {
        let table: Option<Members> = dynamodb::describe_table(input! { TableName: id }).found("Table")?;
        let Some(table) = table else { return Ok(None) };
        let table = described(table)?;
        let backups = dynamodb::describe_continuous_backups(input! { TableName: id });
        let recovery: Option<Option<String>> = backups
            .found("ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus")?;
        let expiry: Option<Members> =
            dynamodb::describe_time_to_live(input! { TableName: id }).found("TimeToLiveDescription")?;
        let tags = tags_of(&table)?;
        Ok(Some(Self {
            point_in_time_recovery: recovery
                .flatten()
                .map(|status| Recovery { enabled: status == "ENABLED" }),
            time_to_live: expiry.map(TimeToLive::described).transpose()?,
            tags,
            ..table
        }))
    }

    fn create(desired: &Self) -> Result<Created> {
        let status: Option<String> = dynamodb::create_table(input! {
            TableName: desired.name,
            AttributeDefinitions: desired.attribute_definitions,
            KeySchema: desired.key_schema,
            BillingMode: desired.billing_mode,
            GlobalSecondaryIndexes: desired.global_secondary_indexes,
            LocalSecondaryIndexes: desired.local_secondary_indexes,
            ProvisionedThroughput: desired.provisioned_throughput,
            SSESpecification: desired.sse_specification,
            StreamSpecification: desired.stream_specification,
            TableClass: desired.table_class,
            Tags: desired.tags.as_ref().and_then(Tags::listed),
        })
        .part("TableDescription.TableStatus")?;
        let active = status.as_deref() == Some("ACTIVE");
        Ok(Created { id: desired.name.clone(), pending: !active })
    }

    fn update(id: &str, actual: &Self, desired: &Self) -> Result<Vec<String>> {
        let mut done = changes::enforce(id, actual, desired)?;
        if let Some(recovery) = changed(&actual.point_in_time_recovery, &desired.point_in_time_recovery) {
            let enabled = recovery.enabled;
            let specification = input! { PointInTimeRecoveryEnabled: enabled };
            dynamodb::update_continuous_backups(input! {
                TableName: id, PointInTimeRecoverySpecification: specification,
            })?;
            done.push(format!("point-in-time recovery is {}", if enabled { "on" } else { "off" }));
        }
        if let Some(expiry) = changed(&actual.time_to_live, &desired.time_to_live) {
            done.extend(changes::expire(id, actual, expiry)?);
        }
        let arn = &actual.table_arn;
        done.extend(Tags::enforce(
            &actual.tags,
            &desired.tags,
            |set| dynamodb::tag_resource(input! { ResourceArn: arn, Tags: set.listed() }),
            |keys| dynamodb::untag_resource(input! { ResourceArn: arn, TagKeys: keys }),
        )?);
        Ok(done)
    }

    /// AWS needs a while.
    fn delete(id: &str, _last: &Self) -> Result<Progress> {
        match dynamodb::delete_table(input! { TableName: id }).gone() {
            Ok(_) => Ok(if Self::exists(id)? { Progress::Pending } else { Progress::Done }),
            Err(failure) => Err(failure),
        }
    }

    fn list() -> Result<Vec<Listed<Self>>> {
        let token = ("ExclusiveStartTableName", "LastEvaluatedTableName");
        read_all(pages(dynamodb::list_tables, input! {}, token, "TableNames")?)
    }
}

wasmidem_guest::export!(resources: [Table]);

impl Table {
    fn exists(id: &str) -> Result<bool> {
        let found = dynamodb::describe_table(input! { TableName: id }).found_whole()?;
        Ok(found.is_some())
    }
}

fn tags_of(table: &Table) -> Result<Option<Tags>> {
    let of_table = |page: Value| dynamodb::list_tags_of_resource(page);
    let listed = pages::<Members>(
        of_table,
        input! { ResourceArn: table.table_arn },
        ("NextToken", "NextToken"),
        "Tags",
    );
    let listed = match listed {
        Err(failure) if failure.is_not_found() => return Ok(None),
        other => other?,
    };
    let tags =
        listed.into_iter().map(|mut tag| Ok((tag.take::<String>("Key")?, tag.take::<String>("Value")?)));
    let tags = tags.collect::<Result<Tags>>()?.managed();
    Ok(if tags.is_empty() { None } else { Some(tags) })
}
