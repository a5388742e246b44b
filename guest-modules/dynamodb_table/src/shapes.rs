//! The objects in the state of a table.

use wasmidem_guest::prelude::*;

use crate::Table;

/// An attribute of a key.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct AttributeDefinition {
    /// Its name.
    pub attribute_name: String,
    /// `S`, `N` or `B`.
    pub attribute_type: String,
}

/// A part of a key.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct KeyElement {
    /// The attribute.
    pub attribute_name: String,
    /// `HASH` or `RANGE`.
    pub key_type: String,
}

/// What an index holds.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Projection {
    /// `ALL`, `KEYS_ONLY` or `INCLUDE`.
    pub projection_type: Option<String>,
    /// The attributes to include.
    pub non_key_attributes: Option<Vec<String>>,
}

/// What is reserved, in units a second.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Throughput {
    /// Of reads.
    pub read_capacity_units: i64,
    /// Of writes.
    pub write_capacity_units: i64,
}

/// A key over all partitions.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct GlobalIndex {
    /// Its name.
    pub index_name: String,
    /// The key.
    pub key_schema: Vec<KeyElement>,
    /// What it holds.
    pub projection: Projection,
    /// What is reserved.
    pub provisioned_throughput: Option<Throughput>,
}

/// A key within a partition.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct LocalIndex {
    /// Its name.
    pub index_name: String,
    /// The key.
    pub key_schema: Vec<KeyElement>,
    /// What it holds.
    pub projection: Projection,
}

/// Recovery to any moment.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Recovery {
    /// Whether it is possible.
    pub enabled: bool,
}

/// Encryption with a key of KMS.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Sse {
    /// Whether it is on; otherwise the key is one of DynamoDB.
    pub enabled: Option<bool>,
    /// `KMS`.
    #[object(rename = "SSEType")]
    pub sse_type: Option<String>,
    /// The key, by ARN so that it can be compared.
    #[object(rename = "KMSMasterKeyId")]
    pub kms_master_key_id: Option<String>,
}

/// The stream of changes.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Stream {
    /// Whether there is one.
    pub stream_enabled: bool,
    /// `KEYS_ONLY`, `NEW_IMAGE`, `OLD_IMAGE` or `NEW_AND_OLD_IMAGES`.
    pub stream_view_type: Option<String>,
}

/// When items go.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct TimeToLive {
    /// Whether they do.
    pub enabled: bool,
    /// The attribute with the time, in seconds since 1970.
    pub attribute_name: Option<String>,
}

impl TimeToLive {
    /// Of the answer of `DescribeTimeToLive`.
    pub fn described(mut expiry: Members) -> Result<Self> {
        let status: Option<String> = expiry.take("TimeToLiveStatus")?;
        let enabled = matches!(status.as_deref(), Some("ENABLED" | "ENABLING"));
        Ok(Self { enabled, attribute_name: if enabled { expiry.take("AttributeName")? } else { None } })
    }
}

/// What `DescribeTable` tells.
pub fn described(mut table: Members) -> Result<Table> {
    let encryption: Option<Members> = table.take("SSEDescription")?;
    let global: Option<Vec<GlobalIndex>> = table.take("GlobalSecondaryIndexes")?;
    let local: Option<Vec<LocalIndex>> = table.take("LocalSecondaryIndexes")?;
    let billing: Option<String> = table.at("BillingModeSummary.BillingMode")?;
    Ok(Table {
        name: table.take("TableName")?,
        table_arn: table.take("TableArn")?,
        table_status: table.take("TableStatus")?,
        attribute_definitions: table.take("AttributeDefinitions")?,
        key_schema: table.take("KeySchema")?,
        billing_mode: billing.or(Some("PROVISIONED".to_owned())),
        global_secondary_indexes: global.filter(|indexes| !indexes.is_empty()),
        local_secondary_indexes: local.filter(|indexes| !indexes.is_empty()),
        provisioned_throughput: table.take("ProvisionedThroughput")?,
        sse_specification: Some(
            encryption
                .map(sse)
                .transpose()?
                .unwrap_or_else(|| Sse { enabled: Some(false), ..Sse::default() }),
        ),
        stream_specification: table.take("StreamSpecification")?,
        table_class: table.at("TableClassSummary.TableClass")?,
        ..Table::default()
    })
}

fn sse(mut encryption: Members) -> Result<Sse> {
    let status: Option<String> = encryption.take("Status")?;
    Ok(Sse {
        enabled: Some(matches!(status.as_deref(), Some("ENABLED" | "ENABLING"))),
        sse_type: encryption.take("SSEType")?,
        kms_master_key_id: encryption.take("KMSMasterKeyArn")?,
    })
}
