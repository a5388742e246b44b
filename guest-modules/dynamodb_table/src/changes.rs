//! What of a table can be changed, by `UpdateTable` above all.

use wasmidem_guest::{json, prelude::*};

use crate::{AttributeDefinition, GlobalIndex, Sse, Table, TimeToLive, dynamodb};

/// Makes the table as desired. AWS changes one index at a time: it is asked once for the table and
/// once for each index, and may say that it is busy.
pub fn enforce(id: &str, actual: &Table, desired: &Table) -> Result<Vec<String>> {
    let mut done = Vec::new();
    let mode = changed(&actual.billing_mode, &desired.billing_mode);
    let on_demand = desired.billing_mode.as_deref() == Some("PAY_PER_REQUEST");
    let throughput =
        changed(&actual.provisioned_throughput, &desired.provisioned_throughput).filter(|_| !on_demand);
    let encryption = desired
        .sse_specification
        .as_ref()
        .filter(|wanted| !actual.sse_specification.as_ref().is_some_and(|there| is_as_wanted(there, wanted)));
    let stream = desired.stream_specification.as_ref().filter(|wanted| {
        let there = actual.stream_specification.as_ref();
        wanted.stream_enabled != there.is_some_and(|there| there.stream_enabled)
            || wanted.stream_enabled
                && changed(&there.and_then(|there| there.stream_view_type.clone()), &wanted.stream_view_type)
                    .is_some()
    });
    let class = changed(&actual.table_class.clone().or(Some("STANDARD".to_owned())), &desired.table_class);
    let changes = input! {
        BillingMode: mode.cloned(),
        ProvisionedThroughput: throughput.cloned(),
        SSESpecification: encryption.cloned(),
        StreamSpecification: stream.cloned(),
        TableClass: class.cloned(),
    };
    if let Some(names) = changes.as_object().filter(|members| !members.is_empty()) {
        done.push(format!("updated {}", names.keys().cloned().collect::<Vec<_>>().join(", ")));
        let mut input = changes;
        wasmidem_guest::set_member(&mut input, "TableName", Some(Value::String(id.to_owned())));
        dynamodb::update_table(input)?;
    }
    done.extend(indexes(id, actual, desired)?);
    Ok(done)
}

fn is_as_wanted(there: &Sse, wanted: &Sse) -> bool {
    changed(&there.enabled, &wanted.enabled).is_none()
        && changed(&there.sse_type, &wanted.sse_type).is_none()
        && changed(&there.kms_master_key_id, &wanted.kms_master_key_id).is_none()
}

/// Makes, deletes and changes global indexes.
fn indexes(id: &str, actual: &Table, desired: &Table) -> Result<Vec<String>> {
    let mut done = Vec::new();
    let Some(wanted) = &desired.global_secondary_indexes else { return Ok(done) };
    let there = actual.global_secondary_indexes.as_deref().unwrap_or_default();
    let named =
        |indexes: &[GlobalIndex], name: &str| indexes.iter().find(|index| index.index_name == name).cloned();
    for GlobalIndex { index_name, .. } in
        there.iter().filter(|index| named(wanted, &index.index_name).is_none())
    {
        update(id, &[], input! { Delete: input! { IndexName: index_name } })?;
        done.push(format!("deleted the index {index_name}"));
    }
    for index in wanted {
        let name = &index.index_name;
        match named(there, name) {
            None => {
                update(id, &desired.attribute_definitions, input! { Create: index })?;
                done.push(format!("created the index {name}"));
            }
            Some(old) => {
                let throughput = changed(&old.provisioned_throughput, &index.provisioned_throughput);
                if let Some(throughput) = throughput {
                    let change = input! { IndexName: name, ProvisionedThroughput: throughput };
                    update(id, &[], input! { Update: change })?;
                    done.push(format!("updated the index {name}"));
                }
            }
        }
    }
    Ok(done)
}

fn update(id: &str, definitions: &[AttributeDefinition], change: Value) -> Result<Value> {
    let definitions = Some(definitions.to_vec()).filter(|definitions| !definitions.is_empty());
    dynamodb::update_table(input! {
        TableName: id, AttributeDefinitions: definitions, GlobalSecondaryIndexUpdates: vec![change],
    })
}

/// Switches on or off that items go. AWS wants to be told the attribute in both cases.
pub fn expire(id: &str, actual: &Table, wanted: &TimeToLive) -> Result<Option<String>> {
    let there = actual.time_to_live.as_ref();
    let is_off = there.is_none_or(|there| !there.enabled);
    if !wanted.enabled && is_off {
        return Ok(None);
    }
    let attribute = wanted.attribute_name.clone().or_else(|| there?.attribute_name.clone());
    let mut specification = json::to_value(wanted);
    wasmidem_guest::set_member(&mut specification, "AttributeName", attribute.map(Value::String));
    dynamodb::update_time_to_live(input! { TableName: id, TimeToLiveSpecification: specification })?;
    Ok(Some(format!("time to live is {}", if wanted.enabled { "on" } else { "off" })))
}
