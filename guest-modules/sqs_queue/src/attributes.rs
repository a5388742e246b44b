//! The attributes of a queue, which SQS has as texts.

use wasmidem_guest::{json, json::Json, prelude::*};

use crate::{Queue, QueuePolicy};

/// The attributes that are given.
pub fn to_texts(queue: &Queue) -> Attributes {
    let number = |number: &Option<i64>| number.map(|number| number.to_string());
    let flag = |flag: &Option<bool>| flag.map(|flag| flag.to_string());
    let document = |policy: &QueuePolicy| match policy.0.document() {
        Value::Object(members) if members.is_empty() => String::new(),
        _ => policy.0.text(),
    };
    [
        ("DelaySeconds", number(&queue.delay_seconds)),
        ("MaximumMessageSize", number(&queue.maximum_message_size)),
        ("MessageRetentionPeriod", number(&queue.message_retention_period)),
        ("Policy", queue.policy.as_ref().map(document)),
        ("ReceiveMessageWaitTimeSeconds", number(&queue.receive_message_wait_time_seconds)),
        ("RedrivePolicy", queue.redrive_policy.as_ref().map(json::to_text)),
        ("VisibilityTimeout", number(&queue.visibility_timeout)),
        ("KmsMasterKeyId", queue.kms_master_key_id.clone()),
        ("KmsDataKeyReusePeriodSeconds", number(&queue.kms_data_key_reuse_period_seconds)),
        ("SqsManagedSseEnabled", flag(&queue.sqs_managed_sse_enabled)),
        ("FifoQueue", flag(&queue.fifo_queue)),
        ("ContentBasedDeduplication", flag(&queue.content_based_deduplication)),
        ("DeduplicationScope", queue.deduplication_scope.clone()),
        ("FifoThroughputLimit", queue.fifo_throughput_limit.clone()),
    ]
    .into_iter()
    .filter_map(|(name, text)| Some((name.to_owned(), text?)))
    .collect()
}

/// A queue without name and tags.
pub fn from_texts(texts: &Attributes) -> Result<Queue> {
    let text = |name: &str| texts.get(name).map(str::to_owned);
    Ok(Queue {
        arn: text("QueueArn"),
        delay_seconds: parsed(texts, "DelaySeconds")?,
        maximum_message_size: parsed(texts, "MaximumMessageSize")?,
        message_retention_period: parsed(texts, "MessageRetentionPeriod")?,
        policy: texts.get("Policy").map(|text| read(&Value::String(text.to_owned()))).transpose()?,
        receive_message_wait_time_seconds: parsed(texts, "ReceiveMessageWaitTimeSeconds")?,
        redrive_policy: texts.get("RedrivePolicy").map(json::from_text).transpose()?,
        visibility_timeout: parsed(texts, "VisibilityTimeout")?,
        kms_master_key_id: text("KmsMasterKeyId"),
        kms_data_key_reuse_period_seconds: parsed(texts, "KmsDataKeyReusePeriodSeconds")?,
        sqs_managed_sse_enabled: parsed(texts, "SqsManagedSseEnabled")?,
        fifo_queue: parsed(texts, "FifoQueue")?,
        content_based_deduplication: parsed(texts, "ContentBasedDeduplication")?,
        deduplication_scope: text("DeduplicationScope"),
        fifo_throughput_limit: text("FifoThroughputLimit"),
        ..Queue::default()
    })
}

/// A number or flag, which is JSON as it stands.
fn parsed<T: Json>(texts: &Attributes, name: &str) -> Result<Option<T>> {
    texts.get(name).map(json::from_text).transpose()
}

fn read<T: Json>(value: &Value) -> Result<T> {
    json::from_value(value.clone())
}
